package io.github.normalign.corpus;

import com.google.common.collect.ImmutableList;
import java.util.Arrays;
import java.util.List;

/**
 * One side of a pair as the caller wrote it, and where its words stand in it. Nothing is normalised: every span cuts its word out
 * of the text as it is. Immutable.
 *
 * @param text the raw text
 * @param spans the words' places, in order and without overlap; word index = position in the list, from 0
 */
public record SegmentedText(String text, List<WordSpan> spans) {

    /**
     * Copies the list.
     *
     * @throws IllegalArgumentException if a span begins before the one before it ends, or ends behind the text
     */
    public SegmentedText {
        spans = List.copyOf(spans);
        int free = 0;
        for (WordSpan span : spans) {
            if (span.start() < free || span.end() > text.length()) {
                throw new IllegalArgumentException("the word from " + span.start() + " to " + span.end() + " overlaps the one"
                    + " before it, which ends at " + free + ", or lies outside the text, which ends at " + text.length());
            }
            free = span.end();
        }
    }

    /**
     * Takes words as {@link Words#split(String)} does.
     *
     * @param text one line without its line end
     * @return the line with its words' places
     */
    public static SegmentedText ofWords(String text) {
        return new SegmentedText(text, Words.spans(text));
    }

    /**
     * The words.
     *
     * @return what the spans cut out of the text; made anew at each call
     */
    public List<String> words() {
        return spans.stream().map(span -> span.cut(text)).toList();
    }

    /**
     * The same places counted in code points, as Python and most databases count; {@link #spans()} counts in UTF-16 units, as Java,
     * JavaScript and C# do. A surrogate without its other half counts as one code point.
     *
     * @return a span a word, half-open
     */
    public List<WordSpan> codePointSpans() {
        ImmutableList.Builder<WordSpan> result = ImmutableList.builder();
        int units = 0;
        int points = 0;
        for (WordSpan span : spans) {
            points += text.codePointCount(units, span.start());
            int length = text.codePointCount(span.start(), span.end());
            result.add(new WordSpan(points, points + length));
            points += length;
            units = span.end();
        }
        return result.build();
    }

    /**
     * What no word covers: before the first, between each two, behind the last.
     *
     * @return one text more than there are words, many of them empty or a space
     */
    public List<String> gaps() {
        String[] gaps = new String[spans.size() + 1];
        int at = 0;
        for (int i = 0; i < spans.size(); i++) {
            gaps[i] = text.substring(at, spans.get(i).start());
            at = spans.get(i).end();
        }
        gaps[spans.size()] = text.substring(at);
        return Arrays.asList(gaps);
    }
}
