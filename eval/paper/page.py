"""Fills the tables of eval/paper/README.md from results/: everything between <!-- begin NAME --> and <!-- end NAME -->.

  python page.py            (results/*.measure.json, *.bleu.json, *.log.tsv; run.sh makes them)

Prose outside the marks is written by hand; `python page.py --check` fails if a table is not what the results say.
"""
import argparse
import csv
import glob
import json
import os
import re

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
SETTINGS = [("awi", "weight"), ("awi", "norm"), ("awo", "weight"), ("awo", "norm")]
NAMES = {("awi", "weight"): "AWI weights", ("awi", "norm"): "AWI norms", ("awo", "weight"): "AWO weights", ("awo", "norm"): "AWO norms"}
# Kobayashi et al. 2020, De-En (RWTH, 508 pairs), mean of 5 seeds: their notebook's heat maps, layers 1 to 6.
PAPER = {("awi", "weight"): (49.3, 29.8, 56.4, 91.7, 91.2, 93.0), ("awi", "norm"): (32.5, 25.0, 51.7, 85.2, 83.5, 84.8),
         ("awo", "weight"): (92.2, 86.5, 63.2, 55.6, 48.4, 64.8), ("awo", "norm"): (87.9, 83.0, 61.7, 49.2, 41.4, 53.9)}


class Run:

    def __init__(self, name, folder):
        self.name, self.direction = name, name.split("-seed")[0]
        self.arrow = self.direction.replace("-", "→")
        with open(os.path.join(folder, name + ".measure.json"), encoding="utf-8") as file:
            self.result = json.load(file)
        self.bleu = self.optional(folder, ".bleu.json")
        path = os.path.join(folder, name + ".log.tsv")
        self.log = list(csv.DictReader(open(path, encoding="utf-8"), delimiter="\t")) if os.path.exists(path) else []
        self.sure = np.array(self.result["sure"])

    def optional(self, folder, ending):
        path = os.path.join(folder, self.name + ending)
        if not os.path.exists(path):
            return None
        with open(path, encoding="utf-8") as file:
            return json.load(file)

    def settings(self, reading, kind, rule="word", heads=False):
        """Whole layers in order; or all heads."""
        found = [s for s in self.result["settings"] if (s["reading"], s["measure"], s["rule"]) == (reading, kind, rule)
                 and (s["head"] != "all") == heads]
        return sorted(found, key=lambda s: (s["layer"], s["head"]))

    def aers(self, reading, kind):
        return [s["aer"] for s in self.settings(reading, kind)]

    def difference(self, first, second, draws=10000):
        """AER of the first minus AER of the second setting, with a 95 % interval: paired bootstrap over sentence pairs."""
        random = np.random.default_rng(1)
        picks = random.integers(0, len(self.sure), (draws, len(self.sure)))
        def aer(setting, rows):
            hits, links = np.array(setting["hits"])[rows].sum(-1), np.array(setting["links"])[rows].sum(-1)
            return 100 - 200 * hits / (links + self.sure[rows].sum(-1))
        spread = aer(first, picks) - aer(second, picks)
        low, high = np.percentile(spread, (2.5, 97.5))
        return first["aer"] - second["aer"], low, high


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def best(values):
    """The values as text, the lowest in bold."""
    low = min(values)
    return ["**%.1f**" % v if v == low else "%.1f" % v for v in values]


def runs_table(runs):
    rows = []
    for run in runs:
        last = run.log[-1] if run.log else None
        devs = [row["dev"] for row in run.log if row["dev"]]
        scores = []
        for test in ("europarl-synthetic", "ntrex"):
            one = run.bleu["tests"].get(test) if run.bleu else None
            scores += ["%.1f" % one["model"], "%.1f" % one["firefox"]] if one else ["n/a", "n/a"]
        rows.append([run.name] + ([last["step"], "%.0f" % float(last["minutes"]), "%.1f million" % (int(last["pieces"]) / 1e6)] if last else ["n/a"] * 3)
                    + [devs[-1] if devs else "n/a"] + scores)
    return table(["run", "steps", "processor minutes", "target pieces", "dev cross-entropy a piece", "BLEU held-out Europarl",
                  "Firefox's", "BLEU NTREX", "Firefox's"], rows)


def layers_table(runs, direction):
    some = [run for run in runs if run.direction == direction]
    rows = []
    for reading, kind in SETTINGS:
        whole = np.array([run.aers(reading, kind) for run in some])
        if len(some) > 1:
            cells = ["%.1f (%.1f–%.1f)" % (m, low, high) for m, low, high in zip(whole.mean(0), whole.min(0), whole.max(0))]
            lowest = int(whole.mean(0).argmin())
            cells[lowest] = "**" + cells[lowest].replace(" (", "** (", 1)
        else:
            cells = best(whole[0])
        rows.append([NAMES[reading, kind], *cells])
    return table(["%s, %d seed%s" % (direction.replace("-", "→"), len(some), "s" * (len(some) > 1)), *("layer %d" % n for n in range(1, 7))], rows)


def paper_table(_):
    return table(["Kobayashi et al., de→en, 5 seeds", *("layer %d" % n for n in range(1, 7))],
                 [[NAMES[key], *best(PAPER[key])] for key in SETTINGS])


def differences_table(runs):
    rows = []
    for run in runs:
        for reading in ("awi", "awo"):
            cells = []
            for weight, norm in zip(run.settings(reading, "weight"), run.settings(reading, "norm")):
                point, low, high = run.difference(norm, weight)
                cells.append("%+.1f (%+.1f to %+.1f)%s" % (point, low, high, " *" if low > 0 or high < 0 else ""))
            rows.append(["%s %s" % (run.name, reading.upper()), *cells])
    return table(["norms minus weights", *("layer %d" % n for n in range(1, 7))], rows)


def best_table(runs):
    rows = []
    for run in runs:
        for reading in ("awi", "awo"):
            weight, norm = (min(run.settings(reading, kind), key=lambda s: s["aer"]) for kind in ("weight", "norm"))
            point, low, high = run.difference(norm, weight)
            heads = [min(run.settings(reading, kind, heads=True), key=lambda s: s["aer"]) for kind in ("weight", "norm")]
            rows.append([run.name, reading.upper(), "%.1f (layer %d)" % (weight["aer"], weight["layer"]),
                         "%.1f (layer %d)" % (norm["aer"], norm["layer"]), "%+.1f (%+.1f to %+.1f)" % (point, low, high),
                         *("%.1f (layer %d head %d)" % (s["aer"], s["layer"], s["head"]) for s in heads)])
    return table(["run", "reading", "best layer, weights", "best layer, norms", "norms minus weights", "best head, weights", "best head, norms"], rows)


def spearman(x, y):
    rank = [np.argsort(np.argsort(v)) for v in (x, y)]
    return float(np.corrcoef(*rank)[0, 1])


def rule_table(runs):
    rows = []
    for run in runs:
        for reading in ("awi", "awo"):
            layers, heads = run.settings(reading, "norm"), run.settings(reading, "norm", heads=True)
            top, low = max(layers, key=lambda s: s["mean"]), min(layers, key=lambda s: s["aer"])
            head = max(heads, key=lambda s: s["mean"])
            rows.append([run.name, reading.upper(), " ".join("%.3f" % s["mean"] for s in layers), "layer %d: %.1f" % (top["layer"], top["aer"]),
                         "layer %d: %.1f" % (low["layer"], low["aer"]), "layer %d head %d: %.1f" % (head["layer"], head["head"], head["aer"]),
                         "%+.2f" % spearman([s["aer"] for s in heads], [s["mean"] for s in heads])])
    return table(["run", "reading", "mean norm of layers 1 to 6", "AER of the layer of highest mean norm", "AER of the best layer",
                  "AER of the head of highest mean norm", "Spearman of AER and mean norm, 48 heads"], rows)


def heads_table(runs):
    parts = []
    for run in runs:
        rows = []
        for layer in range(1, run.result["layers"] + 1):
            rows.append(["%d" % layer] + ["%.1f" % s["aer"] for s in run.settings("awi", "norm", heads=True) if s["layer"] == layer])
        parts.append(table([run.name + ", AWI norms, layer", *("head %d" % n for n in range(1, run.result["heads"] + 1))], rows))
    return "\n\n".join(parts)


def check_table(runs):
    rows = [[run.name, "%d" % run.result["compare"]["settings"], "%.3f" % run.result["compare"]["largest"]] for run in runs if "compare" in run.result]
    return table(["run", "settings", "largest difference in AER"], rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--results", default=os.path.join(HERE, "results"))
    parser.add_argument("--page", default=os.path.join(HERE, "README.md"))
    args = parser.parse_args()
    names = sorted(os.path.basename(path)[:-len(".measure.json")] for path in glob.glob(os.path.join(args.results, "*.measure.json")))
    runs = [Run(name, args.results) for name in names]
    makers = {"runs": runs_table, "paper": paper_table, "differences": differences_table, "best": best_table, "rule": rule_table,
              "heads": heads_table, "check": check_table}
    for direction in ("en-pt", "pt-en"):
        if any(run.direction == direction for run in runs):
            makers["layers " + direction] = lambda all_runs, direction=direction: layers_table(all_runs, direction)
    with open(args.page, encoding="utf-8") as file:
        page = old = file.read()
    for name, maker in makers.items():
        marks = re.compile(r"(<!-- begin %s -->\n).*?(<!-- end %s -->)" % (name, name), re.S)
        assert marks.search(page), "no place for the table '%s'" % name
        made = maker(runs)
        page = marks.sub(lambda m: m.group(1) + made + "\n" + m.group(2), page)
    if args.check and page != old:
        raise SystemExit("the page does not say what the results say: run eval/paper/page.py")
    with open(args.page, "w", encoding="utf-8", newline="\n") as out:
        out.write(page)


if __name__ == "__main__":
    main()
