package io.github.normalign.corpus;

import java.util.List;
import java.util.Optional;

/**
 * The words of one sentence and of its translation. Immutable.
 *
 * <p>A side some of whose words no space separates ({@code house.}, and every sentence of Chinese) keeps the text it stands in,
 * because a model has other pieces for what stands behind a space than for what does not. Where spaces separate all words, the
 * words say all, and there is no text: such a pair equals that of the words alone.
 *
 * @param source words of the source sentence; word index = position in the list, from 0
 * @param target words of the target sentence
 * @param sourceText the source as written, if it is not its words with spaces between them; else empty
 * @param targetText the same of the target
 */
public record SentencePair(List<String> source, List<String> target, Optional<SegmentedText> sourceText,
    Optional<SegmentedText> targetText) {

    /**
     * Copies both lists and forgets a text whose words are all separated by spaces.
     *
     * @throws IllegalArgumentException if the words of a text are not those of its side
     */
    public SentencePair {
        source = List.copyOf(source);
        target = List.copyOf(target);
        sourceText = joined(source, sourceText);
        targetText = joined(target, targetText);
    }

    /**
     * A pair of words that stand alone.
     *
     * @param source words of the source sentence
     * @param target words of the target sentence
     */
    public SentencePair(List<String> source, List<String> target) {
        this(source, target, Optional.empty(), Optional.empty());
    }

    private static Optional<SegmentedText> joined(List<String> words, Optional<SegmentedText> text) {
        if (text.isPresent() && !text.get().words().equals(words)) {
            throw new IllegalArgumentException("the text's words are " + text.get().words() + ", but those of its side " + words);
        }
        return text.filter(found -> !found.spans().equals(Words.spans(found.text())));
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
     * The words of two texts, as they stand there.
     *
     * @param source a source text and its words' places
     * @param target the same of its translation
     * @return the pair; that of the words alone where spaces separate them
     */
    public static SentencePair of(SegmentedText source, SegmentedText target) {
        return new SentencePair(source.words(), target.words(), Optional.of(source), Optional.of(target));
    }

    /**
     * The same pair read the other way.
     *
     * @return target and source exchanged
     */
    public SentencePair swapped() {
        return new SentencePair(target, source, targetText, sourceText);
    }
}
