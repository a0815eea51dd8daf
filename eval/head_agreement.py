#!/usr/bin/env python3
"""Which heads of two models of opposite directions agree most, on text without gold.

Aligns the first N pairs of the sample with every layer and head (and all heads) of both models, by one measure and reading, and
prints the F1 of one direction's links against the other's for the best pairs of settings. No gold is read.

    python3 eval/head_agreement.py --forward onnx-models/en-pt --reverse onnx-models/pt-en \
        --source eval/data/python-docs-3000.en.gz --target eval/data/python-docs-3000.pt.gz --pairs 300 --layers 2 --heads 8

Standard library only; run it in the project's folder.
"""

import argparse
import gzip
import os
import subprocess
import tempfile


def links(model, source, target, layer, head, measure, reading):
    """The links of one setting: a set of (line, source word, target word)."""
    done = subprocess.run(
        ["./normalign", "align", "--model", model, "--source", source, "--target", target, "--layer", str(layer),
         "--head", str(head), "--measure", measure, "--reading", reading],
        check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8")
    found = set()
    for number, line in enumerate(done.stdout.splitlines()):
        for link in line.split():
            i, j = link.split("-")
            found.add((number, int(i), int(j)))
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--forward", required=True)
    parser.add_argument("--reverse", required=True)
    parser.add_argument("--source", required=True)
    parser.add_argument("--target", required=True)
    parser.add_argument("--pairs", type=int, default=300)
    parser.add_argument("--layers", type=int, required=True)
    parser.add_argument("--heads", type=int, required=True)
    parser.add_argument("--measures", default="weight,norm")
    parser.add_argument("--readings", default="awi,awo")
    options = parser.parse_args()

    with tempfile.TemporaryDirectory() as folder:
        files = {}
        for side, name in (("source", options.source), ("target", options.target)):
            files[side] = os.path.join(folder, side)
            with gzip.open(name, "rb") as lines, open(files[side], "wb") as part:
                for _, line in zip(range(options.pairs), lines):
                    part.write(line)
        forward, reverse = {}, {}
        heads = [*range(1, options.heads + 1), "all"]
        for measure in options.measures.split(","):
            for reading in options.readings.split(","):
                for layer in range(1, options.layers + 1):
                    for head in heads:
                        setting = (measure, reading, layer, head)
                        forward[setting] = links(options.forward, files["source"], files["target"], layer, head, measure, reading)
                        reverse[setting] = {(n, i, j) for n, j, i in links(
                            options.reverse, files["target"], files["source"], layer, head, measure, reading)}
    rows = []
    for one, ours in forward.items():
        for other, theirs in reverse.items():
            total = len(ours) + len(theirs)
            rows.append((2 * len(ours & theirs) / total if total else 0.0, one, other))
    rows.sort(key=lambda row: -row[0])
    print("F1      forward (measure reading layer head)   reverse")
    for f1, one, other in rows[:10]:
        print("%.4f  %-38s %s" % (f1, " ".join(map(str, one)), " ".join(map(str, other))))


if __name__ == "__main__":
    main()
