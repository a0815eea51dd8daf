#!/usr/bin/env python3
"""eflomal, a statistical aligner, trained here and scored on Graca en-pt: the figures that attention has to beat.

    python3 -m venv venv && venv/bin/pip install eflomal==2.0.0        # builds with a C compiler that knows OpenMP
    python3 eval/eflomal.py --eflomal venv/bin/eflomal-align                         # the 3,000 committed pairs
    python3 eval/eflomal.py --eflomal venv/bin/eflomal-align --data DIR --pairs N    # N pairs of DIR's first text, all of the rest

--gold DIR scores on another gold standard in place of Graca, such as a folder of eval/xlwa.py.

Trains on the gold pairs' own text (never their links) before the training text, both directions, default options (model 3,
three samplers); combines the directions by `./normalign symmetrize`, scores by `./normalign evaluate --interval`, and prints a row
of a Markdown table for each. DIR holds NAME.en.gz and NAME.pt.gz, one sentence a line, for each name in --texts. Of the first name
N pairs are taken, those with the numbers floor(i * n / N); of the others all; the order is that of --texts.

Words, as Graca's texts have them: lower case, apostrophes straight; a run of letters and digits, together with single full stops and
apostrophes between such runs (12.30, o'clock), is a word; 's is a word; everything else that is not white space, hyphens too, is a
word by itself. Pairs with 1 to 100 words on both sides are kept. In Graca's Portuguese the soft hyphen (U+00AD) that stands where a
hyphen stood is written as one for eflomal; its words stay as they are, so the links stay valid.

eflomal takes its seeds from the system: figures differ a little from run to run. The links lie in --out afterwards, source first,
words from 0; with --score-only the ones there are scored again. Standard library only; run it in the project's folder.
"""

import argparse
import gzip
import json
import os
import re
import subprocess
import time
from pathlib import Path

SAMPLE = "python-docs-3000"
TEXTS = ("europarl-synthetic", "python-docs", "php-docs", "react-docs")
LONGEST = 100
WORD = re.compile(r"'s\b|\w+(?:\.\w+|'(?!s\b)\w+)*|[^\w\s]")
LANGUAGES = ("en", "pt")


def words(line):
    return WORD.findall(line.lower().replace("’", "'"))


def read(folder, name):
    """The pairs of one text that are short enough: [(English words, Portuguese words)]."""
    sides = []
    for language in LANGUAGES:
        with gzip.open(folder / f"{name}.{language}.gz", "rt", encoding="utf-8", newline="\n") as lines:
            sides.append([words(line) for line in lines])
    return [pair for pair in zip(*sides, strict=True) if all(1 <= len(side) <= LONGEST for side in pair)]


def training(options):
    """The training pairs, and how many come from each text."""
    if options.data is None:
        pairs = read(Path("eval/data"), SAMPLE)
        return pairs, {SAMPLE: len(pairs)}
    first, *others = options.texts.split(",")
    whole = read(options.data, first) if options.pairs else []
    if options.pairs > len(whole):
        raise SystemExit(f"{first} has {len(whole)} pairs of at most {LONGEST} words; --pairs asks for {options.pairs}.")
    taken = [whole[i * len(whole) // options.pairs] for i in range(options.pairs)]
    counts = {first: len(taken)} if taken else {}
    for name in others:
        more = read(options.data, name)
        counts[name] = len(more)
        taken += more
    return taken, counts


def gold_text(folder):
    """The gold pairs' words in the same spelling; a word stays a word, so links count the same ones."""
    part, = json.loads((folder / "gold.json").read_text(encoding="utf-8"))["parts"]
    sides = []
    for name in ("sourceText", "targetText"):
        text = (folder / part[name]).read_text(encoding="utf-8")
        sides.append([line.split() for line in text.replace("\u00ad", "-").replace("’", "'").lower().removesuffix("\n").split("\n")])
    return list(zip(*sides, strict=True))


def train(options):
    gold = gold_text(options.gold)
    pairs, counts = training(options)
    files = []
    for side, language in enumerate(LANGUAGES):
        files.append(options.out / f"text.{language}")
        with open(files[-1], "w", encoding="utf-8", newline="\n") as out:
            out.writelines(" ".join(pair[side]) + "\n" for pair in gold + pairs)
    links = {direction: options.out / f"all.{direction}" for direction in ("forward", "reverse")}
    started = time.monotonic()
    subprocess.run([options.eflomal, "--overwrite", "-s", files[0], "-t", files[1], "-f", links["forward"],
                    "-r", links["reverse"]], check=True, env={**os.environ, "OMP_NUM_THREADS": str(options.threads)})
    seconds = time.monotonic() - started
    for direction, file in links.items():
        with open(file, encoding="ascii") as lines:
            own = [line for _, line in zip(gold, lines)]
        (options.out / f"{direction}.txt").write_text("".join(own), encoding="ascii")
        file.unlink()
    for file in files:
        file.unlink()
    run = {"texts": counts, "pairs": len(pairs), "words": [sum(len(pair[side]) for pair in pairs) for side in range(2)],
           "threads": options.threads, "seconds": round(seconds, 1)}
    (options.out / "run.json").write_text(json.dumps(run, indent=2) + "\n", encoding="ascii")


def normalign(*arguments):
    return subprocess.run(["./normalign", *map(str, arguments)], check=True, stdout=subprocess.PIPE, encoding="utf-8").stdout


def score(options):
    # eflomal writes both directions source first: nothing to turn round.
    forward, reverse = options.out / "forward.txt", options.out / "reverse.txt"
    for method in ("intersection", "grow-diag-final-and"):
        normalign("symmetrize", "--same-direction", "--method", method, forward, reverse, "--overwrite", "-o", options.out / f"{method}.txt")
    run = json.loads((options.out / "run.json").read_text(encoding="ascii"))
    print("Training text: " + ", ".join(f"{count} {name}" for name, count in run["texts"].items())
          + f"; {run['words'][0]} and {run['words'][1]} words; {run['threads']} thread(s), {run['seconds']:.0f} s\n")
    print("| pairs | direction | AER % | 95 % interval | precision % | recall % | links |")
    print("|---|---|---|---|---|---|---|")
    for name in ("forward", "reverse", "intersection", "grow-diag-final-and"):
        scores = json.loads(normalign("evaluate", "--gold", options.gold, "--alignment", options.out / f"{name}.txt",
                                      "--interval", "--json"))
        aer, low, high, precision, recall = (
            f"{100 * scores[key]:.1f}" for key in ("aer", "aerLow", "aerHigh", "precision", "recall"))
        print(f"| {run['pairs']} | {name} | {aer} | {low} to {high} | {precision} | {recall} | {scores['links']} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--eflomal", default="eflomal-align", help="the program eflomal-align; default: the one on the PATH")
    parser.add_argument("--data", type=Path, help="folder of training texts; default: the sample in eval/data")
    parser.add_argument("--pairs", type=int, default=100000, help="pairs of the first text, 0 for none; default 100000")
    parser.add_argument("--texts", default=",".join(TEXTS), help="names in DIR; default " + ",".join(TEXTS))
    parser.add_argument("--gold", type=Path, default=Path("gold-alignments/graca-en-pt"), help="gold folder, English to Portuguese")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path("target/eflomal"), help="where links go; default target/eflomal")
    parser.add_argument("--score-only", action="store_true", help="score the links in --out, train nothing")
    parser.add_argument("--train-only", action="store_true", help="write the links to --out, score nothing")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    if not options.score_only:
        train(options)
    if not options.train_only:
        score(options)


if __name__ == "__main__":
    main()
