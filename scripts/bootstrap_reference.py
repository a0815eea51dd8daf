#!/usr/bin/env python3
"""Makes src/test/resources/bootstrap/expected.tsv: bootstrap intervals of published alignments, computed apart from normalign.

    python3 scripts/bootstrap_reference.py gold-alignments src/test/resources/peer-outputs > src/test/resources/bootstrap/expected.tsv

Needs numpy. Reads gold and outputs by itself, draws 200,000 samples (how often each sentence is in a sample is one draw of a
multinomial distribution, another way to the same samples than drawing sentence by sentence), and takes numpy's percentiles. A line
has: set, system, against (- for one system alone), AER or difference of AER, its 2.5th and 97.5th percentile, share of the samples
above 0; all but the last in percent. Without `against` the last is left as -.
"""

import re
import sys
from pathlib import Path

import numpy as np

SAMPLES = 200_000
CHUNK = 10_000
SETS = {"hansards-en-fr": "enfr.gold", "ro-en": "roen.gold"}
SINGLE = ("giza.forward", "fastalign.forward", "giza.grow-diagonal", "awesome-align")
PAIRS = (("giza.forward", "fastalign.forward"), ("giza.intersection", "giza.grow-diagonal"),
         ("giza.grow-diagonal", "awesome-align"), ("giza.grow-diagonal", "giza.forward"),
         ("fastalign.intersection", "fastalign.grow-diagonal"))


def gold_links(path):
    sure, possible = [], []
    for line in path.read_text().splitlines():
        links = [(int(i) - 1, kind, int(j) - 1) for i, kind, j in re.findall(r"(\d+)([-p])(\d+)", line)]
        sure.append({(i, j) for i, kind, j in links if kind == "-"})
        possible.append({(i, j) for i, _, j in links})
    return sure, possible


def output_links(folder, system):
    path = folder / ("awesome-align.out" if system == "awesome-align" else f"{system}.talp")
    return [{tuple(map(int, link.split("-"))) for link in line.split()} for line in path.read_text().splitlines()]


def sums(gold, links):
    """Row 0: |A n S| + |A n P| of each sentence, row 1: |A| + |S|."""
    return np.array([[len(a & s) + len(a & p), len(a) + len(s)] for s, p, a in zip(*gold, links, strict=True)], float).T


def main(gold_folder, output_folder):
    random = np.random.default_rng(1979)
    for name, file in SETS.items():
        gold = gold_links(Path(gold_folder) / name / file)
        systems = sorted(set(SINGLE) | {system for pair in PAIRS for system in pair})
        counts = {system: sums(gold, output_links(Path(output_folder) / name, system)) for system in systems}
        size = len(gold[0])
        rates = {system: [] for system in systems}
        for _ in range(SAMPLES // CHUNK):
            times = random.multinomial(size, np.full(size, 1 / size), CHUNK).astype(float)
            for system, (hits, whole) in counts.items():
                rates[system].append(1 - (times @ hits) / (times @ whole))
        rates = {system: 100 * np.concatenate(chunks) for system, chunks in rates.items()}
        aer = {system: 100 * (1 - hits.sum() / whole.sum()) for system, (hits, whole) in counts.items()}
        for system in SINGLE:
            low, high = np.percentile(rates[system], [2.5, 97.5])
            print(f"{name}\t{system}\t-\t{aer[system]:.4f}\t{low:.4f}\t{high:.4f}\t-")
        for one, other in PAIRS:
            difference = rates[one] - rates[other]
            low, high = np.percentile(difference, [2.5, 97.5])
            print(f"{name}\t{one}\t{other}\t{aer[one] - aer[other]:.4f}\t{low:.4f}\t{high:.4f}\t{(difference > 0).mean():.5f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
