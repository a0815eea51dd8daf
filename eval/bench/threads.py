#!/usr/bin/env python3
"""How to share the cores between batches that run at the same time and ONNX Runtime's own threads in each run; one run.

    python3 eval/bench/threads.py                                   # the committed sample
    python3 eval/bench/threads.py --splits 1x1,2x1,1x2,2x2 --graphs int8:weight:1:6

A split RxT runs R batches at a time, each with T threads of ONNX Runtime's. Times are of the cut graphs alone, over the
batches `align` makes (GraphTimes.java). `align --threads N` is the split Nx1. Standard library only; Linux, a JDK.
"""

import argparse
import tempfile

import measuring


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    measuring.add_text_options(parser, 3000)
    parser.add_argument("--splits", default="1x1,2x1,1x2,2x2", help="default %(default)s")
    parser.add_argument("--graphs", default="float32:norm:1 int8:norm:1", help="separated by spaces; default '%(default)s'")
    options = parser.parse_args()
    pairs = measuring.read_pairs(options)
    splits, graphs = options.splits.split(","), options.graphs.split()
    measuring.heading("Batches at a time and threads in each", [measuring.text_note(options, pairs), "one direction (en-pt)"])
    seconds = {(split, graph): [] for split in splits for graph in graphs}
    with tempfile.TemporaryDirectory() as folder:
        files = measuring.write_pairs(pairs, folder, "text")
        for done in range(options.rounds):
            for split in splits:
                found, _ = measuring.graph_seconds(options, files, split, 1, graphs)
                for graph in graphs:
                    seconds[split, graph].append(found[graph][0][0])
            print(f"<!-- round {done + 1} done, load average {measuring.load()} -->", flush=True)
    print()
    rows = []
    for graph in graphs:
        for split in splits:
            own = seconds[split, graph]
            speeds = [len(pairs) / each for each in own]
            faster = measuring.ratios(seconds[splits[0], graph], own)
            rows.append([graph, split, measuring.spread(speeds, "%.0f"), f"**{measuring.spread(faster, '%.2f')}**"])
    measuring.table(["graph", "batches x threads", "pairs/s", f"times {splits[0]}"], rows)


if __name__ == "__main__":
    main()
