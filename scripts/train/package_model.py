"""A run's int8 directory as it is committed: with the languages for normalign and a model card made from the measured figures.

  python package_model.py RUN --out onnx-models/marian-en-pt [--results eval/paper/results]

RUN/export/int8 is copied (train.sh makes it, eval/paper/run.sh measures it: the card's figures are those of --results);
normalign.json gets the languages and the origin. Where --results are of another
checkpoint, nothing is copied. Settings that `./normalign select` wrote there stay while the weights stay: others
were chosen for another model.
"""
import argparse
import csv
import hashlib
import json
import os
import shutil

import record

FILES = ("config.json", "generation_config.json", "encoder_model.onnx", "decoder_model.onnx", "weights.bin", "source.spm", "target.spm",
         "vocab.json", "tokenizer_config.json")
NAMES = {"en": "English", "pt": "Portuguese"}

CARD = """# {folder}: {source_name} to {target_name}, six decoder layers

A Transformer of the kind Kobayashi et al. (2020) looked into, for studying cross-attention; it translates, but
the Firefox model beside it translates most text better. MarianMT layout: 6+6 layers, post-norm, 8 heads, width 256, feed-forward 1536 (encoder) and
1024 (decoder), 32,001 pieces.

- **Licence**: [Mozilla Public License 2.0](../LICENSE-MPL-2.0.txt), since its encoder, embeddings, output bias and vocabulary come from Mozilla's
  Firefox Translations model of the same direction (see [../{direction}/README.md](../{direction}/README.md) for its origin).
- **Not trained from scratch**: the encoder starts as the Firefox model's and learns little: {encoder};
  embeddings and output bias are Firefox's throughout; the six decoder layers start at random.
- **Text**: {text}. English: proceedings of the European Parliament 2004-2011 (ufal/europarlmin; it
  states no licence, the proceedings may be reused with the source named) and speeches of the UN General Debate (zach-porter/NLP; none stated);
  Portuguese: all of it machine translation by the Firefox en-pt model. So the text is clean, its Portuguese synthetic, and it holds nothing
  but speeches.{plain}
- **Training**: `scripts/train/train.sh --direction {direction} --seed {seed} {options}`{stretches}; {steps} steps, {pieces:.1f} million
  target pieces, {hours:.1f} hours of processor time{threads} (no GPU). Cross-entropy on the dev set: {dev} nats a piece.
- **Greedy BLEU** (sacrebleu), beside the Firefox model's on the same pairs: {bleu}.
- **Alignment**: AER on Graca en-pt, word rule, as exported: whole layers: {aer}.{chosen} The experiment is on [eval/paper](../../eval/paper/README.md).
- **Form**: exported by `optimum` (text2text-generation), weights then int8 with `DequantizeLinear` by `scripts/train/export.py`; arithmetic is
  float32. `encoder_model.onnx` and `decoder_model.onnx` share `weights.bin`. AER of the best layer by norms as exported and as int8: {int8}.
- **Limits**: 512 pieces a side; trained on sentences of fewer than 100.
"""


def best(rows, measure, reading):
    """Lowest AER of the whole layers, and its layer."""
    some = [(s["aer"], s["layer"]) for s in rows if (s["head"], s["measure"], s["reading"], s["rule"]) == ("all", measure, reading, "word")]
    return min(some)


def of_csv(path, layer, reading):
    with open(path, encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if (row["layer"], row["head"], row["measure"], row["reading"], row["rule"]) == (str(layer), "all", "norm", reading, "word"):
                return float(row["aer"])
    raise SystemExit("%s has no row for layer %d" % (path, layer))


def options(state):
    """The command's options as they were last."""
    _, end, unit = state["asked"][-1]
    last = state["how"][-1][1] if state.get("how") else {}
    return " ".join("--%s %g" % pair for pair in [(unit, end), *last.items()])


def stretches(state):
    """What was asked for before."""
    first, *later = record.asked(state)
    return " (asked for %s%s)" % (first[1], "".join(", from step %d %s" % pair for pair in later)) if later else ""


def cores(state):
    """On how many cores, where the record says so."""
    threads = record.threads(state)
    if threads is None:
        return ""
    return " on one core" if threads == 1 else " on up to %d cores, counted as one" % threads


def encoder(state):
    """When the encoder learned."""
    if state["unfrozen_at"] is not None:
        return "%sfrom step %d on" % ("the last time " if record.restored(state) else "", state["unfrozen_at"])
    return "near the end of earlier stretches" if len(state["asked"]) > 1 else "not at all"


def plain(state):
    """How much of the text is in the form of gold standards, and since when."""
    if not state.get("plain"):
        return ""
    since = "From step %d on, where its checkpoint was restored from int8 weights, " % record.restored(state) if record.restored(state) else ""
    return " {}{:.0f} % of the\n  pairs are lower-cased with words and punctuation apart, and a batch has about {:,} target pieces.".format(
        since, 100 * state["plain"], state["batch"])


def chosen(profile, rows):
    """What `align` reads by default, once `./normalign select` has said so."""
    setting = profile.get("setting")
    if not setting:
        return ""
    keys = "layer", "head", "measure", "reading", "rule"
    found = [s["aer"] for s in rows if [str(s[key]) for key in keys] == [str(setting[key]) for key in keys]]
    head = "the whole layer" if setting["head"] == "all" else "head " + setting["head"]
    return " `align` reads layer %d, %s by %ss (chosen without gold)%s." % (
        setting["layer"], head, setting["measure"], ": %.1f" % found[0] if found else "")


def card(run, name, folder, results, state, profile):
    """state: RUN/export/run.json, of the checkpoint that was exported; profile: what normalign.json holds."""
    rows = record.read(os.path.join(results, name + ".measure.json"))["settings"]
    tests = record.read(os.path.join(results, name + ".bleu.json"))["tests"]
    with open(os.path.join(results, name + ".log.tsv"), encoding="utf-8") as file:
        log = list(csv.DictReader(file, delimiter="\t"))
    source, target = state["direction"].split("-")
    figures = []
    for reading in ("awi", "awo"):
        for measure in ("weight", "norm"):
            figures.append("%s %ss %.1f (layer %d)" % (reading.upper(), measure, *best(rows, measure, reading)))
    layer = best(rows, "norm", "awi")[1]
    return CARD.format(
        folder=folder, direction=state["direction"], source_name=NAMES[source], target_name=NAMES[target], seed=state["seed"],
        encoder=encoder(state), plain=plain(state), text=" and ".join(state["text"]), steps=state["step"], options=options(state),
        stretches=stretches(state), pieces=state["pieces"] / 1e6, hours=state["seconds"] / 3600, dev=record.dev(log),
        threads=cores(state),
        bleu="; ".join("%s, %d pairs: %.1f (Firefox %.1f)" % (test, one["pairs"], one["model"], one["firefox"]) for test, one in tests.items()),
        aer=", ".join(figures), chosen=chosen(profile, rows),
        int8="%.2f and %.2f" % tuple(of_csv(os.path.join(run, "export", kind + ".csv"), layer, "awi") for kind in ("onnx", "int8")))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run")
    parser.add_argument("--out", required=True)
    parser.add_argument("--results", default=os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "eval", "paper", "results"))
    args = parser.parse_args()
    name, small = os.path.basename(os.path.normpath(args.run)), os.path.join(args.run, "export", "int8")
    state = record.read(os.path.join(args.run, "export", "run.json"))
    if not record.same(state, record.read(os.path.join(args.results, name + ".run.json"))):
        raise SystemExit("%s: the results of %s are of another checkpoint; run eval/paper/run.sh %s first" % (args.results, name, args.run))
    os.makedirs(args.out, exist_ok=True)
    for file in FILES:
        shutil.copyfile(os.path.join(small, file), os.path.join(args.out, file))
    with open(os.path.join(args.out, "weights.bin"), "rb") as file:
        digest = hashlib.sha256(file.read()).hexdigest()
    profile, path = {}, os.path.join(args.out, "normalign.json")
    if os.path.exists(path):
        profile = record.read(path)
        if profile.get("provenance", {}).get("weights", {}).get("sha256") != digest:
            profile = {}
            print("%s: these are other weights; run ./normalign select for this model, and for each that names it in twoWay" % path)
    source, target = state["direction"].split("-")
    profile = {"sourceLanguage": source, "targetLanguage": target,
               "provenance": {"format": "MarianMT, trained by scripts/train, exported by optimum, int8 weights by scripts/train/export.py",
                              "seed": state["seed"], "steps": state["step"], "weights": {"file": "weights.bin", "sha256": digest},
                              "licence": "MPL-2.0"},
               **{key: profile[key] for key in ("setting", "twoWay") if key in profile}}
    with open(path, "w", encoding="utf-8", newline="\n") as out:
        json.dump(profile, out, ensure_ascii=False, indent=2)
        out.write("\n")
    with open(os.path.join(args.out, "README.md"), "w", encoding="utf-8", newline="\n") as out:
        out.write(card(args.run, name, os.path.basename(os.path.normpath(args.out)), args.results, state, profile))
    print("%s: %.1f MB" % (args.out, sum(os.path.getsize(os.path.join(args.out, file)) for file in os.listdir(args.out)) / 1e6))


if __name__ == "__main__":
    main()
