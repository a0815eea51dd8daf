package io.github.normalign.onnx;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Takes the pass without a cache out of a "merged" decoder: a graph whose {@code If} chooses, by an input, between a branch that
 * starts from nothing and one that goes on from a cache. Forced decoding needs the first only.
 */
final class MergedDecoder {

    private MergedDecoder() {
    }

    /**
     * The graph without the choice.
     *
     * @return a new graph that shares its nodes with the given one and gives the values of the branch under the branch's own
     *     names, its results also under those they have outside; empty if the graph makes no such choice
     */
    static Optional<OnnxGraph> withoutCache(OnnxGraph graph) {
        Set<String> inputs = new HashSet<>();
        graph.inputs().forEach(input -> inputs.add(input.name()));
        for (OnnxNode node : graph.nodes()) {
            if (node.is("If") && inputs.contains(node.input(0))) {
                return branch(node, "else_branch").or(() -> branch(node, "then_branch"))
                    .map(branch -> inlined(graph, node, branch));
            }
        }
        return Optional.empty();
    }

    private static Optional<OnnxGraph> branch(OnnxNode choice, String name) {
        OnnxAttribute attribute = choice.attributes().get(name);
        if (attribute == null || attribute.graphs().isEmpty()) {
            return Optional.empty();
        }
        OnnxNode alone = new OnnxNode("If", List.of(), List.of()).with(name, attribute);
        boolean usesCache = GraphIndex.captured(alone, true).stream().anyMatch(value -> value.startsWith("past_key_values"));
        return usesCache ? Optional.empty() : Optional.of(attribute.asGraph());
    }

    private static OnnxGraph inlined(OnnxGraph graph, OnnxNode choice, OnnxGraph branch) {
        OnnxGraph flat = new OnnxGraph(graph.name());
        graph.initializers().values().forEach(flat::add);
        branch.initializers().values().forEach(flat::add);
        graph.inputs().forEach(flat::addInput);
        for (OnnxNode node : graph.nodes()) {
            if (node == choice) {
                branch.nodes().forEach(flat::add);
                addResults(flat, choice, branch);
            } else {
                flat.add(node);
            }
        }
        return flat;
    }

    /** What the choice results in has the name that the branch gave it, and another one outside, unless the two are one. */
    private static void addResults(OnnxGraph flat, OnnxNode choice, OnnxGraph branch) {
        Set<String> made = new HashSet<>(flat.initializers().keySet());
        flat.inputs().forEach(input -> made.add(input.name()));
        flat.nodes().forEach(node -> made.addAll(node.outputs()));
        for (int i = 0; i < Math.min(choice.outputs().size(), branch.outputs().size()); i++) {
            String outside = choice.outputs().get(i);
            if (!outside.isEmpty() && made.add(outside)) {
                flat.add("Identity", outside, branch.outputs().get(i).name());
            }
        }
    }
}
