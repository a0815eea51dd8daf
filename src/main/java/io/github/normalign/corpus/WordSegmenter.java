package io.github.normalign.corpus;

/**
 * Decides what the words of a text are: {@link SegmentedText#ofWords(String)} where the caller has separated them by spaces, or the
 * rules of a language. Implementations are safe for use by several threads.
 */
@FunctionalInterface
public interface WordSegmenter {

    /**
     * Finds the words of one side of a pair.
     *
     * @param text any text
     * @return the same text with its words' places
     */
    SegmentedText segment(String text);
}
