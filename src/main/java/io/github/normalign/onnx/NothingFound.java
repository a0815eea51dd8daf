package io.github.normalign.onnx;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Says to people why a file shows no cross-attention, from what its graph holds instead, and what to do. */
final class NothingFound {

    private static final Set<String> SEARCH = Set.of("BeamSearch", "GreedySearch", "Sampling", "WhisperBeamSearch");
    private static final Set<String> FUSED = Set.of("Attention", "MultiHeadAttention", "DecoderAttention", "DecoderMaskedAttention",
        "DecoderMaskedMultiHeadAttention", "DecoderMaskedSelfAttention", "GroupQueryAttention", "PackedAttention",
        "PackedMultiHeadAttention", "QAttention", "LongformerAttention", "RelativePositionBias", "GatedRelativePositionBias");
    private static final Set<String> QUANTISED = Set.of("MatMulInteger", "MatMulIntegerToFloat", "DynamicQuantizeMatMul",
        "QLinearMatMul", "MatMulNBits", "MatMulBnb4", "MatMulFpQ4", "FusedMatMul", "FusedGemm", "QGemm", "Einsum", "Conv");
    private static final String REMEDY = " normalign reads decoders as `optimum-cli export onnx --task text2text-generation` writes"
        + " them (decoder_model.onnx); export the model that way, without --optimize.";

    private NothingFound() {
    }

    /** For a file without an input for the decoder's piece ids. */
    static String noIds(Path file, OnnxGraph graph) {
        return search(file, graph) + file + " has neither an input decoder_input_ids nor input_ids, but "
            + graph.inputs().stream().map(OnnxValue::name).toList() + ". It is not a decoder of the stock layout; export the model"
            + " with `optimum-cli export onnx --task text2text-generation`.";
    }

    /** For a file in whose graph no usable cross-attention was found. */
    static String message(Path file, OnnxGraph graph, CrossAttentionFinder.Findings found) {
        Set<String> fused = operators(graph, FUSED);
        String search = search(file, graph);
        if (!search.isEmpty()) {
            return search.strip();
        } else if (found.unprojected() > 0) {
            return "The cross-attention of " + found.unprojected() + " layers was found in " + file
                + ", but their output projections cannot be read. Operators for quantised or fused products in the file: "
                + operators(graph, QUANTISED) + ". Use the file of the same export that is not quantised."
                + list(found.rejected());
        }
        String start = "No cross-attention was found in " + file + ".";
        if (!fused.isEmpty()) {
            return start + " Its attention is hidden inside the operators " + fused + ", into which an optimizer fused it in a form"
                + " that shows nothing." + REMEDY + list(found.rejected());
        } else if (found.rejected().isEmpty()) {
            return start + " It has " + graph.nodes().size() + " nodes and no Softmax among them; it does not look like a"
                + " Transformer decoder." + foreign(graph) + REMEDY;
        }
        return start + kind(graph) + foreign(graph) + list(found.rejected());
    }

    /** A model with the whole search in it: its decoder is a graph inside one operator, run piece by piece. */
    private static String search(Path file, OnnxGraph graph) {
        Set<String> search = operators(graph, SEARCH);
        return search.isEmpty() ? "" : file + " is a whole translator in one operator (" + String.join(", ", search)
            + "), which hides its decoder and writes sentences of its own instead of reading given ones." + REMEDY + " ";
    }

    private static String kind(OnnxGraph graph) {
        List<String> inputs = graph.inputs().stream().map(OnnxValue::name).toList();
        boolean states = inputs.stream().anyMatch(name -> name.contains("encoder"));
        boolean scores = graph.outputs().stream().anyMatch(output -> output.name().contains("logits"));
        if (states || inputs.contains("decoder_input_ids")) {
            return " Its inputs are those of a translation model's decoder, but none of its attention goes from the decoder to the"
                + " encoder." + REMEDY;
        } else if (scores || inputs.stream().anyMatch(name -> name.startsWith("past_key_values"))) {
            return " It has no input from an encoder: it looks like a language model (decoder only), which has no cross-attention."
                + " normalign needs a translation model with encoder and decoder, such as Marian, M2M100, NLLB, mBART or T5.";
        }
        return " It has no input from an encoder and gives no scores of pieces: it looks like an encoder. normalign needs the"
            + " decoder of a translation model here (decoder_model.onnx of the same export); a model that is an encoder only,"
            + " such as BERT, has no cross-attention.";
    }

    private static String foreign(OnnxGraph graph) {
        Set<String> domains = new TreeSet<>();
        graph.nodes().stream().map(OnnxNode::domain).filter(domain -> !RunRules.isKnown(domain)).forEach(domains::add);
        return domains.isEmpty() ? "" : " It uses operators that are not part of ONNX Runtime, of " + domains + ".";
    }

    private static Set<String> operators(OnnxGraph graph, Set<String> kinds) {
        Set<String> present = new TreeSet<>();
        graph.nodes().stream().map(OnnxNode::opType).filter(kinds::contains).forEach(present::add);
        return present;
    }

    /** The attentions that were turned down, one a line. */
    static String list(List<String> rejected) {
        return rejected.isEmpty() ? "" : " What was looked at:\n  " + String.join("\n  ", rejected);
    }
}
