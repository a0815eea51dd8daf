#!/usr/bin/env python3
"""`./normalign align` from start to finished file against the time ONNX Runtime itself needs for its two graphs; one run.

    python3 eval/bench/runtime.py                                                # the committed sample
    python3 eval/bench/runtime.py --data DIR --name NAME --pairs 20000 --threads 1,2

ONNX Runtime's time is that of the runs of encoder and cut decoder over the batches `align` makes (windows of 1,024
lines, sorted by length, 32 pairs in a run), in a Java program of its own (GraphTimes.java) with the jar's ONNX Runtime
and normalign's own graphs and session options: nothing is read, tokenised, copied out, made into links or written in
it, and the batches lie ready; with 2 threads, 2 batches run at a time. `align` is the whole process, the start of the
JVM and the opening and checking of the models with it; *without start* is less what a process takes that aligns one
pair. Rounds are interleaved: ONNX Runtime, `align`, for every setting, then again. Standard library only; run it in the
project's folder, on Linux, with a JDK 17 or newer.
"""

import argparse
import tempfile
from pathlib import Path

import measuring

# name in the table, options of align, the graphs of GraphTimes.java
SETTINGS = [
    (f"{setting}, {precision}", [*options, "--precision", precision], f"{precision}:{measure}:1")
    for setting, options, measure in (
        ("default setting (weights)", [], "weight"),
        ("norms of layer 1", ["--layer", "1", "--measure", "norm"], "norm"),
    )
    for precision in ("float32", "int8")
]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    measuring.add_text_options(parser, 3000)
    parser.add_argument("--threads", default="1,2", help="each is measured; default %(default)s")
    options = parser.parse_args()
    pairs = measuring.read_pairs(options)
    measuring.heading(
        "align against ONNX Runtime itself",
        [
            measuring.text_note(options, pairs),
            "one direction (en-pt)",
        ],
    )
    cases = [(int(threads), *setting) for threads in options.threads.split(",") for setting in SETTINGS]
    graphs, whole, starts = ([[] for _ in cases] for _ in range(3))
    with tempfile.TemporaryDirectory() as folder:
        files = measuring.write_pairs(pairs, folder, "text")
        for done in range(options.rounds):
            for case, (threads, _, setting, graph) in enumerate(cases):
                common = ["--model", measuring.PROJECT / "onnx-models" / "en-pt", "--threads", str(threads), *setting]
                graphs[case].append(measuring.graph_seconds(options, files, threads, 1, [graph])[0][graph][0][0])
                whole[case].append(measuring.align(options.tool, common, files, Path(folder) / "links").seconds)
                starts[case].append(measuring.start_seconds(options.tool, common, folder))
            print(f"<!-- round {done + 1} done, load average {measuring.load()} -->", flush=True)
    print()
    rows = []
    for (threads, name, _, _), own, all_of_it, start in zip(cases, graphs, whole, starts, strict=True):
        working = [a - b for a, b in zip(all_of_it, start, strict=True)]
        rows.append(
            [
                threads,
                name,
                measuring.spread(own, "%.2f"),
                measuring.spread(all_of_it, "%.2f"),
                measuring.spread(start, "%.2f"),
                "**%s**" % measuring.spread(measuring.ratios(all_of_it, own), "%.2f"),
                measuring.spread(measuring.ratios(working, own), "%.2f"),
            ]
        )
    measuring.table(
        ["threads", "setting", "ONNX Runtime s", "align s", "of that start s", "align / ONNX Runtime", "without start"],
        rows,
    )


if __name__ == "__main__":
    main()
