package io.github.normalign.analysis;

import java.util.Locale;

/**
 * What a source position holds: the end of the sentence, another piece that is no text, punctuation, or a word of one of three
 * frequency bands (see {@link WordFrequencies}). Kobayashi et al., EMNLP 2020, section 4, ask the same of BERT's special tokens.
 */
public enum SourceCategory {
    /** The position of {@code </s>}. */
    END("</s>"),
    /** Any other piece around the text, such as a language code. */
    SPECIAL("other special pieces"),
    /** Words of nothing but punctuation and symbols (Unicode's categories P and S). */
    PUNCTUATION("punctuation"),
    /** Words of the most frequent third of running words. */
    FREQUENT("frequent words"),
    /** Words of the middle third. */
    MEDIUM("medium words"),
    /** Words of the rarest third, and words never counted. */
    RARE("rare words");

    private final String label;

    SourceCategory(String label) {
        this.label = label;
    }

    /**
     * What people read.
     *
     * @return a few words
     */
    public String label() {
        return label;
    }

    /** The name in files: the constant in lower case. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
