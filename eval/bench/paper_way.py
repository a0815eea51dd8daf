#!/usr/bin/env python3
"""The paper's way of aligning, in PyTorch, on the embedded en-pt model: what the aligning graph is compared with.

    python3 -m venv venv && venv/bin/pip install numpy==2.4.6 onnx==1.23.2 sentencepiece==0.2.3 torch==2.15.0
    venv/bin/python eval/bench/paper_way.py --check              # AER on Graca en-pt, against the reference values
    venv/bin/python eval/bench/paper_way.py SOURCE TARGET        # aligns two files of words, prints seconds and pairs/s

As Kobayashi et al. (EMNLP 2020, EMNLP 2021) and those who follow them do it: one sentence pair at a time, the whole
forward pass with all decoder layers and the scores of all 32,001 pieces, and for each layer the weighted vectors
a_h(t,s) f_h(s) themselves, a tensor of heads x target x source x dimension; their lengths, and the lengths of their
sums over the heads. Links: norms of the sum over all heads, layer 1, reading awi, rule word, as `./normalign align
--layer 1 --measure norm` gives them.

Weights are read from the folder's ONNX files (int8 values and their scales) and made float32. One thread unless
--threads says more. No gradients are kept; the timed part starts with words in memory and ends with links in memory,
loading and importing left out.
"""

import argparse
import json
import math
import sys
import time
from pathlib import Path

import onnx
import onnx.numpy_helper
import sentencepiece
import torch
from torch.nn.functional import linear

PROJECT = Path(__file__).resolve().parents[2]
GOLD = PROJECT / "gold-alignments" / "graca-en-pt"
# what scripts/firefox_reference.py gives, computed in numpy from Marian's own file
EXPECTED = {"weights": 34.32, "norms": 26.93}
END, PAD = 0, 32000


def weights(folder):
    """All weights of both graphs as float32, by Marian's names, matrices as (out, in)."""
    tensors = {}
    for name in ("encoder_model.onnx", "decoder_model.onnx"):
        for value in onnx.load(folder / name).graph.initializer:
            tensors[value.name] = onnx.numpy_helper.to_array(value)
    made = {}
    for name, value in tensors.items():
        if name.endswith("/scale") and name[:-6] in tensors:
            continue
        if name + "/scale" in tensors and value.dtype == "int8":
            value = value.astype("float32") * tensors[name + "/scale"]
        if value.dtype == "float32":
            made[name] = torch.tensor(value)
    return made


class Network:
    """The Firefox student: a Transformer encoder, a decoder with SSRU cells in place of self-attention, norms behind parts."""

    def __init__(self, folder):
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        self.p = weights(folder)
        self.heads = config["decoder_attention_heads"]
        self.encoder_layers, self.decoder_layers = config["encoder_layers"], config["decoder_layers"]
        self.dim = config["d_model"]
        # (D, D) as (out, in): the columns of one head are its part of the output projection, W_O^h as (d, D)
        self.output = {
            layer: self.p[f"decoder_l{layer}_context_Wo"].T.reshape(self.heads, -1, self.dim).contiguous()
            for layer in range(1, self.decoder_layers + 1)
        }

    def linear(self, x, prefix, part):
        return linear(x, self.p[f"{prefix}_W{part}"], self.p[f"{prefix}_b{part}"])

    def norm(self, x, name):
        return torch.layer_norm(x, (self.dim,), self.p[name + "_ln_scale"], self.p[name + "_ln_bias"], 1e-6)

    def split(self, x):
        return x.view(len(x), self.heads, -1).transpose(0, 1)

    def attention(self, queries, keys, prefix):
        q, k, v = (self.split(self.linear(x, prefix, part)) for x, part in ((queries, "q"), (keys, "k"), (keys, "v")))
        a = torch.softmax(q @ k.transpose(1, 2) / math.sqrt(q.shape[-1]), -1)
        mixed = (a @ v).transpose(0, 1).reshape(len(queries), -1)
        return self.linear(mixed, prefix, "o"), a, v

    def ffn(self, x, prefix):
        inner = torch.relu(self.linear(x, prefix + "_ffn", "1"))
        return self.norm(x + self.linear(inner, prefix + "_ffn", "2"), prefix + "_ffn_ffn")

    def embed(self, ids):
        return self.p["Wemb"][torch.tensor(ids)] * math.sqrt(self.dim) + self.p["positions"][: len(ids)]

    def encode(self, ids):
        x = self.embed(ids)
        for layer in range(1, self.encoder_layers + 1):
            prefix = f"encoder_l{layer}"
            x = self.norm(x + self.attention(x, x, prefix + "_self")[0], prefix + "_self_Wo")
            x = self.ffn(x, prefix)
        return x

    def ssru(self, x, prefix):
        forget = torch.sigmoid(self.linear_gate(x, prefix))
        added = (1 - forget) * linear(x, self.p[prefix + "_rnn_W"])
        state, states = torch.zeros(self.dim), []
        for f, new in zip(forget.unbind(), added.unbind()):
            state = torch.addcmul(new, f, state)
            states.append(state)
        return torch.relu(torch.stack(states))

    def linear_gate(self, x, prefix):
        return linear(x, self.p[prefix + "_rnn_Wf"], self.p[prefix + "_rnn_bf"])

    def forced(self, source, target):
        """Scores of all pieces, and of each layer: weights (H,T,S), norms of each head (H,T,S), norms of their sum (T,S)."""
        memory = self.encode([*source, END])
        x, seen = self.embed([PAD, *target]), []
        for layer in range(1, self.decoder_layers + 1):
            prefix = f"decoder_l{layer}"
            x = self.norm(x + self.ssru(x, prefix), prefix + "_rnn_ffn")
            out, a, v = self.attention(x, memory, prefix + "_context")
            vectors = a[..., None] * (v @ self.output[layer])[:, None]  # (H, T, S, D)
            seen.append((a, vectors.norm(dim=-1), vectors.sum(0).norm(dim=-1)))
            x = self.norm(x + out, prefix + "_context_Wo")
            x = self.ffn(x, prefix)
        return linear(x, self.p["Wemb"], self.p["decoder_ff_logit_out_b"]), seen


def pieces(model, line):
    """Word by word: ids, and the word each belongs to."""
    ids, owner = [], []
    for number, word in enumerate(line.split(" ")):
        own = model.encode(word)
        ids += own
        owner += [number] * len(own)
    return ids, owner


def links(matrix, source_owner, target_owner):
    """One link a target word from scores (target pieces, source pieces and </s>); sums over source, means over target."""
    words = sorted(set(source_owner))
    place = {word: i for i, word in enumerate(words)}
    rows = sorted(set(target_owner))
    row_of = {word: i for i, word in enumerate(rows)}
    columns = torch.tensor([place[word] for word in source_owner] + [len(words)])
    summed = torch.zeros(len(matrix), len(words) + 1).index_add_(1, columns, matrix)
    lines = torch.tensor([row_of[word] for word in target_owner], dtype=torch.long)
    # the sum has the same greatest member as the mean
    best = torch.zeros(len(rows), len(words) + 1).index_add_(0, lines, summed).argmax(1).tolist()
    return [(words[b], rows[t]) for t, b in enumerate(best) if b < len(words)]


class Aligner:
    def __init__(self, folder):
        self.network = Network(folder)
        self.source = sentencepiece.SentencePieceProcessor(model_file=str(folder / "source.spm"))
        self.target = sentencepiece.SentencePieceProcessor(model_file=str(folder / "target.spm"))

    def align(self, source, target, measure="norms"):
        source_ids, source_owner = pieces(self.source, source)
        target_ids, target_owner = pieces(self.target, target)
        if not target_ids:
            return []
        with torch.inference_mode():
            _, seen = self.network.forced(source_ids, target_ids)
            a, _, norms = seen[0]
            return links((norms if measure == "norms" else a.mean(0))[1:], source_owner, target_owner)


def read(path):
    return [" ".join(line.split()) for line in Path(path).read_text(encoding="utf-8").split("\n")[:-1]]


def check(aligner):
    """AER on Graca, which has sure links only; ends the program with 1 where it is not the reference's."""
    pairs = list(zip(read(GOLD / "en-pt.en"), read(GOLD / "en-pt.pt"), strict=True))
    gold = [{tuple(map(int, link.split("-"))) for link in line.split()} for line in read(GOLD / "en-pt.sure")]
    wrong = 0
    for measure, expected in EXPECTED.items():
        found = [set(aligner.align(*pair, measure)) for pair in pairs]
        hits = sum(len(own & sure) for own, sure in zip(found, gold, strict=True))
        aer = 100 - 200 * hits / sum(len(own) + len(sure) for own, sure in zip(found, gold))
        print(f"{measure} of layer 1, awi, word rule: AER {aer:.2f}, the reference gives {expected:.2f}")
        wrong += f"{aer:.2f}" != f"{expected:.2f}"
    return wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "files", nargs="*", metavar="SOURCE TARGET", help="one sentence a line, words separated by spaces"
    )
    parser.add_argument("--model", type=Path, default=PROJECT / "onnx-models" / "en-pt")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--out", type=Path, help="write the links here, source-target, words from 0")
    parser.add_argument(
        "--check", action="store_true", help="compute the AER on Graca en-pt and compare it with the reference"
    )
    options = parser.parse_args()
    if options.check == bool(options.files) or len(options.files) not in (0, 2):
        parser.error("give either --check or a source and a target file")
    torch.set_num_threads(options.threads)
    aligner = Aligner(options.model)
    if options.check:
        sys.exit(1 if check(aligner) else 0)
    pairs = list(zip(read(options.files[0]), read(options.files[1]), strict=True))
    aligner.align(*pairs[0])
    started = time.monotonic()
    found = [aligner.align(*pair) for pair in pairs]
    seconds = time.monotonic() - started
    if options.out:
        lines = (" ".join(f"{s}-{t}" for s, t in own) for own in found)
        options.out.write_text("".join(line + "\n" for line in lines), encoding="ascii", newline="\n")
    print(
        json.dumps(
            {
                "pairs": len(pairs),
                "seconds": seconds,
                "pairsPerSecond": len(pairs) / seconds,
                "threads": options.threads,
            }
        )
    )


if __name__ == "__main__":
    main()
