package io.github.normalign.onnx;

/**
 * Where one decoder layer attends to the encoder's output, as values of its graph.
 *
 * @param softmax the node that makes the weights
 * @param weights attention weights (B,H,T,S), or (B*H,T,S) in older exports; after the guard against rows without any source
 *     position, where there is one
 * @param values value vectors, bias included: (B,H,S,d) or (B*H,S,d)
 * @param outputWeight weight of the output projection
 * @param outputWeightTurned whether that weight is stored as (D, H*d) and not as (H*d, D)
 * @param projection what the output projection gives: (B,T,D) or (B*T,D), with or without its bias
 */
record CrossAttentionSite(OnnxNode softmax, String weights, String values, ConstantMatrix outputWeight,
        boolean outputWeightTurned, String projection) {

    /** H*d: the length of the heads' value vectors side by side. */
    long inner() {
        return outputWeightTurned ? outputWeight.columns() : outputWeight.rows();
    }

    /** D: the length of the decoder's vectors. */
    long dimension() {
        return outputWeightTurned ? outputWeight.rows() : outputWeight.columns();
    }
}
