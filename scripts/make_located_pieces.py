#!/usr/bin/env python3
"""Makes src/test/resources/tokenizer/located: where pieces stand in texts, and whose word they are, by the sentencepiece library.

    python3 scripts/make_located_pieces.py --tokenizer src/test/resources/tokenizer --models onnx-models \
        --output src/test/resources/tokenizer/located

Needs sentencepiece and protobuf (scripts/requirements.txt). What is written is in the README.md of the output folder. Offsets count
UTF-16 units. Words are cut here by a rule of this script's own (script changes, punctuation, two to four characters of a run without
spaces), not by ICU, so that the fixture does not change with ICU's dictionaries.
"""

import argparse
import gzip
import json
import random
import re
import unicodedata
from pathlib import Path

import sentencepiece as spm
from sentencepiece import sentencepiece_model_pb2 as pb2

VARIANTS = ["unigram-nmt_nfkc", "unigram-nfkc_cf", "unigram-bytes", "unigram-users", "unigram-no-prefix", "unigram-keep-spaces",
            "unigram-plain-spaces", "bpe-nfkc", "bpe-bytes", "bpe-suffix", "bpe-unused"]

TEXTS = [
    "The white house stands on a hill.", "\"Well,\" he said, \"it isn't (quite) true...\"", "a casa branca (a nova), não é?",
    "今天天气很好，我们去公园散步。", "東京都は日本の首都です。私は昨日本を買いました。", "วันนี้อากาศดีมากเราไปสวนสาธารณะกัน",
    "ｶﾞｷﾞﾊﾟＡＢＣ１２３！？ and ㍿の㌔、℃", "ﬁm de eﬀect oﬃce ﬆ Ĳssel", "e\u0301 a\u0302\u0323b n\u0303ao. o\u0308\u0304",
    "👩‍👩‍👧‍👦 🏳️‍🌈 👍🏽 🇵🇹🇧🇷 1️⃣😀😀😀.", "a\u00a0b\u3000c\u200bd\u00ade\u2028f", "  two   spaces  ", "\u3000今天 \u200b 天气\u3000",
    "x\u00a0 \u3000 y", "한국어 문장입니다. 한국어", "שלום, עולם! مرحبا بالعالم ﷺ", "𠮷野家𝔘𝔫𝔦 𝟙𝟚", "¨a ¨ ´b ㎏x½", "a▁b ▁▁ c▁", "New York, NewYork. €€€ ção",
    "http://a.b/c?d=e#f, user@example.org", "中", ".", "\u00ad", "a\u00ad b", "हिन्दी में वाक्य।", "AB\u0000CD \u0001x",
]

# The user-defined pieces of the variants, which are never cut.
USERS = {"<mask>", "New▁York", "€€", "<sep>", "ção", "a▁b"}


def units(text):
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def words(text, dice):
    """Spans in code points: no word holds white space or only invisible characters, marks stay with what they follow."""
    spans = []
    for run in re.finditer(r"\S+", text):
        start = run.start()
        room = dice.randint(1, 4)
        for at in range(run.start(), run.end()):
            mark = unicodedata.category(text[at])[0] == "M" or text[at] == "\u200d" or text[at - 1:at] == "\u200d"
            latin = text[at].isascii() and text[at].isalnum() and at > start and text[at - 1].isascii() and text[at - 1].isalnum()
            if at > start and not mark and not latin and (at - start >= room or not text[at].isalnum()):
                spans.append((start, at))
                start = at
                room = dice.randint(1, 4)
        spans.append((start, run.end()))
    return [(a, b) for a, b in spans if any(unicodedata.category(c) not in ("Cc", "Cf", "Zs", "Zl") for c in text[a:b])]


def located(sp, text):
    """Piece, first and last+1 code point, as the library says it in bytes."""
    utf8 = text.encode("utf-8")
    point = lambda at: len(utf8[:at].decode("utf-8"))
    return [(p.id, p.piece, point(p.begin), point(p.end)) for p in sp.encode(text, return_type="proto").pieces]


def owner(begin, end, spans):
    """The word with the most characters of the piece; if none has any, the first that ends behind its begin, else the last."""
    shares = [len(set(range(begin, end)) & set(range(*span))) for span in spans]
    if max(shares) > 0:
        return shares.index(max(shares))
    return next((i for i, span in enumerate(spans) if span[1] > begin), len(spans) - 1)


def plain(data):
    """The same pieces for text that is normalised already."""
    model = pb2.ModelProto.FromString(data)
    model.normalizer_spec.CopyFrom(pb2.NormalizerSpec(name="identity", add_dummy_prefix=False, remove_extra_whitespaces=False,
                                                      escape_whitespaces=False))
    model.trainer_spec.treat_whitespace_as_suffix = False
    return spm.SentencePieceProcessor(model_proto=model.SerializeToString())


def parts(sp, run, start, spans):
    """The normalised run cut where words end: text and word of each part, and where in the normalised run it begins."""
    normal, offsets = sp.normalize(run, with_offsets=True)
    found = []
    for at, c in enumerate(normal):
        word = owner(start + offsets[at], start + offsets[at], spans)
        if found and found[-1][1] == word:
            found[-1][0] += c
        else:
            found.append([c, word, at])
    return normal, found


def shared(sp, bare, text, spans):
    """Ids, words and spellings of the runs between spaces (U+0020 and TAB) that hold a word."""
    ids, owners, pieces = [], [], []
    for run in re.finditer(r"[^ \t]+", text):
        inside = [i for i, span in enumerate(spans) if span[0] < run.end() and span[1] > run.start()]
        if not inside:
            continue
        near = [spans[i] for i in inside]
        found = [(*p, owner(run.start() + p[2], run.start() + p[3], near)) for p in located(sp, run.group())]
        lacking = set(range(len(near))) - {p[4] for p in found}
        normal, cuts = parts(sp, run.group(), run.start(), near)
        at = 0
        for number, piece, begin, end, word in found:
            # A byte's piece is a part of one character; the last of them goes on.
            length = len(piece) if not sp.is_byte(number) else int(end > begin)
            inner = [cut for cut in cuts if cut[2] < at + length and cut[2] + len(cut[0]) > at]
            takes = any(near[w][0] < run.start() + end and near[w][1] > run.start() + begin for w in lacking)
            if takes and len(inner) > 1 and piece not in USERS:
                for part, owned, first in inner:
                    part = normal[max(at, first):min(at + length, first + len(part))]
                    for p in bare.encode(part, return_type="proto").pieces:
                        ids.append(p.id)
                        pieces.append(p.piece)
                        owners.append(inside[owned])
            else:
                ids.append(number)
                pieces.append(piece)
                owners.append(inside[word])
            at += length
        assert at == len(normal), (text, at, normal)
    return ids, owners, pieces


def main():
    parser = argparse.ArgumentParser()
    for option in ("tokenizer", "models", "output"):
        parser.add_argument("--" + option, type=Path, required=True)
    options = parser.parse_args()
    options.output.mkdir(parents=True, exist_ok=True)
    with gzip.open(options.tokenizer / "texts.json.gz", "rt", encoding="ascii") as file:
        more = [text for text in json.load(file) if 0 < len(text) < 400 and not any(0xD800 <= ord(c) < 0xE000 for c in text)]
    dice = random.Random(20261122)
    texts = TEXTS + dice.sample(more, 60)
    models = {name: gzip.open(options.tokenizer / f"{name}.model.gz").read() for name in VARIANTS}
    models["en-pt"] = (options.models / "en-pt" / "source.spm").read_bytes()
    cuts = [words(text, dice) for text in texts]
    result = {"texts": texts, "models": {},
              "words": [[[units(text[:a]), units(text[:b])] for a, b in spans] for text, spans in zip(texts, cuts)]}
    for name, data in models.items():
        sp = spm.SentencePieceProcessor(model_proto=data)
        bare = plain(data)
        rows = []
        for text, spans in zip(texts, cuts):
            whole = located(sp, text)
            row = {"ids": [p[0] for p in whole], "begins": [units(text[:p[2]]) for p in whole],
                   "ends": [units(text[:p[3]]) for p in whole]}
            ids, owners, pieces = shared(sp, bare, text, spans)
            row["shared"] = {"ids": ids, "words": owners}
            if name in ("en-pt", "bpe-bytes"):
                row["shared"]["pieces"] = pieces
            rows.append(row)
        result["models"][name] = rows
        print(f"{name}: {len(texts)} texts, {sum(len(row['ids']) for row in rows)} pieces")
    data = json.dumps(result, separators=(",", ":")).encode("ascii")
    with open(options.output / "located.json.gz", "wb") as raw:
        with gzip.GzipFile(filename="", mode="wb", fileobj=raw, compresslevel=9, mtime=0) as out:
            out.write(data)


if __name__ == "__main__":
    main()
