#!/usr/bin/env python3
"""Makes src/test/resources/multilingual: complete small model directories as they are found on disks, and the links they give.

    python scripts/make_multilingual_fixture.py --lines src/test/resources/tokenizer/stock/lines.txt.gz \\
        --output src/test/resources/multilingual

LINES is what make_stock_tokenizers.py wrote: 440 lines a language. The tokenizer files are what transformers saves, the graphs
what Optimum exports (the quantised ones, what ONNX Runtime makes of them), the weights those of fixture_models.py. Expected links
are computed here, with PyTorch and numpy alone: ids by transformers' tokenizers with their languages set, the decoder's start by
generate(), attention of every layer and head, words by SentencePiece's own offsets. README.md in the output folder says what is
what; the command leaves it alone and replaces everything else. Needs scripts/requirements.txt; no network, no GPU, two minutes.
"""

import argparse
import gzip
import itertools
import json
import shutil
import tempfile
from pathlib import Path

import numpy as np
import sentencepiece as spm
import torch
import transformers as tr
from onnxruntime.quantization import QuantType, quantize_dynamic
from optimum.exporters.onnx import main_export
from sentencepiece import sentencepiece_model_pb2 as pb2

import fixture_models as models
from make_stock_tokenizers import decoder_inputs, fairseq_model, train, vocabulary

ENGLISH, GERMAN, FRENCH, PORTUGUESE, RUSSIAN = 0, 1, 2, 3, 7
LINES_OF_A_LANGUAGE = 440
LAYERS, POSITIONS = 2, 64
SMALLEST_MARGIN = 1e-4
PAIRS = 5
SENTENCES = {
    "en": ["The white house stands beside the old church .", "She saw two dogs and a cat yesterday .",
           "Please enter a valid e-mail address .", "I do not know this man .", "Where is the nearest station ?",
           "The children are playing in the garden 😀 .", "My brother's friends will come tomorrow .",
           "A file with this name exists already .", "Nothing is lost .", "We have to read the whole document first ."],
    "pt": ["A casa branca fica ao lado da igreja velha .", "Ela viu dois cães e um gato ontem .",
           "Introduza um endereço de e-mail válido .", "Não conheço este homem .", "Onde fica a estação mais próxima ?",
           "As crianças brincam no jardim 😀 .", "Os amigos do meu irmão virão amanhã .",
           "Já existe um ficheiro com este nome .", "Nada se perde .", "Primeiro temos de ler todo o documento ."],
    "de": ["Das weiße Haus steht neben der alten Kirche .", "Sie sah gestern zwei Hunde und eine Katze .",
           "Bitte gib eine gültige E-Mail-Adresse ein .", "Ich kenne diesen Mann nicht .", "Wo ist der nächste Bahnhof ?",
           "Die Kinder spielen im Garten 😀 .", "Die Freunde meines Bruders kommen morgen .",
           "Eine Datei mit diesem Namen gibt es schon .", "Nichts geht verloren .", "Zuerst müssen wir das ganze Dokument lesen ."],
    "ro": ["Casa albă se află lângă biserica veche .", "Ea a văzut ieri doi câini și o pisică .",
           "Introduceți o adresă de e-mail validă .", "Nu îl cunosc pe acest om .", "Unde este cea mai apropiată gară ?",
           "Copiii se joacă în grădină 😀 .", "Prietenii fratelui meu vor veni mâine .",
           "Există deja un fișier cu acest nume .", "Nimic nu se pierde .", "Mai întâi trebuie să citim tot documentul ."],
    "ru": ["Белый дом стоит рядом со старой церковью .", "Вчера она видела двух собак и кошку .",
           "Введите правильный адрес электронной почты .", "Я не знаю этого человека .", "Где ближайшая станция ?",
           "Дети играют в саду 😀 .", "Друзья моего брата придут завтра .",
           "Файл с таким именем уже существует .", "Ничто не теряется .", "Сначала надо прочитать весь документ ."],
}
COMMON = {key: value for key, value in models.BART.items() if key not in ("forced_eos_token_id", *models.COMMON)}
COMMON.update(decoder_layers=LAYERS, max_position_embeddings=POSITIONS)
FAIRSEQ = dict(pad_token_id=1, bos_token_id=0, eos_token_id=2)
TASKS = {"translation_en_to_de": {"prefix": "translate English to German: "},
         "translation_en_to_fr": {"prefix": "translate English to French: "},
         "translation_en_to_ro": {"prefix": "translate English to Romanian: "}}


class Fixture:
    """The output folder, the parts in it, and how directories are put together from them."""

    def __init__(self, output, work):
        self.output, self.work = output, work
        self.directories, self.expected = {}, []

    def pieces(self, name, model):
        """Keeps a SentencePiece model without its normaliser's rules, which are large and lie in tokenizer/stock already."""
        parsed = pb2.ModelProto.FromString(model)
        parsed.normalizer_spec.ClearField("precompiled_charsmap")
        (self.output / f"{name}.model").write_bytes(parsed.SerializeToString())

    def directory(self, name, tokenizer, config, pieces, graphs):
        """A model directory: small files are written, pieces and graphs (path in the directory to part) only referred to."""
        folder = self.output / name
        folder.mkdir()
        with tempfile.TemporaryDirectory() as saved:
            tokenizer.save_pretrained(saved)
            config.save_pretrained(saved)
            tr.GenerationConfig.from_model_config(config).save_pretrained(saved)
            saved_pieces = {path.name for path in Path(saved).iterdir() if path.suffix in (".spm", ".model")}
            assert saved_pieces == set(pieces), saved_pieces
            for path in Path(saved).glob("*.json"):
                content = json.loads(path.read_text(encoding="utf-8"))
                content.pop("name_or_path", None)
                (folder / path.name).write_text(json.dumps(content, ensure_ascii=False) + "\n", encoding="utf-8")
        self.directories[name] = {"pieces": pieces, "graphs": graphs}

    def graphs(self, name, model, quantised=False):
        """Encoder, decoder without a cache and both in one, as Optimum writes them; and perhaps in 8 bits."""
        target = self.output / "graphs" / name
        with tempfile.TemporaryDirectory() as saved, tempfile.TemporaryDirectory() as exported:
            model.save_pretrained(saved)
            main_export(saved, output=exported, task="text2text-generation-with-past", do_validation=False)
            target.mkdir(parents=True)
            for file in ("encoder_model.onnx", "decoder_model.onnx", "decoder_model_merged.onnx"):
                shutil.copy(Path(exported) / file, target / file)
        if quantised:
            for graph in ("encoder_model", "decoder_model_merged"):
                quantize_dynamic(str(target / f"{graph}.onnx"), str(target / f"{graph}_quantized.onnx"),
                                 weight_type=QuantType.QInt8, extra_options=dict(EnableSubgraph=True))

    def drop(self):
        """Removes graphs that no directory refers to."""
        used = {part for directory in self.directories.values() for part in directory["graphs"].values()}
        for path in sorted((self.output / "graphs").rglob("*.onnx")):
            if path.relative_to(self.output).as_posix() not in used:
                path.unlink()

    def write(self):
        (self.output / "directories.json").write_text(json.dumps(self.directories, indent=1) + "\n", encoding="ascii")
        text = ",\n".join(json.dumps(case, ensure_ascii=False, indent=None) for case in self.expected)
        (self.output / "expected.json").write_text(f"[\n{text}\n]\n", encoding="utf-8")


OPTIMUM = ("", ("encoder_model.onnx", "decoder_model.onnx"))
TRANSFORMERS_JS = ("onnx/", ("encoder_model.onnx", "decoder_model_merged.onnx"))
WITH_QUANTISED = ("onnx/", TRANSFORMERS_JS[1] + ("encoder_model_quantized.onnx", "decoder_model_merged_quantized.onnx"))


def layout(kind, graphs):
    folder, files = kind
    return {folder + file: f"graphs/{graphs}/{file}" for file in files}


def word_pieces(sp, text, prefix=""):
    """SentencePiece's pieces of prefix + text: spelling, and the word of text that holds the first character that is no space."""
    whole, word_of, word = prefix + text, [], -1
    for position, character in enumerate(whole):
        if position == len(prefix) or character.isspace():
            word += position >= len(prefix) and (position == len(prefix) or not whole[position - 1].isspace())
        word_of.append(None if position < len(prefix) else word)
    found = []
    in_bytes = whole.encode("utf-8")
    for piece in sp.encode(whole, return_type="proto").pieces:
        at = len(in_bytes[:piece.begin].decode("utf-8"))
        while at < len(whole) and whole[at].isspace():
            at += 1
        found.append((piece.piece, word_of[at]))
    return found


class Case:
    """One direction of one model."""

    def __init__(self, directory, model, tokenizer, sp, languages, codes, options, **frame):
        self.directory, self.model, self.tokenizer, self.sp = directory, model.double(), tokenizer, sp
        self.languages, self.codes, self.options = languages, codes, options
        self.code_before, self.prefix = frame.get("code_before", False), frame.get("prefix", "")
        self.target_frame, self.forced = frame["target_frame"], frame.get("forced", {})
        self.shifted = frame.get("shifted", True)

    def source(self, text):
        """Ids by transformers, and each position's word; None for a special piece or one of the task's words."""
        ids = self.tokenizer(self.prefix + text).input_ids
        pieces = word_pieces(self.sp[0], text, "" if self.code_before else self.prefix)
        before = 1 if self.code_before else 0
        self.require_pieces(ids[before:before + len(pieces)], pieces, text)
        return ids, [None] * before + [word for _, word in pieces] + [None] * (len(ids) - before - len(pieces))

    def target(self, text):
        labels = self.tokenizer(text_target=text).input_ids
        before, after = self.target_frame
        ids = labels[before:len(labels) - after]
        pieces = word_pieces(self.sp[1], text)
        assert len(ids) == len(pieces), (self.directory, text)
        return labels, ids, [word for _, word in pieces]

    def require_pieces(self, ids, pieces, text):
        names = self.tokenizer.convert_ids_to_tokens(ids)
        assert len(names) == len(pieces), (self.directory, text, names)
        for name, (piece, _) in zip(names, pieces):
            assert name == piece or name == self.tokenizer.unk_token, (self.directory, text, name, piece)

    def start(self, source_ids):
        """What generate() gives the decoder before the first piece of its own choice."""
        made = self.model.generate(torch.tensor([source_ids]), max_new_tokens=3, num_beams=1, do_sample=False,
                                   use_cache=False, **self.forced)
        return made[0, :2 if "forced_bos_token_id" in self.forced else 1].tolist()

    def pair(self, source, target):
        """The links of every setting, and the smallest margin any of them was won by."""
        source_ids, columns = self.source(source)
        labels, target_ids, rows = self.target(target)
        start = self.start(source_ids)
        inputs = start + target_ids
        trained = decoder_inputs(self.model, torch.tensor([labels]))[0].tolist()
        assert not self.shifted or trained[:len(inputs)] == inputs, (self.directory, trained, inputs)
        ids = torch.tensor([source_ids])
        layers = models.vectors(self.model, [(ids, torch.ones_like(ids), torch.tensor([inputs]))])[0]
        links, margin = {}, np.inf
        for number, (weights, vectors) in enumerate(layers, 1):
            for heads in ["all", *range(1, models.HEADS + 1)]:
                chosen = slice(None) if heads == "all" else slice(heads - 1, heads)
                a, f = weights[chosen].numpy(), vectors[chosen].numpy()
                scores = {"weight": a.mean(0), "norm": np.linalg.norm(np.einsum("hts,hso->tso", a, f), axis=-1)}
                for measure, reading in itertools.product(scores, ("awi", "awo")):
                    first = len(start) - (reading == "awo")
                    found, least = word_links(scores[measure][first:first + len(rows)], rows, columns)
                    links[f"{number} {heads} {measure} {reading}"] = " ".join(f"{s}-{t}" for s, t in found)
                    margin = min(margin, least)
        peak = np.mean([weights.numpy().max(-1).mean() for weights, _ in layers])
        likely = self.log_probability(ids, start, target_ids)
        found = dict(source=source, target=target, sourceIds=source_ids, decoderIds=inputs, logProbability=likely, links=links)
        return found, margin, peak

    def log_probability(self, source, start, target):
        """The mean over the target's pieces and </s> of the log-probability that PyTorch gives each behind those before it."""
        labels = torch.tensor(target + [self.model.config.eos_token_id])
        with torch.no_grad():
            logits = self.model(input_ids=source, decoder_input_ids=torch.tensor([start + target]), use_cache=False).logits[0]
        steps = torch.log_softmax(logits[len(start) - 1:], -1)
        return round(steps[torch.arange(len(labels)), labels].mean().item(), 9)

    def expected(self):
        found, peaks = [], []
        one, other = (SENTENCES[language] for language in self.languages)
        for source, target in zip(one, other):
            pair, margin, peak = self.pair(source, target)
            peaks.append(peak)
            if margin > SMALLEST_MARGIN and len(found) < PAIRS:
                found.append(pair)
        linked = np.mean([len(pair["links"]["1 all weight awi"].split()) / len(pair["target"].split()) for pair in found])
        print(f"{self.directory} {'-'.join(self.languages)}: {len(found)} pairs; the largest weight of a row is"
              f" {np.mean(peaks):.2f} on average; {linked:.2f} of the target words are linked")
        assert len(found) >= 4, self.directory
        return dict(directory=self.directory, source=self.codes[0], target=self.codes[1], options=self.options, pairs=found)


def word_links(scores, rows, columns):
    """Sum over a source word's pieces, mean over a target word's; the greatest wins, special pieces too, which make no link."""
    sources = sorted({word for word in columns if word is not None})
    special = [i for i, word in enumerate(columns) if word is None]
    merged = np.stack([scores[:, [i for i, w in enumerate(columns) if w == word]].sum(1) for word in sources]
                      + [scores[:, i] for i in special], axis=1)
    links, margin = [], np.inf
    for word in sorted(set(rows)):
        row = merged[[i for i, w in enumerate(rows) if w == word]].mean(0)
        order = np.argsort(row)
        margin = min(margin, row[order[-1]] - row[order[-2]])
        if order[-1] < len(sources):
            links.append((sources[order[-1]], word))
    return sorted(links), margin


def filled(model, name):
    model = model.eval()
    models.fill(model, name)
    config = model.config
    model.generation_config = tr.GenerationConfig(max_length=POSITIONS, num_beams=1, pad_token_id=config.pad_token_id,
                                                  eos_token_id=config.eos_token_id,
                                                  decoder_start_token_id=config.decoder_start_token_id)
    return model


def eager(model):
    model.set_attn_implementation("eager")
    return model


def up_to_eight(number):
    return -(-number // 8) * 8


def make_m2m(fixture, model_bytes):
    """NLLB as it is and with legacy_behaviour, and M2M100: one set of graphs."""
    path = fixture.work / "bpe" / "sentencepiece.bpe.model"
    path.parent.mkdir()
    path.write_bytes(model_bytes)
    fixture.pieces("bpe", model_bytes)
    sp = spm.SentencePieceProcessor(model_proto=model_bytes)
    table = vocabulary([model_bytes], ["<s>", "<pad>", "</s>", "<unk>"], [], 97, ["</s>x"])
    (fixture.work / "vocab.json").write_text(json.dumps(table), encoding="utf-8")
    nllb = {legacy: tr.NllbTokenizer(str(path), legacy_behaviour=legacy) for legacy in (False, True)}
    m2m100 = tr.M2M100Tokenizer(str(fixture.work / "vocab.json"), str(path))
    size = up_to_eight(max(len(nllb[False]), len(table) + 108))
    options = dict(vocab_size=size, decoder_start_token_id=2, activation_function="relu", **COMMON, **FAIRSEQ)
    model = filled(tr.M2M100ForConditionalGeneration(tr.M2M100Config(**options)), "m2m100")
    fixture.graphs("m2m100", model, quantised=True)
    eager(model)
    pieces = {"sentencepiece.bpe.model": "bpe"}
    for legacy, name in ((False, "nllb"), (True, "nllb-legacy")):
        tokenizer = nllb[legacy]
        config = tr.M2M100Config(**options, tokenizer_class="NllbTokenizer")
        fixture.directory(name, tokenizer, config, pieces, layout(OPTIMUM if legacy else TRANSFORMERS_JS, "m2m100"))
        codes = {"en": "eng_Latn", "pt": "por_Latn", "ru": "rus_Cyrl"}
        for languages in (("en", "pt"),) if legacy else (("en", "pt"), ("pt", "en"), ("ru", "en")):
            two = [codes[language] for language in languages]
            tokenizer.src_lang, tokenizer.tgt_lang = two
            # The old tokenizer's labels end with the code, so that what training reads is not what generating does.
            fixture.expected.append(Case(name, model, tokenizer, (sp, sp), languages, two, two, code_before=not legacy,
                                         target_frame=(0, 2) if legacy else (1, 1), shifted=not legacy,
                                         forced=dict(forced_bos_token_id=tokenizer.convert_tokens_to_ids(two[1]))).expected())
    fixture.directory("m2m100", m2m100, tr.M2M100Config(**options), pieces, layout(WITH_QUANTISED, "m2m100"))
    for languages in (("en", "pt"), ("pt", "en")):
        m2m100.src_lang, m2m100.tgt_lang = languages
        fixture.expected.append(Case("m2m100", model, m2m100, (sp, sp), languages, languages, languages, code_before=True,
                                     target_frame=(1, 1),
                                     forced=dict(forced_bos_token_id=m2m100.get_lang_id(languages[1]))).expected())


def make_mbart(fixture, bpe, unigram):
    """mBART-50, and mBART as fine-tuned for one direction, which its files name: one set of graphs."""
    path = fixture.work / "unigram" / "sentencepiece.bpe.model"
    path.parent.mkdir()
    path.write_bytes(unigram)
    fixture.pieces("unigram", unigram)
    fifty = tr.MBart50Tokenizer(str(fixture.work / "bpe" / "sentencepiece.bpe.model"))
    cc25 = tr.MBartTokenizer(str(path), src_lang="en_XX", tgt_lang="ro_RO")
    size = up_to_eight(max(len(fifty), len(cc25)))
    options = dict(vocab_size=size, activation_function="gelu", **COMMON, **FAIRSEQ)
    model = filled(tr.MBartForConditionalGeneration(tr.MBartConfig(decoder_start_token_id=2, **options)), "mbart")
    fixture.graphs("mbart", model)
    eager(model)
    pieces = {name: spm.SentencePieceProcessor(model_proto=data) for name, data in (("bpe", bpe), ("unigram", unigram))}
    fixture.directory("mbart50", fifty, tr.MBartConfig(decoder_start_token_id=2, tokenizer_class="MBart50Tokenizer", **options),
                      {"sentencepiece.bpe.model": "bpe"}, layout(OPTIMUM, "mbart"))
    for languages in (("en", "pt"), ("pt", "en")):
        codes = [{"en": "en_XX", "pt": "pt_XX"}[language] for language in languages]
        fifty.src_lang, fifty.tgt_lang = codes
        fixture.expected.append(Case("mbart50", model, fifty, (pieces["bpe"],) * 2, languages, codes, codes, code_before=True,
                                     target_frame=(1, 1),
                                     forced=dict(forced_bos_token_id=fifty.convert_tokens_to_ids(codes[1]))).expected())
    start = cc25.lang_code_to_id["ro_RO"]
    fixture.directory("mbart", cc25, tr.MBartConfig(decoder_start_token_id=start, **options),
                      {"sentencepiece.bpe.model": "unigram"}, layout(OPTIMUM, "mbart"))
    fixture.expected.append(Case("mbart", model, cc25, (pieces["unigram"],) * 2, ("en", "ro"), ("en_XX", "ro_RO"), (None, None),
                                 target_frame=(0, 2), forced=dict(decoder_start_token_id=start)).expected())


def make_t5(fixture, model_bytes):
    path = fixture.work / "spiece.model"
    path.write_bytes(model_bytes)
    fixture.pieces("t5", model_bytes)
    sp = spm.SentencePieceProcessor(model_proto=model_bytes)
    tokenizer = tr.T5Tokenizer(str(path), legacy=True)
    config = tr.T5Config(vocab_size=up_to_eight(len(tokenizer)), d_model=16, d_kv=8, d_ff=32, num_layers=1, num_decoder_layers=LAYERS,
                         num_heads=models.HEADS, relative_attention_num_buckets=8, relative_attention_max_distance=16,
                         n_positions=POSITIONS, decoder_start_token_id=0, pad_token_id=0, eos_token_id=1, task_specific_params=TASKS)
    model = filled(tr.T5ForConditionalGeneration(config), "t5")
    fixture.graphs("t5", model)
    fixture.directory("t5", tokenizer, config, {"spiece.model": "t5"}, layout(OPTIMUM, "t5"))
    for target in ("de", "ro"):
        fixture.expected.append(Case("t5", model, tokenizer, (sp, sp), ("en", target), ("en", target), ("en", target),
                                     prefix=TASKS[f"translation_en_to_{target}"]["prefix"], target_frame=(0, 1)).expected())


def make_marian(fixture, source, target):
    for name, model in (("source", source), ("target", target)):
        (fixture.work / f"{name}.spm").write_bytes(model)
        fixture.pieces(f"marian-{name}", model)
    table = vocabulary([source, target], ["</s>", "<unk>"], ["<pad>"], 97, [">>deu<<", ">>por<<", ">>fra<<", "</s>x"])
    (fixture.work / "vocab.json").write_text(json.dumps(table), encoding="utf-8")
    tokenizer = tr.MarianTokenizer(str(fixture.work / "source.spm"), str(fixture.work / "target.spm"),
                                   str(fixture.work / "vocab.json"))
    pad = table["<pad>"]
    config = tr.MarianConfig(vocab_size=len(table), pad_token_id=pad, eos_token_id=0, decoder_start_token_id=pad,
                             activation_function="swish", static_position_embeddings=True, forced_eos_token_id=0, **COMMON)
    model = filled(tr.MarianMTModel(config), "marian")
    fixture.graphs("marian", model)
    eager(model)
    fixture.directory("marian", tokenizer, config, {"source.spm": "marian-source", "target.spm": "marian-target"},
                      layout(TRANSFORMERS_JS, "marian"))
    sps = tuple(spm.SentencePieceProcessor(model_proto=data) for data in (source, target))
    for language, code in (("de", "deu"), ("pt", "por")):
        fixture.expected.append(Case("marian", model, tokenizer, sps, ("en", language), (None, code), (None, code),
                                     code_before=True, prefix=f">>{code}<< ", target_frame=(0, 1)).expected())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=Path, required=True, help="lines.txt.gz of make_stock_tokenizers.py")
    parser.add_argument("--output", type=Path, required=True, help="folder to write")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    tr.logging.set_verbosity_error()
    arguments.output.mkdir(parents=True, exist_ok=True)
    for path in arguments.output.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.name != "README.md":
            path.unlink()
    text = gzip.decompress(arguments.lines.read_bytes()).decode("utf-8").split("\n")

    def lines(*languages):
        return [line for language in languages for line in text[LINES_OF_A_LANGUAGE * language:LINES_OF_A_LANGUAGE * (language + 1)]]

    every = lines(ENGLISH, GERMAN, FRENCH, PORTUGUESE, RUSSIAN)
    bpe, unigram = fairseq_model(every, model_type="bpe", vocab_size=600), fairseq_model(every, vocab_size=500)
    with tempfile.TemporaryDirectory() as work:
        fixture = Fixture(arguments.output, Path(work))
        make_m2m(fixture, bpe)
        make_mbart(fixture, bpe, unigram)
        make_t5(fixture, train(every, character_coverage=0.9995, vocab_size=600, pad_id=0, eos_id=1, unk_id=2,
                               bos_id=-1).SerializeToString())
        make_marian(fixture, fairseq_model(lines(ENGLISH), vocab_size=300),
                    fairseq_model(lines(GERMAN, FRENCH, PORTUGUESE), vocab_size=450))
        fixture.drop()
        fixture.write()
    files = [path for path in arguments.output.rglob("*") if path.is_file()]
    print(f"{len(files)} files, {sum(path.stat().st_size for path in files):,} bytes")


if __name__ == "__main__":
    main()
