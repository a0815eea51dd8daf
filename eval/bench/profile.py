#!/usr/bin/env python3
"""Where ONNX Runtime's time goes in the graphs that normalign cuts, by kind of operator.

    python3 eval/bench/profile.py                                   # the committed sample
    python3 eval/bench/profile.py --graphs "float32:norm:1 int8:norm:1"

ONNX Runtime's own profile of the runs of GraphTimes.java: the batches of `align`, one thread. Profiling itself takes a
little time; shares of one table compare. Standard library only; Linux, a JDK.
"""

import argparse
import collections
import json
import tempfile
from pathlib import Path

import measuring


def shares(file):
    """{operator: microseconds} of all runs in a profile."""
    found = collections.Counter()
    for event in json.loads(Path(file).read_text(encoding="utf-8")):
        if event.get("cat") == "Node" and event["name"].endswith("_kernel_time"):
            found[event["args"]["op_name"]] += event["dur"]
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    measuring.add_text_options(parser, 600)
    parser.add_argument("--graphs", default="float32:norm:1 int8:norm:1", help="separated by spaces; default '%(default)s'")
    options = parser.parse_args()
    pairs = measuring.read_pairs(options)
    measuring.heading("Operators", [measuring.text_note(options, pairs), "one direction (en-pt), one thread"])
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        files = measuring.write_pairs(pairs, folder, "text")
        for graph in options.graphs.split():
            _, notes = measuring.graph_seconds(options, files, 1, options.rounds, [graph], Path(folder) / "profile")
            parts = [shares(file) for file in notes[-1].split("\t")[1:]]
            total = sum(sum(part.values()) for part in parts)
            for part, found in zip(("encoder", "decoder"), parts, strict=True):
                kinds = [f"{kind} {100 * time / total:.1f}" for kind, time in found.most_common() if time >= total / 200]
                rows.append([graph, part, f"{100 * sum(found.values()) / total:.1f}", ", ".join(kinds)])
    measuring.table(["graph", "part", "% of the time", "of that, % of the whole (from 0.5)"], rows)


if __name__ == "__main__":
    main()
