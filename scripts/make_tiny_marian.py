#!/usr/bin/env python3
"""Makes the test fixture src/test/resources/tiny-marian: a tiny MarianMT model and what PyTorch says of its attention.

    python scripts/make_tiny_marian.py --data DIR --output src/test/resources/tiny-marian

DIR holds python-docs.en.gz and python-docs.pt.gz: the English-Brazilian text of python/python-docs-pt-br (CC0), one
sentence a line, line by line. Needs the packages of scripts/requirements.txt; no network, no GPU, ten seconds.

Written: model/ (what optimum's stock exporter makes of the model, not edited), expected.bin and expected.json (weights,
norms and Gram matrices of 12 sentence pairs), log-probabilities.tsv (how likely their targets are), tokenizer_ids.json
(MarianTokenizer's ids of whole sentences).

The norms are those of Kobayashi et al., EMNLP 2020, section 2, computed from the vectors themselves, in float64:
f_h(x) = (x W_V^h + b_V^h) W_O^h without b_O; a head's norm ||a f_h||, a layer's norm ||sum_h a_h f_h||.
"""

import argparse
import gzip
import io
import json
import os
import shutil
import tempfile
from pathlib import Path

import numpy as np
import onnxruntime
import sentencepiece
import torch
from optimum.exporters.onnx import main_export
from transformers import GenerationConfig, MarianConfig, MarianMTModel, MarianTokenizer

SEED = 20201116
TRAINING_LINES = 3000
PIECES = 400
SUBSET = [0, 2]  # heads 1 and 3, counted from 1: a part of the layer, for head subsets

# Lengths, in source words, of the pairs taken from the text; shorter ones are not in it and are written here.
LENGTHS = [4, 5, 7, 9, 12, 20]
SHORT_PAIRS = [
    ("Glossary", "Glossário"),
    ("Example", "Exemplo"),
    ("See also", "Veja também"),
    ("Installing", "Instalando os módulos do Python"),
    ("Using the Python interpreter", "Interpretador"),
    # A character the vocabularies do not know, and a word the normaliser erases.
    ("Python \u200b \u6f22\u5b57 code", "\u200b c\u00f3digo \u6f22\u5b57 Python \u200b"),
]

# A small map of our own for the target, so that its .spm is 7 kB instead of 246: spaces, ligatures, full-width forms.
TARGET_RULES = [("A0", "20"), ("3000", "20"), ("200B", "20"), ("FEFF", "20"), ("FB01", "66 69"), ("FB02", "66 6C"),
                ("2026", "2E 2E 2E"), ("BD", "31 2044 32"), ("61 301", "E1"), ("65 301", "E9"), ("63 327", "E7"),
                ("61 303", "E3"), ("6F 303", "F5")]
TARGET_RULES += [(f"{0xFF01 + i:X}", f"{0x21 + i:X}") for i in range(94)]

ODD_TEXTS = [
    "", " ", "a", "  two  spaces ", "\ttab\tinside", "no\u00a0break", "wide\u3000space", "zero\u200bwidth",
    "\u6f22\u5b57 unknown \u6f22\u6f22 x\u6f22y", "\ufb01ne \ufb02at \uff21\uff22\uff23 \u2026 \u00bd",
    "cafe\u0301 cafe\u0327 nao\u0303",
    "\U0001f40d snake", "__init__(self, *args, **kwargs)", "IEEE 754", "aaaaaaaaaaaaaaaaaaaaaaaa", "\u2581", "a\u2581b",
    "3.14159 1,000,000 -0.5e-10", "https://docs.python.org/3/", "\u201cquoted\u201d \u2018text\u2019 \u2014 dash",
]


def read_lines(path):
    with gzip.open(path, "rt", encoding="utf-8", newline="\n") as stream:
        return [line.rstrip("\n") for line in stream]


def train_sentencepiece(lines, path, **options):
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(lines), model_writer=model, model_type="unigram", vocab_size=PIECES,
        character_coverage=0.9995, num_threads=1, minloglevel=2, **options)
    path.write_bytes(model.getvalue())


def make_tokenizer(source_lines, target_lines, folder):
    """Trains both sentencepiece models, and joins their pieces to one vocabulary as the opus-mt models have it."""
    train_sentencepiece(source_lines, folder / "source.spm", normalization_rule_name="nmt_nfkc")
    home = Path.cwd()
    os.chdir(folder)  # the name of the rule file is kept in the .spm: relative, so that no path of this machine gets in
    try:
        Path("target-rules.tsv").write_text("".join(f"{a}\t{b}\n" for a, b in TARGET_RULES), encoding="ascii")
        train_sentencepiece(target_lines, Path("target.spm"), normalization_rule_tsv="target-rules.tsv")
    finally:
        os.chdir(home)
    pieces = set()
    for name in ("source.spm", "target.spm"):
        spm = sentencepiece.SentencePieceProcessor(model_file=str(folder / name))
        pieces |= {spm.id_to_piece(i) for i in range(len(spm)) if not spm.is_control(i) and not spm.is_unknown(i)}
    # Sorted, so that ids have nothing to do with the ids inside the .spm files.
    names = ["</s>", "<unk>", *sorted(pieces), "<pad>"]
    vocabulary = {name: i for i, name in enumerate(names)}
    (folder / "vocab.json").write_text(json.dumps(vocabulary, ensure_ascii=False, indent=0), encoding="utf-8")
    return MarianTokenizer(
        source_spm=str(folder / "source.spm"), target_spm=str(folder / "target.spm"), vocab=str(folder / "vocab.json"),
        source_lang="en", target_lang="pt", model_max_length=64)


def make_model(tokenizer):
    pad = tokenizer.pad_token_id
    config = MarianConfig(
        vocab_size=len(tokenizer.encoder), d_model=32, encoder_layers=2, decoder_layers=3, encoder_attention_heads=4,
        decoder_attention_heads=4, encoder_ffn_dim=64, decoder_ffn_dim=64, max_position_embeddings=64,
        activation_function="swish", scale_embedding=True, static_position_embeddings=True, normalize_before=False,
        pad_token_id=pad, eos_token_id=tokenizer.eos_token_id, bos_token_id=None, decoder_start_token_id=pad,
        forced_eos_token_id=tokenizer.eos_token_id)
    model = MarianMTModel(config).eval()
    scramble(model)
    model.generation_config = GenerationConfig(
        max_length=64, num_beams=1, pad_token_id=pad, eos_token_id=tokenizer.eos_token_id,
        decoder_start_token_id=pad, bad_words_ids=[[pad]])
    return model


def scramble(model):
    """Fresh weights from numpy, not torch: large queries and keys make attention peaked, no bias is 0."""
    random = np.random.default_rng(SEED)
    with torch.no_grad():
        for name, parameter in sorted(model.named_parameters()):
            if "embed_positions" in name:
                continue
            shape = tuple(parameter.shape)
            if "layer_norm" in name:
                values = (1 if name.endswith("weight") else 0) + 0.3 * random.standard_normal(shape)
            elif name.endswith("bias"):
                values = 0.4 * random.standard_normal(shape)
            else:
                gain = 2.6 if "q_proj" in name or "k_proj" in name else 1
                values = gain * random.standard_normal(shape) / np.sqrt(shape[1])
            parameter.copy_(torch.from_numpy(values.astype(np.float32)))
        model.model.shared.weight[model.config.pad_token_id] = 0
        bias = 0.3 * random.standard_normal(tuple(model.final_logits_bias.shape))
        model.final_logits_bias.copy_(torch.from_numpy(bias.astype(np.float32)))


class Words:
    """One side's words and their ids, each word encoded alone."""

    def __init__(self, text, spm, vocabulary):
        self.text = text
        self.words = text.split(" ")
        self.ids, self.word_of = [], []
        for number, word in enumerate(self.words):
            pieces = spm.encode(word, out_type=str)
            self.ids += [vocabulary.get(piece, vocabulary["<unk>"]) for piece in pieces]
            self.word_of += [number] * len(pieces)

    def as_json(self):
        return {"text": self.text, "words": self.words, "ids": self.ids, "wordOf": self.word_of}


def choose_pairs(source_lines, target_lines, encode):
    """The short pairs and, for each length, the next pair of not more than 2.2 pieces a source word on either side."""
    chosen = [encode(pair) for pair in SHORT_PAIRS]
    following = zip(source_lines[TRAINING_LINES:], target_lines[TRAINING_LINES:])  # not seen in training
    for length in LENGTHS:
        for pair in following:
            if len(pair[0].split(" ")) == length:
                encoded = encode(pair)
                if all(len(side.ids) <= 2.2 * length for side in encoded):
                    chosen.append(encoded)
                    break
    assert len(chosen) == len(SHORT_PAIRS) + len(LENGTHS)
    return chosen


def batch(rows, fill):
    width = max(len(row) for row in rows)
    return (torch.tensor([row + [fill] * (width - len(row)) for row in rows]),
            torch.tensor([[1] * len(row) + [0] * (width - len(row)) for row in rows]))


def run(model, pairs):
    """Forced decoding of pairs as one batch; per layer the weights, the transformed vectors and out_proj's output."""
    config = model.config
    source, mask = batch([pair[0].ids + [config.eos_token_id] for pair in pairs], config.pad_token_id)
    target, _ = batch([[config.decoder_start_token_id] + pair[1].ids for pair in pairs], config.pad_token_id)
    layers = [layer.encoder_attn for layer in model.model.decoder.layers]
    values, outputs = [None] * len(layers), [None] * len(layers)
    hooks = []
    for i, layer in enumerate(layers):
        hooks.append(layer.v_proj.register_forward_hook(lambda m, a, out, i=i: values.__setitem__(i, out)))
        hooks.append(layer.out_proj.register_forward_hook(lambda m, a, out, i=i: outputs.__setitem__(i, out)))
    with torch.no_grad():
        result = model(input_ids=source, attention_mask=mask, decoder_input_ids=target, output_attentions=True,
                       use_cache=False)
    for hook in hooks:
        hook.remove()
    found = []
    for i, layer in enumerate(layers):
        heads, size = layer.num_heads, layer.head_dim
        split = values[i].reshape(len(pairs), -1, heads, size)
        matrix = layer.out_proj.weight.detach().reshape(-1, heads, size)  # [output][head][size]
        found.append((result.cross_attentions[i], torch.einsum("bshd,ohd->bhso", split, matrix),
                      outputs[i] - layer.out_proj.bias.detach()))
    return result.logits, found


def measure(model, pairs):
    """Per pair and layer what expected.bin holds, as float64 arrays."""
    results = []
    _, layers = run(model, pairs)
    for b, (source, target) in enumerate(pairs):
        rows, columns = len(target.ids) + 1, len(source.ids) + 1
        result = []
        for weights, vectors, output in layers:
            if columns < weights.shape[3]:
                assert weights[b, :, :, columns:].abs().max() == 0, "weight on padding"
            a = weights[b, :, :rows, :columns].double().numpy()
            f = vectors[b, :, :columns].double().numpy()
            sent = a[..., None] * f[:, None]  # [H][T][S][D]: what each source position sends through each head
            whole = sent.sum(axis=0)
            assert np.abs(whole.sum(axis=1) - output[b, :rows].double().numpy()).max() < 1e-4, "f is not the model's"
            result.append({
                "weights": a, "weightMeans": a.mean(axis=0),
                "headNorms": np.linalg.norm(sent, axis=-1), "layerNorms": np.linalg.norm(whole, axis=-1),
                "subsetNorms": np.linalg.norm(sent[SUBSET].sum(axis=0), axis=-1),
                "gram": np.einsum("hsd,ksd->shk", f, f)})
        results.append(result)
    return results


def write_log_probabilities(model, pairs, output):
    """For each pair, run alone: pieces of the target with </s>, and the mean of their log-probabilities."""
    lines = []
    for pair in pairs:
        labels = torch.tensor(pair[1].ids + [model.config.eos_token_id])
        steps = torch.log_softmax(run(model, [pair])[0][0], -1)
        lines.append(f"{len(labels)}\t{steps[torch.arange(len(labels)), labels].mean().item():.9f}\n")
    (output / "log-probabilities.tsv").write_text("".join(lines), encoding="ascii")


def furthest(some, others):
    """The largest difference over all arrays, as a share of the allowed 1e-5 + 1e-4 x the row's largest."""
    worst = 0
    for one, other in zip(some, others):
        for layer, twin in zip(one, other):
            for name in layer:
                allowed = 1e-5 + 1e-4 * np.abs(layer[name]).max(axis=-1, keepdims=True)
                worst = max(worst, (np.abs(layer[name] - twin[name]) / allowed).max())
    return worst


def write_expected(pairs, results, output):
    floats, offset, index = [], 0, []
    for (source, target), layers in zip(pairs, results):
        entry = {"source": source.as_json(), "target": target.as_json(),
                 "rows": len(target.ids) + 1, "columns": len(source.ids) + 1, "layers": []}
        for layer in layers:
            offsets = {}
            for name, values in layer.items():
                offsets[name] = offset
                floats.append(values.astype("<f4").ravel())
                offset += values.size
            entry["layers"].append(offsets)
        index.append(entry)
    (output / "expected.bin").write_bytes(np.concatenate(floats).tobytes())
    heads = results[0][0]["weights"].shape[0]
    text = json.dumps({"heads": heads, "subset": [head + 1 for head in SUBSET], "floats": offset, "pairs": index},
                      ensure_ascii=False, indent=1)
    (output / "expected.json").write_text(text + "\n", encoding="utf-8")


def write_tokenizer_ids(tokenizer, source_lines, target_lines, output):
    entries = []
    for side, lines in (("source", source_lines), ("target", target_lines)):
        for text in lines[TRAINING_LINES:TRAINING_LINES + 2000:100] + ODD_TEXTS:
            ids = tokenizer(text_target=text)["input_ids"] if side == "target" else tokenizer(text)["input_ids"]
            assert ids[-1] == tokenizer.eos_token_id
            entries.append({"side": side, "text": text, "ids": ids[:-1]})
    text = "[\n" + ",\n".join(json.dumps(entry, ensure_ascii=True) for entry in entries) + "\n]\n"
    (output / "tokenizer_ids.json").write_text(text, encoding="utf-8")
    return len(entries)


def logits_difference(model, pairs, folder):
    """How far the exported graphs' logits are from PyTorch's, over the pairs alone and padded."""
    encoder = onnxruntime.InferenceSession(str(folder / "encoder_model.onnx"), providers=["CPUExecutionProvider"])
    decoder = onnxruntime.InferenceSession(str(folder / "decoder_model.onnx"), providers=["CPUExecutionProvider"])
    config, worst = model.config, 0
    for some in [[pair] for pair in pairs] + [pairs]:
        source, mask = batch([pair[0].ids + [config.eos_token_id] for pair in some], config.pad_token_id)
        target, real = batch([[config.decoder_start_token_id] + pair[1].ids for pair in some], config.pad_token_id)
        states = encoder.run(["last_hidden_state"], {"input_ids": source.numpy(), "attention_mask": mask.numpy()})[0]
        logits = decoder.run(["logits"], {"input_ids": target.numpy(), "encoder_attention_mask": mask.numpy(),
                                          "encoder_hidden_states": states})[0]
        expected = run(model, some)[0].numpy()
        worst = max(worst, np.abs(logits - expected)[real.numpy() == 1].max())
    return worst


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with python-docs.en.gz and python-docs.pt.gz")
    parser.add_argument("--output", type=Path, required=True, help="folder to write; model/ in it is replaced")
    arguments = parser.parse_args()
    torch.manual_seed(SEED)
    torch.set_num_threads(1)
    source_lines = read_lines(arguments.data / "python-docs.en.gz")
    target_lines = read_lines(arguments.data / "python-docs.pt.gz")
    output = arguments.output
    shutil.rmtree(output / "model", ignore_errors=True)
    output.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        work, checkpoint = Path(temporary) / "tokenizer", Path(temporary) / "checkpoint"
        work.mkdir()
        tokenizer = make_tokenizer(source_lines[:TRAINING_LINES], target_lines[:TRAINING_LINES], work)
        model = make_model(tokenizer)
        model.save_pretrained(checkpoint)
        tokenizer.save_pretrained(checkpoint)
        main_export(str(checkpoint), output / "model", task="text2text-generation", device="cpu")
        model = MarianMTModel.from_pretrained(checkpoint, attn_implementation="eager").eval()
    spms = [sentencepiece.SentencePieceProcessor(model_file=str(output / "model" / name))
            for name in ("source.spm", "target.spm")]
    pairs = choose_pairs(source_lines, target_lines, lambda pair: tuple(
        Words(text, spm, tokenizer.encoder) for text, spm in zip(pair, spms)))

    difference = logits_difference(model, pairs, output / "model")
    print(f"logits of the exported graphs: at most {difference:.1e} from PyTorch's")
    assert difference < 1e-4
    single = [measure(model, [pair])[0] for pair in pairs]
    model = model.double()
    exact = [measure(model, [pair])[0] for pair in pairs]
    padded = measure(model, pairs)
    print(f"float32 uses {furthest(exact, single):.4f} of the tolerance, padding {furthest(exact, padded):.1e}")
    assert furthest(exact, single) < 0.25 and furthest(exact, padded) < 1e-6

    def values(name):
        return [layer[name] for result in exact for layer in result]
    peak = np.mean([np.mean(a.max(axis=-1)) for a in values("weights")])

    def differing(some, others):
        return np.mean([np.mean(one.argmax(-1) != other.argmax(-1)) for one, other in zip(some, others)])
    heads = differing(values("weights"), values("headNorms"))
    whole = differing(values("weightMeans"), values("layerNorms"))
    mean = differing([norms.sum(axis=0) for norms in values("headNorms")], values("layerNorms"))
    print(f"largest weight of a row: {peak:.2f} on average; rows where weights and norms choose another column: "
          f"{heads:.0%} of heads, {whole:.0%} of layers; sum of norms and norm of sum: {mean:.0%}")
    assert peak > 0.5 and heads > 0.02 and whole > 0.05

    write_expected(pairs, exact, output)
    write_log_probabilities(model, pairs, output)
    count = write_tokenizer_ids(tokenizer, source_lines, target_lines, output)
    print(f"{len(pairs)} pairs of {[len(pair[0].words) for pair in pairs]} words, "
          f"{[len(pair[0].ids) for pair in pairs]} / {[len(pair[1].ids) for pair in pairs]} pieces; {count} texts")
    for path in sorted(output.rglob("*.*")):
        print(f"{path.stat().st_size:8d} {path.relative_to(output)}")


if __name__ == "__main__":
    main()
