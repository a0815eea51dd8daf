package io.github.normalign.firefox;

import io.github.normalign.onnx.ElementType;
import io.github.normalign.onnx.OnnxGraph;
import io.github.normalign.onnx.OnnxModel;
import io.github.normalign.onnx.OnnxTensor;
import java.io.IOException;

/**
 * The parts that Marian's encoder and decoder have in common, as ONNX nodes. Values are called as the tensors in the model file
 * are ({@code encoder_l1_self_Wq}), with the step behind a slash ({@code encoder_l1_self/Softmax}).
 *
 * <p>Shapes: B sentences, T and S positions, D width, H heads. Every method returns the name of its result.
 */
final class MarianLayers {

    /** Names of the sides of inputs and outputs that vary, as Hugging Face's exporter calls them. */
    static final String BATCH = "batch_size";
    static final String SOURCE_LENGTH = "encoder_sequence_length";
    static final String TARGET_LENGTH = "decoder_sequence_length";

    /** The first version of ONNX's operators with {@code LayerNormalization}. */
    private static final int OPSET = 17;
    /** The version of the file format that came with it. */
    private static final int IR_VERSION = 8;
    /** Marian's, in its layer normalisation. */
    private static final float EPSILON = 1e-6f;
    /** Added to the scores of padding: the softmax then gives it exactly 0, as exp of it underflows. */
    private static final float MASKED = -1e9f;

    private final MarianModel model;
    private final MarianConfig config;
    private final WeightFile weights;
    private final OnnxGraph graph;

    MarianLayers(String name, MarianModel model, WeightFile weights) {
        this.model = model;
        this.config = model.config();
        this.weights = weights;
        this.graph = new OnnxGraph(name);
    }

    OnnxGraph graph() {
        return graph;
    }

    OnnxModel toModel() {
        OnnxModel made = new OnnxModel(IR_VERSION, OPSET, graph);
        made.setProducer("normalign");
        return made;
    }

    /** Appends a node whose only output bears the given name. */
    String add(String operator, String output, String... inputs) {
        return graph.add(operator, output, inputs).named(output).output();
    }

    /** A float without dimensions. */
    String number(String name, float value) {
        return graph.add(OnnxTensor.scalar(name, value));
    }

    /** A list of whole numbers: a shape, axes. */
    String list(String name, long... values) {
        return graph.add(OnnxTensor.vector(name, values));
    }

    /** Rows of the table by ids (B, T), times the root of D, plus the sinusoids of positions from 0: (B, T, D). */
    String embed(String ids, MarianTensor table, int rows) throws IOException {
        String bytes = graph.add(weights.bytes(table.name(), new long[] {rows, config.dimension()}, withZeroRows(table, rows)));
        String chosen = add("Gather", "embedding/Gather", bytes, ids);
        // Rows first, floats second: the other order would turn the whole table into floats at every run.
        String vectors = add("DequantizeLinear", "embedding/DequantizeLinear", chosen, scale(table));
        String scaled = add("Mul", "embedding/scaled", vectors,
            number("embedding/root", (float) Math.sqrt(config.dimension())));
        String length = graph.add("Shape", "embedding/length", ids).with("start", 1).with("end", 2).output();
        String sinusoids = graph.add(weights.floats("positions",
            new long[] {FirefoxImporter.MAX_POSITIONS, config.dimension()},
            Sinusoids.table(FirefoxImporter.MAX_POSITIONS, config.dimension())));
        String used = add("Slice", "embedding/positions", sinusoids, list("embedding/from", 0), length,
            list("embedding/axis", 0));
        return add("Add", "embedding/sum", scaled, used);
    }

    /** 0 where the mask (B, S) is 1 and a large negative number where it is 0, as (B, 1, 1, S), to be added to scores. */
    String padding(String mask) {
        String real = graph.add("Cast", "mask/Cast", mask).with("to", ElementType.FLOAT).output();
        String padded = add("Sub", "mask/padded", number("mask/one", 1), real);
        String large = add("Mul", "mask/large", padded, number("mask/masked", MASKED));
        return add("Unsqueeze", "mask/Unsqueeze", large, list("mask/axes", 1, 2));
    }

    /** Attention of queries (B, T, D) over keys (B, S, D), then residual and layer norm: (B, T, D). */
    String attention(String prefix, String queries, String keys, String padding) throws IOException {
        int size = config.dimension() / config.heads();
        String split = list(prefix + "/split", 0, 0, config.heads(), size);
        String q = heads(prefix + "/q", linear(prefix + "_Wq", prefix + "_bq", queries), split, 0, 2, 1, 3);
        String k = heads(prefix + "/k", linear(prefix + "_Wk", prefix + "_bk", keys), split, 0, 2, 3, 1);
        String v = heads(prefix + "/v", linear(prefix + "_Wv", prefix + "_bv", keys), split, 0, 2, 1, 3);
        String scores = add("Mul", prefix + "/scaled", add("MatMul", prefix + "/scores", q, k),
            number(prefix + "/scale", (float) (1 / Math.sqrt(size))));
        String masked = add("Add", prefix + "/masked", scores, padding);
        String attention = graph.add("Softmax", prefix + "/Softmax", masked).with("axis", -1).named(prefix + "/Softmax").output();
        String mixed = add("MatMul", prefix + "/mixed", attention, v);
        String turned = transpose(prefix + "/turned", mixed, 0, 2, 1, 3);
        String joined = add("Reshape", prefix + "/joined", turned, list(prefix + "/join", 0, 0, config.dimension()));
        return normed(prefix + "_Wo", queries, linear(prefix + "_Wo", prefix + "_bo", joined));
    }

    /** Two linear layers with ReLU between, then residual and layer norm: (B, T, D). */
    String feedForward(String prefix, String x) throws IOException {
        String inner = add("Relu", prefix + "_ffn/Relu", linear(prefix + "_ffn_W1", prefix + "_ffn_b1", x));
        return normed(prefix + "_ffn_ffn", x, linear(prefix + "_ffn_W2", prefix + "_ffn_b2", inner));
    }

    /** The layer norm of x + update, both (B, T, D). */
    String normed(String prefix, String x, String update) throws IOException {
        String sum = add("Add", prefix + "/residual", x, update);
        String output = prefix + "_ln/LayerNormalization";
        return graph.add("LayerNormalization", output, sum, row(prefix + "_ln_scale"), row(prefix + "_ln_bias"))
            .with("axis", -1).with("epsilon", EPSILON).named(output).output();
    }

    /** x W + b. */
    String linear(String weight, String bias, String x) throws IOException {
        return add("Add", weight + "/biased", product(weight, x), row(bias));
    }

    /**
     * x W. Marian keeps every weight matrix but the embeddings transposed, as (columns, rows) row by row; the bytes stay so and
     * the graph turns them. That is not thrift: ONNX Runtime, unless told otherwise, replaces a DequantizeLinear right in front of
     * a MatMul by a product (MatMulNBits) that rounds x to int8 too, which changes attention weights by up to 0.1.
     */
    String product(String weight, String x) throws IOException {
        MarianTensor tensor = model.tensor(weight);
        long[] stored = {tensor.shape().get(1), tensor.shape().get(0)};
        String bytes = graph.add(weights.bytes(weight, stored, tensor.quantised()));
        String floats = add("DequantizeLinear", weight + "/DequantizeLinear", bytes, scale(tensor));
        return add("MatMul", weight + "/MatMul", x, transpose(weight + "/Transpose", floats, 1, 0));
    }

    /** A vector of the model file. */
    String row(String name) throws IOException {
        float[] values = model.tensor(name).floats();
        return graph.add(weights.floats(name, new long[] {values.length}, values));
    }

    /** What an int8 tensor's bytes are to be multiplied by. */
    String scale(MarianTensor tensor) {
        return number(tensor.name() + "/scale", (float) (1.0 / tensor.multiplier()));
    }

    /** Adds a node with a permutation. */
    private String transpose(String output, String x, long... order) {
        return graph.add("Transpose", output, x).with("perm", order).named(output).output();
    }

    private String heads(String prefix, String x, String split, long... order) {
        return transpose(prefix + "/heads", add("Reshape", prefix + "/split", x, split), order);
    }

    private byte[] withZeroRows(MarianTensor table, int rows) {
        byte[] all = new byte[Math.multiplyExact(rows, config.dimension())];
        byte[] stored = table.quantised();
        System.arraycopy(stored, 0, all, 0, stored.length);
        return all;
    }
}
