package io.github.normalign.onnx;

/**
 * Weights that are a value of the graph.
 *
 * @param value (B,H,T,S), or (B*H,T,S) in older exports; after the guard against rows without any source position, where there
 *     is one
 */
record StoredWeights(String value) implements AttentionWeights {

    @Override
    public String append(LayerNodes nodes) {
        return value;
    }
}
