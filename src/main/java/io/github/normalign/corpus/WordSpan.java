package io.github.normalign.corpus;

/**
 * Where a word stands in a text: half-open, in UTF-16 units, as {@link String#substring(int, int)} counts.
 *
 * @param start the word's first unit, from 0
 * @param end the unit behind its last, greater than start
 */
public record WordSpan(int start, int end) {

    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException if the span is empty, reversed or begins before the text
     */
    public WordSpan {
        if (start < 0 || end <= start) {
            throw new IllegalArgumentException("a word from " + start + " to " + end + "; expected 0 <= start < end");
        }
    }

    /**
     * The word.
     *
     * @param text the text that the span was found in
     * @return what stands between start and end
     * @throws IndexOutOfBoundsException if the text is shorter
     */
    public String cut(String text) {
        return text.substring(start, end);
    }

    /**
     * How many units the word has.
     *
     * @return the length in UTF-16 units, at least 1
     */
    public int length() {
        return end - start;
    }
}
