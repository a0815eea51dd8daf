package io.github.normalign.onnx;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Says to people why a decoder shows no cross-attention, from what its graph holds instead. */
final class NothingFound {

    private static final Set<String> FUSED = Set.of("Attention", "MultiHeadAttention", "DecoderAttention", "DecoderMaskedAttention",
        "DecoderMaskedMultiHeadAttention", "DecoderMaskedSelfAttention", "GroupQueryAttention", "PackedAttention",
        "PackedMultiHeadAttention", "BeamSearch", "GreedySearch", "Sampling");
    private static final Set<String> QUANTISED = Set.of("MatMulInteger", "MatMulIntegerToFloat", "DynamicQuantizeMatMul",
        "QLinearMatMul", "MatMulNBits", "MatMulBnb4", "FusedMatMul", "FusedGemm", "QGemm");
    private static final String REMEDY = " normalign reads decoders without such fusion, as `optimum-cli export onnx --task"
        + " text2text-generation` writes them (decoder_model.onnx); export the model that way.";

    private NothingFound() {
    }

    static String message(Path file, OnnxGraph graph, CrossAttentionFinder.Findings found) {
        Set<String> fused = operators(graph, FUSED);
        if (found.unprojected() > 0) {
            return "The cross-attention of " + found.unprojected() + " layers was found in " + file
                + ", but their output projections cannot be read. Operators for quantised or fused products in the file: "
                + operators(graph, QUANTISED) + ". Supported are MatMul and Gemm with float32, float16 or (behind DequantizeLinear)"
                + " int8 weights; use the file that is not quantised." + list(found.rejected());
        }
        StringBuilder text = new StringBuilder("No cross-attention was found in ").append(file).append('.');
        if (!fused.isEmpty()) {
            text.append(" Its attention is hidden inside the operators ").append(fused).append('.').append(REMEDY);
        } else if (found.rejected().isEmpty()) {
            text.append(" It has ").append(graph.nodes().size())
                .append(" nodes and no Softmax among them; it does not look like a Transformer decoder.").append(REMEDY);
        } else {
            text.append(" Is it the decoder of a translation model? A model without an encoder has none.")
                .append(list(found.rejected()));
        }
        return text.toString();
    }

    private static Set<String> operators(OnnxGraph graph, Set<String> kinds) {
        Set<String> present = new TreeSet<>();
        graph.nodes().stream().map(OnnxNode::opType).filter(kinds::contains).forEach(present::add);
        return present;
    }

    /** The softmaxes that were turned down, one a line. */
    static String list(List<String> rejected) {
        return rejected.isEmpty() ? "" : " Other softmaxes:\n  " + String.join("\n  ", rejected);
    }
}
