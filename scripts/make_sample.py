#!/usr/bin/env python3
"""Makes eval/data/python-docs-3000.{en,pt}.gz: 3,000 sentence pairs, words and punctuation apart.

    python3 scripts/make_sample.py python-docs.en.gz python-docs.pt.gz eval/data

Standard library only. The rule is fixed, so the same input gives the same bytes:

* a word is a run of letters, digits and underscores, together with single hyphens, apostrophes and full stops between such runs
  (os.path, 3.12, don't, bem-vindo); any other character that is not white space is a word of its own;
* a pair is kept if both sides have 1 to 100 words;
* of the n pairs kept, those with the numbers floor(i * n / 3000), i = 0 .. 2999, in the order of the input.
"""

import gzip
import re
import sys
from pathlib import Path

PAIRS = 3000
LONGEST = 100
WORD = re.compile(r"\w+(?:[-'’.]\w+)*|[^\w\s]")


def read(path):
    with gzip.open(path, "rt", encoding="utf-8", newline="\n") as lines:
        return [WORD.findall(line) for line in lines]


def write(path, lines):
    with open(path, "wb") as raw, gzip.GzipFile(filename="", mode="wb", fileobj=raw, compresslevel=9, mtime=0) as out:
        out.write("".join(" ".join(words) + "\n" for words in lines).encode("utf-8"))


def main(english, portuguese, folder):
    pairs = list(zip(read(english), read(portuguese), strict=True))
    kept = [pair for pair in pairs if all(1 <= len(words) <= LONGEST for words in pair)]
    sample = [kept[i * len(kept) // PAIRS] for i in range(PAIRS)]
    for side, language in enumerate(("en", "pt")):
        write(Path(folder) / f"python-docs-{PAIRS}.{language}.gz", [pair[side] for pair in sample])
    print(f"{len(pairs)} pairs read, {len(kept)} kept, {PAIRS} written;",
          *(f"{sum(len(pair[side]) for pair in sample)} words {language}" for side, language in enumerate(("en", "pt"))))


if __name__ == "__main__":
    main(*sys.argv[1:])
