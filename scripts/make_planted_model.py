#!/usr/bin/env python3
"""Makes src/test/resources/exports/planted: a model whose cross-attention is known because it was built by hand.

    python scripts/make_planted_model.py --output src/test/resources/exports/planted

Needs onnx and numpy of scripts/requirements.txt. The graphs have the inputs and outputs of a stock export; config.json calls it
m2m_100, whose decoder reads </s> and a language code before the first target piece.

Pieces are 4 to 23; the target piece 4 + k means the source piece 4 + (7 k + 3) mod 20. The source's vectors are one-hot in their
ids, queries too, times 40, so every step of the decoder looks at exactly one source piece:

    head 1   the one that its INPUT means: right where rows are read by their input (AWI)
    head 2   the one that the piece AFTER its input means, in the planted order 4, 5, 6, ..., 23, 4: right where rows are read by
             what they predict (AWO), for targets in that order, after the language code 24 for a target that starts with 4

Where that piece is not in the source, the step looks at </s> (queries times 20); so does head 1 with a language code as input,
and both heads with </s>. Value vectors are the one-hot
ids, so every piece's vector has the same length, and norms tell the same as weights.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

SIZE, HEADS, FIRST, PIECES, LANGUAGES, END, PAD = 32, 2, 4, 20, 24, 2, 1


def meaning(piece):
    return FIRST + (7 * (piece - FIRST) + 3) % PIECES


def after(piece):
    return FIRST + (piece - FIRST + 1) % PIECES


def queries():
    """One-hot: for each input piece of the decoder the source piece each head looks at, [SIZE][HEADS * SIZE]."""
    table = np.zeros((SIZE, HEADS, SIZE), np.float32)
    table[:, :, END] = 0.5  # where what is looked for is not in the source
    for piece in range(FIRST, FIRST + PIECES):
        table[piece, 0, meaning(piece)] = 1
        table[piece, 1, meaning(after(piece))] = 1
    for language in range(LANGUAGES, SIZE):
        table[language, 1, meaning(FIRST)] = 1
    return 40 * table.reshape(SIZE, HEADS * SIZE)


def save(name, nodes, inputs, outputs, constants, output):
    values = [numpy_helper.from_array(np.asarray(value), key) for key, value in constants.items()]
    graph = helper.make_graph(nodes, name, inputs, outputs, values)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8, producer_name="planted")
    onnx.checker.check_model(model)
    onnx.save(model, str(output / f"{name}.onnx"))


def value(name, kind, *shape):
    return helper.make_tensor_value_info(name, kind, shape)


def encoder(output):
    nodes = [helper.make_node("Gather", ["table", "input_ids"], ["embedded"]),
             helper.make_node("Cast", ["attention_mask"], ["mask"], to=TensorProto.FLOAT),
             helper.make_node("Unsqueeze", ["mask", "last"], ["wide"]),
             helper.make_node("Mul", ["embedded", "wide"], ["last_hidden_state"])]
    save("encoder_model", nodes,
         [value("input_ids", TensorProto.INT64, "batch", "source"),
          value("attention_mask", TensorProto.INT64, "batch", "source")],
         [value("last_hidden_state", TensorProto.FLOAT, "batch", "source", SIZE)],
         {"table": np.eye(SIZE, dtype=np.float32), "last": np.array([-1])}, output)


def decoder(output):
    wide = HEADS * SIZE
    identities = np.concatenate([np.eye(SIZE, dtype=np.float32)] * HEADS, axis=1)

    def heads(x, perm):
        return [helper.make_node("Reshape", [x, "split"], [f"{x}_split"]),
                helper.make_node("Transpose", [f"{x}_split"], [f"{x}_heads"], perm=perm)]

    nodes = [helper.make_node("Gather", ["table", "input_ids"], ["query"]),
             helper.make_node("MatMul", ["encoder_hidden_states", "copies"], ["key"]),
             helper.make_node("MatMul", ["encoder_hidden_states", "copies"], ["content"]),
             *heads("query", [0, 2, 1, 3]), *heads("key", [0, 2, 3, 1]), *heads("content", [0, 2, 1, 3]),
             helper.make_node("MatMul", ["query_heads", "key_heads"], ["scores"]),
             helper.make_node("Cast", ["encoder_attention_mask"], ["mask"], to=TensorProto.FLOAT),
             helper.make_node("Sub", ["mask", "one"], ["hidden"]),
             helper.make_node("Mul", ["hidden", "large"], ["minus"]),
             helper.make_node("Unsqueeze", ["minus", "middle"], ["masking"]),
             helper.make_node("Add", ["scores", "masking"], ["masked"]),
             helper.make_node("Softmax", ["masked"], ["weights"], axis=-1),
             helper.make_node("MatMul", ["weights", "content_heads"], ["mixed"]),
             helper.make_node("Transpose", ["mixed"], ["joined"], perm=[0, 2, 1, 3]),
             helper.make_node("Reshape", ["joined", "flat"], ["flattened"]),
             helper.make_node("MatMul", ["flattened", "projection"], ["projected"]),
             helper.make_node("Add", ["projected", "bias"], ["attended"]),
             helper.make_node("MatMul", ["attended", "vocabulary"], ["logits"])]
    save("decoder_model", nodes,
         [value("encoder_attention_mask", TensorProto.INT64, "batch", "source"),
          value("input_ids", TensorProto.INT64, "batch", "target"),
          value("encoder_hidden_states", TensorProto.FLOAT, "batch", "source", SIZE)],
         [value("logits", TensorProto.FLOAT, "batch", "target", SIZE)],
         {"table": queries(), "copies": identities, "split": np.array([0, 0, HEADS, SIZE]), "flat": np.array([0, 0, wide]),
          "one": np.float32(1), "large": np.float32(1e9), "middle": np.array([1, 2]),
          # A quarter turn for head 2, so that the heads' vectors do not fall together.
          "projection": np.concatenate([np.eye(SIZE), np.roll(np.eye(SIZE), 8, axis=1)]).astype(np.float32),
          "bias": np.linspace(-1, 1, SIZE, dtype=np.float32),
          "vocabulary": np.eye(SIZE, dtype=np.float32)}, output)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=Path, required=True, help="folder to write")
    output = parser.parse_args().output
    output.mkdir(parents=True, exist_ok=True)
    encoder(output)
    decoder(output)
    config = {"model_type": "m2m_100", "decoder_layers": 1, "decoder_attention_heads": HEADS, "d_model": SIZE,
              "vocab_size": SIZE, "max_position_embeddings": 64, "bos_token_id": 0, "pad_token_id": PAD, "eos_token_id": END,
              "decoder_start_token_id": END}
    (output / "config.json").write_text(json.dumps(config, indent=2) + "\n", encoding="ascii")


if __name__ == "__main__":
    main()
