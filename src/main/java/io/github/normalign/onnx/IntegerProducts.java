package io.github.normalign.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Turns products of floats with int8 weights into products of integers, for models that state a step for what is multiplied
 * with each weight: {@code x W = step * scale * (round(x / step) W_int8)}, W being {@code scale * W_int8}.
 *
 * <p>The steps are fixed, so a pair's numbers do not depend on the pairs it shares a batch with, as they would with steps
 * measured anew in every run. A product, the bias added to it and the {@code Relu} in front of it become one operation each:
 *
 * <pre>
 * x -> MatMul(Transpose(DequantizeLinear(W))) -> Add(b)          x -> QuantizeLinear(step, 128) -> MatMulIntegerToFloat(W, b)
 * x -> Relu -> MatMul(...) -> Add(b)                             x -> QuantizeLinear(step, 0)   -> MatMulIntegerToFloat(W, b)
 * </pre>
 *
 * <p>Bytes without sign are what processors multiply fastest with signed weights: 128 stands for zero, values below -128 steps
 * and above 127 are cut off; behind a {@code Relu} 0 does, so that what is negative becomes 0 by the cutting and 255 steps fit.
 */
final class IntegerProducts {

    private static final String NAME = "the graph to be run";
    private static final String DOMAIN = "com.microsoft";
    private static final String MIDDLE = "normalign.zero.128";
    private static final String LEAST = "normalign.zero.0";

    private final OnnxGraph graph;
    private final Map<String, Float> steps;
    private final GraphIndex index;
    private final Map<String, String> quantised = new HashMap<>();
    private final List<OnnxNode> nodes = new ArrayList<>();
    private final Map<OnnxNode, Product> byAddition = new HashMap<>();
    private final Set<OnnxNode> absorbed = new HashSet<>();

    private IntegerProducts(OnnxGraph graph, Map<String, Float> steps) {
        this.graph = graph;
        this.steps = steps;
        this.index = new GraphIndex(graph, NAME);
    }

    /** A product that can be turned: what is multiplied, the int8 weight as (K, N) and its scale, and its step. */
    private record Product(OnnxNode node, String weight, boolean turned, String scale, float step, Optional<String> bias) {
    }

    /**
     * Rewrites a model's graph, whose nodes stand in order.
     *
     * @param model the model; changed in place
     * @param steps the step of what is multiplied, by the name of the int8 weight; other products stay as they are
     * @return how many products were turned
     */
    static int turn(OnnxModel model, Map<String, Float> steps) {
        IntegerProducts products = new IntegerProducts(model.graph(), steps);
        int count = products.turn();
        if (count > 0) {
            model.opsets().putIfAbsent(DOMAIN, 1L);
        }
        return count;
    }

    private int turn() {
        for (OnnxNode node : List.copyOf(graph.nodes())) {
            product(node).ifPresent(this::plan);
        }
        if (byAddition.isEmpty()) {
            return 0;
        }
        graph.add(new OnnxTensor(MIDDLE, ElementType.UINT8, new long[0], new byte[] {(byte) 128}));
        graph.add(new OnnxTensor(LEAST, ElementType.UINT8, new long[0], new byte[] {0}));
        for (OnnxNode node : graph.nodes()) {
            Product product = byAddition.get(node);
            if (product != null) {
                append(product, node.output());
            } else if (!absorbed.contains(node)) {
                nodes.add(node);
            }
        }
        graph.nodes().clear();
        graph.nodes().addAll(nodes);
        new GraphIndex(graph, NAME).removeUnused();
        return byAddition.size();
    }

    private void plan(Product product) {
        OnnxNode last = product.bias().isPresent() ? index.uses(product.node().output()).get(0).node()
            : product.node();
        byAddition.put(last, product);
        absorbed.add(product.node());
    }

    private Optional<Product> product(OnnxNode node) {
        if (!node.is("MatMul")) {
            return Optional.empty();
        }
        OnnxNode weight = index.producer(node.input(1)).orElse(null);
        boolean turned = weight != null && weight.is("Transpose");
        OnnxNode floats = turned ? index.producer(weight.input(0)).orElse(null) : weight;
        if (floats == null || !floats.is("DequantizeLinear") || floats.inputs().size() != 2) {
            return Optional.empty();
        }
        OnnxTensor bytes = graph.initializers().get(floats.input(0));
        OnnxTensor scale = graph.initializers().get(floats.input(1));
        Float step = steps.get(floats.input(0));
        if (step == null || bytes == null || bytes.elementType() != ElementType.INT8 || bytes.dimensions().length != 2
                || scale == null || scale.elements() != 1) {
            return Optional.empty();
        }
        return Optional.of(new Product(node, floats.input(0), turned, floats.input(1), step, bias(node)));
    }

    /** The constant vector that is added to a product, if that is its only use. */
    private Optional<String> bias(OnnxNode product) {
        List<GraphIndex.Use> uses = index.uses(product.output());
        if (uses.size() != 1 || !uses.get(0).node().is("Add") || isOutput(product.output())) {
            return Optional.empty();
        }
        return uses.get(0).node().inputs().stream()
            .filter(input -> graph.initializers().containsKey(input) && graph.initializers().get(input).dimensions().length == 1)
            .findFirst();
    }

    private void append(Product product, String output) {
        String x = product.node().input(0);
        Optional<OnnxNode> relu = index.producer(x).filter(before -> before.is("Relu"));
        boolean positive = relu.isPresent();
        String from = relu.map(before -> before.input(0)).orElse(x);
        String zero = positive ? LEAST : MIDDLE;
        String step = "normalign.step." + product.step();
        if (!graph.initializers().containsKey(step)) {
            graph.add(OnnxTensor.scalar(step, product.step()));
        }
        String integers = quantised.computeIfAbsent(from + ' ' + zero + ' ' + step, unused -> {
            String name = "normalign.integers." + quantised.size();
            nodes.add(new OnnxNode("QuantizeLinear", List.of(from, step, zero), List.of(name)));
            return name;
        });
        String weight = product.weight();
        if (product.turned()) {
            // Of a constant: ONNX Runtime does it once, at opening, and packs the result for the product.
            weight = quantised.computeIfAbsent(weight, name -> {
                String result = name + "/normalign.turned";
                nodes.add(new OnnxNode("Transpose", List.of(name), List.of(result)).with("perm", new long[] {1, 0}));
                return result;
            });
        }
        nodes.add(new OnnxNode("MatMulIntegerToFloat", product.bias().isPresent()
            ? List.of(integers, weight, step, product.scale(), zero, "", product.bias().get())
            : List.of(integers, weight, step, product.scale(), zero), List.of(output)).inDomain(DOMAIN));
    }

    private boolean isOutput(String value) {
        return graph.outputs().stream().anyMatch(output -> output.name().equals(value));
    }
}
