package io.github.normalign.onnx;

import io.github.normalign.error.ModelException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Puts the nodes of a graph in an order in which each comes after what it needs. ONNX demands that order of files, but ONNX
 * Runtime reads others too, and tools that change models (the float16 converter, for one) write them.
 */
final class NodeOrder {

    private enum State { OPEN, DONE }

    private final Map<String, OnnxNode> producers = new HashMap<>();
    private final Map<OnnxNode, State> states = new HashMap<>();
    private final List<OnnxNode> sorted = new ArrayList<>();
    private final String name;

    private NodeOrder(String name) {
        this.name = name;
    }

    /**
     * Sorts nodes; those that are in order already stay as they are.
     *
     * @throws ModelException if nodes need each other in a circle
     */
    static List<OnnxNode> of(OnnxGraph graph, String name) {
        NodeOrder order = new NodeOrder(name);
        graph.nodes().forEach(node -> node.outputs().forEach(output -> order.producers.putIfAbsent(output, node)));
        order.producers.remove("");
        graph.nodes().forEach(order::visit);
        return order.sorted;
    }

    /** Without recursion, because a damaged file could make it as deep as the graph is long. */
    private void visit(OnnxNode root) {
        Deque<OnnxNode> path = new ArrayDeque<>(List.of(root));
        while (!path.isEmpty()) {
            OnnxNode node = path.getLast();
            if (states.get(node) == State.DONE) {
                path.removeLast();
            } else if (states.put(node, State.OPEN) == State.OPEN) {
                states.put(node, State.DONE);
                sorted.add(node);
                path.removeLast();
            } else {
                for (String needed : needs(node)) {
                    push(path, node, producers.get(needed));
                }
            }
        }
    }

    private void push(Deque<OnnxNode> path, OnnxNode node, OnnxNode before) {
        if (before == null || states.get(before) == State.DONE) {
            return;
        }
        if (states.get(before) == State.OPEN) {
            throw new ModelException(name + " is not a sound ONNX file: the node " + node + " needs " + before
                + ", which needs it in turn. Export the model again.");
        }
        path.addLast(before);
    }

    private static Set<String> needs(OnnxNode node) {
        Set<String> names = new LinkedHashSet<>(node.inputs());
        names.addAll(GraphIndex.captured(node, false));
        names.remove("");
        return names;
    }
}
