#!/usr/bin/env python3
"""Makes a gold folder of one file of XL-WA: on dev the way to combine two directions was chosen, on test it was confirmed.

    git clone https://github.com/SapienzaNLP/XL-WA
    python3 eval/xlwa.py XL-WA/data/pt/dev.tsv build/xlwa-en-pt-dev
    python3 eval/xlwa.py XL-WA/data/pt/test.tsv build/xlwa-en-pt-test

XL-WA (Martelli et al., CLiC-it 2023) has sentences of Wikipedia whose words were aligned by hand: 105 pairs for development and
245 for testing in English-Portuguese, sure links only. Its licence, CC BY-NC-SA 4.0, keeps it out of this repository. A line of a file is
source, target and Pharaoh links counted from 0, separated by tabs. (Its train.tsv was aligned by machine: that is no gold.)

Standard library only; run it in the project's folder.
"""

import argparse
import json
from pathlib import Path


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, help="LANGUAGE/dev.tsv or LANGUAGE/test.tsv")
    parser.add_argument("out", type=Path, help="the gold folder to make")
    parser.add_argument("--lower", action="store_true", help="words in lower case, as some gold standards have them")
    options = parser.parse_args()
    language = options.file.parent.name
    sides = []
    text = options.file.read_text(encoding="utf-8").removesuffix("\n")
    for number, line in enumerate((text.lower() if options.lower else text).split("\n"), 1):
        parts = line.rstrip("\t").split("\t")
        if len(parts) != 3:
            raise SystemExit(f"{options.file}, line {number}: 3 columns expected, found {len(parts)}")
        source, target, links = (part.split() for part in parts)
        for link in links:
            s, t = map(int, link.split("-"))
            if not (0 <= s < len(source) and 0 <= t < len(target)):
                raise SystemExit(f"{options.file}, line {number}: {link} is beyond {len(source)} or {len(target)} words")
        sides.append((source, target, links))
    options.out.mkdir(parents=True, exist_ok=True)
    names = (f"{options.file.stem}.en", f"{options.file.stem}.{language}", f"{options.file.stem}.sure")
    for name, side in zip(names, zip(*sides)):
        (options.out / name).write_text("".join(" ".join(words) + "\n" for words in side), encoding="utf-8")
    (options.out / "gold.json").write_text(json.dumps({
        "name": f"xlwa-en-{language}-{options.file.stem}", "sourceLanguage": "en", "targetLanguage": language, "format": "pharaoh",
        "base": 0,
        "parts": [{"sourceText": names[0], "targetText": names[1], "links": names[2]}],
        "licence": "CC BY-NC-SA 4.0", "source": "Martelli et al.: XL-WA, CLiC-it 2023; github.com/SapienzaNLP/XL-WA"}, indent=2) + "\n",
        encoding="utf-8")
    print(f"{len(sides)} pairs, {sum(len(links) for _, _, links in sides)} links in {options.out}")


if __name__ == "__main__":
    main()
