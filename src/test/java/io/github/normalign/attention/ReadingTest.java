package io.github.normalign.attention;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.normalign.alignment.ScoreMatrix;
import org.junit.jupiter.api.Test;

/**
 * The shift by one between the two readings, on pictures. Target pieces "a b", source pieces "A B": three decoder rows, and
 * three columns with {@code </s>}.
 */
class ReadingTest {

    /*
     *  row  input    predicts    A   B  </s>
     *   0   <start>  a          .8  .1  .1    AWO reads it for a
     *   1   a        b          .2  .7  .1    AWO reads it for b; AWI reads it for a
     *   2   b        </s>        0  .1  .9                        AWI reads it for b
     */
    private static final float[] PREDICTING = {.8f, .1f, .1f, .2f, .7f, .1f, 0, .1f, .9f};

    /*
     *  row  input    predicts    A   B  </s>
     *   0   <start>  a           0  .1  .9    the row that speaks for no piece in AWI
     *   1   a        b          .8  .1  .1    AWI reads it for a
     *   2   b        </s>       .2  .7  .1    AWI reads it for b
     */
    private static final float[] HAVING_READ = {0, .1f, .9f, .8f, .1f, .1f, .2f, .7f, .1f};

    @Test
    void alignmentWithOutputReadsTheRowThatPredictsThePiece() {
        assertEquals(0, Reading.AWO.row(0));
        assertEquals(4, Reading.AWO.row(4));
        assertArrayEquals(new float[] {.8f, .1f, .1f, .2f, .7f, .1f}, read(PREDICTING, Reading.AWO).toArray());
    }

    @Test
    void alignmentWithInputReadsTheRowWhoseInputIsThePiece() {
        assertEquals(1, Reading.AWI.row(0));
        assertEquals(5, Reading.AWI.row(4));
        assertArrayEquals(new float[] {.2f, .7f, .1f, 0, .1f, .9f}, read(PREDICTING, Reading.AWI).toArray());
    }

    @Test
    void aMatrixShiftedByOneRowReadTheOtherWayGivesTheSameScores() {
        ScoreMatrix output = read(PREDICTING, Reading.AWO);
        ScoreMatrix input = read(HAVING_READ, Reading.AWI);
        assertArrayEquals(output.toArray(), input.toArray());
        assertEquals(0, input.argmax(0));
        assertEquals(1, input.argmax(1));
    }

    @Test
    void theSameMatrixReadBothWaysGivesDifferentLinks() {
        assertEquals(0, read(PREDICTING, Reading.AWO).argmax(0));
        assertEquals(1, read(PREDICTING, Reading.AWI).argmax(0));
        assertEquals(2, read(PREDICTING, Reading.AWI).argmax(1), "</s>");
    }

    private static ScoreMatrix read(float[] weights, Reading reading) {
        LayerAttention layer = new LayerAttention(1, 3, 3, weights, new float[0]);
        return AttentionAnalyzer.pieceScores(layer, Measure.WEIGHT, HeadSelection.ALL, reading);
    }
}
