package io.github.normalign.alignment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.normalign.alignment.LinkCriterion.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinkCriterionTest {

    /**
     * Rows are target words, columns source words:
     * <pre>
     *        s0   s1   s2   s3
     *   t0  0.9  0.1  0.0  0.0
     *   t1  0.2  0.6  0.5  0.0
     *   t2  0.0  0.5  0.4  0.0
     * </pre>
     * Mutual: t0-s0, t1-s1. What is left has t2 and s2 unlinked (s3 has no score): t2-s2 counts in full, 0.4; t2-s1 and t1-s2
     * count 0.9 x 0.5 = 0.45 each. In the second round row t2 is greatest at s1 (0.45), whose column is greatest at t2: linked.
     * Column s2 is greatest at t1 (0.45), whose row is greatest at s2: linked too.
     */
    private static final ScoreMatrix SCORES = ScoreMatrix.of(3, 4, new float[] {
        0.9f, 0.1f, 0, 0,
        0.2f, 0.6f, 0.5f, 0,
        0, 0.5f, 0.4f, 0});

    private static String links(Kind kind, double threshold) {
        List<ScoredLink> links = new LinkCriterion(kind, threshold).links(SCORES);
        return Alignment.of(links.stream().map(ScoredLink::link).toList()).toString();
    }

    @Test
    void aThresholdLinksEveryCellAtOrAboveIt() {
        assertEquals("0-0 1-1 1-2 2-1", links(Kind.THRESHOLD, 0.5));
        assertEquals("0-0 1-1 1-2 2-1 2-2", links(Kind.THRESHOLD, 0.3));
    }

    @Test
    void mutualLinksAreTheGreatestOfRowAndColumn() {
        assertEquals("0-0 1-1", links(Kind.MUTUAL, 0));
        assertEquals("0-0", links(Kind.MUTUAL, 0.7));
    }

    @Test
    void itermaxAddsLinksOfWordsThatHaveNone() {
        assertEquals("0-0 1-1 1-2 2-1", links(Kind.ITERMAX, 0));
    }

    @Test
    void linksCarryTheScoreOfTheirCellAndNotTheDiscountedOne() {
        for (ScoredLink link : new LinkCriterion(Kind.ITERMAX, 0).links(SCORES)) {
            assertEquals(SCORES.at(link.link().target(), link.link().source()), link.score(), 0);
        }
    }

    @Test
    void aTieIsWonByTheLowestIndexAndAZeroNeverLinks() {
        ScoreMatrix ties = ScoreMatrix.of(2, 2, new float[] {0.5f, 0.5f, 0.5f, 0.5f});
        assertEquals(List.of(new Link(0, 0)),
            new LinkCriterion(Kind.MUTUAL, 0).links(ties).stream().map(ScoredLink::link).toList());
        assertEquals(List.of(), new LinkCriterion(Kind.ITERMAX, 0).links(ScoreMatrix.of(2, 2, new float[4])));
    }

    @Test
    void aThresholdThatWouldLinkEverythingIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new LinkCriterion(Kind.THRESHOLD, 0));
        assertThrows(IllegalArgumentException.class, () -> new LinkCriterion(Kind.MUTUAL, -0.1));
        assertThrows(IllegalArgumentException.class, () -> new LinkCriterion(Kind.MUTUAL, Double.NaN));
    }
}
