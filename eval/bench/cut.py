#!/usr/bin/env python3
"""The graph that normalign cuts for aligning, against the full stock graph with all attention outputs; the same batches,
one run.

    python3 -m venv venv && venv/bin/pip install numpy==2.4.6 onnx==1.23.2
    venv/bin/python eval/bench/cut.py

The stock graph is the embedded en-pt model as an exporter writes one: float32 weights, the whole decoder with the
scores of all 32,001 pieces; and as further outputs the attention weights and the Gram matrices of every layer, these
computed as normalign computes them. The cut graphs are normalign's own (layer 1, no scores of pieces), made in memory
from the same model: float32 and int8, with norms (weights and Gram matrices) and for weights alone. All run in the ONNX
Runtime of the program's jar, with the options and the batches of `align` (GraphTimes.java), one thread; the outputs of
layer 1 are compared with the stock graph's on one batch and the differences printed.
"""

import argparse
import tempfile
from pathlib import Path

import numpy
import onnx
from onnx import helper, numpy_helper

import measuring

MODEL = measuring.PROJECT / "onnx-models" / "en-pt"
GRAPHS = {
    "float32:norm:1": "cut, weights and Gram of layer 1, float32",
    "int8:norm:1": "the same, int8",
    "float32:weight:1": "cut, weights of layer 1, float32",
    "int8:weight:1": "the same, int8",
}


def stock(graph):
    """Float32 weights in place of int8 and their scales: each DequantizeLinear of a constant becomes that constant."""
    constants = {value.name: numpy_helper.to_array(value) for value in graph.initializer}
    floats, nodes = {}, []
    for node in graph.node:
        if node.op_type != "DequantizeLinear":
            nodes.append(node)
        elif node.input[0] in constants:
            floats[node.output[0]] = constants[node.input[0]].astype(numpy.float32) * constants[node.input[1]]
        else:
            nodes.append(helper.make_node("Identity", [node.input[0]], list(node.output)))
    table = constants["Wemb"].astype(numpy.float32) * constants["Wemb/scale"]
    for node in nodes:
        if node.op_type == "Gather":
            node.input[0] = "Wemb/float"
        for place, name in enumerate(node.input):
            if name == "logits/DequantizeLinear":
                node.input[place] = "Wemb/float"
    floats.pop("logits/DequantizeLinear", None)
    floats["Wemb/float"] = table
    used = {name for node in nodes for name in node.input}
    kept = [value for value in graph.initializer if value.name in used]
    del graph.node[:], graph.initializer[:]
    graph.node.extend(nodes)
    graph.initializer.extend(kept)
    graph.initializer.extend(numpy_helper.from_array(value, name) for name, value in floats.items() if name in used)


def with_attention(graph, layers, heads, dimension):
    """Weights (B,H,T,S) and Gram (B,S,H,H) of every decoder layer as further outputs."""
    constants = {value.name: numpy_helper.to_array(value) for value in graph.initializer}
    size = dimension // heads

    def constant(name, values):
        graph.initializer.append(numpy_helper.from_array(numpy.ascontiguousarray(values), name))
        return name

    def node(kind, name, *given, **attributes):
        graph.node.append(helper.make_node(kind, list(given), [name], name, **attributes))
        return name

    for layer in range(1, layers + 1):
        own = f"decoder_l{layer}_context"
        node("Identity", f"normalign.weights.{layer}", f"{own}/Softmax")
        output = constants[f"{own}_Wo/DequantizeLinear"].T.reshape(heads, size, dimension)  # stored as (out, in)
        turned = node("Transpose", f"{own}/gram/values", f"{own}/v/heads", perm=[1, 0, 2, 3])
        flat = node(
            "Reshape", f"{own}/gram/flat", turned, constant(f"{own}/gram/by_head", numpy.array([heads, -1, size]))
        )
        vectors = node("MatMul", f"{own}/gram/vectors", flat, constant(f"{own}/gram/projection", output))
        rows = node("Transpose", f"{own}/gram/rows", vectors, perm=[1, 0, 2])
        columns = node("Transpose", f"{own}/gram/columns", vectors, perm=[1, 2, 0])
        products = node("MatMul", f"{own}/gram/products", rows, columns)
        sides = node("Shape", f"{own}/gram/sides", "encoder_attention_mask")
        shape = node(
            "Concat", f"{own}/gram/shape", sides, constant(f"{own}/gram/heads", numpy.array([heads, heads])), axis=0
        )
        node("Reshape", f"normalign.gram.{layer}", products, shape)
        for name, sides in (
            (f"normalign.weights.{layer}", ["b", heads, "t", "s"]),
            (f"normalign.gram.{layer}", ["b", "s", heads, heads]),
        ):
            graph.output.append(helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, sides))


def write_stock(folder):
    files = []
    for name in ("encoder_model.onnx", "decoder_model.onnx"):
        model = onnx.load(MODEL / name)
        stock(model.graph)
        if name.startswith("decoder"):
            layers = sum(node.op_type == "Scan" for node in model.graph.node)
            with_attention(model.graph, layers, 8, 256)
        files.append(Path(folder) / name)
        onnx.save(model, files[-1])
    return files


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    measuring.add_text_options(parser, 1000)
    options = parser.parse_args()
    pairs = measuring.read_pairs(options)
    measuring.heading(
        "The cut graph against the full stock graph",
        [
            measuring.text_note(options, pairs),
            "batches of 32 of like length, one thread, after a warm-up; ONNX Runtime's own time",
        ],
    )
    with tempfile.TemporaryDirectory() as folder:
        files = measuring.write_pairs(pairs, folder, "text")
        full = ",".join(map(str, write_stock(folder)))
        seconds, differences = measuring.graph_seconds(options, files, 1, options.rounds, [full, *GRAPHS])
    rows = []
    for graph, name in {
        "stock": "full stock graph, float32, weights and Gram of both layers, scores of all pieces",
        **GRAPHS,
    }.items():
        whole, encoder, decoder = seconds[graph]
        rows.append(
            [
                name,
                measuring.spread([len(pairs) / s for s in whole], "%.0f"),
                "**%s**" % measuring.spread(measuring.ratios(seconds["stock"][0], whole), "%.2f"),
                measuring.spread(encoder, "%.2f"),
                measuring.spread(decoder, "%.2f"),
            ]
        )
    measuring.table(["graph", "pairs/s", "times the stock graph", "encoder s", "decoder s"], rows)
    print("Greatest differences from the stock graph's outputs on one batch, padding included:\n")
    for line in differences:
        graph, *found = line.split("\t")
        print(f"- {GRAPHS.get(graph, 'the stock graph itself')}: " + ("; ".join(found) or "nothing to compare"))
    print(f"\nLoad average {measuring.load()} at the end.")


if __name__ == "__main__":
    main()
