#!/usr/bin/env python3
"""`./normalign align` against the paper's way on one core, and against eflomal on the same pairs; ratios from one run.

    python3 eval/bench/compare.py --part paper --torch venv/bin/python             # what venv needs stands in paper_way.py
    python3 -m venv e && e/bin/pip install eflomal==2.0.0                          # builds with a C compiler that knows OpenMP
    python3 eval/bench/compare.py --part eflomal --eflomal e/bin/eflomal-align     # the committed 3,000 pairs
    python3 eval/bench/compare.py --part eflomal --eflomal e/bin/eflomal-align --data DIR --name NAME --pairs 100000

Part paper: one direction, en to pt, one thread, everything on one core of the machine (the last one this process may
use). For `align` the whole process counts, from its start to the finished file, the JVM's start and the opening of the
model with it; for the paper's way only the pairs themselves, importing PyTorch and reading the weights left out. Both
read the pairs' words from one file. With --layer 1 --measure norm both compute the same alignment; the share of equal
lines is printed.

Part eflomal: both directions, `align` with both models and the default fusion, from start to finished file; eflomal
forward and reverse by one eflomal-align (default options: model 3, three samplers), from start to its two files, and
then grow-diag-final-and by `./normalign symmetrize`, which makes one alignment of the two; eflomal's time is given
without and with that. It is trained on nothing but the pairs it aligns, which is how its speed looks best. Its threads
are OMP_NUM_THREADS.

Rounds are interleaved: every program once, then again. Standard library only; run it in the project's folder, on Linux.
"""

import argparse
import json
import tempfile
from pathlib import Path

import measuring

MODELS = measuring.PROJECT / "onnx-models"
PAPER = ["--layer", "1", "--measure", "norm"]
# name in the table, options of align
ONE_WAY = [("norms of layer 1", PAPER), ("its default setting", [])]


def paper(options, folder):
    pairs = measuring.read_pairs(options)
    files = measuring.write_pairs(pairs, folder, "text")
    core = measuring.cores()[-1]
    single = ["--model", MODELS / "en-pt", "--threads", "1"]
    way = [options.torch, Path(__file__).with_name("paper_way.py"), *files]
    measuring.heading(
        "One direction, one core",
        [
            measuring.text_note(options, pairs),
            "`align`: the whole process; *without start*: less what a process takes that aligns one pair, in the same round",
            "the paper's way: the pairs alone; PyTorch, float32",
        ],
    )
    one_way = [
        (f"align, {setting}, {precision}", [*chosen, "--precision", precision])
        for setting, chosen in ONE_WAY
        for precision in options.precisions.split(",")
    ]
    slow, quick, starts, memory = [], {name: [] for name, _ in one_way}, {name: [] for name, _ in one_way}, {}
    for number in range(options.rounds):
        found = measuring.run([*way, "--out", Path(folder) / "paper.links"], core)
        slow.append(json.loads(found.output)["seconds"])
        for name, setting in one_way:
            starts[name].append(measuring.start_seconds(options.tool, [*single, *setting], folder, core))
            out = Path(folder) / (name + ".links")
            ran = measuring.align(options.tool, [*single, *setting], files, out, core)
            quick[name].append(ran.seconds)
            memory[name] = max(memory.get(name, 0), ran.mebibytes)
        print(f"<!-- round {number + 1} done, load average {measuring.load()} -->", flush=True)
    print()
    rows = [["the paper's way", measuring.spread([len(pairs) / s for s in slow]), "1", "", ""]]
    for name, _ in one_way:
        seconds = quick[name]
        working = [s - start for s, start in zip(seconds, starts[name], strict=True)]
        rows.append(
            [
                name,
                measuring.spread([len(pairs) / s for s in seconds]),
                "**%s**" % measuring.spread(measuring.ratios(slow, seconds)),
                measuring.spread(measuring.ratios(slow, working)),
                f"{memory[name]:.0f}",
            ]
        )
    measuring.table(["", "pairs/s", "times the paper's way", "without start", "MiB resident at most"], rows)
    own = (Path(folder) / "paper.links").read_text(encoding="ascii").splitlines()
    for name in (name for name, setting in one_way if setting[: len(PAPER)] == PAPER):
        others = (Path(folder) / (name + ".links")).read_text(encoding="ascii").splitlines()
        equal = sum(set(a.split()) == set(b.split()) for a, b in zip(own, others, strict=True))
        print(f"Same links as the paper's way, {name}: {equal} of {len(own)} lines.")


def eflomal(options, folder):
    pairs = measuring.read_pairs(options)
    files = measuring.write_pairs(pairs, folder, "text")
    fused = ["--model", MODELS / "en-pt", "--reverse-model", MODELS / "pt-en", "--threads", str(options.threads)]
    measuring.heading(
        "Both directions, against eflomal",
        [
            measuring.text_note(options, pairs),
            f"`align`: both models, fused, {options.threads} threads; the whole process, from start to finished file",
            "eflomal: both directions, defaults (model 3, 3 samplers); *one file*: then grow-diag-final-and by `symmetrize`",
        ],
    )
    threads = [int(number) for number in options.eflomal_threads.split(",")]
    ours = {precision: [] for precision in options.precisions.split(",")}
    memory = {}
    theirs = {number: ([], []) for number in threads}
    for done in range(options.rounds):
        for number in threads:
            ways = [Path(folder) / name for name in ("forward", "reverse")]
            ran = measuring.run(
                [options.eflomal, "--overwrite", *"-m 3 -s".split(), files[0], "-t", files[1], "-f", ways[0], "-r", ways[1]],
                environment={"OMP_NUM_THREADS": str(number)},
            )
            joined = measuring.run(
                [
                    options.tool,
                    "symmetrize",
                    "--overwrite",
                    "--same-direction",
                    "--method",
                    "grow-diag-final-and",
                    *ways,
                    "-o",
                    Path(folder) / "joined",
                ]
            )
            theirs[number][0].append(ran.seconds)
            theirs[number][1].append(ran.seconds + joined.seconds)
            memory[number] = max(memory.get(number, 0), ran.mebibytes)
        for precision, seconds in ours.items():
            links = Path(folder) / "fused.links"
            ran = measuring.align(options.tool, [*fused, "--precision", precision], files, links)
            seconds.append(ran.seconds)
            memory[precision] = max(memory.get(precision, 0), ran.mebibytes)
        print(f"<!-- round {done + 1} done, load average {measuring.load()} -->", flush=True)
    print()
    rows = [
        [
            f"eflomal, {number} thread{'s' * (number > 1)}" + note,
            measuring.spread(seconds),
            *[""] * len(threads),
            memory_cell,
        ]
        for number in threads
        for seconds, note, memory_cell in (
            (theirs[number][0], "", f"{memory[number]:.0f}"),
            (theirs[number][1], ", one file", ""),
        )
    ]
    for precision, seconds in ours.items():
        cells = [
            "**%s** / %s"
            % (
                measuring.spread(measuring.ratios(theirs[number][0], seconds), "%.2f"),
                measuring.spread(measuring.ratios(theirs[number][1], seconds), "%.2f"),
            )
            for number in threads
        ]
        rows.append([f"align, fused, {precision}", measuring.spread(seconds), *cells, f"{memory[precision]:.0f}"])
    measuring.table(
        [
            "",
            "seconds",
            *[f"speed, eflomal on {number} = 1 (two files / one file)" for number in threads],
            "MiB resident at most",
        ],
        rows,
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", choices=("paper", "eflomal"), required=True)
    measuring.add_text_options(parser, 3000)
    parser.add_argument("--torch", default="python3", help="a Python with what paper_way.py needs; default python3")
    parser.add_argument(
        "--eflomal", default="eflomal-align", help="the program eflomal-align; default: the one on the PATH"
    )
    parser.add_argument("--precisions", default="float32,int8", help="of align; default %(default)s")
    parser.add_argument("--eflomal-threads", default="1,2", help="eflomal is measured with each; default %(default)s")
    parser.add_argument("--threads", type=int, default=2, help="threads of the fused alignment; default %(default)s")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        {"paper": paper, "eflomal": eflomal}[options.part](options, folder)


if __name__ == "__main__":
    main()
