package io.github.normalign.projection;

import java.util.List;

/**
 * One inline element or placeholder of a {@link MarkedText}. Immutable.
 *
 * @param open the opening tag as written, such as {@code <g id="1">}; of a placeholder all of it, such as {@code <x id="1"/>}
 * @param close the closing tag as written; empty for a placeholder
 * @param start where its text begins: UTF-16 offset into the text without tags
 * @param end where its text ends, half-open; equal to start for a placeholder and for an empty element
 * @param children the elements and placeholders in it, in order
 */
public record Tag(String open, String close, int start, int end, List<Tag> children) {

    /**
     * Checks the bounds and copies the list.
     *
     * @throws IllegalArgumentException if the span is reversed or begins before the text, a placeholder has text or children, or a
     *     child overlaps the one before it or leaves the element
     */
    public Tag {
        children = List.copyOf(children);
        if (start < 0 || end < start || close.isEmpty() && (end > start || !children.isEmpty())) {
            throw new IllegalArgumentException(open + " from " + start + " to " + end + " with " + children.size()
                + " children; expected 0 <= start <= end, and no text or children in a placeholder");
        }
        requireOrder(children, start, end);
    }

    /**
     * Makes a placeholder.
     *
     * @param tag the placeholder as written
     * @param at where it stands: UTF-16 offset into the text without tags
     * @return the placeholder
     */
    public static Tag placeholder(String tag, int at) {
        return new Tag(tag, "", at, at, List.of());
    }

    /**
     * Whether this has no text and never will, such as {@code <x/>}; an element may be empty without being one.
     *
     * @return true without a closing tag
     */
    public boolean isPlaceholder() {
        return close.isEmpty();
    }

    /**
     * What the tag is called.
     *
     * @return the name in the opening tag, such as {@code g}; all of what is written where that is no tag, such as {@code {1}}
     */
    public String name() {
        if (!open.startsWith("<")) {
            return open;
        }
        int end = TagScanner.nameEnd(open, 1);
        return end > 1 ? open.substring(1, end) : open;
    }

    /** Refuses siblings that are out of order, overlap, or leave what they stand in. */
    static void requireOrder(List<Tag> siblings, int from, int to) {
        int free = from;
        for (Tag tag : siblings) {
            if (tag.start < free || tag.end > to) {
                throw new IllegalArgumentException(tag.open + " from " + tag.start + " to " + tag.end + " overlaps a sibling, or"
                    + " leaves what it stands in; expected it between " + free + " and " + to);
            }
            free = tag.end;
        }
    }
}
