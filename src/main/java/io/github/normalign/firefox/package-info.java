/** Firefox Translations (Marian) models turned into model directories in the stock ONNX layout. */
package io.github.normalign.firefox;
