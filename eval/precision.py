#!/usr/bin/env python3
"""Do links computed with int8 agree with those of float32?  F1 of one file's links against the other's, pair by pair.

    ./normalign align ... --precision float32 -o a.float32
    ./normalign align ... --precision int8 -o a.int8
    python3 eval/precision.py a.float32 a.int8 [b.float32 b.int8 ...]

Prints a row of a Markdown table for each two files: links of both, F1 in percent, and the share of lines that are the same.
Standard library only.
"""

import sys


def links(path):
    with open(path, encoding="utf-8") as file:
        return [set(line.split()) for line in file]


def main(paths):
    if not paths or len(paths) % 2:
        sys.exit(__doc__)
    print("| files | pairs | links, float32 | links, int8 | F1 | lines that are the same |")
    print("|---|---|---|---|---|---|")
    for float32, int8 in zip(paths[::2], paths[1::2]):
        ours, theirs = links(float32), links(int8)
        if len(ours) != len(theirs):
            sys.exit(f"{float32} has {len(ours)} lines, {int8} has {len(theirs)}")
        both = sum(len(a & b) for a, b in zip(ours, theirs))
        total = sum(map(len, ours)) + sum(map(len, theirs))
        same = sum(a == b for a, b in zip(ours, theirs)) / len(ours)
        print(f"| {float32}, {int8} | {len(ours)} | {sum(map(len, ours))} | {sum(map(len, theirs))} "
              f"| {200 * both / total:.2f} % | {100 * same:.1f} % |")


if __name__ == "__main__":
    main(sys.argv[1:])
