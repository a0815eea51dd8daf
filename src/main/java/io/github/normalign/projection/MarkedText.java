package io.github.normalign.projection;

import io.github.normalign.alignment.Alignment;
import io.github.normalign.corpus.WordSpan;
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

    /**
     * Counts the elements without a word; placeholders are not meant to have any, and do not count.
     *
     * @param words where the text's words stand, in order
     * @return how many elements there are that no word overlaps, nested ones too
     */
    public int wordlessElements(List<WordSpan> words) {
        return wordless(tags, new WordLinks(words, List.of(), Alignment.EMPTY));
    }

    private static int wordless(List<Tag> tags, WordLinks words) {
        return tags.stream().filter(tag -> !tag.isPlaceholder())
            .mapToInt(tag -> (Scope.of(tag, words).size() == 0 ? 1 : 0) + wordless(tag.children(), words)).sum();
    }
}
