package io.github.normalign.onnx;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * A small decoder written by hand, with the traps that exported graphs hold. Three layers, each in another form:
 * <ol>
 * <li>an output weight that is shared behind an {@code Identity}, a guard against rows of NaN, shapes computed from the decoder's
 *     ids on the way of keys and values;
 * <li>batch and heads as one dimension, a {@code Gemm} with a turned weight;
 * <li>an int8 weight behind {@code DequantizeLinear}.
 * </ol>
 * Before them: a self-attention over the encoder's states, a {@code Scan} over decoder steps that uses an outer value without
 * listing it, and a self-attention of the decoder with keys and queries from one product.
 */
final class ToyDecoder {

    static final int HEADS = 2;
    static final int HEAD_SIZE = 3;
    static final int DIMENSION = 6;
    static final int PIECES = 11;
    static final int LAYERS = 3;

    final OnnxGraph graph = new OnnxGraph("toy");
    /** Output weight of each layer as (H*d, D). */
    final float[][] outputWeights = new float[LAYERS][];
    private final Random random = new Random(4);

    ToyDecoder() {
        graph.addInput(OnnxValue.tensor("input_ids", ElementType.INT64, "batch", "target"));
        graph.addInput(OnnxValue.tensor("encoder_hidden_states", ElementType.FLOAT, "batch", "source", DIMENSION));
        graph.addInput(OnnxValue.tensor("encoder_attention_mask", ElementType.INT64, "batch", "source"));
        graph.add("Gather", "embedded", matrix("table", PIECES, DIMENSION), "input_ids");
        String states = encoderAttention();
        mask();
        String hidden = selfAttention(scan("embedded"));
        for (int layer = 1; layer <= LAYERS; layer++) {
            hidden = crossAttention(layer, hidden, states);
        }
        graph.add("MatMul", "logits", hidden, matrix("vocabulary", DIMENSION, PIECES));
        graph.addOutput(OnnxValue.tensor("logits", ElementType.FLOAT, "batch", "target", PIECES));
    }

    OnnxModel model() {
        OnnxModel model = new OnnxModel(8, 17, graph);
        model.setProducer("test");
        return model;
    }

    /** A softmax that looks like attention in every way but that its queries do not come from the decoder. */
    private String encoderAttention() {
        graph.add("Transpose", "encoder.turned", "encoder_hidden_states").with("perm", new long[] {0, 2, 1});
        graph.add("MatMul", "encoder.scores", "encoder_hidden_states", "encoder.turned");
        graph.add("Softmax", "encoder.weights", "encoder.scores").with("axis", -1);
        graph.add("MatMul", "encoder.mixed", "encoder.weights", "encoder_hidden_states");
        graph.add("MatMul", "encoder.projected", "encoder.mixed", matrix("encoder.projection", DIMENSION, DIMENSION));
        graph.add("Add", "states", "encoder.projected", "encoder_hidden_states");
        return "states";
    }

    /** (B,1,T,S), T being known from the ids only. */
    private void mask() {
        graph.add("Cast", "mask.float", "encoder_attention_mask").with("to", ElementType.FLOAT);
        graph.add("Sub", "mask.inverse", graph.add(OnnxTensor.scalar("one", 1f)), "mask.float");
        graph.add("Mul", "mask.large", "mask.inverse", graph.add(OnnxTensor.scalar("minus", -1e9f)));
        graph.add("Unsqueeze", "mask.wide", "mask.large", ints(1, 2));
        graph.add("Shape", "ids.shape", "input_ids");
        graph.add("Gather", "ids.steps", "ids.shape", ints(1));
        graph.add("Concat", "mask.shape", ints(1, 1), "ids.steps", ints(1)).with("axis", 0);
        graph.add("Expand", "mask", "mask.wide", "mask.shape");
    }

    /** state = gain * state + x, the gain being a value around the loop that the loop does not list. */
    private String scan(String input) {
        graph.add("Sigmoid", "gain", vector("gain.raw", DIMENSION));
        OnnxGraph body = new OnnxGraph("step");
        body.addInput(OnnxValue.ofAnyShape("state", ElementType.FLOAT));
        body.addInput(OnnxValue.ofAnyShape("x", ElementType.FLOAT));
        body.add("Mul", "faded", "state", "gain");
        body.add("Add", "next", "faded", "x");
        body.add("Tanh", "y", "next");
        body.addOutput(OnnxValue.ofAnyShape("next", ElementType.FLOAT));
        body.addOutput(OnnxValue.ofAnyShape("y", ElementType.FLOAT));
        graph.add("Gather", "ids.batch", "ids.shape", ints(0));
        graph.add("Concat", "start.shape", "ids.batch", ints(DIMENSION)).with("axis", 0);
        graph.add("ConstantOfShape", "start", "start.shape")
            .with("value", OnnxAttribute.of(OnnxTensor.ofFloats("", new long[] {1}, 0f)));
        OnnxNode scan = new OnnxNode("Scan", List.of("start", input), List.of("last", "recurrent"));
        graph.add(scan).with("body", body).with("num_scan_inputs", 1).with("scan_input_axes", new long[] {1})
            .with("scan_output_axes", new long[] {1});
        return "recurrent";
    }

    private String selfAttention(String hidden) {
        graph.add("Transpose", "self.turned", hidden).with("perm", new long[] {0, 2, 1});
        graph.add("MatMul", "self.scores", hidden, "self.turned");
        graph.add("Softmax", "self.weights", "self.scores").with("axis", -1);
        graph.add("MatMul", "self.mixed", "self.weights", hidden);
        graph.add("MatMul", "self.projected", "self.mixed", matrix("self.projection", DIMENSION, DIMENSION));
        graph.add("Add", "self", "self.projected", hidden);
        return "self";
    }

    private String crossAttention(int layer, String hidden, String states) {
        String p = "cross" + layer + '.';
        boolean flat = layer == 2;
        heads(p + "q", hidden, flat, false);
        heads(p + "k", states, flat, true);
        heads(p + "v", states, flat, false);
        graph.add("MatMul", p + "raw", p + "q", p + "k");
        graph.add("Mul", p + "scaled", p + "raw", graph.add(OnnxTensor.scalar("scale", 0.6f)));
        String masked = p + "masked";
        if (flat) {
            graph.add("Reshape", p + "four", p + "scaled", shape(p + "four", "ids.batch", ints(HEADS), "ids.steps", ints(-1)));
            graph.add("Add", p + "four.masked", p + "four", "mask");
            graph.add("Reshape", masked, p + "four.masked", shape(p + "three", ints(-1), "ids.steps", length(states)));
        } else {
            graph.add("Add", masked, p + "scaled", "mask");
        }
        graph.add("Softmax", p + "weights", masked).with("axis", -1);
        String weights = layer == 1 ? guarded(p) : p + "weights";
        graph.add("MatMul", p + "mixed", weights, p + "v");
        String mixed = p + "mixed";
        if (flat) {
            graph.add("Reshape", p + "mixed.four", mixed, shape(p + "out", ints(-1, HEADS), "ids.steps", ints(HEAD_SIZE)));
            mixed = p + "mixed.four";
        }
        graph.add("Transpose", p + "joined", mixed).with("perm", new long[] {0, 2, 1, 3});
        graph.add("Reshape", p + "flat", p + "joined", flat ? ints(-1, DIMENSION)
            : shape(p + "rows", "ids.batch", "ids.steps", ints(DIMENSION)));
        project(layer, p);
        graph.add("Add", p + "hidden", p + "projected", hidden);
        return p + "hidden";
    }

    private String guarded(String p) {
        graph.add("IsNaN", p + "nan", p + "weights");
        graph.add("Where", p + "guarded", p + "nan", graph.add(OnnxTensor.scalar("nought", 0f)), p + "weights");
        return p + "guarded";
    }

    /** Product, bias, then (B,H,length,d), or (B*H,length,d), or with the last two sides turned. */
    private void heads(String name, String input, boolean flat, boolean turned) {
        graph.add("MatMul", name + ".product", input, matrix(name + ".weight", DIMENSION, DIMENSION));
        graph.add("Add", name + ".biased", name + ".product", vector(name + ".bias", DIMENSION));
        graph.add("Reshape", name + ".split", name + ".biased", shape(name, "ids.batch", ints(-1, HEADS, HEAD_SIZE)));
        String byHead = flat ? name + ".four" : name;
        graph.add("Transpose", byHead, name + ".split").with("perm", turned ? new long[] {0, 2, 3, 1} : new long[] {0, 2, 1, 3});
        if (flat) {
            graph.add("Reshape", name, byHead, turned ? shape(name + ".flat", ints(-1, HEAD_SIZE), length(input))
                : shape(name + ".flat", ints(-1), length(input), ints(HEAD_SIZE)));
        }
    }

    private void project(int layer, String p) {
        String bias = vector(p + "o.bias", DIMENSION);
        if (layer == 1) {
            // The exporter found two equal weights and kept one.
            graph.add("Identity", p + "o.weight", "cross1.q.weight");
            graph.add("MatMul", p + "o", p + "flat", p + "o.weight");
            graph.add("Add", p + "projected", p + "o", bias);
            outputWeights[0] = graph.initializers().get("cross1.q.weight").asFloats();
        } else if (layer == 2) {
            float[] weight = graph.initializers().get(matrix(p + "o.weight", DIMENSION, DIMENSION)).asFloats();
            graph.add("Gemm", p + "o", p + "flat", p + "o.weight", bias).with("transB", 1);
            graph.add("Reshape", p + "projected", p + "o", shape(p + "back", "ids.batch", "ids.steps", ints(DIMENSION)));
            outputWeights[1] = new float[weight.length];
            for (int i = 0; i < weight.length; i++) {
                outputWeights[1][i % DIMENSION * DIMENSION + i / DIMENSION] = weight[i];
            }
        } else {
            byte[] bytes = new byte[DIMENSION * DIMENSION];
            random.nextBytes(bytes);
            graph.add(OnnxTensor.ofInt8s(p + "o.int8", new long[] {DIMENSION, DIMENSION}, bytes));
            graph.add("DequantizeLinear", p + "o.weight", p + "o.int8", graph.add(OnnxTensor.scalar(p + "o.scale", 0.01f)));
            graph.add("MatMul", p + "o", p + "flat", p + "o.weight");
            graph.add("Add", p + "projected", p + "o", bias);
            outputWeights[2] = new float[bytes.length];
            for (int i = 0; i < bytes.length; i++) {
                outputWeights[2][i] = bytes[i] * 0.01f;
            }
        }
    }

    private String length(String value) {
        graph.add("Shape", value + ".shape." + graph.nodes().size(), value);
        String shape = graph.nodes().get(graph.nodes().size() - 1).output();
        graph.add("Gather", shape + ".length", shape, ints(1));
        return shape + ".length";
    }

    private String shape(String name, String... parts) {
        graph.add("Concat", name + ".to", parts).with("axis", 0);
        return name + ".to";
    }

    private String ints(long... values) {
        return graph.add(OnnxTensor.vector("ints" + Arrays.toString(values), values));
    }

    private String matrix(String name, int rows, int columns) {
        return graph.add(OnnxTensor.ofFloats(name, new long[] {rows, columns}, numbers(rows * columns)));
    }

    private String vector(String name, int length) {
        return graph.add(OnnxTensor.ofFloats(name, new long[] {length}, numbers(length)));
    }

    private float[] numbers(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian() * 0.7f;
        }
        return values;
    }
}
