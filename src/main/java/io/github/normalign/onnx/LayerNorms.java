package io.github.normalign.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writes layer normalisation (Ba, Kiros, Hinton 2016) as instance normalisation of every vector by itself, which is the same
 * computation:
 *
 * <pre>
 * x -> LayerNormalization(g, b)      x -> Reshape(N, 1, D) -> InstanceNormalization(1, 0) -> Reshape -> Mul(g) -> Add(b)
 * </pre>
 *
 * <p>On processors ONNX Runtime 1.28 sums a vector's numbers one after the other for the first, and several at a time for the
 * second, which takes a fraction of the time (the tables of operators in {@code eval/results/speed.md}). Exporters before opset 17
 * write layer normalisation as {@code (x - mean) / sqrt(mean of (x - mean)^2 + epsilon)}, of which ONNX Runtime makes the first
 * form by itself; that quotient is recognised too. What is not in float32, not over the last side, or in a graph inside a node
 * stays as it is.
 */
final class LayerNorms {

    private static final String NAME = "the graph to be run";
    private static final String PREFIX = "normalign.norm.";

    private final OnnxGraph graph;
    private final GraphIndex index;
    private final List<OnnxNode> nodes = new ArrayList<>();
    private int turned;

    private LayerNorms(OnnxGraph graph) {
        this.graph = graph;
        this.index = new GraphIndex(graph, NAME);
    }

    /** What is normalised, the length of its vectors, and what is added to the variance. */
    private record Norm(String input, long length, float epsilon) {
    }

    /**
     * Rewrites a graph, whose nodes stand in order.
     *
     * @param graph the graph; changed in place
     * @return how many normalisations were rewritten
     */
    static int turn(OnnxGraph graph) {
        return new LayerNorms(graph).turn();
    }

    private int turn() {
        for (OnnxNode node : List.copyOf(graph.nodes())) {
            Optional<Norm> norm = node.is("LayerNormalization") ? whole(node) : node.is("Div") ? quotient(node) : Optional.empty();
            if (norm.isEmpty()) {
                nodes.add(node);
            } else if (node.is("Div")) {
                append(norm.get(), node.output());
            } else {
                scaled(node, norm.get());
            }
        }
        if (turned > 0) {
            graph.nodes().clear();
            graph.nodes().addAll(nodes);
            new GraphIndex(graph, NAME).removeUnused();
        }
        return turned;
    }

    private Optional<Norm> whole(OnnxNode node) {
        boolean one = node.outputs().stream().skip(1).allMatch(String::isEmpty);
        if (!one || node.intAttribute("axis", -1) != -1) {
            return Optional.empty();
        }
        OnnxAttribute epsilon = node.attributes().get("epsilon");
        return vector(node.input(1)).map(length ->
            new Norm(node.input(0), length, epsilon == null ? 1e-5f : epsilon.asFloat()));
    }

    /** The length of a constant vector of floats. */
    private Optional<Long> vector(String value) {
        return index.constantTensor(value)
            .filter(found -> found.elementType() == ElementType.FLOAT && found.dimensions().length == 1 && found.elements() > 1)
            .map(OnnxTensor::elements);
    }

    private void scaled(OnnxNode node, Norm norm) {
        String name = PREFIX + turned;
        String bias = node.input(2);
        append(norm, name + ".plain");
        String product = bias.isEmpty() ? node.output() : name + ".scaled";
        add("Mul", product, name + ".plain", node.input(1));
        if (!bias.isEmpty()) {
            add("Add", node.output(), product, bias);
        }
    }

    private void append(Norm norm, String output) {
        String name = PREFIX + turned++;
        add("Shape", name + ".shape", norm.input());
        String flat = graph.add(OnnxTensor.vector(PREFIX + "flat." + norm.length(), -1, 1, norm.length()));
        add("Reshape", name + ".flat", norm.input(), flat);
        String one = graph.add(OnnxTensor.ofFloats(PREFIX + "one", new long[] {1}, 1));
        String nought = graph.add(OnnxTensor.ofFloats(PREFIX + "nought", new long[] {1}, 0));
        add("InstanceNormalization", name + ".vectors", name + ".flat", one, nought).with("epsilon", norm.epsilon());
        add("Reshape", output, name + ".vectors", name + ".shape");
    }

    private OnnxNode add(String opType, String output, String... inputs) {
        OnnxNode node = new OnnxNode(opType, List.of(inputs), List.of(output));
        nodes.add(node);
        return node;
    }

    private Optional<Norm> quotient(OnnxNode division) {
        Optional<String> input = deviation(division.input(0));
        Optional<OnnxNode> sum = made(division.input(1), "Sqrt").flatMap(root -> made(root.input(0), "Add"));
        if (input.isEmpty() || sum.isEmpty()) {
            return Optional.empty();
        }
        Optional<Float> epsilon = number(sum.get().input(1));
        Optional<String> squared = mean(sum.get().input(0)).flatMap(this::square).flatMap(this::deviation);
        boolean same = squared.equals(input) && epsilon.isPresent();
        return !same ? Optional.empty() : index.uses(division.output()).stream().map(GraphIndex.Use::node)
            .filter(user -> user.is("Mul")).flatMap(user -> user.inputs().stream()).flatMap(value -> vector(value).stream())
            .findFirst().map(length -> new Norm(input.get(), length, epsilon.get()));
    }

    /** x of a value that is x - mean of x. */
    private Optional<String> deviation(String value) {
        return made(value, "Sub").filter(node -> mean(node.input(1)).equals(Optional.of(node.input(0))))
            .map(node -> node.input(0));
    }

    /** x of a value that is the mean of x over its last side, which is kept as one of length 1. */
    private Optional<String> mean(String value) {
        return made(value, "ReduceMean").filter(node -> node.intAttribute("keepdims", 1) == 1 && overLast(node))
            .map(node -> node.input(0));
    }

    private boolean overLast(OnnxNode node) {
        OnnxAttribute attribute = node.attributes().get("axes");
        long[] axes = attribute != null ? attribute.asInts()
            : index.constantTensor(node.input(1)).flatMap(OnnxTensor::shapeNumbers).orElse(new long[0]);
        return axes.length == 1 && axes[0] == -1;
    }

    /** x of a value that is x^2. */
    private Optional<String> square(String value) {
        return made(value, "Pow", "Mul").filter(node -> node.is("Mul") ? node.input(0).equals(node.input(1))
            : number(node.input(1)).equals(Optional.of(2f))).map(node -> node.input(0));
    }

    private Optional<Float> number(String value) {
        return index.constantTensor(value).flatMap(found -> found.shortNumbers(1)).map(numbers -> (float) numbers[0]);
    }

    private Optional<OnnxNode> made(String value, String... operators) {
        return index.producer(value).filter(node -> node.is(operators));
    }
}
