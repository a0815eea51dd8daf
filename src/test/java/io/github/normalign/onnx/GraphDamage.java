package io.github.normalign.onnx;

import java.util.ArrayList;
import java.util.List;

/**
 * Damages a graph where bytes say, so that it still is a file that can be read: what random bytes in a file hardly ever do. Each
 * step is one byte for what to do and some for where.
 */
final class GraphDamage {

    private static final List<String> OPERATORS = List.of("MatMul", "Gemm", "Softmax", "Transpose", "Reshape", "Identity",
        "Cast", "Constant", "DequantizeLinear", "Add", "Where", "IsNaN", "Einsum", "MatMulNBits", "MultiHeadAttention",
        "Attention", "If", "Loop", "Scan", "Shape", "DynamicQuantizeLinear", "MatMulInteger", "QAttention", "Div", "Mul",
        "Concat", "Split");
    private static final List<String> ATTRIBUTES = List.of("perm", "axis", "value", "value_ints", "transA", "transB", "alpha",
        "beta", "scale", "q_num_heads", "kv_num_heads", "num_heads", "softcap", "is_causal", "K", "N", "bits", "block_size",
        "to", "body", "then_branch", "equation");
    private static final long[] NUMBERS = {0, 1, -1, 2, 3, 4, 7, 16, 32, 64, Integer.MAX_VALUE, Integer.MIN_VALUE, 1L << 40,
        Long.MAX_VALUE, Long.MIN_VALUE};

    private final byte[] steps;
    private int at;

    GraphDamage(byte[] steps, int from) {
        this.steps = steps;
        this.at = from;
    }

    void apply(OnnxGraph graph) {
        while (at < steps.length && !graph.nodes().isEmpty()) {
            step(graph, byteHere() % 20);
        }
    }

    private int byteHere() {
        return at < steps.length ? steps[at++] & 0xFF : 0;
    }

    /** A place in a list: two bytes, so that long lists are reached. */
    private int index(int size) {
        return (byteHere() << 8 | byteHere()) % size;
    }

    private long number() {
        int choice = byteHere();
        return choice < 64 ? choice : NUMBERS[choice % NUMBERS.length];
    }

    private <T> T any(List<T> list) {
        return list.get(index(list.size()));
    }

    private void step(OnnxGraph graph, int kind) {
        OnnxNode node = any(graph.nodes());
        switch (kind) {
            case 0 -> graph.nodes().remove(node);
            case 1 -> graph.nodes().add(index(graph.nodes().size()), node);
            case 2 -> replace(node.inputs(), value(graph));
            case 3 -> node.inputs().add(value(graph));
            case 4 -> replace(node.outputs(), value(graph));
            case 5 -> graph.nodes().set(graph.nodes().indexOf(node), retyped(node));
            case 6 -> node.attributes().keySet().removeIf(name -> byteHere() % 2 == 0);
            case 7 -> node.attributes().put(any(ATTRIBUTES), attribute(graph));
            case 8 -> node.attributes().putAll(any(graph.nodes()).attributes());
            case 9 -> graph.initializers().keySet().remove(value(graph));
            case 10 -> graph.add(tensor(value(graph)));
            case 11 -> graph.inputs().removeIf(input -> byteHere() % 4 == 0);
            case 12 -> graph.addInput(OnnxValue.tensor(value(graph), byteHere() % 24, (Object[]) sides()));
            case 13 -> graph.addOutput(OnnxValue.tensor(value(graph), byteHere() % 24, (Object[]) sides()));
            case 14 -> graph.outputs().clear();
            case 15 -> node.inDomain(List.of("", "com.microsoft", "ai.onnx", "evil").get(byteHere() % 4));
            case 16 -> node.inputs().clear();
            case 17 -> node.outputs().clear();
            case 18 -> swap(graph.nodes(), index(graph.nodes().size()), index(graph.nodes().size()));
            default -> graph.initializers().replaceAll((name, tensor) -> byteHere() == 7 ? tensor(name) : tensor);
        }
    }

    private static void swap(List<OnnxNode> nodes, int one, int other) {
        OnnxNode first = nodes.get(one);
        nodes.set(one, nodes.get(other));
        nodes.set(other, first);
    }

    private void replace(List<String> names, String by) {
        if (!names.isEmpty()) {
            names.set(index(names.size()), by);
        }
    }

    private String value(OnnxGraph graph) {
        List<String> names = new ArrayList<>(List.of("", "input_ids", "decoder_input_ids", "encoder_hidden_states"));
        graph.nodes().forEach(node -> names.addAll(node.outputs()));
        names.addAll(graph.initializers().keySet());
        graph.inputs().forEach(input -> names.add(input.name()));
        return any(names);
    }

    private OnnxNode retyped(OnnxNode node) {
        OnnxNode other = new OnnxNode(any(OPERATORS), node.inputs(), node.outputs()).inDomain(node.domain()).named(node.name());
        other.attributes().putAll(node.attributes());
        return other;
    }

    private OnnxAttribute attribute(OnnxGraph graph) {
        return switch (byteHere() % 7) {
            case 0 -> OnnxAttribute.of(number());
            case 1 -> OnnxAttribute.of((float) number());
            case 2 -> OnnxAttribute.of("bhqd,bhkd->bhqk");
            case 3 -> OnnxAttribute.of(longs());
            case 4 -> OnnxAttribute.of(new float[] {number()});
            case 5 -> OnnxAttribute.of(tensor(""));
            default -> OnnxAttribute.of(inner(graph));
        };
    }

    /** A graph for If and the like, that uses outer values. */
    private OnnxGraph inner(OnnxGraph graph) {
        OnnxGraph inner = new OnnxGraph("inner");
        for (int i = byteHere() % 3; i >= 0; i--) {
            // Without attributes: a graph must not hold itself.
            OnnxNode node = any(graph.nodes());
            inner.add(new OnnxNode(node.opType(), node.inputs(), node.outputs()).inDomain(node.domain()));
        }
        inner.addOutput(OnnxValue.ofAnyShape(value(graph), 1));
        return inner;
    }

    private OnnxTensor tensor(String name) {
        long[] sides = longs();
        int type = byteHere() % 24;
        return byteHere() % 4 == 0 ? OnnxTensor.external(name, type, sides, List.of("model.onnx", "../x", "/etc/passwd", "",
            "\u0000").get(byteHere() % 5), number(), number()) : new OnnxTensor(name, type, sides, new byte[byteHere()]);
    }

    private long[] longs() {
        long[] longs = new long[byteHere() % 5];
        for (int i = 0; i < longs.length; i++) {
            longs[i] = number();
        }
        return longs;
    }

    private Long[] sides() {
        long[] longs = longs();
        Long[] sides = new Long[longs.length];
        for (int i = 0; i < sides.length; i++) {
            sides[i] = longs[i];
        }
        return sides;
    }
}
