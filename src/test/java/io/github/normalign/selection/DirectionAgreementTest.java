package io.github.normalign.selection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class DirectionAgreementTest {

    /**
     * Two pairs, of 3 source and 2 target words and of 1 and 1. Forward links 0-0 2-1 | 0-0, of the second setting 2-0 | none;
     * reverse (source word to target word) 0-0 1-0 2-1 | none, of the second setting 0-1 2-0 | 0-0.
     */
    private final DirectionAgreement agreement = DirectionAgreement.of(
        List.of(new int[][] {{0, 2}, {2, -1}}, new int[][] {{0}, {-1}}),
        List.of(new int[][] {{0, 0, 1}, {1, -1, 0}}, new int[][] {{-1}, {0}}), 2);

    @Test
    void everySettingIsComparedWithEveryOtherOverAllPairs() {
        assertEquals(2 * 2.0 / (3 + 3), agreement.f1(0, 0), 1e-12);
        assertEquals(2 * 1.0 / (3 + 3), agreement.f1(0, 1), 1e-12);
        assertEquals(0, agreement.f1(1, 0), 1e-12);
        assertEquals(2 * 1.0 / (1 + 3), agreement.f1(1, 1), 1e-12);
    }

    @Test
    void aSettingThatLinksFewWordsDoesNotCover() {
        assertTrue(agreement.covers(0, 0));
        assertFalse(agreement.covers(1, 1), "1 of 3 target words has a link");
    }

    @Test
    void noLinksAtAllAgreeByZero() {
        List<int[][]> none = Collections.singletonList(new int[][] {{-1, -1}});
        assertEquals(0, DirectionAgreement.of(none, none, 1).f1(0, 0));
    }
}
