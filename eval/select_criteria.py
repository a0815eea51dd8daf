#!/usr/bin/env python3
"""What other rules than that of `normalign select` would choose as combination of two directions, without gold; then their AER.

    python3 eval/select_criteria.py --forward onnx-models/en-pt --reverse onnx-models/pt-en \
        --source select.en --target select.pt [--gold gold-alignments/graca-en-pt]

Thresholds are computed on the text alone, from the two models' own settings: for each fusion of scores, the threshold

* ef1    that promises the highest F1 if scores are chances: 2 sum_{p >= t} p / (N(t) + sum p);
* mean   whose links have the highest mean F1 against the forward and against the reverse links;
* inter  that gives as many links as both directions have in common;
* half   that gives the mean of the two directions' numbers of links.

Then rules without a threshold. Gold, where it is given, is read after all of that and for the last columns only; the default is what
normalign.json says.
Standard library only; run it in the project's folder.
"""

import argparse
import bisect
import json
import os
import subprocess
import tempfile

FUSIONS = ("geometric", "harmonic", "product", "average")
STEPS = [step / 100 for step in range(1, 100)]
EVERY = "1e-6"


def run(*arguments):
    return subprocess.run(["./normalign", *arguments], check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          encoding="utf-8").stdout


def parsed(text):
    """Links with scores, by (line, source, target)."""
    found = {}
    for number, line in enumerate(text.splitlines()):
        for link in line.split():
            words, _, score = link.partition(":")
            i, j = words.split("-")
            found[number, int(i), int(j)] = float(score or 1)
    return found


def choices(scores, forward, reverse):
    """The threshold of each criterion, in hundredths; the lowest of equals."""
    order = sorted(scores, key=scores.get)
    values = [scores[link] for link in order]
    everything = sum(values)
    sums, ahead, back = [0.0], [0], [0]
    for link, value in zip(order, values):
        sums.append(sums[-1] + value)
        ahead.append(ahead[-1] + (link in forward))
        back.append(back[-1] + (link in reverse))
    ef1, mean, count = {}, {}, {}
    for threshold in STEPS:
        below = bisect.bisect_left(values, threshold)
        count[threshold] = len(order) - below
        ef1[threshold] = 2 * (everything - sums[below]) / (count[threshold] + everything)
        mean[threshold] = ((ahead[-1] - ahead[below]) / (count[threshold] + len(forward))
                           + (back[-1] - back[below]) / (count[threshold] + len(reverse)))
    common, half = len(forward & reverse), (len(forward) + len(reverse)) / 2
    return {"ef1": max(STEPS, key=lambda t: ef1[t]), "mean": max(STEPS, key=lambda t: mean[t]),
            "inter": min(STEPS, key=lambda t: abs(count[t] - common)), "half": min(STEPS, key=lambda t: abs(count[t] - half))}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("forward", "reverse", "source", "target"):
        parser.add_argument("--" + name, required=True)
    parser.add_argument("--gold")
    options = parser.parse_args()
    both = ["--model", options.forward, "--reverse-model", options.reverse]
    text = ["--source", options.source, "--target", options.target]
    forward = set(parsed(run("align", "--model", options.forward, *text)))
    back = parsed(run("align", "--model", options.reverse, "--source", options.target, "--target", options.source))
    reverse = {(number, i, j) for number, j, i in back}
    rows = []
    for fusion in FUSIONS:
        rule = ["--fuse", fusion, "--links", "threshold", "--threshold"]
        scores = parsed(run("align", *both, *text, *rule, EVERY, "--scores"))
        for name, threshold in choices(scores, forward, reverse).items():
            rows.append((fusion + " " + name, [*rule, str(threshold)]))
    for fusion, links in (("geometric", "mutual"), ("average", "mutual"), ("geometric", "itermax"), ("average", "itermax")):
        rows.append((fusion + " " + links, ["--fuse", fusion, "--links", links, "--threshold", "0"]))
    for rule in ("intersection", "union", "grow-diag", "grow-diag-final", "grow-diag-final-and", "lilt-grow-diag",
                 "lilt-grow-diag-final"):
        rows.append((rule, ["--symmetrize", rule]))
    print("| rule | options | links on the text |" + (" AER | precision | recall | AER minus the default's |" if options.gold else ""))
    print("|---|---|---:|" + ("---:|---:|---:|---:|" if options.gold else ""))
    for name, rule in rows:
        line = f"| {name} | `{' '.join(rule)}` | {len(parsed(run('align', *both, *text, *rule)))} |"
        if options.gold:
            line += f" {judged(options.gold, both, rule)} |"
        print(line)


def judged(gold, both, rule):
    """AER, precision and recall in percent, and whether the AER differs from the default's."""
    with open(os.path.join(gold, "gold.json"), encoding="utf-8") as file:
        part = json.load(file)["parts"][0]
    texts = ["--source", os.path.join(gold, part["sourceText"]), "--target", os.path.join(gold, part["targetText"])]
    with tempfile.TemporaryDirectory() as folder:
        output, default = os.path.join(folder, "links"), os.path.join(folder, "default")
        run("align", "--overwrite", *both, *texts, *rule, "-o", output)
        run("align", "--overwrite", *both, *texts, "-o", default)
        found = json.loads(run("evaluate", "--gold", gold, "--alignment", output, "--against", default, "--json"))
    against = found["against"]
    return "%.2f | %.2f | %.2f | %+.2f [%+.2f, %+.2f]" % tuple(100 * value for value in (
        found["aer"], found["precision"], found["recall"], against["difference"], against["differenceLow"],
        against["differenceHigh"]))


if __name__ == "__main__":
    main()
