package io.github.normalign.onnx;

/**
 * Where one decoder layer attends to the encoder's output, as values of its graph.
 *
 * @param weights the attention weights
 * @param values the heads' value vectors, bias included
 * @param projection the output projection
 */
record CrossAttentionSite(AttentionWeights weights, HeadValues values, OutputProjection projection) {
}
