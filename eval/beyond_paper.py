#!/usr/bin/env python3
"""Measures what others have proposed beyond Kobayashi et al. 2020, from the same forward pass of two models of opposite directions.

For every variant: AER on a gold set, and, without gold, how well the two directions agree (F1 of one's links against the
other's) on plain text, each with the paired bootstrap's 95 % interval of its difference from the plain counterpart. Gold chooses
nothing here: heads come from the command line, thresholds of fused scores from the plain text.

    python3 eval/beyond_paper.py --forward-model model.enpt.intgemm.alphas.bin --forward-vocab vocab.enpt.spm \\
        --reverse-model model.pten.intgemm.alphas.bin --reverse-vocab vocab.pten.spm --forward-head 6 --reverse-head 7 \\
        --gold-source gold-alignments/graca-en-pt/en-pt.en --gold-target gold-alignments/graca-en-pt/en-pt.pt \\
        --gold gold-alignments/graca-en-pt/en-pt.sure \\
        --source eval/data/python-docs-3000.en.gz --target eval/data/python-docs-3000.pt.gz --pairs 300

Prints Markdown. The network is the numpy one of scripts/firefox_reference.py (Marian files with one decoder of two layers or more);
needs scripts/requirements.txt. Gold: Pharaoh links from 0, all sure.
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
        scores[:, end - 1] = 0
        if target.ends_in_punctuation:
            scores[-1] = 0
            scores[-1, end - 1] = 1
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
    plain = {"columns": "sum", "rows": "mean", "mask": False, "punctuation": False, "residual": False, "pieces": False}
    rows = []

    def add(name, measure, counterpart, **options):
        rows.append((name, measure, counterpart, {**plain, **options}))

    for measure in ("weight", "norm"):
        add("plain", measure, measure)
        add("`</s>` masked", measure, measure, mask=True)
        add("final punctuation", measure, measure, punctuation=True)
        add("`</s>` masked, final punctuation", measure, measure, mask=True, punctuation=True)
        add("Shift-Att whole: these two, argmax per piece", measure, measure, mask=True, punctuation=True, pieces=True)
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


def report(args):
    heads = range(0, args.heads + 1)
    pairs = list(zip(read_lines(args.source), read_lines(args.target)))[:args.pairs]
    gold_pairs = list(zip(read_lines(args.gold_source), read_lines(args.gold_target)))
    gold = [{tuple(map(int, link.split("-"))) for link in line.split()} for line in read_lines(args.gold)]
    data = {}
    for way, model, vocab, own in (("f", args.forward_model, args.forward_vocab, args.forward_last_head),
                                   ("r", args.reverse_model, args.reverse_vocab, args.reverse_last_head)):
        network, pieces = Recorder(model), Pieces(vocab)
        places = {1: (1, 1, heads), 2: (network.decoder_layers, 0, (ALL, own))}
        for kind, lines in (("gold", gold_pairs), ("text", pairs)):
            if way == "f":
                data[way, kind] = read_direction(network, pieces, lines, places)
            else:
                data[way, kind] = turned(read_direction(network, pieces, [(t, s) for s, t in lines], places))
    table = variants()
    numbers = {(name, measure): n for n, (name, measure, _, _) in enumerate(table)}

    def only_links(way, kind, key):
        return [links for links, _ in data[way, kind][key]]

    places = [("layer 1, AWI, whole", (1, ALL), (1, ALL)),
              ("layer 1, AWI, heads %d and %d" % (args.forward_head, args.reverse_head),
               (1, args.forward_head), (1, args.reverse_head)),
              ("last layer, AWO, whole", (2, ALL), (2, ALL)),
              ("last layer, AWO, heads %d and %d" % (args.forward_last_head, args.reverse_last_head),
               (2, args.forward_last_head), (2, args.reverse_last_head))]
    on_gold, on_text = Bootstrap(len(gold), 1), Bootstrap(len(pairs), 2)
    on_fused = Bootstrap(len(gold), 1)
    best = {"f": (1, args.forward_head, numbers["plain", "weight"]), "r": (1, args.reverse_head, numbers["plain", "weight"])}

    def fusion(f, r):
        """Threshold chosen on the plain text; counts at it, by mutual argmax and on the grid, on gold."""
        if data["f", "gold"][f][0][1] is None:
            return None
        threshold = promising_threshold(fused(data["f", "text"][f], data["r", "text"][r]))
        both = fused(data["f", "gold"][f], data["r", "gold"][r])
        at = {x: counts([above(m, np.float32(x)) for m in both], gold) for x in [threshold, *GRID]}
        return threshold, at, counts([mutual(m) for m in both], gold)

    print("| place | variant | AER forward | AER reverse | agreement of the two | forward with plain reverse weights, head %d "
          "| reverse with plain forward weights, head %d | fused: threshold, AER |" % (args.reverse_head, args.forward_head))
    print("|---|---|---|---|---|---|---|---|")
    for title, (place, head_f), (_, head_r) in places:
        for number, (name, measure, counterpart, _) in enumerate(table):
            keys = {"f": (place, head_f, number), "r": (place, head_r, number)}
            if keys["f"] not in data["f", "gold"] or keys["r"] not in data["r", "gold"]:
                continue
            base = {"f": (place, head_f, numbers["plain", counterpart]), "r": (place, head_r, numbers["plain", counterpart])}
            is_plain, cells = name == "plain", []
            for way in "fr":
                own, other = (counts(only_links(way, "gold", k[way]), gold) for k in (keys, base))
                cells.append(with_interval(100 - f1(own), None if is_plain else on_gold.difference(own, other), -1))
            for ways in ((keys["f"], keys["r"], base["f"], base["r"]), (keys["f"], best["r"], base["f"], best["r"]),
                         (best["f"], keys["r"], best["f"], base["r"])):
                own, other = (counts(only_links("f", "text", f), only_links("r", "text", r))
                              for f, r in (ways[:2], ways[2:]))
                cells.append(with_interval(f1(own), None if is_plain else on_text.difference(own, other), 1))
            one = fusion(keys["f"], keys["r"])
            if one is None:
                cells.append("-")
            else:
                other = fusion(base["f"], base["r"])
                own, plain = one[1][one[0]], other[1][other[0]]
                cells.append("%.2f: %s" % (one[0], with_interval(
                    100 - f1(own), None if is_plain else on_fused.difference(own, plain), -1)))
            print("| %s | %s | %s |" % (title, "%s, %s" % (counterpart, name), " | ".join(cells)), flush=True)

    print("\nFused by the geometric mean, AER at each threshold (layer 1, AWI); heads chosen by the variant's own agreement "
          "among %d x %d, without gold. Sorted by that agreement.\n" % (len(heads), len(heads)))
    print("| variant | heads | agreement | AER forward | AER reverse | threshold by text, AER | mutual | %s |"
          % " | ".join("%.2f" % x for x in GRID))
    print("|---" * (7 + len(GRID)) + "|")
    rows = []
    for number, (name, measure, counterpart, _) in enumerate(table):
        found = [(f1(counts(only_links("f", "text", (1, a, number)), only_links("r", "text", (1, b, number)))), a, b)
                 for a in heads for b in heads if (1, a, number) in data["f", "text"] and (1, b, number) in data["r", "text"]]
        agreement, a, b = max(found)
        f, r = (1, a, number), (1, b, number)
        aers = [100 - f1(counts(only_links(way, "gold", key), gold)) for way, key in (("f", f), ("r", r))]
        one = fusion(f, r)
        end = "-" if one is None else "%.2f: %.2f | %.2f | %s" % (
            one[0], 100 - f1(one[1][one[0]]), 100 - f1(one[2]), " | ".join("%.2f" % (100 - f1(one[1][x])) for x in GRID))
        rows.append((agreement, "| %s, %s | %s %s | %.2f | %.2f | %.2f | %s |" % (
            counterpart, name, a or "all", b or "all", agreement, *aers, end)))
    for _, row in sorted(rows, key=lambda row: -row[0]):
        print(row)
    print()
    for what, b in (("AER, one direction", on_gold), ("AER, fused", on_fused), ("agreement", on_text)):
        print("%s: %d comparisons, %d intervals above and %d below plain without 0; by chance about %.1f of each, were there no "
              "differences and the comparisons apart." % (what, b.made, b.outside[0], b.outside[1], b.made * 0.025))


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
