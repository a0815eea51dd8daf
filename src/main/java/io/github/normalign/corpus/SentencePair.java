package io.github.normalign.corpus;

import java.util.List;

/**
 * The words of one sentence and of its translation, as the caller separated them. Immutable.
 *
 * @param source words of the source sentence; word index = position in the list, from 0
 * @param target words of the target sentence
 */
public record SentencePair(List<String> source, List<String> target) {

    /** Copies both lists. */
    public SentencePair {
        source = List.copyOf(source);
        target = List.copyOf(target);
    }

    /**
     * Splits two lines into words by {@link Words#split(String)}.
     *
     * @param source a source line
     * @param target its translation
     * @return the pair of word lists
     */
    public static SentencePair of(String source, String target) {
        return new SentencePair(Words.split(source), Words.split(target));
    }

    /**
     * The same pair read the other way.
     *
     * @return target and source exchanged
     */
    public SentencePair swapped() {
        return new SentencePair(target, source);
    }
}
