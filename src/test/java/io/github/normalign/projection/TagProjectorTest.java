package io.github.normalign.projection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.normalign.alignment.Alignment;
import io.github.normalign.alignment.Link;
import io.github.normalign.corpus.WordSpan;
import io.github.normalign.corpus.Words;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tag projection on cases whose expected values were written by hand. */
class TagProjectorTest {

    static List<ProjectionCase> cases() {
        return ProjectionCase.all();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void tagsGoWhereAPersonPutsThem(ProjectionCase given) {
        assertEquals(given.expected(), InlineMarkup.write(given.projected()));
    }

    @Test
    void thereAreTwoHundredCasesAndNoneTwice() {
        Set<String> seen = new HashSet<>();
        cases().forEach(given -> seen.add(given.source() + "|" + given.target() + "|" + given.links() + "|" + given.split()));
        assertEquals(200, seen.size());
        assertEquals(200, cases().size());
    }

    @Test
    void wordsThatOverlapOrLeaveTheTextAreRefused() {
        MarkedText source = InlineMarkup.parse("<b>ab</b>");
        List<WordSpan> word = Words.spans("ab");
        for (List<WordSpan> wrong : List.of(List.of(new WordSpan(0, 2), new WordSpan(1, 2)), List.of(new WordSpan(0, 3)),
                List.of(new WordSpan(1, 2), new WordSpan(0, 1)))) {
            IllegalArgumentException refused = assertThrows(IllegalArgumentException.class,
                () -> TagProjector.WHOLE.project(source, wrong, "ab", word, Alignment.EMPTY));
            assertTrue(refused.getMessage().startsWith("a source word"), refused.getMessage());
            assertThrows(IllegalArgumentException.class,
                () -> TagProjector.WHOLE.project(source, word, "ab", wrong, Alignment.EMPTY));
        }
    }

    @Test
    void aLineOfManyTagsTakesTimeThatGrowsWithItsLength() {
        String line = "a<x/> <b>b</b> ".repeat(50_000);
        MarkedText source = InlineMarkup.parse(line);
        List<WordSpan> words = Words.spans(source.text());
        for (Alignment links : List.of(Alignment.EMPTY, Alignment.of(new Link(99_999, 0)))) {
            MarkedText projected = assertTimeout(Duration.ofSeconds(20),
                () -> TagProjector.WHOLE.project(source, words, source.text(), words, links));
            assertEquals(100_000, projected.tags().size());
        }
    }

    @Test
    void aLinkToNoWordIsRefusedWithBothCounts() {
        MarkedText source = InlineMarkup.parse("<b>a</b> b");
        for (Link link : List.of(new Link(2, 0), new Link(0, 1))) {
            IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> TagProjector.WHOLE.project(source,
                Words.spans("a b"), "A", Words.spans("A"), Alignment.of(link)));
            assertEquals("link " + link + ", but there are 2 source words and 1 target words; words count from 0",
                refused.getMessage());
        }
    }
}
