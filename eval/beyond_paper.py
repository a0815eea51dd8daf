#!/usr/bin/env python3
"""Measures what others proposed beyond Kobayashi et al. 2020, from the forward passes of two models of opposite directions.

For every variant: AER on a gold set, and, without gold, how well the two directions agree (F1 of one's links against the
other's) on plain text, each with the paired bootstrap's 95 % interval of its difference from the plain counterpart. Gold chooses
nothing here: heads come from the command line, thresholds of fused scores from the plain text.

    python3 eval/beyond_paper.py --forward-model model.enpt.intgemm.alphas.bin --forward-vocab vocab.enpt.spm \\
        --reverse-model model.pten.intgemm.alphas.bin --reverse-vocab vocab.pten.spm --forward-head 6 --reverse-head 7 \\
        --gold-source gold-alignments/graca-en-pt/en-pt.en --gold-target gold-alignments/graca-en-pt/en-pt.pt \\
        --gold gold-alignments/graca-en-pt/en-pt.sure \\
        --source eval/data/python-docs-3000.en.gz --target eval/data/python-docs-3000.pt.gz --pairs 300

Prints Markdown, in about a minute. The models are Marian's own files (scripts/fetch_firefox_models.sh), read by the numpy network
of scripts/firefox_reference.py; needs numpy and scripts/requirements.txt. Gold: Pharaoh links from 0, all sure.
"""
import argparse
import os
import sys
import unicodedata

import numpy as np

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "scripts"))
from firefox_reference import END, Network, Pieces, read_lines  # noqa: E402

RESAMPLES = 10_000
GRID = [0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5]
ALL = 0
FIRST, LAST = "first", "last"
TINY = 1e-12


class Recorder(Network):
    """The network, keeping what its cross-attention's layer norm saw; ALTI needs it."""

    def forced(self, source, target):
        self.inputs, self.outputs, self.residuals = {}, {}, {}
        return super().forced(source, target)

    def attention(self, queries, keys, prefix):
        if prefix.endswith("_context"):
            self.residuals[prefix] = queries
        return super().attention(queries, keys, prefix)

    def norm(self, x, name):
        out = super().norm(x, name)
        if name.endswith("_context_Wo"):
            prefix = name[:-len("_Wo")]
            self.inputs[prefix], self.outputs[prefix] = x, out
        return out


# ---------------------------------------------------------------------------------------------------------- scores of pieces

def entropy_weights(shares):
    """1 - H / log S of each row of each head: 1 for a head that looks at one piece, 0 for one that looks at all alike."""
    if shares.shape[-1] < 2:
        return np.ones(shares.shape[:-1])
    entropy = -(shares * np.log(np.maximum(shares, TINY))).sum(-1)
    return 1 - entropy / np.log(shares.shape[-1])


def rows_to_one(matrix):
    return matrix / np.maximum(matrix.sum(-1, keepdims=True), TINY)


def alti(output, residual, vectors, order):
    """max(0, |y| - |y - part|) of every part of a row's output, the residual as the last column; a row sums to 1."""
    def size(x):
        return np.abs(x).sum(-1) if order == 1 else np.sqrt((x ** 2).sum(-1))
    whole = size(output)
    of_pieces = size(output[:, None] - vectors)
    parts = np.concatenate([whole[:, None] - of_pieces, (whole - size(output - residual))[:, None]], 1)
    return rows_to_one(np.maximum(parts, 0))


def piece_scores(network, seen, layer, heads):
    """By measure: {head: (T, S + 1)}, or (T, S + 2) with the residual last; head 0 is the whole layer."""
    a, f = (part.astype(np.float64) for part in seen[layer - 1])
    prefix = "decoder_l%d_context" % layer
    before, after = network.inputs[prefix].astype(np.float64), network.outputs[prefix].astype(np.float64)
    residual, gamma = network.residuals[prefix].astype(np.float64), network.p[prefix + "_Wo_ln_scale"][0].astype(np.float64)
    sigma = np.sqrt(before.var(-1) + 1e-6)[:, None]
    centred = gamma * (f - f.mean(-1, keepdims=True))
    residual = gamma * (residual - residual.mean(-1, keepdims=True)) / sigma

    found = {name: {} for name in ("weight", "norm", "norm after LN", "ALTI L1", "ALTI L2")}
    for h in heads:
        part = slice(None) if h == ALL else slice(h - 1, h)
        found["weight"][h] = a[part].mean(0)
        found["norm"][h] = np.sqrt((np.einsum("hts,hsd->tsd", a[part], f[part]) ** 2).sum(-1))
        vectors = np.einsum("hts,hsd->tsd", a[part], centred[part])
        found["norm after LN"][h] = np.sqrt((vectors ** 2).sum(-1))
        for order in (1, 2):
            found["ALTI L%d" % order][h] = alti(after, residual, vectors / sigma[..., None], order)
    norms = rows_to_one(a * np.sqrt((f ** 2).sum(-1))[:, None])
    found["mean of heads' norm shares"] = {ALL: norms.mean(0)}
    for name, shares in (("weight", a), ("norm", norms)):
        by = entropy_weights(shares)
        found["heads by entropy, " + name] = {ALL: (by[..., None] * shares).sum(0) / np.maximum(by.sum(0), TINY)[:, None]}
    return found


# ------------------------------------------------------------------------------------------------- scores and links of words

def merge(matrix, starts, sizes, how, axis):
    """Consecutive rows or columns become one, by sum, mean or max."""
    if how == "max":
        return np.maximum.reduceat(matrix, starts, axis)
    summed = np.add.reduceat(matrix, starts, axis)
    if how == "sum":
        return summed
    return summed / (sizes[:, None] if axis == 0 else sizes[None, :])


class Side:
    """A sentence in pieces: which words have some, and where they begin."""

    def __init__(self, line, pieces):
        words = line.split(" ")
        self.ids, owner = pieces.encode(line)
        self.words, starts, sizes = np.unique(np.array(owner, int), return_index=True, return_counts=True)
        self.starts, self.sizes, self.owner = starts, sizes, np.searchsorted(self.words, owner)
        text = words[self.words[-1]] if len(self.words) else ""
        self.ends_in_punctuation = bool(text) and all(unicodedata.category(c).startswith("P") for c in text)


def word_scores(pieces, source, target, variant):
    """Scores (target words, source words, then </s> and the residual where the variant keeps them)."""
    extra = pieces.shape[1] - len(source.ids)
    starts = np.concatenate([source.starts, len(source.ids) + np.arange(extra)])
    sizes = np.concatenate([source.sizes, np.ones(extra, int)])
    words = merge(merge(pieces, starts, sizes, variant["columns"], 1), target.starts, target.sizes, variant["rows"], 0)
    return finish(words, len(source.words), source, target, variant)


def finish(scores, end, source, target, variant):
    """Masks and the rule for final punctuation, on scores whose columns from `end` are </s> and the residual."""
    keep = np.ones(scores.shape[1], bool)
    keep[end] = not variant["mask"]
    keep[end + 1:] = variant["residual"]
    scores = scores[:, keep].copy()
    if variant["punctuation"] and source.ends_in_punctuation:
        last = scores[-1].copy()
        scores[:, end - 1] = 0
        if target.ends_in_punctuation:
            scores[-1] = 0 if variant["punctuation"] == "force" else last
            scores[-1, end - 1] = 1 if variant["punctuation"] == "force" else last[end - 1]
    return scores


def links_of(scores, source, target):
    """One link a target word: the greatest score, if it is a source word's and above 0."""
    found = set()
    for t, s in enumerate(scores.argmax(1)):
        if s < len(source.words) and scores[t, s] > 0:
            found.add((int(source.words[s]), int(target.words[t])))
    return found


def links_of_pieces(pieces, source, target, variant):
    """Shift-Att's own way: an argmax for each target PIECE, then the union over a word's pieces."""
    end = len(source.ids)
    scores = finish(pieces, end, source, target, variant)
    return {(int(source.words[source.owner[s]]), int(target.words[target.owner[t]]))
            for t, s in enumerate(scores.argmax(1)) if s < end and scores[t, s] > 0}


def variants():
    """(name, measure, plain counterpart's measure, options); the plain ones come first of their measure."""
    plain = {"columns": "sum", "rows": "mean", "mask": False, "punctuation": None, "residual": False, "pieces": False}
    rows = []

    def add(name, measure, counterpart, **options):
        rows.append((name, measure, counterpart, {**plain, **options}))

    for measure in ("weight", "norm"):
        add("plain", measure, measure)
        add("`</s>` masked", measure, measure, mask=True)
        add("final punctuation", measure, measure, punctuation="force")
        add("final punctuation, forbidden to other words but not forced", measure, measure, punctuation="forbid")
        add("`</s>` masked, final punctuation", measure, measure, mask=True, punctuation="force")
        add("Shift-Att whole: these two, argmax per piece", measure, measure, mask=True, punctuation="force", pieces=True)
        for columns, by in (("max", "max"), ("mean", "mean"), ("max", "mean"), ("sum", "max")):
            add("source %s, target %s" % (columns, by), measure, measure, columns=columns, rows=by)
    add("norm after LN", "norm after LN", "norm")
    add("norm after LN, `</s>` masked", "norm after LN", "norm", mask=True)
    for order in ("L1", "L2"):
        add("ALTI %s, residual dropped" % order, "ALTI " + order, "norm")
        add("ALTI %s, residual may win" % order, "ALTI " + order, "norm", residual=True)
    add("ALTI L1, residual dropped, `</s>` masked", "ALTI L1", "norm", mask=True)
    add("mean of heads' norm shares", "mean of heads' norm shares", "norm")
    add("heads by entropy", "heads by entropy, weight", "weight")
    add("heads by entropy (norm shares)", "heads by entropy, norm", "norm")
    return rows


# --------------------------------------------------------------------------------------------------------------------- reading

def read_direction(network, pieces, lines, places):
    """{(place, head, variant number): [(links, shares, source words, target words)]}, as the model sees source and target."""
    found, table = {}, variants()
    for source_line, target_line in lines:
        source, target = Side(source_line, pieces), Side(target_line, pieces)
        _, seen = network.forced(source.ids + [END], target.ids)
        size = (len(source_line.split(" ")), len(target_line.split(" ")))
        for place, (layer, shift, heads) in places.items():
            measures = piece_scores(network, seen, layer, heads)
            rows = np.arange(len(target.ids)) + shift
            for number, (_, measure, _, variant) in enumerate(table):
                for head, matrix in measures[measure].items():
                    if variant["pieces"]:
                        entry = (links_of_pieces(matrix[rows], source, target, variant), None)
                    else:
                        scores = word_scores(matrix[rows], source, target, variant)
                        shares = np.zeros(size, np.float32)
                        shares[np.ix_(source.words, target.words)] = rows_to_one(scores)[:, :len(source.words)].T
                        entry = (links_of(scores, source, target), shares)
                    found.setdefault((place, head, number), []).append(entry)
    return found


def turned(found):
    return {key: [({(s, t) for t, s in links}, None if shares is None else shares.T) for links, shares in entries]
            for key, entries in found.items()}


# --------------------------------------------------------------------------------------------------------------------- figures

def counts(ours, theirs):
    """(links of both, links of one + of the other) of each pair; 2 a / b is an F1, 1 - 2 a / b an AER of sure links."""
    return np.array([(len(a & b), len(a) + len(b)) for a, b in zip(ours, theirs)], float)


def f1(c):
    return 200 * c[..., 0].sum(-1) / np.maximum(c[..., 1].sum(-1), 1)


class Bootstrap:
    """The same resamples of the sentences for every comparison."""

    def __init__(self, sentences, seed):
        self.draws = np.random.default_rng(seed).multinomial(sentences, np.full(sentences, 1 / sentences), RESAMPLES)
        self.made, self.outside = 0, [0, 0]

    def difference(self, one, other):
        """F1 of `one` minus F1 of `other`, in points, with the 95 % interval."""
        def resampled(c):
            hit, total = (self.draws @ c).T
            return 200 * hit / total
        low, high = np.percentile(resampled(one) - resampled(other), [2.5, 97.5])
        self.made += 1
        self.outside[0] += low > 0
        self.outside[1] += high < 0
        return f1(one) - f1(other), low, high


def mutual(shares):
    found = set()
    if shares.size:
        for s, t in enumerate(shares.argmax(1)):
            if shares[s, t] > 0 and shares[:, t].argmax() == s:
                found.add((s, int(t)))
    return found


def above(shares, threshold):
    return set(map(tuple, np.argwhere(shares >= threshold).tolist()))


def fused(forward, reverse):
    return [np.sqrt(a * b) for (_, a), (_, b) in zip(forward, reverse)]


def promising_threshold(matrices):
    """The threshold, in hundredths, of the highest expected F1 if scores are taken for chances (Lipton et al. 2014)."""
    scores = np.sort(np.concatenate([m.ravel() for m in matrices]).astype(float))[::-1]
    sums, best = np.concatenate([[0], np.cumsum(scores)]), (0, 1)
    for threshold in np.arange(100, 0, -1) / 100:
        n = np.searchsorted(-scores, -threshold, "right")
        best = max(best, (2 * sums[n] / (n + scores.sum()), -threshold))
    return -best[1]


def with_interval(value, difference, sign):
    """`value` and its difference; a difference whose interval excludes 0 in bold."""
    if difference is None:
        return "%.2f" % value
    d, low, high = difference
    low, high = sorted((sign * low, sign * high))
    text = ("%+.2f [%+.2f, %+.2f]" % (sign * d, low, high)).replace("-0.00", "+0.00").replace("+0.00", "0.00")
    return "%.2f, %s" % (value, "**%s**" % text if low > 0 or high < 0 else text)


class Measured:
    """Both directions' links and shares, on gold and on plain text, and what is computed from them."""

    def __init__(self, args):
        self.table, self.heads = variants(), range(0, args.heads + 1)
        self.numbers = {(name, measure): n for n, (name, measure, _, _) in enumerate(self.table)}
        self.gold = [{tuple(map(int, link.split("-"))) for link in line.split()} for line in read_lines(args.gold)]
        lines = {"text": list(zip(read_lines(args.source), read_lines(args.target)))[:args.pairs],
                 "gold": list(zip(read_lines(args.gold_source), read_lines(args.gold_target)))}
        self.found = {}
        for way, model, vocab, own in (("f", args.forward_model, args.forward_vocab, args.forward_last_head),
                                       ("r", args.reverse_model, args.reverse_vocab, args.reverse_last_head)):
            network, pieces = Recorder(model), Pieces(vocab)
            places = {FIRST: (1, 1, self.heads), LAST: (network.decoder_layers, 0, (ALL, own))}
            for kind, pairs in lines.items():
                self.found[way, kind] = read_direction(network, pieces, pairs, places) if way == "f" else turned(
                    read_direction(network, pieces, [(t, s) for s, t in pairs], places))
        self.on_gold, self.fused_on_gold = Bootstrap(len(self.gold), 1), Bootstrap(len(self.gold), 1)
        self.on_text = Bootstrap(len(lines["text"]), 2)

    def links(self, way, kind, key):
        return [links for links, _ in self.found[way, kind][key]]

    def hits(self, way, key):
        return counts(self.links(way, "gold", key), self.gold)

    def agreement(self, forward, reverse):
        return counts(self.links("f", "text", forward), self.links("r", "text", reverse))

    def fusion(self, forward, reverse):
        """The threshold chosen on the plain text; on gold, counts at it and on the grid, and by mutual argmax."""
        if self.found["f", "gold"][forward][0][1] is None:
            return None
        threshold = promising_threshold(fused(self.found["f", "text"][forward], self.found["r", "text"][reverse]))
        both = fused(self.found["f", "gold"][forward], self.found["r", "gold"][reverse])
        at = {x: counts([above(m, np.float32(x)) for m in both], self.gold) for x in [threshold, *GRID]}
        return threshold, at, counts([mutual(m) for m in both], self.gold)


def row_cells(measured, forward, reverse, base_forward, base_reverse, best):
    """One variant at one place: its cells, and the differences (AER forward, AER reverse, three agreements, AER fused)."""
    plain, cells, differences = forward == base_forward, [], []

    def cell(bootstrap, own, base, sign, prefix=""):
        difference = None if plain else bootstrap.difference(own, base)
        differences.append(difference)
        cells.append(prefix + with_interval(f1(own) if sign == 1 else 100 - f1(own), difference, sign))

    for way, key, base in (("f", forward, base_forward), ("r", reverse, base_reverse)):
        cell(measured.on_gold, measured.hits(way, key), measured.hits(way, base), -1)
    for f, r, of, other in ((forward, reverse, base_forward, base_reverse), (forward, best["r"], base_forward, best["r"]),
                            (best["f"], reverse, best["f"], base_reverse)):
        cell(measured.on_text, measured.agreement(f, r), measured.agreement(of, other), 1)
    own, base = measured.fusion(forward, reverse), measured.fusion(base_forward, base_reverse)
    if own is None:
        cells.append("-")
    else:
        cell(measured.fused_on_gold, own[1][own[0]], base[1][base[0]], -1, "%.2f: " % own[0])
    return cells, differences


def print_variants(measured, args):
    print("| place | variant | AER forward | AER reverse | agreement of the two | forward with plain reverse weights, head %d "
          "| reverse with plain forward weights, head %d | fused: threshold, AER |" % (args.reverse_head, args.forward_head))
    print("|---" * 8 + "|")
    weight = measured.numbers["plain", "weight"]
    best = {"f": (FIRST, args.forward_head, weight), "r": (FIRST, args.reverse_head, weight)}
    signs = {"agreement of the two": [0] * 4, "agreement with the other's plain weights": [0] * 4}
    for title, place, f, r in (
            ("layer 1, AWI, whole", FIRST, ALL, ALL),
            ("layer 1, AWI, heads %d, %d" % (args.forward_head, args.reverse_head), FIRST, args.forward_head, args.reverse_head),
            ("last layer, AWO, whole", LAST, ALL, ALL),
            ("last layer, AWO, heads %d, %d" % (args.forward_last_head, args.reverse_last_head), LAST,
             args.forward_last_head, args.reverse_last_head)):
        for number, (name, _, counterpart, _) in enumerate(measured.table):
            if (place, f, number) not in measured.found["f", "gold"]:
                continue
            base = measured.numbers["plain", counterpart]
            cells, differences = row_cells(measured, (place, f, number), (place, r, number), (place, f, base),
                                           (place, r, base), best)
            print("| %s | %s, %s | %s |" % (title, counterpart, name, " | ".join(cells)), flush=True)
            for what, way, by in (("agreement of the two", 0, 2), ("agreement of the two", 1, 2),
                                  ("agreement with the other's plain weights", 0, 3),
                                  ("agreement with the other's plain weights", 1, 4)):
                gold, text = sign(differences[way]), sign(differences[by])
                if gold and text:
                    signs[what][(0 if text > 0 else 2) + (gold < 0)] += 1
    return signs


def sign(difference):
    """1 or -1 if the interval lies on that side of 0, else 0."""
    return 0 if difference is None else int(difference[1] > 0) - int(difference[2] < 0)


def print_fused(measured):
    print("| variant | heads | agreement | AER forward | AER reverse | threshold by text, AER | mutual | %s |"
          % " | ".join("%.2f" % x for x in GRID))
    print("|---" * (7 + len(GRID)) + "|")
    rows = []
    for number, (name, _, counterpart, _) in enumerate(measured.table):
        having = [h for h in measured.heads if (FIRST, h, number) in measured.found["f", "text"]]
        agreement, a, b = max((f1(measured.agreement((FIRST, a, number), (FIRST, b, number))), a, b)
                              for a in having for b in having)
        f, r = (FIRST, a, number), (FIRST, b, number)
        one = measured.fusion(f, r)
        end = " | ".join("-" * (2 + len(GRID))) if one is None else "%.2f: %.2f | %.2f | %s" % (
            one[0], 100 - f1(one[1][one[0]]), 100 - f1(one[2]), " | ".join("%.2f" % (100 - f1(one[1][x])) for x in GRID))
        rows.append((agreement, "| %s, %s | %s %s | %.2f | %.2f | %.2f | %s |" % (
            counterpart, name, a or "all", b or "all", agreement, 100 - f1(measured.hits("f", f)),
            100 - f1(measured.hits("r", r)), end)))
    for _, row in sorted(rows, key=lambda row: -row[0]):
        print(row)


def report(args):
    measured = Measured(args)
    signs = print_variants(measured, args)
    print("\nFused by the geometric mean, AER at each threshold (layer 1, AWI), with the heads that agree most under the variant "
          "itself (of %d x %d, without gold); sorted by that agreement.\n" % (len(measured.heads), len(measured.heads)))
    print_fused(measured)
    print()
    for what, made in (("AER, one direction", measured.on_gold), ("AER, fused", measured.fused_on_gold),
                       ("agreement", measured.on_text)):
        print("- %s: %d comparisons, %d clearly better and %d clearly worse than plain; if no variant made a difference, %.1f of "
              "each would be expected by chance." % (what, made.made, *made.outside, made.made * 0.025))
    for what, (good, misled, missed, bad) in signs.items():
        print("- Where AER of one direction and %s both differ clearly: better by both %d, worse by both %d, more agreement but "
              "worse AER %d, less agreement but better AER %d." % (what, good, bad, misled, missed))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("forward-model", "forward-vocab", "reverse-model", "reverse-vocab", "gold-source", "gold-target", "gold",
                 "source", "target"):
        parser.add_argument("--" + name, required=True)
    parser.add_argument("--pairs", type=int, default=300)
    parser.add_argument("--heads", type=int, default=8, help="how many the models have in a layer")
    parser.add_argument("--forward-head", type=int, required=True, help="of layer 1, chosen without gold")
    parser.add_argument("--reverse-head", type=int, required=True)
    parser.add_argument("--forward-last-head", type=int, default=1, help="of the last layer; the first is trained on alignments")
    parser.add_argument("--reverse-last-head", type=int, default=1)
    report(parser.parse_args())


if __name__ == "__main__":
    main()
