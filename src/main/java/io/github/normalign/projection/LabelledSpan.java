package io.github.normalign.projection;

/**
 * A stretch of text with a label, such as a name or a term.
 *
 * @param start its first UTF-16 unit
 * @param end the unit behind its last; equal to start for a mere place
 * @param label what it is
 */
public record LabelledSpan(int start, int end, String label) {

    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException if the span is reversed or begins before the text
     */
    public LabelledSpan {
        if (start < 0 || end < start) {
            throw new IllegalArgumentException("a span from " + start + " to " + end + "; expected 0 <= start <= end");
        }
    }
}
