"""The paper's measurement on one MarianMT model, with stock PyTorch: nothing of normalign's Java code is used here.

  python measure.py MODEL --gold DIR [DIR ...] --out FILE.json [--compare compare.csv] [--layers-only]

MODEL is a directory that `MarianMTModel.from_pretrained` loads (scripts/train/export.py writes OUT/marian). Weights come from
`output_attentions`, the transformed value vectors f from a hook on each cross-attention's v_proj and the columns of its out_proj.
FILE.json gets, for each layer ("all": mean of the weights, norm of the sum over heads) and each head, for weights and norms, AWI and
AWO, word and piece rule: AER, precision, recall, and the mean of the measure over all entries of the matrices; for whole layers
and the word rule also links and correct links of every sentence pair. Of several gold folders one set is made.

--compare also holds the AER of every one of these settings against the CSV of `./normalign compare`. They may differ by what
the CSV rounds, and by one link for each tie: where the two largest values of a row are equal to 1e-5, which of them is the larger
is a matter of the order of a sum.

Word rule (Kobayashi et al. 2020): columns of a source word's pieces summed, rows of a target word's pieces averaged, one
argmax a target word, </s> a column of its own. Piece rule: one argmax a target piece. AWI reads the row where the piece is
the decoder's input, AWO the row that predicts it.
"""
import argparse
import csv
import json
import os

import numpy as np
import torch
from transformers import MarianMTModel, MarianTokenizer


def read_gold(folder):
    """(source words, target words, sure links) of each pair, and the two languages."""
    with open(os.path.join(folder, "gold.json"), encoding="utf-8") as file:
        gold = json.load(file)
    assert gold["format"] == "pharaoh" and gold["base"] == 0, "only gold of this form is read here"
    pairs = []
    for part in gold["parts"]:
        sides = []
        for name in ("sourceText", "targetText", "links"):
            with open(os.path.join(folder, part[name]), encoding="utf-8") as file:
                sides.append(file.read().split("\n")[:-1])
        for source, target, links in zip(*sides, strict=True):
            pairs.append((source.split(" "), target.split(" "), {tuple(map(int, link.split("-"))) for link in links.split()}))
    return pairs, gold["sourceLanguage"], gold["targetLanguage"]


class Reader:
    """Weights and transformed value vectors of every cross-attention, by forced decoding of one pair at a time."""

    def __init__(self, folder):
        self.tokenizer = MarianTokenizer.from_pretrained(folder)
        self.model = MarianMTModel.from_pretrained(folder, attn_implementation="eager").eval()
        self.layers = self.model.model.decoder.layers
        self.heads = self.model.config.decoder_attention_heads
        self.values = [None] * len(self.layers)
        for number, layer in enumerate(self.layers):
            layer.encoder_attn.v_proj.register_forward_hook(lambda _, __, out, number=number: self.keep(number, out))

    def keep(self, number, out):
        self.values[number] = out[0]

    def pieces(self, words, spm):
        """Ids, and the word of each: every word is cut into pieces by itself."""
        ids, owner = [], []
        for number, word in enumerate(words):
            found = self.tokenizer.convert_tokens_to_ids(spm.encode(word, out_type=str))
            ids += found
            owner += [number] * len(found)
        return ids, np.array(owner, int)

    def read(self, source, target):
        """For each layer: weights (H, T, S), head norms (H, T, S), norm of the sum over heads (T, S); T = target pieces + 1."""
        config = self.model.config
        out = self.model(input_ids=torch.tensor([source + [config.eos_token_id]]),
                         decoder_input_ids=torch.tensor([[config.decoder_start_token_id] + target]), output_attentions=True,
                         use_cache=False)
        found = []
        for layer, weights, values in zip(self.layers, out.cross_attentions, self.values, strict=True):
            a = weights[0]
            v = values.view(len(values), self.heads, -1).transpose(0, 1)                     # (H, S, d)
            w = layer.encoder_attn.out_proj.weight.T.reshape(self.heads, v.shape[-1], -1)    # (H, d, D)
            vectors = a[..., None] * (v @ w)[:, None]                                        # (H, T, S, D)
            found.append((a.numpy(), vectors.norm(dim=-1).numpy(), vectors.sum(0).norm(dim=-1).numpy()))
        return found


TIE = 1e-5


def ties(matrix):
    """In how many rows the largest value and the next are equal but for rounding."""
    if matrix.shape[1] < 2 or not len(matrix):
        return 0
    top = -np.partition(-matrix, 1, axis=1)[:, :2]
    return int((top[:, 0] - top[:, 1] <= TIE * top[:, 0]).sum())


def word_matrix(matrix, source_owner, target_owner, source_words):
    """From (target pieces, source pieces + </s>) to (target words that have pieces, source words + </s>), and the numbers of the former."""
    columns = np.zeros((len(matrix), source_words + 1))
    for column, word in enumerate(source_owner):
        columns[:, word] += matrix[:, column]
    columns[:, source_words] = matrix[:, -1]
    absent = np.setdiff1d(np.arange(source_words), source_owner)
    columns[:, absent] = -1  # words without pieces are no columns
    words = np.unique(target_owner)
    return np.array([columns[target_owner == word].mean(0) for word in words]).reshape(len(words), source_words + 1), words


def word_links(matrix, words):
    return {(int(s), int(t)) for s, t in zip(matrix.argmax(1), words) if s < matrix.shape[1] - 1}


def piece_links(matrix, source_owner, target_owner):
    best = matrix.argmax(1)
    return {(int(source_owner[s]), int(target_owner[t])) for t, s in enumerate(best) if s < len(source_owner)}


def measure(folder, gold_folders, layers_only=False):
    reader = Reader(folder)
    parts = [read_gold(gold) for gold in gold_folders]
    pairs, (_, source_language, target_language) = [pair for part in parts for pair in part[0]], parts[0]
    assert all(part[1:] == parts[0][1:] for part in parts), "the gold folders are not of the same languages"
    swap = reader.tokenizer.source_lang == target_language
    assert swap or reader.tokenizer.source_lang == source_language, "the model's languages are not the gold's"
    counts, sums, close, entries = {}, {}, {}, 0
    for source_words, target_words, sure in pairs:
        if swap:
            source_words, target_words, sure = target_words, source_words, {(t, s) for s, t in sure}
        source, source_owner = reader.pieces(source_words, reader.tokenizer.spm_source)
        target, target_owner = reader.pieces(target_words, reader.tokenizer.spm_target)
        entries += len(target) * (len(source) + 1)
        for number, (a, head_norms, layer_norms) in enumerate(reader.read(source, target), 1):
            matrices = {("all", "weight"): a.mean(0), ("all", "norm"): layer_norms}
            for head in range(0 if layers_only else reader.heads):
                matrices[head + 1, "weight"], matrices[head + 1, "norm"] = a[head], head_norms[head]
            for (head, kind), whole in matrices.items():
                for reading, rows in (("awi", whole[1:]), ("awo", whole[:-1])):
                    where = (number, head, kind, reading)
                    sums[where] = sums.get(where, 0.0) + float(rows.sum(dtype=np.float64))
                    by_word, words = word_matrix(rows, source_owner, target_owner, len(source_words))
                    for rule, links, decided in (("word", word_links(by_word, words), by_word),
                                                 ("piece", piece_links(rows, source_owner, target_owner), rows)):
                        counts.setdefault((*where, rule), []).append((len(links), len(links & sure), len(sure)))
                        close[*where, rule] = close.get((*where, rule), 0) + ties(decided)
    settings = []
    for key, rows in counts.items():
        found, hit, sure = (sum(column) for column in zip(*rows))
        setting = {"layer": key[0], "head": key[1], "measure": key[2], "reading": key[3], "rule": key[4],
                   "aer": 100 - 200 * hit / (found + sure), "precision": 100 * hit / found if found else None,
                   "recall": 100 * hit / sure, "found": found, "ties": close[key], "mean": sums[key[:4]] / entries}
        if key[1] == "all" and key[4] == "word":  # what the paired bootstrap of runs.py draws from
            setting.update(links=[row[0] for row in rows], hits=[row[1] for row in rows])
        settings.append(setting)
    return {"source": reader.tokenizer.source_lang, "target": reader.tokenizer.target_lang, "layers": len(reader.layers),
            "heads": reader.heads, "pairs": len(pairs), "sure": [row[2] for row in next(iter(counts.values()))], "settings": settings}


def rounded(value):
    if isinstance(value, float):
        return float("%.6g" % value)
    if isinstance(value, dict):
        return {key: rounded(inner) for key, inner in value.items()}
    return [rounded(inner) for inner in value] if isinstance(value, list) else value


def compare(result, path):
    """Holds this computation against `./normalign compare`'s: settings, largest difference in AER, and those beyond rounding and ties."""
    ours = {(str(s["layer"]), str(s["head"]), s["measure"], s["reading"], s["rule"]): s for s in result["settings"]}
    sure, worst, beyond, seen = sum(result["sure"]), 0.0, [], 0
    with open(path, encoding="utf-8") as file:
        for row in csv.DictReader(file):
            key = row["layer"], row["head"], row["measure"], row["reading"], row["rule"]
            setting, seen = ours[key], seen + 1
            difference = abs(setting["aer"] - float(row["aer"]))
            allowed = 0.0051 + setting["ties"] * 200 / (setting["found"] + sure)
            if difference > 0.0051:
                print("%s: %.3f here, %s there, %d ties" % (" ".join(key), setting["aer"], row["aer"], setting["ties"]))
            if difference > allowed:
                beyond.append(" ".join(key))
            worst = max(worst, difference)
    assert seen == len(ours), "%d settings there, %d here" % (seen, len(ours))
    return {"settings": seen, "largest": worst, "beyond": beyond}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("--gold", required=True, nargs="+")
    parser.add_argument("--out", required=True)
    parser.add_argument("--compare", help="the CSV of ./normalign compare for the same model and gold")
    parser.add_argument("--layers-only", action="store_true", help="no single heads")
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args()
    if args.compare and args.layers_only:
        parser.error("--compare needs the single heads: leave out --layers-only")
    torch.set_grad_enabled(False)
    torch.set_num_threads(args.threads)
    result = measure(args.model, args.gold, args.layers_only)
    for reading in ("awi", "awo"):
        for kind in ("weight", "norm"):
            rows = [s for s in result["settings"] if (s["head"], s["measure"], s["reading"], s["rule"]) == ("all", kind, reading, "word")]
            print("%s %-6s" % (reading, kind), " ".join("%6.2f" % s["aer"] for s in sorted(rows, key=lambda s: s["layer"])))
    if args.compare:
        result["compare"] = compare(result, args.compare)
        print("largest difference to normalign compare over %(settings)d settings: %(largest).4f AER" % result["compare"])
    with open(args.out, "w", encoding="utf-8", newline="\n") as out:
        json.dump(rounded(result), out, separators=(",", ":"))
        out.write("\n")
    if args.compare and result["compare"]["beyond"]:
        raise SystemExit("the two computations differ by more than ties explain: " + "; ".join(result["compare"]["beyond"]))


if __name__ == "__main__":
    main()
