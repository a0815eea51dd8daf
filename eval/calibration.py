#!/usr/bin/env python3
"""Are the scores of two fused directions chances? How often a gold standard has links of each score, and what that does to the
threshold.

    python3 eval/calibration.py --forward onnx-models/en-pt --reverse onnx-models/pt-en --gold gold-alignments/graca-en-pt \\
        [--fuse average] [options of align]

Takes every word pair whose fused score is at least 0.01 (`align --links threshold --threshold 0.01 --scores`); --show LOW HIGH also
lists those of a band that gold links. Gold must be in one Pharaoh file counted from 0. Standard library only; run it in the
project's folder.
"""

import argparse
import json
import math
import subprocess
import tempfile
from pathlib import Path

LEAST = 0.01
EDGES = [LEAST, 0.05, 0.1, 0.2, 0.3, 0.37, 0.44, 0.5, 0.6, 0.7, 0.8, 0.9, 1.01]
THRESHOLDS = [0.2, 0.25, 0.3, 0.35, 0.4, 0.44, 0.5]


def wilson(hits, count, z=1.96):
    """A 95 % interval of a share."""
    share = hits / count
    middle = (share + z * z / 2 / count) / (1 + z * z / count)
    half = z * math.sqrt(share * (1 - share) / count + z * z / 4 / count / count) / (1 + z * z / count)
    return middle - half, middle + half


def lines(path):
    with open(path, encoding="utf-8") as file:
        return [line.split() for line in file]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--forward", required=True)
    parser.add_argument("--reverse", required=True)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--fuse", default="average")
    parser.add_argument("--show", type=float, nargs=2, metavar=("LOW", "HIGH"))
    parser.add_argument("--tool", default="./normalign")
    options, more = parser.parse_known_args()
    part = json.loads((options.gold / "gold.json").read_text(encoding="utf-8"))["parts"][0]
    gold = [set(line) for line in lines(options.gold / part["links"])]
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "cells"
        subprocess.run(
            [options.tool, "align", "--model", options.forward, "--reverse-model", options.reverse,
             "--source", options.gold / part["sourceText"], "--target", options.gold / part["targetText"],
             "--fuse", options.fuse, "--links", "threshold", "--threshold", str(LEAST), "--scores", "--quiet",
             "-o", output, *more],
            check=True,
        )
        scored = [[(float(cell.rpartition(":")[2]), cell.rpartition(":")[0]) for cell in line] for line in lines(output)]
    cells = [(score, link in links) for line, links in zip(scored, gold, strict=True) for score, link in line]

    print("| score | word pairs | mean score | of them in gold | 95 % |")
    print("|---|---:|---:|---:|---|")
    for low, high in zip(EDGES, EDGES[1:]):
        band = [cell for cell in cells if low <= cell[0] < high]
        if band:
            hits = sum(linked for _, linked in band)
            print("| %.2f to %.2f | %d | %.3f | %.3f | %.3f to %.3f |" % (
                low, min(high, 1), len(band), sum(score for score, _ in band) / len(band), hits / len(band), *wilson(hits, len(band))))

    everything = sum(score for score, _ in cells)
    total = sum(map(len, gold))
    print("\n| threshold | F1 the scores promise | F1 by gold |")
    print("|---|---:|---:|")
    for threshold in THRESHOLDS:
        chosen = [cell for cell in cells if cell[0] >= threshold]
        promised = 2 * sum(score for score, _ in chosen) / (len(chosen) + everything)
        found = 2 * sum(linked for _, linked in chosen) / (len(chosen) + total)
        print("| %.2f | %.2f | %.2f |" % (threshold, 100 * promised, 100 * found))
    if options.show:
        show(options, part, scored, gold)


def show(options, part, scored, gold):
    """The gold links of a band, and how many of them share a word with another gold link."""
    sides = [lines(options.gold / part[side]) for side in ("sourceText", "targetText")]
    words, shared = [], 0
    for line, links, source, target in zip(scored, gold, *sides, strict=True):
        for score, link in line:
            if link in links and options.show[0] <= score < options.show[1]:
                own = link.split("-")
                words.append(source[int(own[0])] + " " + target[int(own[1])])
                shared += any(other != link and (other.split("-")[0] == own[0] or other.split("-")[1] == own[1]) for other in links)
    print("\n%d gold links from %.2f to %.2f; %d share a word with another gold link" % (len(words), *options.show, shared))
    print(", ".join(sorted(words)))


if __name__ == "__main__":
    main()
