"""Greedy BLEU of a trained model and of the Firefox model on the same pairs.

  python bleu.py MODEL --data DIR --firefox DIR --out FILE.json [--count 1000] [--known FILE.json]

Two test sets of --count pairs: the held-out end of europarl-synthetic, and the first pairs of ntrex, whose both sides people
wrote. Portuguese of europarl-synthetic is the Firefox en-pt model's own output: as a reference it flatters that model (100 would be
natural), and as a source it is easier than real Portuguese. ntrex has no such favour for anyone.

--known: an earlier FILE.json. Where it is of the same pairs, what it says of the Firefox model is taken over, which is most of the time;
the Firefox model is the same for all runs of a direction.
"""
import argparse
import json
import os
import sys

# Small products: several threads of numpy's would wait for each other ten times as long as they compute.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import sacrebleu  # noqa: E402
import torch  # noqa: E402
from transformers import MarianMTModel, MarianTokenizer  # noqa: E402

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
sys.path += [os.path.join(ROOT, "scripts"), os.path.join(ROOT, "scripts", "train")]
import firefox  # noqa: E402
import firefox_reference  # noqa: E402
import text  # noqa: E402


def translate(folder, sources):
    """Greedy, batches of like length."""
    tokenizer, model = MarianTokenizer.from_pretrained(folder), MarianMTModel.from_pretrained(folder).eval()
    order = sorted(range(len(sources)), key=lambda n: len(sources[n]))
    found = [None] * len(sources)
    for first in range(0, len(order), 32):
        some = order[first:first + 32]
        batch = tokenizer([sources[n] for n in some], return_tensors="pt", padding=True, truncation=True)
        out = model.generate(**batch, num_beams=1, do_sample=False, max_length=min(512, int(2.5 * batch.input_ids.shape[1]) + 5))
        for n, line in zip(some, tokenizer.batch_decode(out, skip_special_tokens=True)):
            found[n] = line
    return found


def translate_firefox(folder, direction, sources):
    model, vocab = firefox.paths(folder, direction)
    network, pieces = firefox_reference.Network(model), firefox_reference.Pieces(vocab).model
    found = []
    for line in sources:
        ids = pieces.encode(line) + [firefox.END]
        out, _ = network.greedy(ids, int(2.5 * len(ids)) + 5)
        found.append(pieces.decode([i for i in out if i != firefox.END]))
    return found


def known(path, name, pairs):
    """Firefox's score and its translations of the examples, where `path` has them for these pairs; else None."""
    if not path or not os.path.exists(path):
        return None
    with open(path, encoding="utf-8") as file:
        test = json.load(file)["tests"].get(name)
    if not test or test["pairs"] != len(pairs) or [tuple(example[:2]) for example in test["examples"]] != [pairs[n] for n in chosen(pairs)]:
        return None
    return test["firefox"], [example[3] for example in test["examples"]]


def chosen(pairs):
    """The numbers of the examples."""
    return 0, len(pairs) // 2, len(pairs) - 1


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("--data", required=True)
    parser.add_argument("--firefox", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--known", help="an earlier FILE.json, for what it says of the Firefox model")
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args()
    torch.set_grad_enabled(False)
    torch.set_num_threads(args.threads)
    with open(os.path.join(args.model, "tokenizer_config.json"), encoding="utf-8") as file:
        config = json.load(file)
    direction = config["source_lang"] + "-" + config["target_lang"]
    tests = {"europarl-synthetic": text.held_out(args.data, direction)[0][:args.count],
             "ntrex": text.pairs(args.data, "ntrex", direction)[:args.count]}
    result = {"direction": direction, "tests": {}}
    for name, pairs in tests.items():
        sources, references = zip(*pairs)
        metric = sacrebleu.BLEU()

        def score(lines):
            return round(metric.corpus_score(lines, [references]).score, 2)

        ours, theirs = translate(args.model, sources), known(args.known, name, pairs)
        if theirs is None:
            lines = translate_firefox(args.firefox, direction, sources)
            theirs = score(lines), [lines[n] for n in chosen(pairs)]
        result["tests"][name] = {"pairs": len(pairs), "model": score(ours), "firefox": theirs[0], "signature": str(metric.get_signature()),
                                 "examples": [[*pairs[n], ours[n], their] for n, their in zip(chosen(pairs), theirs[1])]}
        print("%s %-19s %d pairs: BLEU %.2f, Firefox %.2f" % (
            direction, name, len(pairs), result["tests"][name]["model"], theirs[0]), flush=True)
    with open(args.out, "w", encoding="utf-8", newline="\n") as out:
        json.dump(result, out, ensure_ascii=False, indent=1)
        out.write("\n")


if __name__ == "__main__":
    main()
