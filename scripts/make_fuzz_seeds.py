#!/usr/bin/env python3
"""Makes the seeds of the fuzz targets: small files, cut from the fixtures of other tests or written here.

    python scripts/make_fuzz_seeds.py .

The argument is the repository. Seeds lie where Jazzer looks for them: src/test/resources/PACKAGE/CLASSInputs/TARGET/. Where a
target takes several files, U+001E stands between them. Needs Python 3.10 or newer, nothing else; makes the same bytes each time.
"""
import gzip
import json
import struct
import sys
from pathlib import Path

ROOT = Path(sys.argv[1])
FIXTURES = ROOT / "src/test/resources"
SEEDS = FIXTURES / "io/github/normalign"
SEPARATOR = b"\x1e"


def write(target, name, *parts):
    """One seed; parts are texts or bytes, with the separator between them."""
    file = SEEDS / target / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(SEPARATOR.join(part if isinstance(part, bytes) else part.encode() for part in parts))


def fixture(name):
    return (FIXTURES / name).read_bytes()


def head(path, lines):
    return b"".join((ROOT / path).read_bytes().splitlines(keepends=True)[:lines])


def corpus():
    bars = "The house ||| A casa\na  b\t||| c\n\n||| d\nx ||| y ||| z\r\n\u00a0\u2028 ||| \ud55c\uad6d\uc5b4 \U0001f600\n"
    tabs = "\ufeffThe house\tA casa\n||| a\tb\n\tc\nno separator\nx\ty\tz\n\t\n"
    write("corpus/CorpusFuzzTestInputs/stream", "bars", bars)
    write("corpus/CorpusFuzzTestInputs/stream", "tabs", tabs)
    write("corpus/CorpusFuzzTestInputs/stream", "not-utf8", b"a \xc0\x80 ||| b\n\xed\xa0\x80 ||| x\n\xf0\x9f\x98 ||| y\nok ||| ok")
    write("corpus/CorpusFuzzTestInputs/twoFiles", "same", "a b\nc\n\nd", "e\n\nf g\nh\n")
    write("corpus/CorpusFuzzTestInputs/twoFiles", "differ", "\ufeffa\r\nb", "c\n")
    packed = bytearray(gzip.compress(bars.encode(), mtime=0))
    packed[9] = 255  # the system, which Python writes and versions of it differ in
    write("corpus/CorpusFuzzTestInputs/packed", "gzip", b"\0" + bytes(packed))
    write("corpus/CorpusFuzzTestInputs/packed", "members", b"\0" + bytes(packed) + bytes(packed))
    # A Zstandard frame with one raw block and one of a repeated byte (RFC 8878).
    text = bars.encode()
    frame = struct.pack("<I", 0xFD2FB528) + b"\x00\x58" + struct.pack("<I", len(text) << 3)[:3] + text
    write("corpus/CorpusFuzzTestInputs/packed", "zstd", b"\1" + frame + struct.pack("<I", 100 << 3 | 2 | 1)[:3] + b"\n")
    write("segmentation/SegmentationFuzzTestInputs/rawText", "english", "en", "Don't stop: 3.14 (x\u0301y)\u200b\t\u00ad!")
    write("segmentation/SegmentationFuzzTestInputs/rawText", "chinese", "zh_Hans", "\u6211\u7231\u5317\u4eac\u5929\u5b89\u95e8\u3002")
    write("segmentation/SegmentationFuzzTestInputs/rawText", "thai", "th", "\u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35\u0e04\u0e23\u0e31\u0e1a \U0001f468\u200d\U0001f469")
    write("segmentation/SegmentationFuzzTestInputs/rawText", "japanese", "ja-JP-u-ca-japanese", "\u3053\u3093\u306b\u3061\u306f\u3000\u4e16\u754c \u0301")


def formats():
    links = "format/FormatFuzzTestInputs/links"
    write(links, "pharaoh", "0-0 1-2 2-1\n\n3-3:0.5 4-4:-1.5e-3\n")
    write(links, "peers", head("src/test/resources/peer-outputs/ro-en/fastalign.grow-diagonal.talp", 8))
    setting = {"layer": 1, "head": "6", "measure": "weight", "reading": "awi", "rule": "word"}
    score = {"kind": "weight", "min": 0, "max": 1.0, "better": "higher", "meaning": "attention weight"}
    method = {"models": ["en-pt"], "languages": {"source": "en", "target": None}, "setting": setting, "threshold": 0.0,
              "words": {"source": "spaces", "target": "spaces"}, "score": score}
    word = lambda text, at, u16: {"text": text, "codePoints": [at, at + len(text)],
                                  "utf16": [u16, u16 + len(text.encode("utf-16-le")) // 2], "pieces": ["\u2581" + text]}
    figures = {key: 0.5 for key in ("score", "support", "sourceSupport", "targetSupport", "weakest", "share", "attended",
                                    "sourceCoverage", "targetCoverage")}
    aligned = {"version": 1, "line": 1, "status": "aligned", "reason": None,
               "source": {"text": "\U0001f600 x", "words": [word("\U0001f600", 0, 0), word("x", 2, 3)]},
               "target": {"text": "y", "words": [word("y", 0, 0)]},
               "links": [{"source": 0, "target": 0, "score": 0.9318419694900513}],
               "unaligned": {"source": [1], "target": []}, "scores": figures | {"agreement": None}, "method": method}
    two = {"forward": setting, "reverse": setting, "combination": {"fuse": "geometric", "links": "threshold", "threshold": 0.44}}
    both = aligned | {"scores": figures | {"agreement": 1e-3},
                      "method": method | {"models": ["en-pt", "pt-en"], "setting": two, "score": score | {"kind": "share"}}}
    bad = aligned | {"line": 2, "status": "bad", "reason": "a line\u2028", "source": None, "target": None, "links": [],
                     "unaligned": None, "scores": None}
    lines = [json.dumps(line, ensure_ascii=False) for line in (aligned, bad, both)]
    write(links, "aligned.jsonl", "\n".join(lines) + "\n")
    for number, (form, text) in enumerate({"naacl": "1 1 1 S\n1 2 3 P\n0002 4 5\n", "pharaoh": "0-0 1p2\n\n3-4\n"}.items()):
        write("format/FormatFuzzTestInputs/gold", form, bytes([1 + number]) + text.encode())
        write("format/FormatFuzzTestInputs/gold", form + "-found", b"\0" + text.encode())
    write("format/FormatFuzzTestInputs/gold", "ids", b"\3" + "s1\t1-1 2p3\ns2\t\n".encode())
    write("format/FormatFuzzTestInputs/gold", "talp", b"\2" + head("gold-alignments/europarl-de-en/de-en.ref.wa", 6))
    spans = {"source": "the \U0001f600 dog barks", "target": ["o", "c\u00e3o", "ladra"],
             "spans": [{"start": 4, "end": 9, "label": "X", "text": "?"}, {"start": 0, "end": 0}], "links": "0-0 1-1 2-1", "id": 7}
    other = {"source": {"text": "ab", "words": [{"utf16": [0, 1]}, {"codePoints": [1, 2]}]}, "target": "x y",
             "target_words": [[0, 1], [2, 3]], "spans": [{"start": 0, "end": 2}], "links": [[0, 1], {"source": 1, "target": 0}, "1-1"]}
    write("format/FormatFuzzTestInputs/spans", "spans", b"\1" + "\n".join(map(json.dumps, (spans, other))).encode())
    write("cli/RunStateFuzzTestInputs/state", "state", json.dumps({
        "run": {"model": "en-pt", "normalign": "0.1"}, "lines": 20, "digest": "e3b0c442", "aligned": 18, "bad": 1, "rejected": 1,
        "lengths": {"--output": 120}, "complete": False}))


def gold():
    described = {"name": "x", "sourceLanguage": "en", "targetLanguage": "pt", "base": 1, "format": "naacl", "licence": "CC0",
                 "source": "here", "parts": [{"sourceText": "source", "targetText": "target", "links": "links"}]}
    target = "gold/GoldFuzzTestInputs/folder"
    write(target, "naacl", json.dumps(described), "1 1 1 S\n2 2 1 P\n", "a b\nc d\n", "e\nf\n")
    write(target, "pharaoh", json.dumps(described | {"base": 0, "format": "pharaoh"}), "0-0 1p0\n\n", "a b\n\n", "e\n\n")
    write(target, "ids", json.dumps(described | {"format": "pharaoh", "ids": True}), "1\t1-1\n", "1\ta b\n", "1\te\n")
    write(target, "texts", json.dumps(described | {"parts": [{"texts": "source", "links": "links"}]}), "1 1 1 S\n", "a ||| b\n", "")


def markup():
    cases = [line.split(" | ") for line in (FIXTURES / "projection/cases.txt").read_text().splitlines() if line.count(" | ") == 3]
    for i in (0, 7, 20, 40, 60):
        source, target, links, _ = cases[i % len(cases)]
        pairs = bytes(int(index) for link in links.split() if link[0].isdigit() for index in link.split("-"))
        write("projection/MarkupFuzzTestInputs/markup", f"case-{i}", source, target, pairs)
    write("projection/MarkupFuzzTestInputs/markup", "entities", "a < b &amp;lt; &#38; &#x1F600; <!-- x --> <?php?> <br> {1} ]]> <a b='>'/>",
          "1 < 2 & 3 <b>", bytes(8))


def models():
    read = lambda directory, name: fixture(f"multilingual/{directory}/{name}")
    for directory in ("marian", "m2m100", "mbart", "mbart50", "t5"):
        added = FIXTURES / "multilingual" / directory / "added_tokens.json"
        settings = json.loads(read(directory, "tokenizer_config.json"))
        pieces = settings.get("added_tokens_decoder", {})
        settings["added_tokens_decoder"] = {key: pieces[key] for key in list(pieces)[:6]}
        files = [read(directory, "config.json"), read(directory, "generation_config.json"), json.dumps(settings)]
        vocabulary = '{"</s>": 0, "<unk>": 1, ">>por<<": 2, "__pt__": 3, "\u2581a": 4, "<pad>": 5}'
        write("tokenizer/TokenizerFuzzTestInputs/directory", directory, *files, added.read_bytes()[:2000] if added.exists() else "{}",
              vocabulary if directory in ("marian", "m2m100") else "", "")
        profile = json.dumps({"sourceLanguage": "en", "targetLanguage": "pt", "setting": {
            "layer": 1, "head": "1", "measure": "norm", "reading": "awo", "rule": "piece", "basis": "why", "evidence": {}}})
        config = json.loads(read(directory, "config.json")) | {"activation_scales": {"decoder_l1_context_Wq_QuantMultA": 12.5}}
        write("model/ModelFuzzTestInputs/directory", directory, json.dumps(config), files[1], profile, files[2], vocabulary)
    planted = fixture("exports/planted/config.json")
    write("model/ModelFuzzTestInputs/directory", "planted", planted, "{}", "", '{"tokenizer_class": "MarianTokenizer"}',
          '{"<unk>": 0, "</s>": 1, "<pad>": 2}')
    setting = {"layer": 1, "head": "all", "measure": "weight", "reading": "awi", "rule": "word"}
    two = {"forward": setting, "reverse": setting, "combination": {"symmetrize": "grow-diag"}, "basis": "why"}
    write("model/ModelFuzzTestInputs/profile", "profile", json.dumps({
        "FINGERPRINT": {"model": "x", "setting": setting, "twoWay": {"FINGERPRINT": two}, "provenance": [1, {"a": None}]},
        "0123456789abcdef": {"setting": setting}}))
    write("model/ModelFuzzTestInputs/profile", "empty", "")
    write("tokenizer/TokenizerFuzzTestInputs/vocabulary", "vocab", '{"<unk>": 0, "</s>": 1.0, "a\\ud83d\\ude00": 2e0}')
    unigram = {"version": "1.0", "added_tokens": [{"id": 0, "content": "</s>", "special": True}],
               "normalizer": {"type": "Sequence", "normalizers": [{"type": "Precompiled", "precompiled_charsmap": ""},
                                                                  {"type": "Replace", "pattern": {"Regex": " {2,}"}}]},
               "pre_tokenizer": {"type": "Metaspace", "replacement": "\u2581", "prepend_scheme": "always"},
               "model": {"type": "Unigram", "unk_id": 1, "byte_fallback": False,
                         "vocab": [["</s>", 0.0], ["<unk>", 0.0], ["\u2581", -2.5], ["a", -3.0], ["\u2581a", -1e1]]}}
    bpe = unigram | {"model": {"type": "BPE", "unk_token": "<unk>", "dropout": None, "merges": ["\u2581 a", ["a", "a"]],
                               "vocab": {"</s>": 0, "<unk>": 1, "\u2581": 2, "a": 3, "\u2581a": 4, "aa": 5}}}
    write("tokenizer/TokenizerFuzzTestInputs/tokenizerJson", "unigram", json.dumps(unigram))
    write("tokenizer/TokenizerFuzzTestInputs/tokenizerJson", "bpe", json.dumps(bpe))
    model = fixture("firefox/tiny/joint.bin")
    start = model.index(b"special:model.yml")
    yaml = model.index(b"dim-emb")
    assert yaml > start
    begin = model.rindex(b"\0", 0, yaml) + 1
    write("firefox/MarianFuzzTestInputs/settings", "settings", model[begin:model.index(b"\0", yaml)])
    write("firefox/MarianFuzzTestInputs/modelFile", "cut", fixture("firefox/tiny/split.bin")[:3000])


def graphs():
    for number in range(9):
        write("onnx/GraphFuzzTestInputs/surgery", f"base-{number}", bytes([number]))
        write("onnx/GraphFuzzTestInputs/surgery", f"damage-{number}",
              bytes([number] + [(number * 37 + i * 101) % 251 for i in range(24)]))


for make in (corpus, formats, gold, markup, models, graphs):
    make()
