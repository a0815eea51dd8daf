package io.github.normalign.onnx;

import java.util.OptionalLong;

/** The table that a graph takes the vectors of pieces from: a {@code Gather} of a constant matrix by the piece ids. */
final class EmbeddingTable {

    private static final int MAX_STEPS = 16;

    private EmbeddingTable() {
    }

    /**
     * The number of rows, above which no id may be.
     *
     * @param index the graph
     * @param ids the input with the piece ids
     * @return the rows of the shortest such table; empty where there is none, or one packed in a way that hides its rows
     */
    static OptionalLong rows(GraphIndex index, String ids) {
        return index.nodes().stream()
            .filter(node -> node.is("Gather") && node.intAttribute("axis", 0) == 0 && comesFrom(index, node.input(1), ids))
            .flatMap(node -> ConstantMatrix.of(index, node.input(0)).stream()).mapToLong(ConstantMatrix::rows).min();
    }

    /** Whether a value is the ids themselves, in another shape or type. */
    private static boolean comesFrom(GraphIndex index, String value, String ids) {
        String current = value;
        for (int step = 0; step < MAX_STEPS; step++) {
            if (current.equals(ids)) {
                return true;
            }
            OnnxNode node = index.producer(current).orElse(null);
            if (node == null || !node.is("Cast", "Identity", "Reshape", "Unsqueeze", "Squeeze", "Flatten")) {
                return false;
            }
            current = node.input(0);
        }
        return false;
    }
}
