package io.github.normalign.words;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.normalign.alignment.ScoreMatrix;
import io.github.normalign.tokenizer.Pieces;
import org.junit.jupiter.api.Test;

class WordMergerTest {

    @Test
    void scoresAreSummedOverSourcePiecesAndAveragedOverTargetPieces() {
        /*
         *                 word 0    word 1   </s>
         *               q0     q1     q2
         *  word 0  p0   .1     .2     .3    .4
         *          p1   .5     .1     .3    .1
         *  word 1  p2   .25    .25    .4    .1
         */
        ScoreMatrix pieces = ScoreMatrix.of(3, 4,
            new float[] {.1f, .2f, .3f, .4f, .5f, .1f, .3f, .1f, .25f, .25f, .4f, .1f});
        ScoreMatrix words = WordMerger.merge(pieces, pieces(2, 0, 0, 1), pieces(2, 0, 0, 1));
        assertEquals(2, words.rows());
        assertEquals(3, words.columns());
        // (.1 + .2 + .5 + .1) / 2, (.3 + .3) / 2, (.4 + .1) / 2; then .25 + .25, .4, .1
        assertArrayEquals(new float[] {.45f, .3f, .25f, .5f, .4f, .1f}, words.toArray(), 1e-6f);
    }

    /** A model with a language code reads it beside {@code </s>}: each is a column of its own, and no word. */
    @Test
    void specialPiecesStayApartAndWinAgainstWordsEachForItself() {
        /*
         *       word 0        </s>   code
         *       q0    q1      q2     q3
         *  p0   .2    .25     .3     .25    the word's .45 wins though both specials together have .55
         *  p1   .1    .1      .2     .6     the code wins: no link
         */
        ScoreMatrix pieces = ScoreMatrix.of(2, 4, new float[] {.2f, .25f, .3f, .25f, .1f, .1f, .2f, .6f});
        ScoreMatrix words = WordMerger.merge(pieces, pieces(1, 0, 0), pieces(2, 0, 1));
        assertArrayEquals(new float[] {.45f, .3f, .25f, .2f, .2f, .6f}, words.toArray(), 1e-6f);
        assertEquals("[0-0]", LinkExtractor.links(pieces, pieces(1, 0, 0), pieces(2, 0, 1), WordRule.WORD).stream()
            .map(scored -> scored.link().toString()).toList().toString());
        assertEquals("[]", LinkExtractor.links(pieces, pieces(1, 0, 0), pieces(2, 0, 1), WordRule.PIECE).stream()
            .map(scored -> scored.link().toString()).toList().toString());
    }

    @Test
    void rowsOfWeightsStillSumToOne() {
        ScoreMatrix pieces = ScoreMatrix.of(2, 4, new float[] {.1f, .2f, .3f, .4f, .5f, .1f, .3f, .1f});
        ScoreMatrix words = WordMerger.merge(pieces, pieces(1, 0, 0, 0), pieces(1, 0, 0));
        assertEquals(1, words.at(0, 0) + words.at(0, 1), 1e-6);
    }

    @Test
    void summingOverSourcePiecesChoosesAnotherWordThanAveragingWould() {
        /*
         *        word 0        word 1  </s>
         *      q0   q1   q2     q3
         *  p0  .2   .2   .2     .3     .1     sum: .6 against .3, word 0; mean: .2 against .3, word 1
         */
        ScoreMatrix pieces = ScoreMatrix.of(1, 5, new float[] {.2f, .2f, .2f, .3f, .1f});
        ScoreMatrix words = WordMerger.merge(pieces, pieces(2, 0, 0, 0, 1), pieces(1, 0));
        assertEquals(0, words.argmax(0));
        assertArrayEquals(new float[] {.6f, .3f, .1f}, words.toArray(), 1e-6f);
    }

    @Test
    void averagingOverTargetPiecesLeavesScoresOfLongAndShortWordsComparable() {
        // Three target pieces that agree score as one would; summed, the word would score three times as much.
        ScoreMatrix pieces = ScoreMatrix.of(4, 2, new float[] {.7f, .3f, .7f, .3f, .7f, .3f, .7f, .3f});
        ScoreMatrix words = WordMerger.merge(pieces, pieces(1, 0), pieces(2, 0, 0, 0, 1));
        assertArrayEquals(new float[] {.7f, .3f, .7f, .3f}, words.toArray(), 1e-6f);
    }

    @Test
    void aWordWithoutPiecesHasARowOrColumnOfZerosAndShiftsNoNumber() {
        ScoreMatrix pieces = ScoreMatrix.of(2, 3, new float[] {.6f, .3f, .1f, .2f, .7f, .1f});
        // Source words 0 and 2 have a piece, target words 1 and 2.
        ScoreMatrix words = WordMerger.merge(pieces, pieces(3, 0, 2), pieces(4, 1, 2));
        assertEquals(4, words.rows());
        assertArrayEquals(new float[] {0, 0, 0, 0, .6f, 0, .3f, .1f, .2f, 0, .7f, .1f, 0, 0, 0, 0}, words.toArray(), 1e-6f);
        assertEquals(-1, words.argmax(0));
        assertEquals(-1, words.argmax(3));
    }

    @Test
    void aMatrixThatDoesNotFitThePiecesIsRefused() {
        ScoreMatrix pieces = ScoreMatrix.of(1, 2, new float[] {.5f, .5f});
        IllegalArgumentException refused = assertThrows(
            IllegalArgumentException.class, () -> WordMerger.merge(pieces, pieces(2, 0, 1), pieces(1, 0)));
        assertTrue(refused.getMessage().contains("1 x 2"), refused.getMessage());
        assertThrows(IllegalArgumentException.class, () -> WordMerger.merge(pieces, pieces(1, 0), pieces(2, 0, 1)));
    }

    /** Pieces by the word each belongs to; ids do not matter here. */
    static Pieces pieces(int words, int... wordOf) {
        return new Pieces(new int[wordOf.length], wordOf, words);
    }
}
