package io.github.normalign.onnx;

/**
 * A weight that is a matrix of the graph as it is.
 *
 * @param matrix the matrix
 * @param turned whether it is stored as (D, H*d) and not as (H*d, D)
 * @param factor what the product is multiplied by
 */
record StoredWeight(ConstantMatrix matrix, boolean turned, float factor) implements OutputWeight {

    @Override
    public long inner() {
        return turned ? matrix.columns() : matrix.rows();
    }

    @Override
    public long dimension() {
        return turned ? matrix.rows() : matrix.columns();
    }

    @Override
    public String precision() {
        return ElementType.name(matrix.storedType());
    }

    @Override
    public String append(LayerNodes nodes) {
        String weight = nodes.toFloat("projection", matrix.value());
        if (turned) {
            weight = nodes.transpose("projection.turned", weight, 1, 0);
        }
        return nodes.times("projection", weight, factor);
    }
}
