package io.github.normalign.projection;

import io.github.normalign.alignment.Alignment;
import io.github.normalign.corpus.WordSpan;
import java.util.List;

/**
 * Carries labelled spans of a source text to its translation, each by itself: unlike tags they may cross. A span goes where an
 * element around the same text would go, by the rules in the package's description. Immutable; safe for use by several threads.
 */
public final class SpanProjector {

    /** Gives every span one target span at most, from the first to the last of its target words. */
    public static final SpanProjector WHOLE = new SpanProjector(TagProjector.WHOLE);

    /** Gives a span several target spans where its words are apart in the translation. */
    public static final SpanProjector SPLITTING = new SpanProjector(TagProjector.SPLITTING);

    private final TagProjector tags;

    private SpanProjector(TagProjector tags) {
        this.tags = tags;
    }

    /**
     * Carries the spans.
     *
     * @param source the source text
     * @param spans spans of it, in any order
     * @param sourceWords where the source's words stand in its text, in order
     * @param target the translation
     * @param targetWords where its words stand, in order
     * @param links which words belong together
     * @return for each span, in the same order, its target spans with the same label: one, none if no target word belongs to it,
     *     or several where the span is split; a mere place stays one
     * @throws IllegalArgumentException if a span leaves the source, words overlap, are out of order or leave their text, or a link
     *     names a word that is none
     */
    public List<List<LabelledSpan>> project(String source, List<LabelledSpan> spans, List<WordSpan> sourceWords, String target,
            List<WordSpan> targetWords, Alignment links) {
        return spans.stream().map(span -> {
            Tag tag = new Tag("<" + span.label() + ">", "</>", span.start(), span.end(), List.of());
            return tags.project(new MarkedText(source, List.of(tag)), sourceWords, target, targetWords, links).tags().stream()
                .filter(placed -> placed.end() > placed.start() || span.end() == span.start())
                .map(placed -> new LabelledSpan(placed.start(), placed.end(), span.label())).toList();
        }).toList();
    }
}
