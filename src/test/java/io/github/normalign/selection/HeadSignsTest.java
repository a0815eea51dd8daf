package io.github.normalign.selection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.github.normalign.alignment.ScoreMatrix;
import org.junit.jupiter.api.Test;

class HeadSignsTest {

    /** Three target words, two source words and {@code </s>}, which wins the third target word. */
    private final HeadSigns signs = HeadSigns.of(ScoreMatrix.of(3, 3, new float[] {
        0.75f, 0.25f, 0,
        0.5f, 0.25f, 0.25f,
        0.25f, 0.25f, 0.5f}), 2, 6);

    /** Target words choose 0-0 and 0-1; source words 0-0 and 1-0 (the first of equals): one of them is the same. */
    @Test
    void selfAgreementIsTheF1OfBothChoices() {
        assertEquals(2 * 1.0 / (2 + 2), signs.selfAgreement(), 1e-12);
    }

    @Test
    void confidenceIsTheMeanOfTheGreatestShareOfAWord() {
        assertEquals((0.75 + 0.5 + 0.25) / 3, signs.meanConfidence(), 1e-7);
        assertEquals(2, signs.meanNorm(), 1e-12);
    }

    /** Entropies of (3/4, 1/4), (1/2, 1/4, 1/4) twice, in nats: 0.562335, 1.039721. */
    @Test
    void entropyCountsTheEndOfTheSentence() {
        assertEquals((0.562335 + 2 * 1.039721) / 3, signs.meanEntropy(), 1e-6);
    }

    @Test
    void sumsAddUp() {
        assertEquals(signs.selfAgreement(), signs.plus(signs).selfAgreement(), 1e-12);
        assertEquals(signs.meanEntropy(), HeadSigns.NONE.plus(signs).plus(signs).meanEntropy(), 1e-12);
        assertEquals(0, HeadSigns.NONE.selfAgreement());
    }

    @Test
    void aHeadThatLooksAtTheEndOfTheSentenceDoesNotCover() {
        assertFalse(HeadSigns.of(ScoreMatrix.of(2, 2, new float[] {0.1f, 0.9f, 0.2f, 0.8f}), 1, 0).covers());
    }
}
