package io.github.normalign.onnx;

/** A weight that is a matrix of the graph, as it is or as whole numbers that stand for others. */
interface MatrixWeight extends OutputWeight {

    /** The matrix as it is stored. */
    ConstantMatrix matrix();

    /** Whether it is stored as (D, H*d) and not as (H*d, D). */
    boolean turned();

    @Override
    default long inner() {
        return turned() ? matrix().columns() : matrix().rows();
    }

    @Override
    default long dimension() {
        return turned() ? matrix().rows() : matrix().columns();
    }

    @Override
    default String precision() {
        return ElementType.name(matrix().storedType());
    }

    /** Writes what makes float32 of the stored numbers, (H*d, D); gives the name of that value. */
    default String appendNumbers(LayerNodes nodes) {
        String numbers = nodes.toFloat("projection", matrix().value());
        return turned() ? nodes.transpose("projection.turned", numbers, 1, 0) : numbers;
    }
}
