package io.github.normalign.onnx;

/**
 * The output projection of an attention.
 *
 * @param weight its weight W_O
 * @param output the value it gives: (B,T,D) or (B*T,D), with or without its bias
 */
record OutputProjection(OutputWeight weight, String output) {
}
