"""Fills the tables of eval/paper/README.md from results/, everything between <!-- begin NAME --> and <!-- end NAME -->, and draws its pictures.

  python page.py            (results/; run.sh makes it)

Prose outside the marks is written by hand; `python page.py --check` fails if a table or a picture is not what the results say.
"""
import argparse
import glob
import os
import re
import sys

import numpy as np

import figures
from runs import Run

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "scripts", "train"))
import record  # noqa: E402

READINGS, KINDS = ("awi", "awo"), ("weight", "norm")
SETTINGS = [(reading, kind) for reading in READINGS for kind in KINDS]
BARS = {"en-pt": (33.5, 44), "pt-en": (30, 46)}  # set before: norms AWI in layer 1, best AWO layer by either measure
LAYERS = ["layer %d" % n for n in range(1, 7)]
# Kobayashi et al. 2020, De-En (RWTH, 508 pairs), mean of 5 seeds: their notebook's heat maps, layers 1 to 6.
PAPER = {("awi", "weight"): (49.3, 29.8, 56.4, 91.7, 91.2, 93.0), ("awi", "norm"): (32.5, 25.0, 51.7, 85.2, 83.5, 84.8),
         ("awo", "weight"): (92.2, 86.5, 63.2, 55.6, 48.4, 64.8), ("awo", "norm"): (87.9, 83.0, 61.7, 49.2, 41.4, 53.9)}
PAPER_RULE = {"awi": ("24.98 (all five seeds: layer 2)", "25.0 (layer 2)", "35.53 (77.5 in one seed)", "-0.44"),
              "awo": ("83.03", "41.4 (layer 5)", "87.09", "+0.56")}


def name_of(reading, kind):
    return "%s %ss" % (reading.upper(), kind)


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def bold(values):
    """The values as text, the lowest in bold."""
    low = min(values)
    return ["**%.1f**" % v if v == low else "%.1f" % v for v in values]


def met(aer, bar):
    """The value as text, in bold where it is at most the bar."""
    return ("**%.2f**" if aer <= bar else "%.2f") % aer


def spread(values):
    return "%.1f (%.1f to %.1f)" % (np.mean(values), min(values), max(values))


def interval(point, low, high):
    return "%+.1f (%+.1f to %+.1f)%s" % (point, low, high, " *" if low > 0 or high < 0 else "")


def runs_table(runs):
    rows = []
    for run in runs:
        parts = []
        for step, words in record.asked(run.training):
            parts.append(words + (" from step %d" % step if step else ""))
            if step and step == record.restored(run.training):
                parts[-1] += " (restored; batches of %d, %.0f %% of the pairs plain from here on)" % (
                    run.training["batch"], 100 * run.training["plain"])
        scores = []
        for test in ("europarl-synthetic", "ntrex"):
            one = run.bleu["tests"].get(test) if run.bleu else None
            scores += ["%.1f" % one["model"], "%.1f" % one["firefox"]] if one else ["n/a", "n/a"]
        rows.append([run.name, "; ".join(parts), "%d" % run.training["step"], "%.1f million" % (run.training["pieces"] / 1e6),
                     record.dev(run.log), *scores])
    return table(["run", "asked for", "steps", "target pieces", "dev cross-entropy a piece", "BLEU held-out Europarl", "Firefox's",
                  "BLEU NTREX", "Firefox's"], rows)


def layers_table(runs):
    parts = []
    for run in runs:
        parts.append(table([run.label, *LAYERS, "mean"], [[name_of(*key), *bold(run.first.aers(*key)), "%.1f" % np.mean(run.first.aers(*key))]
                                                            for key in SETTINGS]))
    parts.append(table(["mean of the %d runs (lowest to highest)" % len(runs), *LAYERS, "mean"],
                       [[name_of(*key), *(spread(values) for values in zip(*([*run.first.aers(*key), np.mean(run.first.aers(*key))] for run in runs)))]
                        for key in SETTINGS]))
    parts.append(table(["Kobayashi et al., de→en, 5 seeds", *LAYERS, "mean"],
                       [[name_of(*key), *bold(PAPER[key]), "%.1f" % np.mean(PAPER[key])] for key in SETTINGS]))
    return "\n\n".join(parts)


def differences_table(runs):
    rows = []
    for run in runs:
        for reading in READINGS:
            pairs = zip(run.first.settings(reading, "norm"), run.first.settings(reading, "weight"))
            rows.append(["%s %s" % (run.name, reading.upper()), *(interval(*run.first.difference(*pair)) for pair in pairs)])
    return table(["norms minus weights", *LAYERS], rows)


def readings_table(runs):
    rows = []
    for run in runs:
        for kind in KINDS:
            pairs = zip(run.first.settings("awi", kind), run.first.settings("awo", kind))
            best = run.first.best("awi", kind), run.first.best("awo", kind)
            rows.append(["%s, %ss" % (run.name, kind), *(interval(*run.first.difference(*pair)) for pair in pairs),
                         interval(*run.first.difference(*best))])
    return table(["AWI minus AWO", *LAYERS, "best AWI layer minus best AWO layer"], rows)


def best_table(runs):
    rows = []
    for run in runs:
        for contest in run.contests:
            if contest["rule"] == "word":
                sides = [("%s layer %s" % (contest[kind + "_reading"].upper(), contest[kind + "_layer"])
                          + ("" if contest["heads"] == "all" else " head " + contest[kind + "_head"])) for kind in KINDS]
                aers = []
                for kind in KINDS:
                    some = run.first.settings(contest[kind + "_reading"], kind, heads=contest["heads"] != "all")
                    aers += [s["aer"] for s in some if s["layer"] == int(contest[kind + "_layer"])
                             and str(s["head"]) in ("all", contest[kind + "_head"])]
                rows.append([run.name, "whole layers" if contest["heads"] == "all" else "single heads",
                             *("%.1f (%s)" % pair for pair in zip(aers, sides)),
                             interval(*(float(contest[key]) for key in ("difference", "low", "high")))])
    return table(["run", "among", "best by weights", "best by norms", "norms minus weights"], rows)


def head_gains_table(runs):
    """What norms do to the heads of the layer that aligns best, and to the whole of it."""
    rows = []
    for run in runs:
        layer = run.first.best("awi", "norm")["layer"]
        weights, norms = ([s for s in run.first.settings("awi", kind, heads=True) if s["layer"] == layer] for kind in KINDS)
        gains = [norm["aer"] - weight["aer"] for weight, norm in zip(weights, norms)]
        whole = [run.first.settings("awi", kind)[layer - 1] for kind in KINDS]
        top = sorted(norms, key=lambda s: -s["mean"])
        rows.append(["%s, layer %d" % (run.name, layer), "%d of %d" % (sum(gain < 0 for gain in gains), len(gains)), "%+.2f" % np.mean(gains),
                     "%+.1f" % (whole[1]["aer"] - whole[0]["aer"]), "%d: %.2f" % (top[0]["head"], top[0]["mean"]),
                     " ".join("%.2f" % s["mean"] for s in top[1:]),
                     *("%d, %.1f, %.1f" % (s["found"], s["precision"], s["recall"]) for s in whole)])
    return table(["AWI", "heads that norms make better", "a head's mean difference", "the whole layer's difference", "head of largest mean norm",
                  "mean norms of the others", "weights: links, precision, recall", "norms: links, precision, recall"], rows)


def shares_table(runs):
    rows = []
    for run in runs:
        layer = run.first.best("awi", "norm")["layer"]
        cells = {row["category"]: "%s → %s" % (row["weight_share"], row["norm_share"]) for row in run.attention
                 if (row["layer"], row["head"]) == (str(layer), "all")}
        rho = [float(row["spearman"]) for row in run.correlations if row["of"] == "vector_and_frequency" and row["head"] == "all"]
        rows.append(["%s, layer %d" % (run.name, layer), *(cells[c] for c in ("end", "punctuation", "frequent", "medium", "rare")),
                     "%+.2f" % rho[layer - 1], "%+.2f to %+.2f" % (min(rho), max(rho))])
    return table(["share of all weight → of all norm, %", "`</s>`", "punctuation", "frequent words", "medium", "rare",
                  "length of f(x) and frequency, Spearman, that layer", "all layers"], rows)


def rule_table(runs):
    rows = []
    for run in runs:
        for reading in READINGS:
            layers, heads = run.first.settings(reading, "norm"), run.first.settings(reading, "norm", heads=True)
            sums = [sum(s["mean"] for s in heads if s["layer"] == layer["layer"]) for layer in layers]
            top, low = layers[int(np.argmax(sums))], min(layers, key=lambda s: s["aer"])
            head = max(heads, key=lambda s: s["mean"])
            rows.append(["%s %s" % (run.name, reading.upper()), " ".join("%.2f" % s for s in sums),
                         "%.1f (layer %d)" % (top["aer"], top["layer"]), "%.1f (layer %d)" % (low["aer"], low["layer"]),
                         "%.1f (layer %d head %d)" % (head["aer"], head["layer"], head["head"]),
                         "%+.2f" % next(float(row["spearman"]) for row in run.correlations
                                        if (row["of"], row["reading"]) == ("mean_norm_and_aer", reading))])
    for reading in READINGS:
        rows.append(["the paper " + reading.upper(), "not published", *PAPER_RULE[reading]])
    return table(["run", "norm of layers 1 to 6", "AER of the layer of highest norm", "of the best layer",
                  "of the head of highest mean norm", "Spearman of AER and mean norm, all heads"], rows)


def heads_table(runs):
    parts = []
    for run in runs:
        for reading, kind in SETTINGS:
            rows = [["%d" % layer] + bold([s["aer"] for s in run.first.settings(reading, kind, heads=True) if s["layer"] == layer])
                    for layer in range(1, run.result["layers"] + 1)]
            heads = ["head %d" % n for n in range(1, run.result["heads"] + 1)]
            parts.append(table(["%s, %s, layer" % (run.name, name_of(reading, kind)), *heads], rows))
    return "<details><summary>All heads as numbers (lowest of a layer in bold)</summary>\n\n" + "\n\n".join(parts) + "\n\n</details>"


def second_table(runs):
    rows = []
    for run in (run for run in runs if run.second):
        for reading in READINGS:
            weight, norm = (run.second.best(reading, kind) for kind in KINDS)
            here = run.second.settings(reading, "norm")[run.first.best(reading, "norm")["layer"] - 1]
            there = run.second.settings(reading, "weight")[here["layer"] - 1]
            rows.append(["%s %s" % (run.name, reading.upper()), *("%.1f (layer %d)" % (s["aer"], s["layer"]) for s in (weight, norm)),
                         "layer %d: %.1f → %.1f" % (here["layer"], there["aer"], here["aer"]), interval(*run.second.difference(here, there))])
    return table(["run", "best layer, weights", "best layer, norms", "the layer that was best by norms on Graca, weights → norms",
                  "norms minus weights there"], rows)


def stretches_table(runs):
    rows = []
    for run in runs:
        shown = run.training["step"]
        for step, measured in sorted([*run.stretches, (shown, run.first)], key=lambda pair: pair[0]):
            low = [measured.best(reading, kind) for reading, kind in SETTINGS]
            rows.append([run.name, "%d" % step + (" (above)" if step == shown else ""),
                         *("%.1f (layer %d)" % (s["aer"], s["layer"]) for s in low)])
    return table(["run, best layer", "steps", *(name_of(*key) for key in SETTINGS)], rows)


def bars_table(runs):
    rows = []
    for run in runs:
        layers = run.first.settings("awi", "norm")
        low = min(layers, key=lambda s: s["aer"])
        best = min((run.first.best("awo", kind) for kind in KINDS), key=lambda s: s["aer"])
        first, second = BARS[run.direction]
        rows.append([run.name, met(layers[0]["aer"], first) + ("" if low["layer"] == 1 else " (layer %d: %.1f)" % (low["layer"], low["aer"])),
                     "%g" % first, met(best["aer"], second) + " (%ss, layer %d)" % (best["measure"], best["layer"]), "%g" % second])
    return table(["in bold: met", "norms AWI in layer 1", "bar", "best AWO layer", "bar"], rows)


def check_table(runs):
    rows = []
    for run in runs:
        tied = [s for s in run.result["settings"] if s["ties"]]
        rows.append([run.name, "%d" % run.result["compare"]["settings"], "%.3f" % run.result["compare"]["largest"], "%d" % len(tied)])
    return table(["run", "settings", "largest difference in AER", "settings with a tie"], rows)


TABLES = {"runs": runs_table, "layers": layers_table, "differences": differences_table, "readings": readings_table, "best": best_table,
          "head gains": head_gains_table, "shares": shares_table, "rule": rule_table, "heads": heads_table, "second": second_table,
          "stretches": stretches_table, "bars": bars_table, "check": check_table}
PICTURES = {"heads.svg": figures.heads, "training.svg": figures.training}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--results", default=os.path.join(HERE, "results"))
    parser.add_argument("--page", default=os.path.join(HERE, "README.md"))
    args = parser.parse_args()
    names = sorted(os.path.basename(path)[:-len(".measure.json")] for path in glob.glob(os.path.join(args.results, "*.measure.json")))
    runs = [Run(name, args.results) for name in names]
    made = {os.path.join(args.results, name): draw(runs) for name, draw in PICTURES.items()}
    with open(args.page, encoding="utf-8") as file:
        page = file.read()
    for name, maker in TABLES.items():
        marks = re.compile(r"(<!-- begin %s -->\n).*?(<!-- end %s -->)" % (name, name), re.S)
        assert marks.search(page), "no place for the table '%s'" % name
        text = maker(runs)
        page = marks.sub(lambda m: m.group(1) + text + "\n" + m.group(2), page)
    made[args.page] = page
    for path, text in made.items():
        if args.check:
            with open(path, encoding="utf-8") as file:
                if file.read() != text:
                    raise SystemExit("%s is not what the results say: run eval/paper/page.py" % path)
        else:
            with open(path, "w", encoding="utf-8", newline="\n") as out:
                out.write(text)


if __name__ == "__main__":
    main()
