#!/usr/bin/env python3
"""Makes src/test/resources/tokenizer/stock: small models' tokenizer files as transformers saves them, and the ids it gives.

    pip download --no-deps Django==5.2.8 && unzip -q django-5.2.8-py3-none-any.whl -d django
    python3 scripts/make_stock_tokenizers.py --catalogues django --output src/test/resources/tokenizer/stock

The text is Django's message catalogues (BSD-3-Clause; Debian's python3-django has the same), 24 languages in 14 scripts. The
SentencePiece models are trained on it, on one thread; the tokenizer classes, and the models whose decoder inputs are asked for, are
transformers' own. Needs scripts/requirements.txt. What is written is described in the README.md of the output folder.
"""

import argparse
import ast
import json
import random
import re
import shutil
import tempfile
from pathlib import Path

import sentencepiece as spm
import torch
import transformers as tr
from sentencepiece import sentencepiece_model_pb2 as pb2
from transformers.models.m2m_100 import modeling_m2m_100 as m2m_100
from transformers.models.mbart import modeling_mbart as mbart

from make_tokenizer_fixtures import nasty_texts, train, write, write_ids

LANGUAGES = "en de fr pt vi pl tr ru uk bg ar fa he hi ne mr th ja ko zh_Hans el ka hy ta".split()
LINES_OF_A_LANGUAGE = 440
SMALL_SET = 12  # every twelfth line for the kinds whose ids follow from another's
LITERALS = ["</s>", "<unk>", "<pad>", "<s>", "<mask>", "a </s> b", "x<pad>y", ">>por<<", ">>por<< a house", "a >>por<< house",
            ">>xxx<< a house", "por_Latn", "por_Latn a house", "a por_Latn house", "__pt__", "__pt__ a house", "pt_XX",
            "a pt_XX house", "en_XX</s>", "<extra_id_0>", "a <extra_id_0> b", "<extra_id_0></s>", "</s></s> </s>"]
TINY = dict(d_model=8, encoder_layers=1, decoder_layers=1, encoder_attention_heads=1, decoder_attention_heads=1, encoder_ffn_dim=8,
            decoder_ffn_dim=8, max_position_embeddings=64)
MESSAGE = re.compile(r'^msg(id|str)(?:_plural)?(?:\[\d\])? ((?:"(?:[^"\\]|\\.)*"\n?)+)', re.M)


def catalogue_lines(folder, language):
    """The lines of one language's messages (of en: of the messages to translate), each once, in the order of the files."""
    found = {}
    kind, name = ("id", "de") if language == "en" else ("str", language)
    for path in sorted(folder.glob(f"django/**/locale/{name}/LC_MESSAGES/*.po")):
        for match in MESSAGE.finditer(path.read_text(encoding="utf-8")):
            if match.group(1) == kind:
                message = "".join(ast.literal_eval(line) for line in match.group(2).strip().split("\n"))
                if "Project-Id-Version" not in message:
                    found.update(dict.fromkeys(line for line in message.split("\n") if line.strip()))
    return list(found)


def fairseq_model(lines, **options):
    """Special pieces as fairseq's models have them: <unk>, <s>, </s>."""
    return train(lines, character_coverage=0.9995, **options).SerializeToString()


def vocabulary(models, first, last, left_out, added):
    """Marian's or M2M100's vocab.json: the pieces of all models save every left_out-th, with some strings no model has a piece for."""
    names = list(first)
    for model in models:
        sp = spm.SentencePieceProcessor(model_proto=model)
        pieces = [sp.id_to_piece(i) for i in range(sp.get_piece_size()) if not (sp.is_control(i) or sp.is_unknown(i))]
        names += [piece for number, piece in enumerate(pieces) if number % left_out != left_out - 1]
    return {name: number for number, name in enumerate(dict.fromkeys(names + added + last))}


def save(folder, tokenizer, config):
    """The small files of a model directory; the large ones are kept once, gzipped, in the folder above."""
    with tempfile.TemporaryDirectory() as all_files:
        tokenizer.save_pretrained(all_files)
        config.save_pretrained(all_files)
        tr.GenerationConfig.from_model_config(config).save_pretrained(all_files)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for path in sorted(Path(all_files).iterdir()):
            if path.name in ("vocab.json", "target_vocab.json"):
                content = json.loads(path.read_text(encoding="utf-8"))
                write(folder / (path.name + ".gz"), json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode())
            elif path.suffix == ".json":
                content = json.loads(path.read_text(encoding="utf-8"))
                content.pop("name_or_path", None)
                (folder / path.name).write_text(json.dumps(content, ensure_ascii=False) + "\n", encoding="utf-8")


def is_literal(tokenizer, text):
    """Whether transformers finds a special piece spelled in the text; normalign never does."""
    marian = isinstance(tokenizer, tr.MarianTokenizer)
    return any(special in text for special in tokenizer.all_special_tokens) or marian and text.startswith(">>")


def decoder_inputs(model, labels):
    """What the decoder reads in training."""
    if isinstance(model, tr.M2M100ForConditionalGeneration):
        return m2m_100.shift_tokens_right(labels, model.config.pad_token_id, model.config.decoder_start_token_id)
    if isinstance(model, tr.MBartForConditionalGeneration):
        return mbart.shift_tokens_right(labels, model.config.pad_token_id)
    return model.prepare_decoder_input_ids_from_labels(labels)


def frame(tokenizer, model, source, target, start=None):
    """The ids of a pair with everything around them, as transformers trains and as it generates."""
    pair = ("A house and a garden", "Uma casa e um jardim")
    source_ids = tokenizer(pair[0]).input_ids
    labels = tokenizer(text_target=pair[1]).input_ids
    inputs = decoder_inputs(model, torch.tensor([labels]))[0].tolist()
    forced = {}
    if target is not None:
        forced = dict(decoder_start_token_id=start) if start is not None else dict(
            forced_bos_token_id=tokenizer.get_lang_id(target) if isinstance(tokenizer, tr.M2M100Tokenizer)
            else tokenizer.convert_tokens_to_ids(target))
    generated = model.generate(torch.tensor([source_ids]), max_new_tokens=2, num_beams=1, do_sample=False, **forced)[0].tolist()
    return dict(source=source, target=target, texts=pair, source_ids=source_ids, labels=labels, decoder_inputs=inputs,
                generated_start=generated[:1] if target is None or start is not None else generated[:2])


class Maker:
    """Writes everything for one kind after the other."""

    def __init__(self, output, lines):
        self.output = output
        self.lines = lines
        self.nasty = nasty_texts() + LITERALS
        self.frames = {}

    def ids(self, name, tokenizer, own_rule, every=1, target=False):
        """Expected ids of the lines, of the odd texts, and, where a special piece is spelled out, by our rule for it."""
        def encode(text):
            return (tokenizer(text_target=text) if target else tokenizer(text)).input_ids
        specials = set(tokenizer.convert_tokens_to_ids(tokenizer.all_special_tokens)) - {tokenizer.unk_token_id}
        rows, literal = [], 0
        for text in self.lines[::every] + self.nasty:
            if is_literal(tokenizer, text):
                pieces, literal = own_rule(text), literal + 1
                assert not specials & set(pieces), (name, text)
                row = around(tokenizer, pieces)
            else:
                row = encode(text)
            rows.append(row)
        write_ids(self.output / f"{name}.ids.gz", rows)
        print(f"{name}: {len(self.lines[::every])} lines, {len(self.nasty)} odd texts, {literal} of all spell a special piece")


def around(tokenizer, ids):
    return list(getattr(tokenizer, "prefix_tokens", [])) + ids + list(getattr(tokenizer, "suffix_tokens", []) or
                                                                       [tokenizer.eos_token_id])


def by_table(sp, table):
    """Ids by spelling, special spellings in text being unknown."""
    special = {"<s>", "<pad>", "</s>", "<unk>"}
    return lambda text: [table["<unk>"] if p in special else table.get(p, table["<unk>"]) for p in sp.encode(text, out_type=str)]


def shifted(sp):
    """fairseq's numbers: one more than SentencePiece's, its unknown piece at 3."""
    return lambda text: [number + 1 if number else 3 for number in sp.encode(text)]


def make_marian(maker, work, models):
    (work / "source.spm").write_bytes(models["marian-source"])
    (work / "target.spm").write_bytes(models["marian-target"])
    both = [models["marian-source"], models["marian-target"]]
    codes = [">>por<<", ">>fra<<", ">>cmn_Hans<<"]
    odd = ["한국어", "𠮷", "<", "😀😀😀", "</s>x"]
    tables = {"marian": vocabulary(both, ["</s>", "<unk>"], ["<pad>"], 97, odd),
              "marian-multi": vocabulary(both[1:], ["</s>", "<unk>"], ["<pad>"], 97, codes + odd)}
    for name, table in tables.items():
        (work / "vocab.json").write_text(json.dumps(table), encoding="utf-8")
        tokenizer = tr.MarianTokenizer(str(work / "source.spm"), str(work / "target.spm"), str(work / "vocab.json"))
        config = tr.MarianConfig(vocab_size=len(table), pad_token_id=table["<pad>"], eos_token_id=0, forced_eos_token_id=0,
                                 decoder_start_token_id=table["<pad>"], **TINY)
        model = tr.MarianMTModel(config)
        save(maker.output / name, tokenizer, config)
        maker.frames[name] = [frame(tokenizer, model, None, None)]
        if name == "marian":
            for side in ("source", "target"):
                sp = spm.SentencePieceProcessor(model_proto=models["marian-" + side])
                rule = by_table(sp, table)
                maker.ids(f"{name}-{side}", tokenizer, rule, 1 if side == "source" else SMALL_SET,
                          side == "target")
        else:
            prefixed = tokenizer(">>fra<< A house and a garden").input_ids
            maker.frames[name] = [dict(maker.frames[name][0], target="fra", source_ids=prefixed)]
    source = vocabulary(both[:1], ["</s>", "<unk>"], ["<pad>"], 97, odd)
    target = vocabulary(both[1:], ["<pad>", "<unk>", "</s>"], [], 89, odd[:2])
    target = {"</s>": 0, "<unk>": 1, "<pad>": 2, **{p: n + 3 for n, p in enumerate(k for k in target if k[0] != "<" or k == "<")}}
    (work / "vocab.json").write_text(json.dumps(source), encoding="utf-8")
    (work / "target_vocab.json").write_text(json.dumps(target), encoding="utf-8")
    tokenizer = tr.MarianTokenizer(str(work / "source.spm"), str(work / "target.spm"), str(work / "vocab.json"),
                                   target_vocab_file=str(work / "target_vocab.json"), separate_vocabs=True)
    config = tr.MarianConfig(vocab_size=len(source), decoder_vocab_size=len(target), pad_token_id=source["<pad>"], eos_token_id=0,
                             decoder_start_token_id=2, share_encoder_decoder_embeddings=False, forced_eos_token_id=0, **TINY)
    save(maker.output / "marian-separate", tokenizer, config)
    for side, table in (("source", source), ("target", target)):
        sp = spm.SentencePieceProcessor(model_proto=models["marian-" + side])
        rule = by_table(sp, table)
        tokenizer.current_encoder = table
        maker.ids(f"marian-separate-{side}", tokenizer, rule, 4 * SMALL_SET, side == "target")


def make_fairseq(maker, work, models):
    bpe, unigram = work / "bpe" / "sentencepiece.bpe.model", work / "unigram" / "sentencepiece.bpe.model"
    for path, name in ((bpe, "bpe"), (unigram, "unigram")):
        path.parent.mkdir()
        path.write_bytes(models[name])
    sps = {name: spm.SentencePieceProcessor(model_proto=models[name]) for name in ("bpe", "unigram")}

    for name, legacy, every in (("nllb", False, 1), ("nllb-legacy", True, 4 * SMALL_SET)):
        tokenizer = tr.NllbTokenizer(str(bpe), legacy_behaviour=legacy)
        config = tr.M2M100Config(vocab_size=len(tokenizer), decoder_start_token_id=2, tokenizer_class="NllbTokenizer", **TINY)
        save(maker.output / name, tokenizer, config)
        tokenizer.src_lang, tokenizer.tgt_lang = "eng_Latn", "por_Latn"
        maker.frames[name] = [frame(tokenizer, tr.M2M100ForConditionalGeneration(config), "eng_Latn", "por_Latn")]
        maker.ids(name, tokenizer, shifted(sps["bpe"]), every)

    table = vocabulary([models["bpe"]], ["<s>", "<pad>", "</s>", "<unk>"], [], 97, ["한국어", "𠮷", "</s>x"])
    (work / "vocab.json").write_text(json.dumps(table), encoding="utf-8")
    tokenizer = tr.M2M100Tokenizer(str(work / "vocab.json"), str(bpe))
    config = tr.M2M100Config(vocab_size=len(table) + 108, decoder_start_token_id=2, **TINY)
    save(maker.output / "m2m100", tokenizer, config)
    tokenizer.src_lang, tokenizer.tgt_lang = "en", "pt"
    maker.frames["m2m100"] = [frame(tokenizer, tr.M2M100ForConditionalGeneration(config), "en", "pt")]
    maker.ids("m2m100", tokenizer, by_table(sps["bpe"], table), SMALL_SET)

    tokenizer = tr.MBartTokenizer(str(unigram), src_lang="en_XX", tgt_lang="ro_RO")
    config = tr.MBartConfig(vocab_size=len(tokenizer), **TINY)
    save(maker.output / "mbart", tokenizer, config)
    maker.frames["mbart"] = [frame(tokenizer, tr.MBartForConditionalGeneration(config), "en_XX", "ro_RO",
                                   tokenizer.lang_code_to_id["ro_RO"])]
    maker.ids("mbart", tokenizer, shifted(sps["unigram"]), SMALL_SET)

    tokenizer = tr.MBart50Tokenizer(str(bpe))
    config = tr.MBartConfig(vocab_size=len(tokenizer), decoder_start_token_id=2, tokenizer_class="MBart50Tokenizer", **TINY)
    save(maker.output / "mbart50", tokenizer, config)
    tokenizer.src_lang, tokenizer.tgt_lang = "en_XX", "pt_XX"
    maker.frames["mbart50"] = [frame(tokenizer, tr.MBartForConditionalGeneration(config), "en_XX", "pt_XX")]
    maker.ids("mbart50", tokenizer, shifted(sps["bpe"]), SMALL_SET)


def make_t5(maker, work, models):
    path = work / "spiece.model"
    path.write_bytes(models["t5"])
    sp = spm.SentencePieceProcessor(model_proto=models["t5"])
    tasks = {"translation_en_to_de": {"prefix": "translate English to German: "},
             "translation_en_to_fr": {"prefix": "translate English to French: "}, "summarization": {"prefix": "summarize: "}}
    for name, legacy in (("t5", True), ("t5-new", False)):
        tokenizer = tr.T5Tokenizer(str(path), legacy=legacy)
        config = tr.T5Config(vocab_size=len(tokenizer), d_model=8, d_kv=8, d_ff=8, num_layers=1, num_heads=1,
                             decoder_start_token_id=0, task_specific_params=tasks)
        save(maker.output / name, tokenizer, config)
        plain = frame(tokenizer, tr.T5ForConditionalGeneration(config), None, None)
        prefixed = tokenizer("translate English to German: A house and a garden").input_ids
        maker.frames[name] = [dict(plain, source="en", target="de", source_ids=prefixed)]
        maker.ids(name, tokenizer, sp.encode, SMALL_SET)


def make_json(maker, work, models):
    """tokenizer.json alone, as a fast tokenizer saves it; without the normaliser's rules, which the tests put in again."""
    t5_config = tr.T5Config(vocab_size=4100, d_model=8, d_kv=8, d_ff=8, num_layers=1, num_heads=1, decoder_start_token_id=0)
    for name, fast, config in (
            ("nllb-json", tr.NllbTokenizerFast(str(work / "bpe" / "sentencepiece.bpe.model"), src_lang="eng_Latn", tgt_lang="por_Latn"),
             tr.M2M100Config(vocab_size=6204, decoder_start_token_id=2, **TINY)),
            ("t5-json", tr.T5TokenizerFast(str(work / "spiece.model"), add_prefix_space=True), t5_config)):
        save(maker.output / name, fast, config)
        for path in (maker.output / name).iterdir():
            if path.name not in ("config.json", "tokenizer.json"):
                path.unlink()
        path = maker.output / name / "tokenizer.json"
        content = json.loads(path.read_text(encoding="utf-8"))
        for step in content["normalizer"]["normalizers"]:
            if "precompiled_charsmap" in step:
                step["precompiled_charsmap"] = ""
        path.unlink()
        write(path.with_name("tokenizer.json.gz"), json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode())
        if name == "nllb-json":
            maker.frames[name] = [frame(fast, tr.M2M100ForConditionalGeneration(config), "eng_Latn", "por_Latn")]
        else:
            maker.frames[name] = [frame(fast, tr.T5ForConditionalGeneration(config), None, None)]


def main():
    parser = argparse.ArgumentParser()
    for option in ("catalogues", "output"):
        parser.add_argument("--" + option, type=Path, required=True)
    options = parser.parse_args()
    torch.manual_seed(4)
    dice = random.Random(4)
    options.output.mkdir(parents=True, exist_ok=True)
    lines = []
    for language in LANGUAGES:
        found = catalogue_lines(options.catalogues, language)
        lines += [found[i] for i in sorted(dice.sample(range(len(found)), min(LINES_OF_A_LANGUAGE, len(found))))]
    write(options.output / "lines.txt.gz", "".join(line + "\n" for line in lines).encode("utf-8"))
    write(options.output / "odd.json.gz", json.dumps(nasty_texts() + LITERALS).encode("ascii"))

    models = {
        "bpe": fairseq_model(lines, model_type="bpe", vocab_size=6000),
        "unigram": fairseq_model(lines, vocab_size=5000),
        "marian-source": fairseq_model(lines, vocab_size=6000),
        "marian-target": fairseq_model(lines[:len(lines) // 2], vocab_size=3000),
        "t5": train(lines, vocab_size=4000, pad_id=0, eos_id=1, unk_id=2, bos_id=-1).SerializeToString(),
    }
    rules = None
    for name, model in models.items():
        # The normaliser's rules are most of a small model and the same in all: kept once. Messages that follow one another merge.
        parsed = pb2.ModelProto.FromString(model)
        own = pb2.ModelProto(normalizer_spec=pb2.NormalizerSpec(
            name=parsed.normalizer_spec.name, precompiled_charsmap=parsed.normalizer_spec.precompiled_charsmap))
        assert rules is None or rules == own.SerializePartialToString()
        rules = own.SerializePartialToString()
        parsed.normalizer_spec.ClearField("precompiled_charsmap")
        write(options.output / f"{name}.model.gz", parsed.SerializeToString())
        assert pb2.ModelProto.FromString(parsed.SerializeToString() + rules) == pb2.ModelProto.FromString(model)
    write(options.output / "nmt_nfkc.rules.gz", rules)
    maker = Maker(options.output, lines)
    with tempfile.TemporaryDirectory() as work:
        make_marian(maker, Path(work), models)
        make_fairseq(maker, Path(work), models)
        make_t5(maker, Path(work), models)
        make_json(maker, Path(work), models)
    (options.output / "frames.json").write_text(json.dumps(maker.frames, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
