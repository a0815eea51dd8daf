/** ONNX files at wire level: read, changed, written; cross-attention found by data flow and made an output. No native code. */
package io.github.normalign.onnx;
