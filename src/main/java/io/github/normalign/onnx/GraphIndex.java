package io.github.normalign.onnx;

import io.github.normalign.error.ModelException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who makes and who uses each value of a graph, which inputs each value depends on, and which values are constant.
 *
 * <p>Dependence is by data: {@code Shape} and {@code Size} end it. Exporters build the shape of one tensor from the length of
 * another all over a graph, and would else make everything depend on everything. A node with graphs inside depends on all that
 * those graphs use, because they may use outer values without listing them.
 */
final class GraphIndex {

    /** A use of a value: the node, and at which of its inputs. */
    record Use(OnnxNode node, int input) {
    }

    /** A decoder with a cache has four a layer. A set of inputs is kept for every value. */
    private static final int MOST_INPUTS = 1024;

    private final OnnxGraph graph;
    private final List<OnnxNode> nodes;
    private final Map<String, OnnxNode> producers = new HashMap<>();
    private final Map<String, List<Use>> uses = new HashMap<>();
    private final Map<String, Integer> inputs = new HashMap<>();
    private final Map<String, BitSet> dependence = new HashMap<>();
    private final Set<String> constants = new LinkedHashSet<>();

    /**
     * Indexes a graph.
     *
     * @throws ModelException if a node uses a value that nothing makes, a value is made twice (which would let walks along the
     *     values go in a circle), or nodes need each other in one
     */
    GraphIndex(OnnxGraph graph, String name) {
        this.graph = graph;
        constants.addAll(graph.initializers().keySet());
        for (OnnxValue input : graph.inputs()) {
            // Files of IR version 3 list constants among the inputs.
            if (!graph.initializers().containsKey(input.name())) {
                if (inputs.size() == MOST_INPUTS) {
                    throw new ModelException(name + " has more than " + MOST_INPUTS + " inputs; no translation model has. It is"
                        + " damaged or made to exhaust memory; fetch it again, from a source you trust.");
                }
                inputs.put(input.name(), inputs.size());
                BitSet self = new BitSet();
                self.set(inputs.get(input.name()));
                dependence.put(input.name(), self);
            }
        }
        nodes = NodeOrder.of(graph, name);
        for (OnnxNode node : nodes) {
            index(node, name);
        }
    }

    private void index(OnnxNode node, String name) {
        BitSet union = new BitSet();
        boolean constant = !node.is("RandomNormal", "RandomUniform");
        for (String used : captured(node, true)) {
            union.or(dependenceOf(used, node, name));
            constant &= constants.contains(used);
        }
        for (int i = 0; i < node.inputs().size(); i++) {
            String input = node.inputs().get(i);
            if (!input.isEmpty()) {
                BitSet ofInput = dependenceOf(input, node, name);
                if (!endsDependence(node)) {
                    union.or(ofInput);
                }
                constant &= constants.contains(input);
                uses.computeIfAbsent(input, unused -> new ArrayList<>()).add(new Use(node, i));
            }
        }
        for (String output : node.outputs()) {
            if (!output.isEmpty()) {
                if (dependence.containsKey(output) || graph.initializers().containsKey(output)) {
                    throw new ModelException(name + " is not a sound ONNX file: the node " + node + " makes \"" + output
                        + "\", which is there already. Export the model again.");
                }
                producers.put(output, node);
                dependence.put(output, union);
                if (constant) {
                    constants.add(output);
                }
            }
        }
    }

    private BitSet dependenceOf(String value, OnnxNode user, String name) {
        BitSet found = dependence.get(value);
        if (found == null && !constants.contains(value)) {
            throw new ModelException(name + " is not a sound ONNX file: the node " + user + " uses \"" + value
                + "\", which nothing makes. Export the model again.");
        }
        return found == null ? new BitSet() : found;
    }

    private static boolean endsDependence(OnnxNode node) {
        return node.is("Shape", "Size");
    }

    /** The graph that was indexed. */
    OnnxGraph graph() {
        return graph;
    }

    /** The nodes, each after what it needs. */
    List<OnnxNode> nodes() {
        return nodes;
    }

    /** The node that makes a value; empty for inputs and initialisers. */
    Optional<OnnxNode> producer(String value) {
        return Optional.ofNullable(producers.get(value));
    }

    /** The tensor that a value is, as an initialiser or as the tensor of a {@code Constant}; empty if it is neither. */
    Optional<OnnxTensor> constantTensor(String value) {
        return Optional.ofNullable(graph.initializers().get(value)).or(() -> producer(value).filter(node -> node.is("Constant"))
            .map(node -> node.attributes().get("value")).flatMap(OnnxAttribute::tensor));
    }

    /** The nodes that list a value among their inputs, in the graph's order. */
    List<Use> uses(String value) {
        return uses.getOrDefault(value, List.of());
    }

    /** Whether the graph has this input, and it is not a constant listed as one. */
    boolean hasInput(String name) {
        return inputs.containsKey(name);
    }

    /** Whether a value depends on an input by data. */
    boolean dependsOn(String value, String input) {
        BitSet found = dependence.get(value);
        return found != null && found.get(inputs.get(input));
    }

    /** Whether a value depends by data on any input whose name starts so. */
    boolean dependsOnAny(String value, String prefix) {
        return inputs.keySet().stream().anyMatch(input -> input.startsWith(prefix) && dependsOn(value, input));
    }

    /** Whether a value depends on any input by data. */
    boolean dependsOnInputs(String value) {
        BitSet found = dependence.get(value);
        return found != null && !found.isEmpty();
    }

    /** Whether a value is the same in every run, whatever the inputs and their shapes. */
    boolean isConstant(String value) {
        return constants.contains(value);
    }

    /**
     * The outer values that the graphs inside a node use.
     *
     * @param byData whether to leave out those of which only the shape is used
     */
    static Set<String> captured(OnnxNode node, boolean byData) {
        Set<String> names = new LinkedHashSet<>();
        for (OnnxGraph inner : node.subgraphs()) {
            names.addAll(captured(inner, byData));
        }
        return names;
    }

    private static Set<String> captured(OnnxGraph inner, boolean byData) {
        Set<String> used = new LinkedHashSet<>();
        Set<String> own = new LinkedHashSet<>(inner.initializers().keySet());
        inner.inputs().forEach(input -> own.add(input.name()));
        for (OnnxNode node : inner.nodes()) {
            if (!byData || !endsDependence(node)) {
                used.addAll(node.inputs());
            }
            used.addAll(captured(node, byData));
            own.addAll(node.outputs());
        }
        inner.outputs().forEach(output -> used.add(output.name()));
        used.removeAll(own);
        used.remove("");
        return used;
    }

    /**
     * The nodes that some values need, without order.
     *
     * @param wanted names of values
     */
    Set<OnnxNode> needed(Collection<String> wanted) {
        Set<String> values = new LinkedHashSet<>(wanted);
        Set<OnnxNode> kept = new LinkedHashSet<>();
        for (int i = nodes.size() - 1; i >= 0; i--) {
            OnnxNode node = nodes.get(i);
            if (node.outputs().stream().anyMatch(values::contains)) {
                kept.add(node);
                values.addAll(node.inputs());
                values.addAll(captured(node, false));
            }
        }
        return kept;
    }

    /** Takes out of the graph what its outputs do not need; this index is of the graph before. */
    void removeUnused() {
        Set<String> used = new LinkedHashSet<>();
        graph.outputs().forEach(output -> used.add(output.name()));
        graph.nodes().retainAll(needed(used));
        for (OnnxNode node : graph.nodes()) {
            used.addAll(node.inputs());
            used.addAll(captured(node, false));
        }
        graph.initializers().keySet().retainAll(used);
    }
}
