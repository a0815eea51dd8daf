package io.github.normalign.projection;

import java.util.List;

/**
 * A text without its inline tags, and the tags: well formed, because they are a tree. Immutable.
 *
 * @param text the text as a reader sees it: no tags, entities resolved
 * @param tags the outermost elements and placeholders, in order
 */
public record MarkedText(String text, List<Tag> tags) {

    /**
     * Copies the list.
     *
     * @throws IllegalArgumentException if tags are out of order, overlap, or leave the text
     */
    public MarkedText {
        tags = List.copyOf(tags);
        Tag.requireOrder(tags, 0, text.length());
    }
}
