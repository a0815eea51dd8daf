"""A run's checkpoint as a MarianMT directory, as ONNX by the stock exporter, and as ONNX with int8 weights.

  python export.py RUN --firefox DIR --out DIR

RUN is a folder of train.py (checkpoint.pt); --firefox as there. It makes

  OUT/marian  config.json, model.safetensors, source.spm, target.spm, vocab.json, tokenizer_config.json, generation_config.json:
              `MarianMTModel.from_pretrained` and `MarianTokenizer.from_pretrained` load it
  OUT/onnx    the same exported by `optimum` (task text2text-generation, no cache), float32, unmodified
  OUT/int8    encoder_model.onnx, decoder_model.onnx and one weights.bin: the exporter's graphs with their weight matrices as int8,
              each behind a DequantizeLinear; arithmetic stays float32
  OUT/run.json  what the checkpoint says of the training: the run may go on meanwhile, so tables and cards read it here; written last

The embedding table is a third of all weights and stands in both graphs, in the decoder twice: OUT/int8 holds it once, gathers
int8 rows and dequantises those. A matrix that came from the Firefox model and did not change keeps the Firefox model's
own int8 values, so nothing is rounded there; any other matrix has one scale for each output column.
"""
import argparse
import json
import os
import shutil

import numpy as np
import onnx
import sentencepiece
import torch
from onnx import TensorProto, helper, numpy_helper
from transformers import MarianMTModel, MarianTokenizer

import firefox
import record
from train import learned, read


def trained_model(state, firefox_folder):
    """The MarianMT model of a checkpoint in float32, and the SentencePiece file it reads with."""
    model_path, vocab = firefox.paths(firefox_folder, state["direction"])
    model = firefox.new_model(model_path, state["seed"])
    with torch.no_grad():
        for parameter, master in zip(learned(model), state["masters"], strict=True):
            parameter.copy_(master)
    return model.eval(), vocab


def write_marian(model, vocab, direction, folder):
    os.makedirs(folder, exist_ok=True)
    pieces = sentencepiece.SentencePieceProcessor(model_file=vocab)
    ids = {pieces.id_to_piece(i): i for i in range(len(pieces))}
    ids["<pad>"] = firefox.PAD
    with open(os.path.join(folder, "vocab.json"), "w", encoding="utf-8", newline="\n") as out:
        json.dump(ids, out, ensure_ascii=False, indent=0, separators=(",", ":"))
        out.write("\n")
    for name in ("source.spm", "target.spm"):
        shutil.copyfile(vocab, os.path.join(folder, name))
    source, target = direction.split("-")
    model.save_pretrained(folder)
    tokenizer = MarianTokenizer(os.path.join(folder, "source.spm"), os.path.join(folder, "target.spm"),
                                os.path.join(folder, "vocab.json"), source_lang=source, target_lang=target,
                                unk_token="<unk>", eos_token="</s>", pad_token="<pad>", model_max_length=512)
    config = {"source_lang": source, "target_lang": target, "unk_token": "<unk>", "eos_token": "</s>", "pad_token": "<pad>",
              "model_max_length": 512, "separate_vocabs": False, "tokenizer_class": "MarianTokenizer"}
    assert tokenizer.pad_token_id == firefox.PAD and tokenizer.eos_token_id == firefox.END
    with open(os.path.join(folder, "tokenizer_config.json"), "w", encoding="utf-8", newline="\n") as out:
        json.dump(config, out, indent=2)
        out.write("\n")
    MarianMTModel.from_pretrained(folder)
    again = MarianTokenizer.from_pretrained(folder)
    text = "Obrigado, thank you: 1999!"
    assert again(text).input_ids == pieces.encode(text) + [firefox.END], "MarianTokenizer reads the vocabulary otherwise"


def write_onnx(folder, out):
    from optimum.exporters.onnx import main_export
    shutil.rmtree(out, ignore_errors=True)
    main_export(folder, output=out, task="text2text-generation", device="cpu", no_post_process=False)
    for name in ("source.spm", "target.spm", "vocab.json", "tokenizer_config.json", "config.json"):
        if not os.path.exists(os.path.join(out, name)):
            shutil.copyfile(os.path.join(folder, name), os.path.join(out, name))


# --------------------------------------------------------------------------------------------------------------- int8

class Weights:
    """One file of external data for several graphs; equal tensors stand in it once."""

    def __init__(self, path):
        self.file, self.places = open(path, "wb"), {}

    def tensor(self, name, values):
        data = np.ascontiguousarray(values).tobytes()
        if data not in self.places:
            self.file.write(bytes(-self.file.tell() % 64))
            self.places[data] = self.file.tell()
            self.file.write(data)
        made = TensorProto(name=name, dims=values.shape, data_location=TensorProto.EXTERNAL,
                           data_type=helper.np_dtype_to_tensor_dtype(values.dtype))
        for key, value in (("location", "weights.bin"), ("offset", self.places[data]), ("length", len(data))):
            made.external_data.add(key=key, value=str(value))
        return made


def quantised(matrix, table):
    """int8 values and scale(s): one scale where that loses nothing or the matrix is a table of rows, else one a column."""
    scale = np.float32(np.abs(matrix).max() / 127)
    values = np.round(matrix / scale)
    if table or np.abs(matrix - values * scale).max() < 1e-3 * scale:
        return values.astype(np.int8), scale
    scales = np.maximum(np.abs(matrix).max(0), 1e-12).astype(np.float32) / np.float32(127)
    return np.round(matrix / scales).astype(np.int8), scales


def write_int8(source, out):
    os.makedirs(out, exist_ok=True)
    for name in os.listdir(source):
        if not name.endswith((".onnx", ".onnx_data")):
            shutil.copyfile(os.path.join(source, name), os.path.join(out, name))
    weights, lossless, rounded, worst = Weights(os.path.join(out, "weights.bin")), 0, 0, 0.0
    for name in ("encoder_model.onnx", "decoder_model.onnx"):
        model = onnx.load(os.path.join(source, name))
        graph = model.graph
        constants = {t.name: t for t in graph.initializer}
        users = {}
        for node in graph.node:
            for place, value in enumerate(node.input):
                users.setdefault(value, []).append((node, place))
        made, kept, tables = [], [], {}
        for tensor in graph.initializer:
            values = numpy_helper.to_array(tensor)
            uses = users.get(tensor.name, [])
            if tensor.data_type != TensorProto.FLOAT or values.ndim != 2 or values.size < 4096:
                kept.append(tensor)
                continue
            if all(node.op_type == "Gather" and place == 0 for node, place in uses) and values.shape[0] != firefox.PAD + 1:
                kept.append(weights.tensor(tensor.name, values))  # the sinusoids
                continue
            is_table = firefox.PAD + 1 in values.shape
            upright = values.T if is_table and values.shape[0] != firefox.PAD + 1 else values
            whole, scale = quantised(upright, is_table)
            worst = max(worst, float(np.abs(whole * scale - upright).max() / np.abs(upright).max()))
            lossless, rounded = lossless + (np.ndim(scale) == 0), rounded + (np.ndim(scale) == 1)
            key = whole.tobytes() if is_table else tensor.name
            if key not in tables:
                stored = tensor.name + "_int8"
                kept += [weights.tensor(stored, whole), numpy_helper.from_array(np.asarray(scale), tensor.name + "_scale")]
                tables[key] = (stored, tensor.name + "_scale")
            stored, scale_name = tables[key]
            if np.ndim(scale) == 0 and all(node.op_type == "Gather" and place == 0 for node, place in uses):
                for node, _ in uses:
                    node.input[0] = stored
                    after = node.output[0]
                    node.output[0] = after + "_int8"
                    made.append((node, helper.make_node("DequantizeLinear", [node.output[0], scale_name], [after], after + "_dequantised")))
                continue
            extra = {"axis": 1} if np.ndim(scale) == 1 else {}
            turned = values is not upright
            chain = [helper.make_node("DequantizeLinear", [stored, scale_name], [tensor.name + ("_upright" if turned else "")],
                                      tensor.name + "_dequantised", **extra)]
            if turned:
                chain.append(helper.make_node("Transpose", [tensor.name + "_upright"], [tensor.name], perm=[1, 0]))
            made.append((None, *chain))
        assert set(constants) == {t.name for t in graph.initializer}
        nodes = [node for before, *chain in made if before is None for node in chain]
        follow = {id(before): chain for before, *chain in made if before is not None}
        for node in graph.node:
            nodes += [node, *follow.get(id(node), [])]
        del graph.initializer[:]
        graph.initializer.extend(kept)
        copied = [onnx.NodeProto.FromString(node.SerializeToString()) for node in nodes]
        del graph.node[:]
        graph.node.extend(copied)
        model.ir_version = min(model.ir_version, 8)
        with open(os.path.join(out, name), "wb") as file:
            file.write(model.SerializeToString(deterministic=True))
    weights.file.close()
    size = sum(os.path.getsize(os.path.join(out, name)) for name in os.listdir(out))
    print("%d matrices keep their int8 values, %d are rounded (by at most %.4f of the largest value); %.1f MB in all"
          % (lossless, rounded, worst, size / 1e6))


def summary(state):
    names = "direction", "seed", "step", "seconds", "pieces", "unfrozen_at", "asked", "how", "text", "warm_from", "batch", "plain"
    return {name: state[name] for name in names}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run")
    parser.add_argument("--firefox", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--unless-made", action="store_true", help="do nothing where OUT is of this checkpoint")
    args = parser.parse_args()
    state = read(os.path.join(args.run, "checkpoint.pt"))
    made = os.path.join(args.out, "run.json")
    if os.path.exists(made):
        if args.unless_made and record.same(record.read(made), state):
            return
        os.remove(made)
    model, vocab = trained_model(state, args.firefox)
    marian, exported, small = (os.path.join(args.out, name) for name in ("marian", "onnx", "int8"))
    write_marian(model, vocab, state["direction"], marian)
    print("%s seed %d, step %d, %.1f minutes, %d target pieces" % (
        state["direction"], state["seed"], state["step"], state["seconds"] / 60, state["pieces"]))
    write_onnx(marian, exported)
    write_int8(exported, small)
    with open(made, "w", encoding="utf-8", newline="\n") as out:
        json.dump(summary(state), out)
        out.write("\n")


if __name__ == "__main__":
    main()
