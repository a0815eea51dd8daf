package io.github.normalign.model;

import java.util.Optional;

/**
 * The languages of a direction, as the caller names them: needed by models that know many, checked against the one direction of
 * those that know no other.
 *
 * @param source code of the language that is read
 * @param target code of the language that is written
 */
public record Languages(Optional<String> source, Optional<String> target) {

    /** Nothing said. */
    public static final Languages UNSAID = new Languages(Optional.empty(), Optional.empty());

    /**
     * Both languages.
     *
     * @param source code of the language that is read
     * @param target code of the language that is written
     * @return the direction
     */
    public static Languages of(String source, String target) {
        return new Languages(Optional.of(source), Optional.of(target));
    }

    /**
     * The opposite direction.
     *
     * @return source and target exchanged
     */
    public Languages swapped() {
        return new Languages(target, source);
    }

    /** The direction in words, such as {@code en to pt}; {@code unknown} for what was not said. */
    @Override
    public String toString() {
        return source.orElse("unknown") + " to " + target.orElse("unknown");
    }
}
