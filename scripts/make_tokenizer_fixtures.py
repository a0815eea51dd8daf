#!/usr/bin/env python3
"""Makes the expected ids in src/test/resources/tokenizer with the sentencepiece library, the judge of our own encoder.

    python3 scripts/make_tokenizer_fixtures.py --sample eval/data --models onnx-models --gold GRACA --output src/test/resources/tokenizer

Needs sentencepiece and protobuf (scripts/requirements.txt). GRACA is the folder with en-pt.en, en-pt.pt, en-es.es and en-fr.fr of the
Graca gold set. What is written, and how the tests read it, is in the README.md of the output folder. Training runs on one thread.
"""

import argparse
import gzip
import io
import json
import random
from pathlib import Path

import sentencepiece as spm
from sentencepiece import sentencepiece_model_pb2 as pb2

CHARACTERS = {
    "combining": "e\u0301 a\u0302\u0323 \u0301x o\u0308\u0304 n\u0303ao \u1e9b\u0323 s\u0323\u0307 \u0344",
    "ligatures": "ﬁm eﬀect oﬃce ﬆ Ĳssel ŉ ǆ ß ẞ ſ",
    "full width": "ＡＢＣ １２３ ｶﾞｷﾞ ﾊﾟ ！？ ￥ ㌔ ㍿ ℃ № ½ ① ⅷ x² H₂O",
    "spaces": "a\u00a0b a\u2003b a\u2009b a\u202fb a\u3000b a\u1680b a\u2028b a\u2029b a\u0085b a\u205fb",
    "invisible": "a\u00adb a\u200bb a\u200cb a\u200db a\u2060b a\ufeffb a\u200eb a\u200fb a\u061cb a\u034fb a\u180eb a\u2063b a\ufffdb",
    "emoji": "👩‍👩‍👧‍👦 🏳️‍🌈 👍🏽 🇵🇹🇧🇷 ☺️ 1️⃣ 😀😀😀 🫠",
    "east asian": "東京都は日本の首都です。 中文测试 한국어 한국어 カタカナ 々〆 𠮷野家",
    "right to left": "שלום עולם مرحبا بالعالم ﷺ ﻻ \u202babc\u202c \u0651",
    "other": "Привет мир Ελληνικά हिन्दी ไทย ქართული ᚠᛇᚻ ΣΊΣΥΦΟΣ İstanbul Ǆ 𝔘𝔫𝔦𝔠𝔬𝔡𝔢 𝟙𝟚",
    "controls": "a\x00b a\x01b a\x07b a\x08b a\x0bb a\x0cb a\x1bb a\x1fb a\x7fb a\x80b a\x9fb a\rb a\nb a\tb",
    "markers": "▁ ▁▁ ▁a a▁ a▁b <s> </s> <unk> <pad> <mask> <ctrl> <0x41> ⁇ >>por<< [CLS] &amp; @@ ||| \\n",
    "users": "New York NewYork xNew Yorky €€ €€€ €€€€ <sep><sep> a<sep>b <se NewNew York ção a▁b",
    "numbers": "1,234.56 3.141592653589793 2026-11-22 0x1F 10^-5 192.168.0.1 http://a.b/c?d=e#f user@example.org IEEE-754 v3.10.0a1",
    "non-characters": "\ufdd0 \uffff \U0001fffe \ue000 \U0010fffd \U0010ffff \ufff9",
}


def nasty_texts():
    """Lines of odd characters, each of their words alone, long and blank texts, and seeded random mixtures."""
    texts = ["", " ", "  ", "\u3000", "\u200b", "\u00ad", "\u00a0", "\u2581", "\n", "\x00", "\t", "\u200b\u200b", " \u200b "]
    for line in CHARACTERS.values():
        texts.append(line)
        texts.extend(line.split(" "))
    texts += ["x" * 5000, "ab" * 2500, "é" * 1000, "東" * 1000, "Donaudampfschifffahrtsgesellschaft" * 100, "  two  spaces  ", "a " * 300,
              "</s>" * 40, "▁" * 50]
    dice = random.Random(20261122)
    alphabet = sorted(set("".join(CHARACTERS.values()))) + list("aeiou stnr,.") * 12
    texts += ["".join(dice.choices(alphabet, k=dice.randint(1, 25))) for _ in range(150)]
    # Sums of scores beyond 100,000, where the library starts them anew.
    texts.append("".join(dice.choices([c for c in alphabet if not c.isspace()], k=12000)))
    return list(dict.fromkeys(texts))


def train(lines, **options):
    """A model trained on the lines, as the protocol buffer of its file."""
    settings = dict(vocab_size=500, character_coverage=0.998, num_threads=1, minloglevel=2, hard_vocab_limit=False)
    settings.update(options)
    out = io.BytesIO()
    spm.SentencePieceTrainer.train(sentence_iterator=iter(lines), model_writer=out, **settings)
    model = pb2.ModelProto.FromString(out.getvalue())
    model.trainer_spec.ClearField("input")
    return model


def variants(lines):
    """Name and model of each variant: what they differ in is what an encoder can get wrong."""
    users = ["<mask>", "New York", "€€", "<sep>", "ção", "a▁b"]
    identity = dict(normalization_rule_name="identity")
    yield "unigram-nmt_nfkc", train(lines)
    yield "bpe-nfkc", train(lines, model_type="bpe", normalization_rule_name="nfkc")
    yield "unigram-nfkc_cf", train(lines, normalization_rule_name="nfkc_cf")
    yield "unigram-bytes", train(lines, byte_fallback=True, vocab_size=800, **identity)
    yield "bpe-bytes", train(lines, model_type="bpe", byte_fallback=True, vocab_size=800, **identity)
    yield "unigram-users", train(lines, user_defined_symbols=users, control_symbols=["<ctrl>"])
    yield "bpe-users", train(lines, model_type="bpe", user_defined_symbols=users, control_symbols=["<ctrl>"], **identity)
    yield "unigram-no-prefix", train(lines, add_dummy_prefix=False, **identity)
    yield "unigram-keep-spaces", train(lines, remove_extra_whitespaces=False, normalization_rule_name="nmt_nfkc")
    yield "bpe-suffix", train(lines, model_type="bpe", treat_whitespace_as_suffix=True, **identity)
    unused = train(lines, **identity)
    mark_unused(unused)
    yield "unigram-unused", unused
    unused = train(lines, model_type="bpe", **identity)
    mark_unused(unused)
    yield "bpe-unused", unused
    # Scores above zero compete with what the library gives user-defined pieces; equal sums show how they are rounded.
    positive = train(lines, user_defined_symbols=users, **identity)
    for piece in positive.pieces:
        if piece.type == pb2.ModelProto.SentencePiece.NORMAL:
            piece.score += 9
    yield "unigram-positive-users", positive
    ties = train(lines, **identity)
    for piece in ties.pieces:
        if piece.type == pb2.ModelProto.SentencePiece.NORMAL:
            piece.score = -17.7 * len(piece.piece)
    yield "unigram-ties", ties
    plain = train(lines, **identity)
    plain.normalizer_spec.escape_whitespaces = False
    yield "unigram-plain-spaces", plain


def mark_unused(model):
    normal = [piece for piece in model.pieces if piece.type == pb2.ModelProto.SentencePiece.NORMAL]
    characters = [piece for piece in normal if len(piece.piece) == 1]
    for piece in [piece for piece in normal if len(piece.piece) > 1][::3] + characters[::5]:
        piece.type = pb2.ModelProto.SentencePiece.UNUSED


def write(path, data):
    with open(path, "wb") as raw, gzip.GzipFile(filename="", mode="wb", fileobj=raw, compresslevel=9, mtime=0) as out:
        out.write(data)


def write_ids(path, rows):
    write(path, "".join(" ".join(map(str, row)) + "\n" for row in rows).encode("ascii"))


def read(path):
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8", newline="\n") as lines:
        return [line.rstrip("\n") for line in lines]


def marian(model, texts, folder):
    """A vocab.json as Marian's converter writes it, with pieces that only the other side's model has, and the ids by its rule."""
    sp = spm.SentencePieceProcessor(model_proto=model)
    pieces = [sp.id_to_piece(i) for i in range(sp.get_piece_size()) if not (sp.is_control(i) or sp.is_unknown(i))]
    shared = ["</s>", "<unk>"] + pieces[::2][::-1] + ["한국어", "東京都は日本の首都です。", "א", "<", "😀😀😀"] + ["<pad>"]
    vocab = {piece: number for number, piece in enumerate(dict.fromkeys(shared))}
    (folder / "marian-vocab.json").write_text(json.dumps(vocab, ensure_ascii=False), encoding="utf-8")
    special = {vocab[name] for name in ("</s>", "<unk>", "<pad>")} - {vocab["<unk>"]}
    rows = [[vocab.get(piece, vocab["<unk>"]) for piece in sp.encode(text, out_type=str)] for text in texts]
    assert not any(number in special for row in rows for number in row), "a text gives a special piece: take it out"
    write_ids(folder / "marian.ids.gz", rows)


def main():
    parser = argparse.ArgumentParser()
    for option in ("sample", "models", "gold", "output"):
        parser.add_argument("--" + option, type=Path, required=True)
    options = parser.parse_args()
    english = read(options.sample / "python-docs-3000.en.gz")
    portuguese = read(options.sample / "python-docs-3000.pt.gz")
    options.output.mkdir(parents=True, exist_ok=True)

    texts = nasty_texts() + english[7:3000:60] + portuguese[7:3000:60]
    write(options.output / "texts.json.gz", json.dumps(texts).encode("ascii"))
    corpus = [line for pair in zip(english, portuguese) for line in pair] + ["€ 5 a <mask> ! ? & # @ %"] * 20
    for name, model in variants(corpus):
        data = model.SerializeToString()
        write(options.output / f"{name}.model.gz", data)
        sp = spm.SentencePieceProcessor(model_proto=data)
        write_ids(options.output / f"{name}.ids.gz", [sp.encode(text) for text in texts])
        print(f"{name}: {len(model.pieces)} pieces, {len(texts)} texts")
        if name == "unigram-nmt_nfkc":
            marian(data, texts, options.output)

    graca = [line for name in ("en-pt.en", "en-pt.pt", "en-es.es", "en-fr.fr") for line in read(options.gold / name)]
    write(options.output / "graca.txt.gz", "".join(line + "\n" for line in graca).encode("utf-8"))
    for direction in ("en-pt", "pt-en"):
        sp = spm.SentencePieceProcessor(model_file=str(options.models / direction / "source.spm"))
        lines = {"sample": english + portuguese if direction == "en-pt" else english[::6] + portuguese[::6],
                 "graca": graca, "texts": texts}
        for name, chosen in lines.items():
            write_ids(options.output / f"{direction}.{name}.ids.gz", [sp.encode(line) for line in chosen])
            print(f"{direction} {name}: {len(chosen)} lines")


if __name__ == "__main__":
    main()
