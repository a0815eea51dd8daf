/** A model directory opened and checked, and forced decoding on ONNX Runtime, which is imported here only. */
package io.github.normalign.model;
