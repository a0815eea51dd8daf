package io.github.normalign.projection;

import com.google.common.collect.ImmutableSet;
import io.github.normalign.alignment.Alignment;
import io.github.normalign.alignment.Link;
import io.github.normalign.corpus.WordSpan;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Carries the tags of a source text to its translation, through the links between their words. The rules are in the package's
 * description. Immutable; safe for use by several threads.
 */
public final class TagProjector {

    /** Carries every tag once; no element is split. */
    public static final TagProjector WHOLE = new TagProjector(Optional.of(ImmutableSet.of()));

    /** Writes an element several times where its words are apart in the translation. */
    public static final TagProjector SPLITTING = new TagProjector(Optional.empty());

    private final Optional<ImmutableSet<String>> split;

    private TagProjector(Optional<ImmutableSet<String>> split) {
        this.split = split;
    }

    /**
     * A projector that may split some elements.
     *
     * @param names the names of tags that may be written several times, such as {@code b} and {@code i}
     * @return the projector
     */
    public static TagProjector splitting(Collection<String> names) {
        return new TagProjector(Optional.of(ImmutableSet.copyOf(names)));
    }

    /**
     * Carries the tags.
     *
     * @param source the source text and its tags
     * @param sourceWords where the source's words stand in its text, in order
     * @param target the translation, without tags
     * @param targetWords where its words stand, in order
     * @param links which words belong together
     * @return the translation, unchanged, with the source's tags
     * @throws IllegalArgumentException if words overlap, are out of order or leave their text, or a link names a word that is none
     */
    public MarkedText project(MarkedText source, List<WordSpan> sourceWords, String target, List<WordSpan> targetWords,
            Alignment links) {
        requireWords(sourceWords, source.text(), "source");
        requireWords(targetWords, target, "target");
        for (Link link : links.links()) {
            if (link.source() >= sourceWords.size() || link.target() >= targetWords.size()) {
                throw new IllegalArgumentException("link " + link + ", but there are " + sourceWords.size() + " source words and "
                    + targetWords.size() + " target words; words count from 0");
            }
        }
        WordLinks words = new WordLinks(sourceWords, targetWords, links);
        return new MarkedText(target, new TagPlacement(source.text(), target, words, this::maySplit).place(source.tags()));
    }

    private boolean maySplit(Tag tag) {
        return !tag.isPlaceholder() && split.map(names -> names.contains(tag.name())).orElse(true);
    }

    private static void requireWords(List<WordSpan> words, String text, String side) {
        int free = 0;
        for (WordSpan word : words) {
            if (word.start() < free || word.end() > text.length()) {
                throw new IllegalArgumentException("a " + side + " word from " + word.start() + " to " + word.end()
                    + " overlaps the one before it or leaves the text, which has " + text.length() + " UTF-16 units");
            }
            free = word.end();
        }
    }
}
