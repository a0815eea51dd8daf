package io.github.normalign.projection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.normalign.alignment.Alignment;
import io.github.normalign.alignment.Link;
import io.github.normalign.corpus.Words;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpanProjectorTest {

    private static final String SOURCE = "the white house is big";
    private static final String TARGET = "a casa branca é grande";
    private static final Alignment LINKS = Alignment.of(new Link(0, 0), new Link(1, 2), new Link(2, 1), new Link(3, 3),
        new Link(4, 4));

    @Test
    void spansMayCrossAndComeInAnyOrder() {
        assertEquals(List.of(List.of("branca"), List.of("a casa branca"), List.of("casa branca é"), List.of(TARGET)), cuts(
            SpanProjector.WHOLE, LINKS, new LabelledSpan(4, 9, "b"), new LabelledSpan(0, 9, "a"), new LabelledSpan(4, 18, "c"),
            new LabelledSpan(0, 22, "d")));
    }

    @Test
    void aSpanThatIsSplitHasSeveralTargetSpansInTheirOrder() {
        assertEquals(List.of(List.of("a", "branca")), cuts(SpanProjector.SPLITTING, LINKS, new LabelledSpan(0, 9, "a")));
    }

    @Test
    void aSpanWithoutTargetWordsHasNoTargetSpanAndAPlaceStaysOne() {
        Alignment few = Alignment.of(new Link(0, 0), new Link(2, 1), new Link(3, 2), new Link(4, 4));
        assertEquals(List.of(List.of(), List.of("")), cuts(SpanProjector.WHOLE, few, new LabelledSpan(4, 9, "white"),
            new LabelledSpan(4, 4, "place")));
        assertEquals(List.of(List.of(new LabelledSpan(1, 1, "place"))), SpanProjector.WHOLE.project(SOURCE,
            List.of(new LabelledSpan(4, 4, "place")), Words.spans(SOURCE), TARGET, Words.spans(TARGET), few));
    }

    @Test
    void aSpanOutsideOfTheSourceIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> cuts(SpanProjector.WHOLE, LINKS, new LabelledSpan(20, 23, "x")));
        assertThrows(IllegalArgumentException.class, () -> new LabelledSpan(3, 2, "x"));
    }

    private static List<List<String>> cuts(SpanProjector projector, Alignment links, LabelledSpan... spans) {
        return projector.project(SOURCE, List.of(spans), Words.spans(SOURCE), TARGET, Words.spans(TARGET), links).stream()
            .map(found -> found.stream().map(span -> TARGET.substring(span.start(), span.end())).toList()).toList();
    }
}
