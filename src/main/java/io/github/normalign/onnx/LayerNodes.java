package io.github.normalign.onnx;

import java.util.Arrays;

/**
 * Writes nodes into a graph under names that belong to one decoder layer. Only operators whose form did not change between opsets
 * 11 and 24 are used, so that the model's own opset need not change.
 */
final class LayerNodes {

    private static final String PREFIX = "normalign.";

    private final OnnxGraph graph;
    private final int layer;
    private final int heads;

    LayerNodes(OnnxGraph graph, int layer, int heads) {
        this.graph = graph;
        this.layer = layer;
        this.heads = heads;
    }

    /** The layer's number of heads, H. */
    int heads() {
        return heads;
    }

    /** A node under a name of the layer's; gives that name. */
    String add(String opType, String part, String... inputs) {
        String output = name(part);
        graph.add(opType, output, inputs);
        return output;
    }

    /** A node of any domain with one output, its inputs and attributes those of another but for the inputs given. */
    String copy(OnnxNode node, String part, String... inputs) {
        String output = name(part);
        OnnxNode copy = new OnnxNode(node.opType(), Arrays.asList(inputs), Arrays.asList(output)).inDomain(node.domain());
        copy.attributes().putAll(node.attributes());
        graph.add(copy);
        return output;
    }

    String transpose(String part, String input, long... permutation) {
        String output = name(part);
        graph.add("Transpose", output, input).with("perm", permutation);
        return output;
    }

    /** Over the last side, which is not what the operator does by default in older opsets. */
    String softmax(String part, String input) {
        String output = name(part);
        graph.add("Softmax", output, input).with("axis", -1);
        return output;
    }

    String cast(String part, String value, int type) {
        String output = name(part);
        graph.add("Cast", output, value).with("to", type);
        return output;
    }

    String toFloat(String part, String value) {
        return cast(part + ".float", value, ElementType.FLOAT);
    }

    /** A value times a number; the value itself where that is 1. */
    String times(String part, String value, float factor) {
        return factor == 1 ? value : add("Mul", part + ".scaled", value, number(factor));
    }

    /** Some places of one side of a value. */
    String gather(String part, String value, int side, String places) {
        String output = name(part);
        graph.add("Gather", output, value, places).with("axis", side);
        return output;
    }

    /** Lengths of some sides of a value, as a list; negative sides count from the last. */
    String lengths(String part, String value, long... sides) {
        return add("Gather", part + ".lengths", add("Shape", part + ".shape", value), ints(sides));
    }

    /** A shape from lists of lengths. */
    String shape(String part, String... parts) {
        String output = name(part + ".target");
        graph.add("Concat", output, parts).with("axis", 0);
        return output;
    }

    String ints(long... values) {
        StringBuilder name = new StringBuilder(PREFIX).append("ints");
        for (long value : values) {
            name.append('_').append(value);
        }
        return graph.add(OnnxTensor.vector(name.toString(), values));
    }

    /** A longer list of whole numbers, under a name of the layer's. */
    String positions(String part, long... values) {
        return graph.add(OnnxTensor.vector(name(part), values));
    }

    String number(float value) {
        return graph.add(OnnxTensor.scalar(PREFIX + "number_" + value, value));
    }

    /** Ones on the diagonal, noughts elsewhere; made when the model is opened, so that it takes no room in the file. */
    String identity(String part, long side) {
        String zeros = name(part + ".zeros");
        graph.add("ConstantOfShape", zeros, ints(side, side))
            .with("value", OnnxAttribute.of(OnnxTensor.ofFloats("", new long[] {1}, 0f)));
        return add("EyeLike", part + ".identity", zeros);
    }

    private String name(String part) {
        return PREFIX + layer + '.' + part;
    }
}
