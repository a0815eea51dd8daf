package io.github.normalign.onnx;

import java.util.Optional;

/**
 * A constant matrix of a graph, named by the value that computes it, so that nothing needs to be decoded here: the value may be
 * an initialiser, or come from one through {@code Identity}, {@code Cast}, {@code Transpose} and {@code DequantizeLinear}.
 *
 * @param value name of the value
 * @param rows first side
 * @param columns second side
 * @param storedType element type of the initialiser it comes from, see {@link ElementType}
 */
record ConstantMatrix(String value, long rows, long columns, int storedType) {

    private static final int MAX_STEPS = 32;

    /** The matrix that a value is; empty if it is not constant, not two-dimensional or comes about in another way. */
    static Optional<ConstantMatrix> of(GraphIndex index, String value) {
        if (!index.isConstant(value)) {
            return Optional.empty();
        }
        boolean turned = false;
        String current = value;
        for (int step = 0; step < MAX_STEPS; step++) {
            OnnxTensor tensor = index.graph().initializers().get(current);
            if (tensor == null) {
                OnnxNode node = index.producer(current).orElse(null);
                if (node == null) {
                    return Optional.empty();
                } else if (node.is("Constant") && node.attributes().containsKey("value")) {
                    tensor = node.attributes().get("value").asTensor();
                } else if (node.is("Identity", "Cast", "Transpose", "DequantizeLinear")) {
                    turned ^= node.is("Transpose");
                    current = node.input(0);
                } else {
                    return Optional.empty();
                }
            }
            if (tensor != null) {
                return of(value, tensor, turned);
            }
        }
        return Optional.empty();
    }

    private static Optional<ConstantMatrix> of(String value, OnnxTensor tensor, boolean turned) {
        long[] sides = tensor.dimensions();
        if (sides.length != 2 || sides[0] <= 0 || sides[1] <= 0) {
            return Optional.empty();
        }
        return Optional.of(new ConstantMatrix(value, sides[turned ? 1 : 0], sides[turned ? 0 : 1], tensor.elementType()));
    }
}
