"""The parallel text as piece ids: read, filtered, held-out pairs apart, encoded with the Firefox model's SentencePiece model."""
import gzip
import hashlib
import json
import os
import re
import sys

import numpy as np
import sentencepiece

HELD_OUT = 2000          # the last pairs of the first file: 1,000 to test on, then 1,000 of which the first 500 are the dev set
LONGEST = 100            # pieces
DEFAULT = ("europarl-synthetic", "ungd-synthetic")
APART = re.compile(r"(?<!\d)[.,]|[.,](?!\d)|[^\w\s.,]|_")


def path_of(folder, name, language):
    return os.path.join(folder, "%s.%s.gz" % (name, language))


def lines(folder, name, language):
    with gzip.open(path_of(folder, name, language), "rt", encoding="utf-8", newline="\n") as file:
        return [line.rstrip("\n") for line in file]


def pairs(folder, name, direction):
    source, target = direction.split("-")
    both = lines(folder, name, source), lines(folder, name, target)
    if len(both[0]) != len(both[1]):
        print("%s: %d lines of %s, %d of %s" % (name, len(both[0]), source, len(both[1]), target), file=sys.stderr)
        raise SystemExit(2)
    return list(zip(*both))


def held_out(folder, direction):
    """1,000 test pairs and 500 dev pairs, which training never sees."""
    last = pairs(folder, DEFAULT[0], direction)[-HELD_OUT:]
    return last[:1000], last[1000:1500]


def plain(line):
    """The form of many gold standards: lower case, words and punctuation apart (but the point or comma within a number)."""
    return " ".join(APART.sub(r" \g<0> ", line.lower()).split())


def training_ids(folder, names, direction, vocab, share):
    """Piece ids of all pairs, without held-out lines, doubles, and pairs that are too long or very unlike in length.

    Of the pairs that are left a share, chosen at random once for all, is in the form of `plain`, the others as they are.
    """
    model = sentencepiece.SentencePieceProcessor(model_file=vocab)
    first = pairs(folder, DEFAULT[0], direction)
    kept_out = {side for pair in first[-HELD_OUT:] for side in pair}
    seen, found, random = set(), [], np.random.default_rng(0)
    for name in names:
        read = first[:-HELD_OUT] if name == DEFAULT[0] else pairs(folder, name, direction)
        fresh = []
        for pair in read:
            if pair not in seen and not kept_out.intersection(pair):
                seen.add(pair)
                fresh.append(tuple(map(plain, pair)) if random.random() < share else pair)
        sides = [model.encode([pair[side] for pair in fresh]) for side in (0, 1)]
        for s, t in zip(*sides):
            if 1 <= len(s) < LONGEST and 1 <= len(t) < LONGEST and max(len(s), len(t)) <= 2.5 * min(len(s), len(t)) + 5:
                found.append((s, t))
    return found


def cached(path, folder, names, direction, vocab, share):
    """The ids as arrays (source, source ends, target, target ends); encoded once, then read from `path` while text and vocabulary stay."""
    with open(vocab, "rb") as file:
        pieces = hashlib.sha256(file.read()).hexdigest()
    sizes = [os.path.getsize(path_of(folder, name, side)) for name in (DEFAULT[0], *names) for side in direction.split("-")]
    key = json.dumps([direction, list(names), sizes, pieces, HELD_OUT, LONGEST, share])
    if not os.path.exists(path) or stored_key(path) != key:
        found = training_ids(folder, names, direction, vocab, share)
        arrays = {"key": np.array(key)}
        for side, name in enumerate(("source", "target")):
            arrays[name] = np.concatenate([np.array(pair[side], np.uint16) for pair in found])
            arrays[name + "_ends"] = np.cumsum([len(pair[side]) for pair in found])
        with open(path + ".part", "wb") as file:
            np.savez(file, **arrays)
        os.replace(path + ".part", path)
    with np.load(path) as stored:
        return {name: stored[name] for name in stored.files if name != "key"}


def stored_key(path):
    with np.load(path) as stored:
        return str(stored["key"]) if "key" in stored.files else None


class Batches:
    """Batches of about `size` target pieces, padding counted; the order is a function of the seed and the epoch only."""

    def __init__(self, arrays, size):
        self.arrays, self.size = arrays, size
        self.starts = {n: np.concatenate([[0], arrays[n + "_ends"][:-1]]) for n in ("source", "target")}
        self.lengths = {n: arrays[n + "_ends"] - self.starts[n] + 1 for n in ("source", "target")}  # + 1: </s> or start

    def __len__(self):
        return len(self.lengths["source"])

    def epoch(self, seed, number):
        """Lists of pair numbers; pairs of like length together, the batches in random order."""
        random = np.random.default_rng([seed, number])
        order, batches = random.permutation(len(self)), []
        for first in range(0, len(order), 30000):
            block = order[first:first + 30000]
            block = block[np.lexsort((self.lengths["source"][block], self.lengths["target"][block]))]
            batch, longest = [], 0
            for n in block:
                longest = max(longest, int(self.lengths["target"][n]), int(self.lengths["source"][n]))
                if batch and longest * (len(batch) + 1) > self.size * 1.08:
                    batches.append(batch)
                    batch, longest = [], max(int(self.lengths["target"][n]), int(self.lengths["source"][n]))
                batch.append(int(n))
            batches.append(batch)
        return [batches[i] for i in random.permutation(len(batches))]

    def ids(self, n, side):
        return self.arrays[side][self.starts[side][n]:self.arrays[side + "_ends"][n]]


def padded(rows, pad):
    """int64 matrix (rows, longest), the rest filled with pad."""
    out = np.full((len(rows), max(map(len, rows))), pad, np.int64)
    for i, row in enumerate(rows):
        out[i, :len(row)] = row
    return out
