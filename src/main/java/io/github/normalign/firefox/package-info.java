/**
 * Firefox Translations (Marian) models turned into model directories in the stock ONNX layout.
 *
 * <p>{@code MarianFile} reads the container, {@code MarianConfig} its settings, {@code MarianModel} checks that both are of the
 * one kind this package knows; {@code MarianEncoder} and {@code MarianDecoder} write that kind as ONNX;
 * {@link io.github.normalign.firefox.FirefoxImporter} does all of it and writes the directory.
 */
package io.github.normalign.firefox;
