package io.github.normalign.model;

import java.util.Optional;

/**
 * What to take of a directory that holds more than one model for one direction.
 *
 * @param variant which of several precisions, by what stands behind the usual name of its files, such as {@code quantized} for
 *     {@code decoder_model_quantized.onnx}, or {@code plain} for files without such an ending; empty takes those, or
 *     the only one there is
 * @param languages the direction, for models of many languages
 */
public record ModelChoice(Optional<String> variant, Languages languages) {

    /** The usual files, no language said. */
    public static final ModelChoice DEFAULT = new ModelChoice(Optional.empty(), Languages.UNSAID);

    /**
     * The same variant for the opposite direction.
     *
     * @return a choice with the languages exchanged
     */
    public ModelChoice reversed() {
        return new ModelChoice(variant, languages.swapped());
    }
}
