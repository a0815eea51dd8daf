#!/usr/bin/env python3
"""What attention falls on, and norms against AER, in numpy: the reference for compare's figures.

Reads the cross-attention and norms that firefox_reference.py computed for 20 gold pairs a direction (norms are taken from the
vectors themselves there, not from Gram matrices), the SentencePiece models and the gold links, and writes shares, means and rank
correlations as JSON. Uses nothing of this project's Java code.

    python scripts/attention_figures.py --attention src/test/resources/firefox --models onnx-models \\
        --gold gold-alignments/graca-en-pt/en-pt.sure --out src/test/resources/analysis/expected.json
"""

import argparse
import collections
import json
import os
import unicodedata

import numpy as np
import sentencepiece


def ranks(values):
    """Ranks from 0, equal values sharing the mean of their ranks."""
    values = np.asarray(values, dtype=float)
    return np.array([(values < v).sum() + ((values == v).sum() - 1) / 2 for v in values])


def spearman(x, y):
    """Pearson's correlation of the ranks."""
    return float(np.corrcoef(ranks(x), ranks(y))[0, 1])


def is_punctuation(word):
    return all(unicodedata.category(c)[0] in "PS" for c in word)


def bands(sentences):
    """The category of each word: its place in the row of all running words, the most frequent first."""
    running = collections.Counter(w.lower() for s in sentences for w in s if not is_punctuation(w))
    row = np.array(sorted((count for word, count in running.items() for _ in range(count)), reverse=True))
    place = {count: (np.flatnonzero(row == count).mean() + 0.5) / len(row) for count in set(row.tolist())}

    def category(word):
        if is_punctuation(word):
            return "punctuation"
        at = place[running[word.lower()]]
        return "frequent" if at < 1 / 3 else "medium" if at < 2 / 3 else "rare"
    return running, category


def read(folder, direction):
    """Pairs with [layer] lists of weights (H, T, S), head norms (H, T, S), layer norms (T, S) and Gram matrices (S, H, H)."""
    with open(os.path.join(folder, f"attention-{direction}.json"), encoding="utf-8") as file:
        index = json.load(file)
    numbers = np.fromfile(os.path.join(folder, f"attention-{direction}.bin"), dtype="<f4").astype(np.float64)
    heads = index["heads"]
    for pair in index["pairs"]:
        rows, columns, at = pair["rows"], pair["columns"], pair["offset"]
        pair["values"] = []
        for _ in range(index["layers"]):
            layer = []
            for shape in ((heads, rows, columns), (heads, rows, columns), (rows, columns), (columns, heads, heads)):
                size = int(np.prod(shape))
                layer.append(numbers[at:at + size].reshape(shape))
                at += size
            pair["values"].append(layer)
    return index


def word_of(spm, sentence, ids):
    """The word number of each piece, every word encoded alone."""
    numbers, found = [], []
    for number, word in enumerate(sentence):
        pieces = spm.encode(word)
        numbers += [number] * len(pieces)
        found += pieces
    assert found == ids, (sentence, found, ids)
    return np.array(numbers)


def links(scores, source_word, target_word):
    """The word rule: sum over source pieces, mean over target pieces, one argmax a target word, </s> a column of its own."""
    found = set()
    for t in sorted(set(target_word.tolist())):
        row = scores[target_word == t].mean(axis=0)
        words = sorted(set(source_word.tolist()))
        merged = [row[:-1][source_word == w].sum() for w in words] + [row[-1]]
        best = int(np.argmax(merged))
        if best < len(words):
            found.add((words[best], t))
    return found


def figures(folder, direction, models, gold):
    index = read(folder, direction)
    layers, heads = index["layers"], index["heads"]
    source_spm = sentencepiece.SentencePieceProcessor(model_file=os.path.join(models, direction, "source.spm"))
    target_spm = sentencepiece.SentencePieceProcessor(model_file=os.path.join(models, direction, "target.spm"))
    sentences = [pair["source"].split() for pair in index["pairs"]]
    running, category = bands(sentences)
    names = ["end", "punctuation", "frequent", "medium", "rare"]
    steps = 0
    positions = collections.Counter()
    sums = collections.defaultdict(float)
    read_norms, read_cells = collections.defaultdict(float), collections.Counter()
    words = collections.defaultdict(lambda: collections.defaultdict(list))
    counts = collections.defaultdict(lambda: np.zeros(3))
    for pair, sentence in zip(index["pairs"], sentences):
        numbers = word_of(source_spm, sentence, pair["sourceIds"][:-1])
        target_words = word_of(target_spm, pair["target"].split(), pair["targetIds"])
        kinds = np.array([category(sentence[n]) for n in numbers] + ["end"])
        steps += pair["rows"]
        positions.update(kinds.tolist())
        line = pair["line"] - 1
        sure = {tuple(map(int, link.split("-"))) for link in gold[line].split()}
        if direction == "pt-en":
            sure = {(j, i) for i, j in sure}
        for layer in range(1, layers + 1):
            weights, head_norms, layer_norms, gram = pair["values"][layer - 1]
            lengths = np.sqrt(np.einsum("shh->hs", gram))
            for head in [*range(1, heads + 1), 0]:
                weight = weights[head - 1] if head else weights.mean(axis=0)
                norm = head_norms[head - 1] if head else layer_norms
                length = lengths[head - 1] if head else lengths.mean(axis=0)
                for kind in names:
                    of = kinds == kind
                    sums[layer, head, kind, "weightShare"] += weight[:, of].sum()
                    sums[layer, head, kind, "normShare"] += (norm[:, of].sum(axis=1) / norm.sum(axis=1)).sum()
                    sums[layer, head, kind, "weight"] += weight[:, of].sum()
                    sums[layer, head, kind, "norm"] += norm[:, of].sum()
                    sums[layer, head, kind, "vector"] += length[of].sum()
                    sums[layer, head, kind, "cells"] += weight[:, of].size
                for reading, rows in (("awi", norm[1:]), ("awo", norm[:-1])):
                    read_norms[layer, head, reading] += rows.sum()
                    read_cells[layer, head, reading] += rows.size
                    found = links(rows, numbers, target_words)
                    counts[layer, head, reading] += (len(found), len(sure), len(found & sure))
                for n in sorted(set(numbers.tolist())):
                    words[sentence[n].lower()][layer, head].append(length[:-1][numbers == n].mean())
    result = {"steps": steps, "positions": {kind: positions[kind] for kind in names}, "categories": [], "meanNorms": [],
              "frequency": [], "aer": [], "spearman": {}}
    counted = [word for word in words if not is_punctuation(word)]
    result["words"] = len(counted)
    for layer in range(1, layers + 1):
        for head in [*range(1, heads + 1), 0]:
            name = str(head) if head else "all"
            for kind in names:
                cells = sums[layer, head, kind, "cells"]
                result["categories"].append([layer, name, kind, sums[layer, head, kind, "weightShare"] / steps,
                    sums[layer, head, kind, "normShare"] / steps, sums[layer, head, kind, "weight"] / cells,
                    sums[layer, head, kind, "vector"] / positions[kind], sums[layer, head, kind, "norm"] / cells])
            for reading in ("awi", "awo"):
                links_, sure_, hits = counts[layer, head, reading]
                result["meanNorms"].append(
                    [layer, name, reading, read_norms[layer, head, reading] / read_cells[layer, head, reading]])
                result["aer"].append([layer, name, reading, 1 - 2 * hits / (links_ + sure_)])
            result["frequency"].append([layer, name, spearman(np.log([running[w] for w in counted]),
                                                              [np.mean(words[w][layer, head]) for w in counted])])
    for reading in ("awi", "awo"):
        norm = [v for _, head, r, v in result["meanNorms"] if r == reading and head != "all"]
        aer = [v for _, head, r, v in result["aer"] if r == reading and head != "all"]
        result["spearman"][reading] = spearman(norm, aer)
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--attention", required=True)
    parser.add_argument("--models", required=True)
    parser.add_argument("--gold", required=True, help="Pharaoh links from 0, in the direction en-pt")
    parser.add_argument("--out", required=True)
    options = parser.parse_args()
    with open(options.gold, encoding="utf-8") as file:
        gold = file.read().split("\n")
    result = {direction: figures(options.attention, direction, options.models, gold) for direction in ("en-pt", "pt-en")}
    random = np.random.default_rng(7)
    result["ranks"] = []
    for size, values in ((3, 3), (10, 4), (30, 1000), (200, 12)):
        x, y = random.integers(0, values, size).tolist(), random.integers(0, values, size).tolist()
        result["ranks"].append({"x": x, "y": y, "spearman": spearman(x, y)})
    text = json.dumps(json.loads(json.dumps(result), parse_float=lambda v: float(f"{float(v):.9g}")), indent=None)
    with open(options.out, "w", encoding="utf-8") as file:
        file.write(text.replace("], [", "],\n[").replace('}, "', '},\n"') + "\n")


if __name__ == "__main__":
    main()
