"""Other precisions of an export, graphs that ONNX Runtime has optimised, and fused attention. Used by make_export_fixtures.py."""

import shutil
import tempfile
from pathlib import Path

import onnx
import onnxruntime
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.matmul_bnb4_quantizer import MatMulBnb4Quantizer
from onnxruntime.quantization.matmul_nbits_quantizer import MatMulNBitsQuantizer
from onnxruntime.transformers.float16 import convert_float_to_float16

import fixture_models as models

GRAPHS = ("encoder_model", "decoder_model")


def _fp16(source, target, keep_io):
    onnx.save(convert_float_to_float16(onnx.load(str(source)), keep_io_types=keep_io, disable_shape_infer=True), str(target))


def _int8(source, target, kind, per_channel=False, **extra):
    quantize_dynamic(str(source), str(target), weight_type=kind, per_channel=per_channel,
                     op_types_to_quantize=extra.pop("operators", None), extra_options=extra)


def _nbits(source, target, bits):
    quantizer = MatMulNBitsQuantizer(onnx.load(str(source)), bits=bits, block_size=16, is_symmetric=True)
    quantizer.process()
    quantizer.model.save_model_to_file(str(target), use_external_data_format=False)


def _bnb4(source, target):
    quantizer = MatMulBnb4Quantizer(onnx.load(str(source)), quant_type=MatMulBnb4Quantizer.NF4, block_size=16)
    quantizer.process()
    quantizer.model.save_model_to_file(str(target), use_external_data_format=False)


def _q4f16(source, target):
    with tempfile.TemporaryDirectory() as folder:
        half = Path(folder) / "q4.onnx"
        _nbits(source, half, 4)
        _fp16(half, target, True)


# Endings as in the repositories for Transformers.js, where there is one for it.
EVERYWHERE = {
    "fp16": ("fp16", "float16, inputs kept", lambda s, t: _fp16(s, t, True)),
    "int8": ("int8", "quantize_dynamic, QInt8", lambda s, t: _int8(s, t, QuantType.QInt8)),
    "q4": ("4-bit", "MatMulNBits, 4 bits", lambda s, t: _nbits(s, t, 4)),
    "uint8": ("uint8", "quantize_dynamic, QUInt8", lambda s, t: _int8(s, t, QuantType.QUInt8)),
}
MARIAN = {
    "float16": ("fp16", "float16, inputs too", lambda s, t: _fp16(s, t, False)),
    "quantized": ("int8", "quantize_dynamic, per channel", lambda s, t: _int8(s, t, QuantType.QInt8, per_channel=True)),
    "int8_dynamic": ("int8", "quantize_dynamic, MatMulConstBOnly=False",
                     lambda s, t: _int8(s, t, QuantType.QInt8, MatMulConstBOnly=False)),
    "bnb4": ("4-bit", "MatMulBnb4", _bnb4),
    "q4f16": ("4-bit, fp16", "MatMulNBits and float16", _q4f16),
    "q8": ("8-bit", "MatMulNBits, 8 bits", lambda s, t: _nbits(s, t, 8)),
}


def precisions(fixtures, name, model):
    """Every precision of Optimum's export without a cache, in the folder onnx/ as repositories for Transformers.js have it."""
    plain = fixtures.output / name / "optimum"
    folder = fixtures.folder(name, "precisions", model)
    (folder / "onnx").mkdir()
    kinds = {**EVERYWHERE, **(MARIAN if name == "marian" else {})}
    for ending, (precision, tool, make) in kinds.items():
        for graph in GRAPHS:
            make(plain / f"{graph}.onnx", folder / "onnx" / f"{graph}_{ending}.onnx")
        fixtures.add(name, "precisions", f"Optimum, then {tool}", precision, ending)


def merged_int8(fixtures, name, model):
    merged = fixtures.output / name / "optimum-merged" / "onnx"
    folder = fixtures.folder(name, "merged-int8", model)
    (folder / "onnx").mkdir()
    shutil.copy(merged / "encoder_model.onnx", folder / "onnx" / "encoder_model_quantized.onnx")
    _int8(merged / "decoder_model_merged.onnx", folder / "onnx" / "decoder_model_merged_quantized.onnx", QuantType.QInt8,
          EnableSubgraph=True)
    fixtures.add(name, "merged-int8", "Optimum, merged, then quantize_dynamic, EnableSubgraph", "int8", "quantized")


def optimised(fixtures, name, model):
    """Graphs as ONNX Runtime saves them after all its optimisations (level 99)."""
    for kind, precision, ending in (("optimised", "fp32", ""), ("optimised-int8", "int8", "_int8")):
        source = fixtures.output / name / ("precisions/onnx" if ending else "optimum")
        folder = fixtures.folder(name, kind, model)
        for graph in GRAPHS:
            options = onnxruntime.SessionOptions()
            options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
            options.optimized_model_filepath = str(folder / f"{graph}.onnx")
            options.log_severity_level = 3
            onnxruntime.InferenceSession(str(source / f"{graph}{ending}.onnx"), options, providers=["CPUExecutionProvider"])
        fixtures.add(name, kind, "Optimum, then saved by ONNX Runtime at level 99", precision)


class _Fused(torch.autograd.Function):
    """Exported as com.microsoft's MultiHeadAttention, as a hand-written exporter would do."""

    @staticmethod
    def symbolic(graph, query, key, value, mask, heads):
        none = graph.op("prim::Constant")
        none.setType(torch._C.OptionalType.ofTensor())
        result = graph.op("com.microsoft::MultiHeadAttention", query, key, value, none, none, mask, num_heads_i=heads)
        return result.setType(query.type())

    @staticmethod
    def forward(context, query, key, value, mask, heads):
        split = [x.reshape(x.shape[0], x.shape[1], heads, -1).transpose(1, 2) for x in (query, key, value)]
        scores = split[0] @ split[1].transpose(2, 3) / split[0].shape[-1] ** 0.5 + mask
        return (torch.softmax(scores, dim=-1) @ split[2]).transpose(1, 2).reshape(query.shape)


def _fused_forward(self, hidden_states, key_value_states=None, attention_mask=None, **ignored):
    other = hidden_states if key_value_states is None else key_value_states
    fused = _Fused.apply(self.q_proj(hidden_states), self.k_proj(other), self.v_proj(other), attention_mask, self.num_heads)
    return self.out_proj(fused), None


def fused(fixtures, name):
    """A decoder whose cross-attention is one node each."""
    from make_export_fixtures import example, torch_export

    model = models.make(name, "eager")
    folder = fixtures.folder(name, "fused", model)
    shutil.copy(fixtures.output / name / "torchscript-17" / "encoder_model.onnx", folder / "encoder_model.onnx")
    source, mask, target = example(name)
    states = models.Encoder(model)(source, mask).detach()
    for layer in model.model.decoder.layers:
        layer.encoder_attn.forward = _fused_forward.__get__(layer.encoder_attn)
    torch_export(models.Decoder(model), (mask, target, states),
                 ["encoder_attention_mask", "input_ids", "encoder_hidden_states"], "logits",
                 folder / "decoder_model.onnx", 17, False, {"com.microsoft": 1})
    fixtures.add(name, "fused", "TorchScript, opset 17, MultiHeadAttention of com.microsoft")
