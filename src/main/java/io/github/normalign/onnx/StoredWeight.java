package io.github.normalign.onnx;

/**
 * A weight that is a matrix of the graph as it is.
 *
 * @param matrix the matrix
 * @param turned whether it is stored as (D, H*d) and not as (H*d, D)
 * @param factor what the product is multiplied by
 */
record StoredWeight(ConstantMatrix matrix, boolean turned, float factor) implements MatrixWeight {

    @Override
    public String append(LayerNodes nodes) {
        return nodes.times("projection", appendNumbers(nodes), factor);
    }
}
