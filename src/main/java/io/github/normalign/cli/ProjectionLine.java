package io.github.normalign.cli;

import io.github.normalign.alignment.Alignment;
import io.github.normalign.corpus.LinePosition;
import io.github.normalign.corpus.SentencePair;
import java.util.Optional;
import java.util.function.Function;

/**
 * One line of work of {@code project}.
 *
 * @param position where it stands
 * @param problem why nothing can be projected, a sentence with file and line; else empty
 * @param plain what is written then: nothing of the translation is lost
 * @param wanted the words to align; empty where links are known or none are needed
 * @param projection what is written, for the links of the wanted words
 */
record ProjectionLine(LinePosition position, Optional<String> problem, String plain, Optional<SentencePair> wanted,
    Function<Alignment, Projected> projection) {

    /**
     * What a line became.
     *
     * @param text the line without its end
     * @param empty how many elements or spans with words in the source have none in the target
     */
    record Projected(String text, int empty) {
    }

    static ProjectionLine bad(LinePosition position, String problem, String plain) {
        return new ProjectionLine(position, Optional.of(problem), plain, Optional.empty(), links -> new Projected(plain, 0));
    }

    static ProjectionLine good(LinePosition position, String plain, Optional<SentencePair> wanted,
            Function<Alignment, Projected> projection) {
        return new ProjectionLine(position, Optional.empty(), plain, wanted, projection);
    }
}
