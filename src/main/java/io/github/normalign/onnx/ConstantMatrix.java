package io.github.normalign.onnx;

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
        OnnxTensor tensor = index.constantTensor(value).orElse(null);
        OnnxNode node = index.producer(value).orElse(null);
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

    private static Optional<ConstantMatrix> reshaped(GraphIndex index, OnnxNode node, int stepsLeft) {
        return index.constantTensor(node.input(1)).flatMap(OnnxTensor::shapeNumbers).filter(shape -> shape.length == 2)
            .flatMap(shape -> sides(index, node.input(0), stepsLeft)
                .map(found -> new ConstantMatrix(node.output(), shape[0], shape[1], found.storedType)));
    }
}
