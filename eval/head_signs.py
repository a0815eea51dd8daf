#!/usr/bin/env python3
"""How well signs of one model's settings, found without gold, tell their error rate: Spearman's rank correlation, and the picks.

    ./normalign compare --csv compare.csv
    ./normalign select --model onnx-models/en-pt --source select.en --target select.pt --pairs 900 --top 72 --dry-run > en-pt.txt
    python3 eval/head_signs.py compare.csv en-pt en-pt.txt

A sign is turned so that more is better (entropy is negated); a correlation of 1 would be perfect. Standard library only.
"""

import csv
import sys


def ranks(values):
    """Ranks from 0, the mean of their ranks for equals."""
    order = sorted(range(len(values)), key=lambda i: values[i])
    ranked, start = [0.0] * len(values), 0
    while start < len(order):
        end = start
        while end + 1 < len(order) and values[order[end + 1]] == values[order[start]]:
            end += 1
        for k in range(start, end + 1):
            ranked[order[k]] = (start + end) / 2
        start = end + 1
    return ranked


def correlation(one, other):
    one, other = ranks(one), ranks(other)
    mean = sum(one) / len(one)
    products = sum((x - mean) * (y - mean) for x, y in zip(one, other))
    return products / (sum((x - mean) ** 2 for x in one) * sum((y - mean) ** 2 for y in other)) ** 0.5


def main(compared, model, selected):
    aer = {}
    with open(compared, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["model"] == model and row["rule"] == "word":
                aer[f"layer {row['layer']} head {row['head']} {row['measure']} {row['reading']} word"] = float(row["aer"])
    rows = []
    with open(selected, encoding="utf-8") as file:
        for line in file:
            parts = line.split()
            if parts[4:5] == ["layer"]:
                rows.append((" ".join(parts[4:]), [None if part == "n/a" else float(part) for part in parts[:4]]))
    print("| sign | settings | rank correlation with AER | picks | its AER |\n|---|---:|---:|---|---:|")
    for position, name in enumerate(("self-agreement", "confidence", "entropy", "norm")):
        sign = -1 if name == "entropy" else 1
        known = [(setting, sign * figures[position]) for setting, figures in rows if figures[position] is not None]
        best = max(known, key=lambda row: row[1])[0]
        rho = correlation([value for _, value in known], [-aer[setting] for setting, _ in known])
        print(f"| {name} | {len(known)} | {rho:.2f} | {best} | {aer[best]:.2f} |")


if __name__ == "__main__":
    main(*sys.argv[1:])
