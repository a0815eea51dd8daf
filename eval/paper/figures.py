"""The page's pictures as SVG: AER of every layer and head as heat maps, and the training's loss."""
from xml.sax.saxutils import escape

READINGS = [("awi", "weight"), ("awi", "norm"), ("awo", "weight"), ("awo", "norm")]
INK, PALE, GRID = "#1f2933", "#66727f", "#d5dbe1"
LOW, HIGH = 30.0, 95.0             # AER of the darkest and the lightest cell
DARK, LIGHT = (11, 83, 69), (240, 244, 239)
LINES = ("#0b5345", "#b9770e", "#6c3483", "#1f618d", "#a93226", "#616a6b")


class Drawing:

    def __init__(self, width, height, title):
        self.width, self.height = width, height
        self.parts = ["<title>%s</title>" % escape(title), '<rect width="%d" height="%d" fill="#ffffff"/>' % (width, height)]

    def text(self, x, y, words, size=11, anchor="start", colour=INK, weight="normal"):
        self.parts.append('<text x="%.1f" y="%.1f" font-size="%d" text-anchor="%s" fill="%s" font-weight="%s">%s</text>'
                          % (x, y, size, anchor, colour, weight, escape(words)))

    def rect(self, x, y, width, height, fill):
        self.parts.append('<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" fill="%s"/>' % (x, y, width, height, fill))

    def line(self, points, colour, width=1.0, dashes=""):
        self.parts.append('<polyline points="%s" fill="none" stroke="%s" stroke-width="%.1f"%s/>' % (
            " ".join("%.1f,%.1f" % point for point in points), colour, width, ' stroke-dasharray="%s"' % dashes if dashes else ""))

    def finished(self):
        size = self.width, self.height
        head = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" font-family="sans-serif" role="img">' % (size + size)
        return "\n".join([head, *self.parts, "</svg>\n"])


def shade(aer):
    share = min(1.0, max(0.0, (aer - LOW) / (HIGH - LOW)))
    colour = tuple(round(a + (b - a) * share) for a, b in zip(DARK, LIGHT))
    return "#%02x%02x%02x" % colour, "#ffffff" if share < 0.5 else INK


def heads(runs):
    """A row of four maps for each run: AWI and AWO, weights and norms; layers downwards, heads and the whole layer across."""
    cell, tall, gap, left, top = 27, 20, 26, 20, 44
    count, layers = runs[0].result["heads"], runs[0].result["layers"]
    wide, high = (count + 1) * cell + 6, layers * tall + 62
    drawing = Drawing(left + 4 * wide + 3 * gap + 10, top + len(runs) * high, "AER of every layer and head, by weights and norms, AWI and AWO")
    for number, (reading, kind) in enumerate(READINGS):
        drawing.text(left + number * (wide + gap), 16, "%s, %ss" % (reading.upper(), kind), 13, weight="bold")
    drawing.text(left, 32, "AER in %%, dark is good; columns: heads 1 to %d, then the whole layer; rows: layers 1 to %d" % (count, layers), 11, colour=PALE)
    for row, run in enumerate(runs):
        y = top + row * high
        drawing.text(left, y + 14, run.label, 12)
        for number, (reading, kind) in enumerate(READINGS):
            x = left + number * (wide + gap)
            for column in range(count):
                drawing.text(x + (column + 0.5) * cell, y + 30, "%d" % (column + 1), 9, "middle", PALE)
            drawing.text(x + (count + 0.5) * cell + 6, y + 30, "all", 9, "middle", PALE)
            cells = {(s["layer"], count if s["head"] == "all" else s["head"] - 1): s["aer"]
                     for heads in (True, False) for s in run.first.settings(reading, kind, heads=heads)}
            for (layer, column), aer in cells.items():
                fill, ink = shade(aer)
                at = x + column * cell + (6 if column == count else 0), y + 34 + (layer - 1) * tall
                drawing.rect(*at, cell - 1, tall - 1, fill)
                drawing.text(at[0] + cell / 2, at[1] + 14, "%.0f" % aer, 10, "middle", ink)
            if number == 0:
                for layer in range(layers):
                    drawing.text(x - 6, y + 48 + layer * tall, "%d" % (layer + 1), 9, "end", PALE)
    return drawing.finished()


def training(runs):
    """Cross-entropy on the dev set against target pieces; a dot on the curve where a run was given other --minutes."""
    left, top, wide, high = 50, 30, 640, 260
    drawing = Drawing(left + wide + 190, top + high + 50, "Cross-entropy on the dev set against target pieces")
    last = max(run.training["pieces"] for run in runs) / 1e6
    low, top_value = 0.6, 2.2

    def at(pieces, value):
        return left + wide * pieces / last, top + high * (top_value - min(value, top_value)) / (top_value - low)

    for tenth in range(6, 23, 2):
        drawing.line([at(0, tenth / 10), at(last, tenth / 10)], GRID)
        drawing.text(left - 6, at(0, tenth / 10)[1] + 4, "%.1f" % (tenth / 10), 10, "end", PALE)
    for pieces in range(0, int(last) + 1, 5):
        drawing.text(at(pieces, low)[0], top + high + 16, "%d" % pieces, 10, "middle", PALE)
    drawing.text(left + wide / 2, top + high + 36, "million target pieces", 11, "middle", PALE)
    drawing.text(left, 16, "dev cross-entropy, nats a piece (dots: the run was given other --minutes)", 12)
    for number, (run, colour) in enumerate(((run, LINES[n % len(LINES)]) for n, run in enumerate(runs))):
        points = [(int(row["pieces"]) / 1e6, float(row["dev"])) for row in run.log if row["dev"] and float(row["dev"]) <= top_value]
        drawing.line([at(*point) for point in points], colour, 1.8)
        for step, _, _ in run.training["asked"][1:] if points else ():
            pieces = int(min(run.log, key=lambda row: abs(int(row["step"]) - step))["pieces"]) / 1e6
            x, y = at(pieces, min(points, key=lambda point: abs(point[0] - pieces))[1])
            drawing.parts.append('<circle cx="%.1f" cy="%.1f" r="3.5" fill="%s"/>' % (x, y, colour))
        drawing.line([(left + wide + 12, top + 14 + 20 * number), (left + wide + 34, top + 14 + 20 * number)], colour, 1.8)
        drawing.text(left + wide + 40, top + 18 + 20 * number, run.name, 11)
    return drawing.finished()
