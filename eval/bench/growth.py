#!/usr/bin/env python3
"""How the cost of `./normalign align` grows: with sentence length, with the number of pairs, with threads; memory; the
first line.

    python3 eval/bench/growth.py --part first                       # seconds from starting the command to its first alignment
    python3 eval/bench/growth.py --part length                      # sentences of 5 to 200 words
    python3 eval/bench/growth.py --part pairs --counts 1000,10000,100000

Part length: sentences of exactly L words on both sides, made of the text by joining neighbouring pairs and cutting what
is too much on either side; as many as have --words words a side together, so that every length reads the same amount of
text. Speed is without the start (what a process takes that aligns one pair, measured in the same round).

Part pairs: the text over and over; every repetition has its number as one word more on both sides, so that no pair
occurs twice. The memory is the most the process had resident at once, native memory included.

All with the model's default setting, one direction (en-pt); part first also both directions. Rounds are interleaved.
Standard library only; run it in the project's folder, on Linux.
"""

import argparse
import os
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

import measuring

EN_PT = ["--model", measuring.PROJECT / "onnx-models" / "en-pt"]
BOTH = [*EN_PT, "--reverse-model", measuring.PROJECT / "onnx-models" / "pt-en"]


def numbers(text):
    return [int(number) for number in text.split(",")]


def of_length(pairs, length, count):
    """Pairs of exactly this many words a side; begins the text again where it ends, shifted, so that few are the same."""
    made, sides, at = [], ([], []), 0
    while len(made) < count:
        for side, sentence in zip(sides, pairs[at % len(pairs)], strict=True):
            side += sentence.split()
        at += 1
        if all(len(side) >= length for side in sides):
            made.append(tuple(" ".join(side[:length]) for side in sides))
            sides = ([], [])
    return made


def repeated(pairs, count):
    made = []
    while len(made) < count:
        number = len(made) // len(pairs) + 1
        made += [tuple(f"{sentence} {number}" for sentence in pair) for pair in pairs[: count - len(made)]]
    return made


def align(options, files, folder, threads, precision):
    arguments = [*EN_PT, "--threads", threads, "--precision", precision]
    return measuring.align(options.tool, arguments, files, Path(folder) / "links")


def length(options, folder):
    pairs = measuring.read_pairs(options)
    cases = []
    for words in numbers(options.lengths):
        made = of_length(pairs, words, max(1, options.words // words))
        cases.append((words, len(made), measuring.write_pairs(made, folder, f"words-{words}")))
    measuring.heading(
        "Speed against sentence length",
        [
            f"about {options.words} words a side for every length, made of {options.name}; rounds: {options.rounds}",
            "one thread; the start is left out"
        ],
    )
    seconds = {(words, precision): [] for words, _, _ in cases for precision in options.precisions}
    memory = {}
    for done in range(options.rounds):
        for precision in options.precisions:
            start = measuring.start_seconds(options.tool, [*EN_PT, "--threads", "1", "--precision", precision], folder)
            for words, _, files in cases:
                ran = align(options, files, folder, 1, precision)
                seconds[words, precision].append(ran.seconds - start)
                memory[words] = max(memory.get(words, 0), ran.mebibytes)
        print(f"<!-- round {done + 1} done, load average {measuring.load()} -->", flush=True)
    print()
    rows = []
    base = {
        precision: statistics.median(seconds[cases[0][0], precision]) / (cases[0][0] * cases[0][1])
        for precision in options.precisions
    }
    for words, count, _ in cases:
        row = [words, count]
        for precision in options.precisions:
            middle = statistics.median(seconds[words, precision])
            row += [
                measuring.spread([count / s for s in seconds[words, precision]], "%.0f"),
                "%.2f" % (middle / (words * count) / base[precision]),
            ]
        rows.append([*row, f"{memory[words]:.0f}"])
    measuring.table(
        [
            "words a side",
            "pairs",
            *[
                cell
                for precision in options.precisions
                for cell in (f"{precision} pairs/s", f"time a word, {cases[0][0]} words = 1")
            ],
            "MiB resident at most",
        ],
        rows,
    )


def pairs(options, folder):
    text = measuring.read_pairs(options)
    counts, threads = numbers(options.counts), numbers(options.threads)
    files = {count: measuring.write_pairs(repeated(text, count), folder, f"pairs-{count}") for count in counts}
    measuring.heading(
        "Speed and memory against the number of pairs",
        [
            f"{options.name} over and over, {measuring.words_a_side(text):.1f} words a sentence and a number",
            f"rounds: {options.rounds}",
            "whole processes, from start to finished file",
        ],
    )
    seconds = {(count, number, precision): [] for count in counts for number in threads for precision in options.precisions}
    memory = {}
    for done in range(options.rounds):
        for case, kept in seconds.items():
            count, number, precision = case
            ran = align(options, files[count], folder, number, precision)
            kept.append(ran.seconds)
            memory[case] = max(memory.get(case, 0), ran.mebibytes)
        print(f"<!-- round {done + 1} done, load average {measuring.load()} -->", flush=True)
    print()
    rows = []
    for count, number, precision in seconds:
        own = seconds[count, number, precision]
        rows.append(
            [
                count,
                precision,
                number,
                measuring.spread(own),
                measuring.spread([count / s for s in own], "%.0f"),
                measuring.spread(measuring.ratios(seconds[count, threads[0], precision], own), "%.2f"),
                f"{memory[count, number, precision]:.0f}",
            ]
        )
    measuring.table(
        [
            "pairs",
            "precision",
            "threads",
            "seconds",
            "pairs/s",
            f"times {threads[0]} thread{'s' * (threads[0] > 1)}",
            "MiB resident at most",
        ],
        rows,
    )


def first_line(command):
    """Seconds until the first line stands on stdout, of `echo 'a house ||| uma casa' | command`."""
    with tempfile.TemporaryFile() as err:
        started = time.monotonic()
        process = subprocess.Popen(
            [str(part) for part in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=err
        )
        process.stdin.write(b"a house ||| uma casa\n")
        process.stdin.close()
        line = process.stdout.readline()
        seconds = time.monotonic() - started
        process.stdout.read()
        if process.wait() != 0 or line.strip() == b"":
            err.seek(0)
            raise SystemExit(f"no alignment came: {err.read().decode(errors='replace')[-2000:]}")
    return seconds


def first(options, folder):
    del folder
    measuring.heading(
        "Seconds from starting the command to its first alignment",
        [
            "`echo 'a house ||| uma casa' | ./normalign align ... --input -`, until the line stands on stdout",
            f"the program built, its files read before; rounds: {options.rounds}, after one that is not counted"
        ],
    )
    cases = {(name, precision): [] for name in ("one direction", "both directions") for precision in options.precisions}
    for done in range(options.rounds + 1):
        for (name, precision), kept in cases.items():
            models = EN_PT if name == "one direction" else BOTH
            seconds = first_line([options.tool, "align", *models, "--precision", precision, "--input", "-"])
            if done > 0:
                kept.append(seconds)
    measuring.table(
        ["", "precision", "seconds"], [[*case, measuring.spread(kept, "%.2f")] for case, kept in cases.items()]
    )
    print(f"Load average {measuring.load()} at the end.")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", choices=("first", "length", "pairs"), required=True)
    measuring.add_text_options(parser, 3000)
    parser.add_argument("--lengths", default="5,10,20,50,100,200", help="words a side; default %(default)s")
    parser.add_argument("--words", type=int, default=40000, help="words a side for every length; default %(default)s")
    parser.add_argument("--counts", default="1000,10000", help="numbers of pairs; default %(default)s")
    parser.add_argument("--threads", default="1,2", help="part pairs: each is measured; default %(default)s")
    parser.add_argument("--precisions", default="float32,int8", help="default %(default)s")
    options = parser.parse_args()
    options.precisions = options.precisions.split(",")
    measuring.run([options.tool, "--version"])  # builds the program if its sources are newer
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as folder:
        {"first": first, "length": length, "pairs": pairs}[options.part](options, folder)


if __name__ == "__main__":
    main()
