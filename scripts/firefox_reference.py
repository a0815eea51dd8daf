"""Reference numbers for the Firefox Translations models, in numpy, float32, straight from Marian's `.bin` file.

Nothing here is shared with the Java code: the file format, the network and the word rules are written a second time, so that
agreement of the two means something. Five commands:

  python firefox_reference.py greedy    MODEL.bin VOCAB.spm SENTENCES.gz --count 200 --out OUT.tsv
  python firefox_reference.py attention MODEL.bin VOCAB.spm SOURCE TARGET --count 20 --max-words 20 --out OUT.bin
  python firefox_reference.py likely    MODEL.bin VOCAB.spm SOURCE TARGET --count 20 --max-words 20 --out OUT.tsv
  python firefox_reference.py aer       MODEL.bin VOCAB.spm SOURCE TARGET GOLD [--swap]
  python firefox_reference.py tiny      FOLDER

What each writes is described in the README.md beside the committed results (src/test/resources/firefox).
"""
import argparse
import gzip
import io
import json
import os
import struct

import numpy as np
import sentencepiece

END = 0
FLOAT32, INTGEMM8, INT8 = 0x404, 0x4101, 0x101


# ---------------------------------------------------------------------------------------------------------------- the file

def read_model(path):
    """All tensors as float32 in (in, out) orientation, by name, and the configuration as text."""
    with open(path, "rb") as file:
        data = file.read()
    version, count = struct.unpack_from("<QQ", data, 0)
    assert version == 1, version
    headers = [struct.unpack_from("<4Q", data, 16 + 32 * i) for i in range(count)]
    at = 16 + 32 * count
    names, shapes = [], []
    for name_length, _, _, _ in headers:
        names.append(data[at:at + name_length - 1].decode())
        at += name_length
    for _, _, dims, _ in headers:
        shapes.append(struct.unpack_from("<%di" % dims, data, at))
        at += 4 * dims
    at += 8 + struct.unpack_from("<Q", data, at)[0]
    tensors, config = {}, None
    for (_, kind, _, size), name, shape in zip(headers, names, shapes):
        block, at = data[at:at + size], at + size
        if name == "special:model.yml":
            config = block.rstrip(b"\0").decode()
        elif kind == FLOAT32:
            tensors[name] = np.frombuffer(block, "<f4", int(np.prod(shape))).reshape(shape)
        elif kind == INTGEMM8:
            n = int(np.prod(shape))
            values = np.frombuffer(block, np.int8, n).astype(np.float32) / np.frombuffer(block, "<f4", 1, n)[0]
            stored_as_is = name.endswith("Wemb") or "QuantMultA" in name
            tensors[name] = values.reshape(shape) if stored_as_is else np.ascontiguousarray(values.reshape(shape[::-1]).T)
        else:
            raise ValueError("type %#x of %s" % (kind, name))
    assert at == len(data), (at, len(data))
    return tensors, config


def read_config(text):
    """Top-level `key: value` lines; enough for the numbers needed here."""
    return dict(line.split(": ", 1) for line in text.splitlines() if ": " in line and not line.startswith(" "))


# ------------------------------------------------------------------------------------------------------------- the network

def sigmoid(x):
    return (1 / (1 + np.exp(-x))).astype(np.float32)


def softmax(x):
    e = np.exp(x - x.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


class Network:
    """One sentence at a time, no batches, no padding."""

    def __init__(self, path):
        self.p, text = read_model(path)
        config = read_config(text)
        self.heads = int(config["transformer-heads"])
        self.encoder_layers, self.decoder_layers = int(config["enc-depth"]), int(config["dec-depth"])
        self.source_table = self.p.get("Wemb", self.p.get("encoder_Wemb"))
        self.target_table = self.p.get("Wemb", self.p.get("decoder_Wemb"))
        self.dim = self.source_table.shape[1]

    def positions(self, first, count):
        half = self.dim // 2
        rate = np.exp(-np.arange(half) * np.log(10000.0) / (half - 1))
        angle = np.arange(first, first + count)[:, None] * rate
        return np.concatenate([np.sin(angle), np.cos(angle)], 1).astype(np.float32)

    def linear(self, x, weight, bias):
        return x @ self.p[weight] + self.p[bias][0]

    def norm(self, x, name):
        mean = x.mean(-1, keepdims=True)
        variance = ((x - mean) ** 2).mean(-1, keepdims=True)
        return (x - mean) / np.sqrt(variance + np.float32(1e-6)) * self.p[name + "_ln_scale"][0] + self.p[name + "_ln_bias"][0]

    def split(self, x):
        return x.reshape(len(x), self.heads, -1).transpose(1, 0, 2)

    def attention(self, queries, keys, prefix):
        """Output before the residual, weights (H, T, S), and the heads' transformed value vectors f (H, S, D)."""
        q = self.split(self.linear(queries, prefix + "_Wq", prefix + "_bq"))
        k = self.split(self.linear(keys, prefix + "_Wk", prefix + "_bk"))
        v = self.split(self.linear(keys, prefix + "_Wv", prefix + "_bv"))
        a = softmax(q @ k.transpose(0, 2, 1) / np.float32(np.sqrt(q.shape[-1])))
        mixed = (a @ v).transpose(1, 0, 2).reshape(len(queries), -1)
        f = v @ self.p[prefix + "_Wo"].reshape(self.heads, -1, self.dim)
        return self.linear(mixed, prefix + "_Wo", prefix + "_bo"), a, f

    def ffn(self, x, prefix):
        inner = np.maximum(self.linear(x, prefix + "_ffn_W1", prefix + "_ffn_b1"), 0)
        return self.norm(x + self.linear(inner, prefix + "_ffn_W2", prefix + "_ffn_b2"), prefix + "_ffn_ffn")

    def encode(self, ids):
        x = self.source_table[ids] * np.float32(np.sqrt(self.dim)) + self.positions(0, len(ids))
        for layer in range(1, self.encoder_layers + 1):
            prefix = "encoder_l%d" % layer
            x = self.norm(x + self.attention(x, x, prefix + "_self")[0], prefix + "_self_Wo")
            x = self.ffn(x, prefix)
        return x

    def decode(self, x, memory, states):
        """Decoder inputs x (T, D) that follow the given recurrent states; returns outputs, (a, f) of each layer, new states."""
        seen, last = [], []
        for layer in range(1, self.decoder_layers + 1):
            prefix = "decoder_l%d" % layer
            gate = sigmoid(self.linear(x, prefix + "_rnn_Wf", prefix + "_rnn_bf"))
            new = (1 - gate) * (x @ self.p[prefix + "_rnn_W"])
            state, rows = states[layer - 1], []
            for t in range(len(x)):
                state = gate[t] * state + new[t]
                rows.append(state)
            last.append(state)
            x = self.norm(x + np.maximum(np.stack(rows), 0), prefix + "_rnn_ffn")
            out, a, f = self.attention(x, memory, prefix + "_context")
            x = self.norm(x + out, prefix + "_context_Wo")
            x = self.ffn(x, prefix)
            seen.append((a, f))
        return x, seen, last

    def start(self):
        return [np.zeros(self.dim, np.float32)] * self.decoder_layers

    def logits(self, x):
        return x @ self.target_table.T + self.p["decoder_ff_logit_out_b"][0]

    def embed_target(self, ids, first):
        return self.target_table[ids] * np.float32(np.sqrt(self.dim)) + self.positions(first, len(ids))

    def forced(self, source, target):
        """Source ids with </s>, target ids without; T = len(target) + 1 decoder steps, the first on a zero vector."""
        x = np.concatenate([self.positions(0, 1), self.embed_target(target, 1)]) if len(target) else self.positions(0, 1)
        out, seen, _ = self.decode(x, self.encode(source), self.start())
        return out, seen

    def greedy(self, source, limit):
        """Ids up to and with </s> (or `limit` ids), and the smallest lead of a winner over the second."""
        memory, states, x = self.encode(source), self.start(), self.positions(0, 1)
        ids, lead = [], np.inf
        while len(ids) < limit:
            out, _, states = self.decode(x, memory, states)
            scores = self.logits(out[0])
            ids.append(int(scores.argmax()))
            second, first = np.partition(scores, -2)[-2:]
            lead = min(lead, float(first - second))
            if ids[-1] == END:
                break
            x = self.embed_target([ids[-1]], len(ids))
        return ids, lead


# ---------------------------------------------------------------------------------------------------------- words and text

class Pieces:
    """Word by word: each word encoded alone; ids, and which word each id belongs to."""

    def __init__(self, path):
        self.model = sentencepiece.SentencePieceProcessor(model_file=path)

    def encode(self, line):
        ids, owner = [], []
        for number, word in enumerate(line.split(" ")):
            pieces = self.model.encode(word)
            ids += pieces
            owner += [number] * len(pieces)
        return ids, owner


def read_lines(path):
    raw = gzip.open(path, "rb").read() if path.endswith(".gz") else open(path, "rb").read()
    lines = raw.decode("utf-8").split("\n")
    return [" ".join(line.rstrip("\r").split(" ")) for line in (lines[:-1] if lines[-1] == "" else lines)]


# ---------------------------------------------------------------------------------------------------------------- commands

def command_greedy(args):
    network, pieces = Network(args.model), Pieces(args.vocab)
    fits = [line for line in dict.fromkeys(read_lines(args.sentences))
            if 5 <= len(line.split()) <= 25 and "  " not in line and line == line.strip() and "\t" not in line]
    chosen = [fits[i * len(fits) // args.count] for i in range(args.count)]
    leads, rows, whole = [], [], 0
    for line in chosen:
        source = pieces.encode(line)[0] + [END]
        whole += source[:-1] == pieces.model.encode(line)
        target, lead = network.greedy(source, int(2.5 * len(source)) + 4)
        leads.append(lead)
        rows.append("\t".join([line, pieces.model.decode([i for i in target if i != END]),
                               " ".join(map(str, source)), " ".join(map(str, target))]))
    with open(args.out, "w", encoding="utf-8", newline="\n") as out:
        out.write("\n".join(rows) + "\n")
    print("%d sentences; %d end with </s>; ids equal whole-sentence encoding in %d; smallest lead of a winner %.6f (median %.3f)"
          % (len(rows), sum(r.endswith(" 0") for r in rows), whole, min(leads), float(np.median(leads))))


def analyse(network, source, target):
    """Per layer: weights (H,T,S), head norms (H,T,S), layer norms (T,S), Gram (S,H,H); norms from the vectors themselves."""
    _, seen = network.forced(source, target)
    layers = []
    for a, f in seen:
        vectors = a[..., None] * f[:, None]                                    # (H, T, S, D)
        layers.append((a, np.sqrt((vectors ** 2).sum(-1)), np.sqrt((vectors.sum(0) ** 2).sum(-1)),
                       np.einsum("hsd,ksd->shk", f, f)))
    return layers


def pairs_of(args):
    pieces = Pieces(args.vocab)
    for source, target in zip(read_lines(args.source), read_lines(args.target)):
        yield source, target, pieces.encode(source), pieces.encode(target)


def chosen_pairs(args):
    """Pairs of at most so many words a side, evenly spaced, each with its line from 0."""
    pairs = list(pairs_of(args))
    fits = [n for n, (s, t, _, _) in enumerate(pairs) if max(len(s.split()), len(t.split())) <= args.max_words]
    return [(n, *pairs[n]) for n in (fits[i * len(fits) // args.count] for i in range(args.count))]


def command_likely(args):
    network = Network(args.model)
    with open(args.out, "w", encoding="ascii", newline="\n") as out:
        for _, _, _, (source_ids, _), (target_ids, _) in chosen_pairs(args):
            states, _ = network.forced(source_ids + [END], target_ids)
            scores, labels = network.logits(states).astype(np.float64), np.array(target_ids + [END])
            top = scores.max(-1, keepdims=True)
            steps = scores - top - np.log(np.exp(scores - top).sum(-1, keepdims=True))
            out.write("%d\t%.9f\n" % (len(labels), steps[np.arange(len(labels)), labels].mean()))


def command_attention(args):
    network = Network(args.model)
    index, floats = [], 0
    with open(args.out, "wb") as out:
        for n, source, target, (source_ids, _), (target_ids, _) in chosen_pairs(args):
            source_ids = source_ids + [END]
            index.append({"line": n + 1, "source": source, "target": target, "sourceIds": source_ids, "targetIds": target_ids,
                          "rows": len(target_ids) + 1, "columns": len(source_ids), "offset": floats})
            for layer in analyse(network, source_ids, target_ids):
                for part in layer:
                    flat = np.ascontiguousarray(part, "<f4")
                    out.write(flat.tobytes())
                    floats += flat.size
    with open(os.path.splitext(args.out)[0] + ".json", "w", encoding="utf-8", newline="\n") as out:
        body = ",\n  ".join(json.dumps(entry, ensure_ascii=False) for entry in index)
        out.write('{"layers": %d, "heads": %d, "pairs": [\n  %s\n]}\n' % (network.decoder_layers, network.heads, body))
    print("%d pairs, %d bytes" % (len(index), 4 * floats))


def links(matrix, source_owner, target_owner, rule):
    """Links of words from scores (target pieces, source pieces + </s>)."""
    end = len(source_owner)
    if rule == "piece":
        best = matrix.argmax(1)
        return {(source_owner[s], target_owner[t]) for t, s in enumerate(best) if s != end}
    owner, words = np.array(source_owner + [-1]), sorted(set(source_owner)) + [-1]
    summed = np.stack([matrix[:, owner == w].sum(1) for w in words], 1)
    found = set()
    for t in sorted(set(target_owner)):
        best = words[int(summed[np.array(target_owner) == t].mean(0).argmax())]
        if best != -1:
            found.add((best, t))
    return found


def command_aer(args):
    network = Network(args.model)
    gold = [{tuple(map(int, link.split("-"))) for link in line.split()} for line in read_lines(args.gold)]
    if args.swap:
        gold = [{(t, s) for s, t in line} for line in gold]
    counts = {}
    for sure, (_, _, (source, source_owner), (target, target_owner)) in zip(gold, pairs_of(args)):
        rows = np.arange(len(target))
        for number, (a, head, layer, _) in enumerate(analyse(network, source + [END], target), 1):
            scores = {("weight", "all"): a.mean(0), ("norm", "all"): layer}
            for h in range(network.heads):
                scores["weight", h + 1], scores["norm", h + 1] = a[h], head[h]
            for (measure, h), matrix in scores.items():
                for reading, shift in (("awi", 1), ("awo", 0)):
                    for rule in ("word", "piece"):
                        found = links(matrix[rows + shift], source_owner, target_owner, rule)
                        c = counts.setdefault((number, h, measure, reading, rule), [0, 0, 0])
                        c[0] += len(found)
                        c[1] += len(sure)
                        c[2] += len(found & sure)
    for key, (found, sure, hit) in counts.items():
        if key[1] == "all" or args.all:
            print("layer %d head %-3s %-6s %s %-5s" % key, " AER %.2f P %.2f R %.2f"
                  % (100 - 200 * hit / (found + sure), 100 * hit / found, 100 * hit / sure))
    for measure in ("weight", "norm"):
        best = min((1 - 2 * c[2] / (c[0] + c[1]), k) for k, c in counts.items()
                   if k[1] != "all" and k[2] == measure and k[4] == "word")
        print("best head by %s (word rule): %.2f, layer %d head %d %s" % (measure, 100 * best[0], *best[1][:2], best[1][3]))


# ------------------------------------------------------------------------------------------------------------- tiny models

CONFIG = """dec-cell: ssru
dec-depth: %d
dim-emb: %d
dim-vocabs:
  - %d
  - %d
enc-depth: %d
tied-embeddings: %s
tied-embeddings-all: %s
tied-embeddings-src: false
transformer-decoder-autoreg: rnn
transformer-dim-ffn: %d
transformer-ffn-activation: relu
transformer-ffn-depth: 2
transformer-heads: %d
transformer-postprocess: dan
transformer-postprocess-emb: d
transformer-postprocess-top: ""
transformer-preprocess: ""
type: transformer
version: v0.0.0 made by scripts/firefox_reference.py
"""


def write_model(path, items):
    """items: (name, type, shape, bytes); every data block is padded to a multiple of 256 bytes, as Marian does."""
    padded = [(n, k, s, d if k == INT8 else d + bytes(-len(d) % 256)) for n, k, s, d in items]
    out = io.BytesIO()
    out.write(struct.pack("<QQ", 1, len(padded)))
    for name, kind, shape, data in padded:
        out.write(struct.pack("<4Q", len(name) + 1, kind, len(shape), len(data)))
    for name, _, _, _ in padded:
        out.write(name.encode() + b"\0")
    for _, _, shape, _ in padded:
        out.write(struct.pack("<%di" % len(shape), *shape))
    padding = -(out.tell() + 8) % 256
    out.write(struct.pack("<Q", padding) + bytes(padding))
    for _, _, _, data in padded:
        out.write(data)
    with open(path, "wb") as file:
        file.write(out.getvalue())


def random_model(path, seed, dim, heads, ffn, encoder_layers, decoder_layers, vocabs):
    """A model of random weights; one table where the two vocabularies have one size, two tables where they differ."""
    random, items = np.random.default_rng(seed), []
    tied = vocabs[0] == vocabs[1]

    def packed(name, rows, columns, spread):
        values = random.integers(-127, 128, (columns, rows) if not name.endswith("Wemb") else (rows, columns), dtype=np.int8)
        items.append((name, INTGEMM8, (rows, columns), values.tobytes() + struct.pack("<f", 70 / spread)))
        scale = ("Wemb" in name, name + "_QuantMultA", np.float32(random.uniform(5, 40)))
        if scale[0]:
            items.append((scale[1], INTGEMM8, (1, 1), b"\x7f" + struct.pack("<f", 127 / scale[2])))
        else:
            items.append((scale[1], FLOAT32, (1, 1), struct.pack("<f", scale[2])))

    def plain(name, columns, mean, spread):
        values = (mean + spread * random.standard_normal(columns)).astype("<f4")
        items.append((name, FLOAT32, (1, columns), values.tobytes()))

    def attention(prefix):
        for part in "qkvo":
            packed("%s_W%s" % (prefix, part), dim, dim, 1.5 / np.sqrt(dim))
            plain("%s_b%s" % (prefix, part), dim, 0, 0.3)
        norm(prefix + "_Wo")

    def norm(prefix):
        plain(prefix + "_ln_scale", dim, 1, 0.2)
        plain(prefix + "_ln_bias", dim, 0, 0.2)

    def feed_forward(prefix):
        packed(prefix + "_ffn_W1", dim, ffn, 1 / np.sqrt(dim))
        plain(prefix + "_ffn_b1", ffn, 0, 0.3)
        packed(prefix + "_ffn_W2", ffn, dim, 1 / np.sqrt(ffn))
        plain(prefix + "_ffn_b2", dim, 0, 0.3)
        norm(prefix + "_ffn_ffn")

    if tied:
        packed("Wemb", vocabs[0], dim, 1 / np.sqrt(dim))
    else:
        packed("encoder_Wemb", vocabs[0], dim, 1 / np.sqrt(dim))
        packed("decoder_Wemb", vocabs[1], dim, 1 / np.sqrt(dim))
    plain("decoder_ff_logit_out_b", vocabs[1], 0, 0.5)
    for layer in range(1, encoder_layers + 1):
        attention("encoder_l%d_self" % layer)
        feed_forward("encoder_l%d" % layer)
    for layer in range(1, decoder_layers + 1):
        packed("decoder_l%d_rnn_W" % layer, dim, dim, 1 / np.sqrt(dim))
        packed("decoder_l%d_rnn_Wf" % layer, dim, dim, 1 / np.sqrt(dim))
        plain("decoder_l%d_rnn_bf" % layer, dim, 0, 0.5)
        norm("decoder_l%d_rnn_ffn" % layer)
        attention("decoder_l%d_context" % layer)
        feed_forward("decoder_l%d" % layer)
    items.append(("none_QuantMultA", FLOAT32, (1, 1), struct.pack("<f", 12.5)))
    text = CONFIG % (decoder_layers, dim, *vocabs, encoder_layers, str(not tied).lower(), str(tied).lower(), ffn, heads)
    items.append(("special:model.yml", INT8, (len(text) + 1,), text.encode() + b"\0"))
    write_model(path, sorted(items))


def train_pieces(path, size, words):
    """A SentencePiece model of a given size; the trainer needs some text, made of the given syllables."""
    random = np.random.default_rng(size)
    lines = [" ".join("".join(random.choice(words, random.integers(1, 4))) for _ in range(8)) for _ in range(400)]
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(lines), model_prefix=path[:-4], vocab_size=size, model_type="unigram", minloglevel=2,
        normalization_rule_name="identity", bos_id=-1, eos_id=0, unk_id=1, pad_id=-1, num_threads=1)
    os.remove(path[:-4] + ".vocab")
    os.replace(path[:-4] + ".model", path)


def command_tiny(args):
    os.makedirs(args.folder, exist_ok=True)
    shapes = {"joint": dict(seed=1, dim=32, heads=4, ffn=48, encoder_layers=2, decoder_layers=3, vocabs=(40, 40)),
              "split": dict(seed=2, dim=24, heads=3, ffn=40, encoder_layers=1, decoder_layers=1, vocabs=(37, 45))}
    for name, shape in shapes.items():
        path = os.path.join(args.folder, name)
        random_model(path + ".bin", **shape)
        sizes = shape["vocabs"]
        if sizes[0] == sizes[1]:
            train_pieces(path + ".spm", sizes[0], ["ka", "ri", "lo", "mu", "ten"])
        else:
            train_pieces(path + "-source.spm", sizes[0], ["ka", "ri", "lo", "mu", "ten"])
            train_pieces(path + "-target.spm", sizes[1], ["be", "si", "do", "nu", "fag"])
        network, random, pairs = Network(path + ".bin"), np.random.default_rng(7), []
        for source_length, target_length in ((6, 5), (1, 0), (3, 9), (11, 1)):
            source = random.integers(1, sizes[0], source_length - 1).tolist() + [END]
            target = random.integers(1, sizes[1], target_length).tolist()
            out, seen = network.forced(np.array(source, int), np.array(target, int))
            rounded = lambda x: [float("%.7g" % v) for v in np.asarray(x).ravel()]
            pairs.append({"sourceIds": source, "targetIds": target, "encoder": rounded(network.encode(np.array(source, int))),
                          "logits": rounded(network.logits(out)), "weights": [rounded(a) for a, _ in seen]})
        with open(path + ".json", "w", encoding="utf-8", newline="\n") as out:
            out.write('{"pairs": [\n' + ",\n".join(json.dumps(p) for p in pairs) + "\n]}\n")
        print(name, os.path.getsize(path + ".bin"), os.path.getsize(path + ".json"))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    greedy, attention, likely, aer = (commands.add_parser(name) for name in ("greedy", "attention", "likely", "aer"))
    for sub in (greedy, attention, likely, aer):
        sub.add_argument("model")
        sub.add_argument("vocab")
    greedy.add_argument("sentences")
    greedy.add_argument("--count", type=int, default=200)
    greedy.add_argument("--out", required=True)
    for sub in (attention, likely, aer):
        sub.add_argument("source")
        sub.add_argument("target")
    for sub in (attention, likely):
        sub.add_argument("--count", type=int, default=20)
        sub.add_argument("--max-words", type=int, default=20)
        sub.add_argument("--out", required=True)
    aer.add_argument("gold")
    aer.add_argument("--swap", action="store_true", help="the gold names the target side first")
    aer.add_argument("--all", action="store_true", help="print every head too")
    commands.add_parser("tiny").add_argument("folder")
    args = parser.parse_args()
    {"greedy": command_greedy, "attention": command_attention, "likely": command_likely, "aer": command_aer,
     "tiny": command_tiny}[args.command](args)


if __name__ == "__main__":
    main()
