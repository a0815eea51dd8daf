#!/usr/bin/env python3
"""Makes the text that the embedded models' default was chosen on: 900 real sentence pairs, English and Portuguese.

    python3 eval/select_text.py --data DIR --out FOLDER

DIR has python-docs, react-docs and ntrex as {name}.en.gz and {name}.pt.gz, raw text, line by line (python/python-docs-pt-br, CC0;
react.dev and pt-br.react.dev, CC-BY 4.0; MicrosoftTranslator/NTREX, CC-BY-SA 4.0). Of each, 300 pairs are taken, words and
punctuation apart, by the rule of scripts/make_sample.py: of the n pairs with 1 to 100 words a side, those with the numbers
floor(i * n / 300). No pair is machine translation, and none was chosen by hand. Writes select.en and select.pt.

Standard library only; run it in the project's folder.
"""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, "scripts")
from make_sample import LONGEST, read  # noqa: E402

NAMES = ("python-docs", "react-docs", "ntrex")
PAIRS = 300


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    chosen = []
    for name in NAMES:
        pairs = list(zip(*(read(options.data / f"{name}.{language}.gz") for language in ("en", "pt")), strict=True))
        kept = [pair for pair in pairs if all(1 <= len(words) <= LONGEST for words in pair)]
        chosen += [kept[i * len(kept) // PAIRS] for i in range(PAIRS)]
    for side, language in enumerate(("en", "pt")):
        lines = "".join(" ".join(pair[side]) + "\n" for pair in chosen)
        (options.out / f"select.{language}").write_text(lines, encoding="utf-8")


if __name__ == "__main__":
    main()
