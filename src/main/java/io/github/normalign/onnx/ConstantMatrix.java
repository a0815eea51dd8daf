package io.github.normalign.onnx;

import java.util.Arrays;
import java.util.Optional;

/**
 * A constant matrix of a graph, named by the value that computes it, so that nothing needs to be decoded here: the value may be
 * an initialiser, or come from one through {@code Identity}, {@code Cast}, {@code Transpose}, {@code DequantizeLinear}, a
 * {@code Reshape} to fixed sides, or arithmetic number by number, as tools for few bits write it out.
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
        return sides(index, value, MAX_STEPS).filter(found -> found.rows > 0 && found.columns > 0)
            .map(found -> new ConstantMatrix(value, found.rows, found.columns, found.storedType));
    }

    private static Optional<ConstantMatrix> sides(GraphIndex index, String value, int stepsLeft) {
        OnnxTensor tensor = index.graph().initializers().get(value);
        OnnxNode node = index.producer(value).orElse(null);
        if (tensor == null && node != null) {
            tensor = constant(node);
        }
        if (tensor != null) {
            long[] sides = tensor.dimensions();
            // Sides of -1 stand for "not a matrix, but what one may be made of".
            boolean matrix = sides.length == 2;
            return Optional.of(new ConstantMatrix(value, matrix ? sides[0] : -1, matrix ? sides[1] : -1, tensor.elementType()));
        }
        if (node == null || stepsLeft == 0) {
            return Optional.empty();
        }
        if (node.is("Identity", "Cast", "DequantizeLinear")) {
            return sides(index, node.input(0), stepsLeft - 1);
        } else if (node.is("Transpose")) {
            return sides(index, node.input(0), stepsLeft - 1)
                .map(found -> new ConstantMatrix(value, found.columns, found.rows, found.storedType));
        } else if (node.is("Reshape")) {
            return reshaped(index, node, stepsLeft - 1);
        } else if (node.is("Add", "Sub", "Mul", "Div")) {
            Optional<ConstantMatrix> left = sides(index, node.input(0), stepsLeft / 2);
            Optional<ConstantMatrix> right = sides(index, node.input(1), stepsLeft / 2);
            return left.filter(found -> found.rows > 1 && found.columns > 1).or(() -> right).or(() -> left);
        }
        return Optional.empty();
    }

    /** The tensor of a {@code Constant}; null where it is something else, or holds its numbers in another attribute. */
    private static OnnxTensor constant(OnnxNode node) {
        OnnxAttribute value = node.is("Constant") ? node.attributes().get("value") : null;
        return value == null ? null : value.asTensor();
    }

    private static Optional<ConstantMatrix> reshaped(GraphIndex index, OnnxNode node, int stepsLeft) {
        OnnxTensor shape = index.graph().initializers().get(node.input(1));
        if (shape == null) {
            shape = index.producer(node.input(1)).map(ConstantMatrix::constant).orElse(null);
        }
        if (shape == null || shape.isExternal() || shape.elementType() != ElementType.INT64
                || !Arrays.equals(shape.dimensions(), new long[] {2})) {
            return Optional.empty();
        }
        long[] sides = shape.asInts();
        return sides(index, node.input(0), stepsLeft)
            .map(found -> new ConstantMatrix(node.output(), sides[0], sides[1], found.storedType));
    }
}
