package io.github.normalign.firefox;

import io.github.normalign.onnx.ElementType;
import io.github.normalign.onnx.OnnxAttribute;
import io.github.normalign.onnx.OnnxGraph;
import io.github.normalign.onnx.OnnxModel;
import io.github.normalign.onnx.OnnxNode;
import io.github.normalign.onnx.OnnxTensor;
import io.github.normalign.onnx.OnnxValue;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * Marian's Transformer decoder with a recurrent cell in place of self-attention, over a whole given target (no cache).
 *
 * <p>The cell is the SSRU of Kim et al. ("From Research to Production and Back", WNGT 2019):
 *
 * <pre>
 * f_t = sigmoid(x_t Wf + bf)      c_t = f_t * c_{t-1} + (1 - f_t) * (x_t W),  c_{-1} = 0      output relu(c_t)
 * </pre>
 *
 * <p>All its matrix products stand outside the recurrence, which is one {@code Scan} of two operations. The rest of a layer is
 * cross-attention and feed-forward; every part has residual and layer norm behind it.
 */
final class MarianDecoder {

    /** The pad piece must never win: the reference value of its bias. */
    private static final float NEVER = -1e9f;

    private final MarianModel model;
    private final int pieces;
    private final MarianLayers layers;
    private final OnnxGraph graph;

    private MarianDecoder(MarianModel model, int pieces, WeightFile weights) {
        this.model = model;
        this.pieces = pieces;
        this.layers = new MarianLayers("decoder", model, weights);
        this.graph = layers.graph();
    }

    /**
     * Builds the graph; its weights go to the file.
     *
     * @param model the model
     * @param pieces size of the vocabulary with the pad piece
     * @param weights where weights are written
     * @return inputs {@code encoder_attention_mask} (B, S) and {@code input_ids} (B, T), int64, and {@code encoder_hidden_states}
     *     (B, S, D); output {@code logits} (B, T, pieces)
     * @throws IOException if weights cannot be written
     */
    static OnnxModel build(MarianModel model, int pieces, WeightFile weights) throws IOException {
        return new MarianDecoder(model, pieces, weights).build(weights);
    }

    private OnnxModel build(WeightFile weights) throws IOException {
        int width = model.config().dimension();
        String batch = MarianLayers.BATCH;
        String source = MarianLayers.SOURCE_LENGTH;
        String target = MarianLayers.TARGET_LENGTH;
        String mask = graph.addInput(OnnxValue.tensor("encoder_attention_mask", ElementType.INT64, batch, source));
        String ids = graph.addInput(OnnxValue.tensor("input_ids", ElementType.INT64, batch, target));
        String memory = graph.addInput(
            OnnxValue.tensor("encoder_hidden_states", ElementType.FLOAT, batch, source, width));
        String x = layers.embed(ids, model.targetTable(), pieces);
        String padding = layers.padding(mask);
        String start = zeroState(ids, width);
        for (int layer = 1; layer <= model.config().decoderLayers(); layer++) {
            String prefix = "decoder_l" + layer;
            x = layers.normed(prefix + "_rnn_ffn", x, recurrence(prefix + "_rnn", x, start));
            x = layers.attention(prefix + "_context", x, memory, padding);
            x = layers.feedForward(prefix, x);
        }
        graph.addOutput(OnnxValue.tensor(logits(x, ids, width, weights), ElementType.FLOAT, batch, target, pieces));
        return layers.toModel();
    }

    /** Zeros (B, D): what the recurrence starts from. */
    private String zeroState(String ids, int width) {
        String batch = graph.add("Shape", "state/batch", ids).with("start", 0).with("end", 1).output();
        String shape = graph.add("Concat", "state/shape", batch, layers.list("state/width", width)).with("axis", 0).output();
        return graph.add("ConstantOfShape", "state/zero", shape)
            .with("value", OnnxAttribute.of(OnnxTensor.ofFloats("", new long[] {1}, 0)))
            .named("state/zero").output();
    }

    private String recurrence(String prefix, String x, String start) throws IOException {
        String forget = layers.add("Sigmoid", prefix + "/forget", layers.linear(prefix + "_Wf", prefix + "_bf", x));
        String keep = layers.add("Sub", prefix + "/keep", layers.number(prefix + "/one", 1), forget);
        String added = layers.add("Mul", prefix + "/added", keep, layers.product(prefix + "_W", x));
        String states = prefix + "/states";
        OnnxNode scan = new OnnxNode("Scan",
            List.of(start, forget, added), List.of(prefix + "/last", states));
        graph.add(scan.named(prefix + "/Scan").with("body", step(prefix)).with("num_scan_inputs", 2)
            .with("scan_input_axes", new long[] {1, 1}).with("scan_output_axes", new long[] {1}));
        return layers.add("Relu", prefix + "/Relu", states);
    }

    /** One step of the recurrence, over (B, D): the new state, and the same again as the row to collect. */
    private OnnxGraph step(String prefix) {
        OnnxGraph body = new OnnxGraph(prefix + "/step");
        String batch = MarianLayers.BATCH;
        int width = model.config().dimension();
        String[] names = {prefix + "/before", prefix + "/f", prefix + "/a", prefix + "/after", prefix + "/row"};
        for (String input : Arrays.asList(names).subList(0, 3)) {
            body.addInput(OnnxValue.tensor(input, ElementType.FLOAT, batch, width));
        }
        body.add("Mul", prefix + "/kept", names[1], names[0]);
        body.add("Add", names[3], prefix + "/kept", names[2]);
        body.add("Identity", names[4], names[3]);
        body.addOutput(OnnxValue.tensor(names[3], ElementType.FLOAT, batch, width));
        body.addOutput(OnnxValue.tensor(names[4], ElementType.FLOAT, batch, width));
        return body;
    }

    /** x E' + b with E the target's table; as one Gemm over all positions, since that needs no transposed copy of the table. */
    private String logits(String x, String ids, int width, WeightFile weights) throws IOException {
        MarianTensor table = model.targetTable();
        String bias = "decoder_ff_logit_out_b";
        float[] biases = Arrays.copyOf(model.tensor(bias).floats(), pieces);
        Arrays.fill(biases, model.config().targetPieces(), pieces, NEVER);
        String rows = layers.add("Reshape", "logits/rows", x, layers.list("logits/flat", -1, width));
        String floats = layers.add("DequantizeLinear", "logits/DequantizeLinear", table.name(), layers.scale(table));
        String flat = graph.add("Gemm", "logits/Gemm", rows, floats,
            graph.add(weights.floats(bias, new long[] {pieces}, biases))).with("transB", 1).named("logits/Gemm").output();
        String sides = layers.add("Shape", "logits/sides", ids);
        String shape = graph.add("Concat", "logits/shape", sides, layers.list("logits/pieces", pieces)).with("axis", 0).output();
        return layers.add("Reshape", "logits", flat, shape);
    }
}
