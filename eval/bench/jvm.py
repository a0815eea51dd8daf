#!/usr/bin/env python3
"""What the options cost and gain that the launcher gives to the JVM: its quick compiler and the serial collector.

    python3 eval/bench/jvm.py                        # one pair, and 2,000 of the committed sample
    python3 eval/bench/jvm.py --counts 1,2000,10000 --data DIR --name NAME --pairs 10000

Runs `align` in turn as it is started, with the thorough compiler (-XX:TieredStopAtLevel=4), and with the JVM's usual
collector (-XX:+UseG1GC), both by NORMALIGN_OPTS. Default setting, one direction (en-pt). Times are of whole processes;
--cores N lets them run on the first N cores only. Standard library only; run it in the project's folder, on Linux.
"""

import argparse
import os
import tempfile
from pathlib import Path

import measuring

CASES = {
    "as started": "",
    "thorough compiler": "-XX:TieredStopAtLevel=4",
    "usual collector": "-XX:+UseG1GC",
}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    measuring.add_text_options(parser, 2000)
    parser.add_argument("--counts", default="1,2000", help="numbers of pairs; default %(default)s")
    parser.add_argument("--cores", type=int, default=1, help="default %(default)s")
    options = parser.parse_args()
    counts = [int(count) for count in options.counts.split(",")]
    text = measuring.read_pairs(options)
    os.sched_setaffinity(0, set(measuring.cores()[: options.cores]))
    measuring.heading(
        "What the launcher tells the JVM",
        [measuring.text_note(options, text), f"processes on {options.cores} core(s), with as many threads"],
    )
    measuring.run([options.tool, "--version"])  # builds the jar if the sources are newer
    arguments = ["--model", measuring.PROJECT / "onnx-models" / "en-pt", "--threads", options.cores]
    ran = {(count, name): [] for count in counts for name in CASES}
    with tempfile.TemporaryDirectory() as folder:
        for done in range(options.rounds):
            for count in counts:
                files = measuring.write_pairs(text[:count], folder, f"text-{count}")
                for name, option in CASES.items():
                    environment = {"NORMALIGN_OPTS": option}
                    ran[count, name].append(
                        measuring.align(options.tool, arguments, files, Path(folder) / "links", environment=environment)
                    )
            print(f"<!-- round {done + 1} done, load average {measuring.load()} -->", flush=True)
    print()
    rows = []
    for count in counts:
        base = [run.seconds for run in ran[count, "as started"]]
        for name in CASES:
            seconds = [run.seconds for run in ran[count, name]]
            rows.append([count, name, measuring.spread(seconds), f"**{measuring.spread(measuring.ratios(seconds, base), '%.2f')}**",
                         "%.0f" % max(run.mebibytes for run in ran[count, name])])
    measuring.table(["pairs", "JVM", "seconds", "times as started", "MiB resident at most"], rows)


if __name__ == "__main__":
    main()
