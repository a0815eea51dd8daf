package io.github.normalign.alignment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class ScoreMatrixTest {

    private static final ScoreMatrix MATRIX = ScoreMatrix.of(2, 3, new float[] {1, 2, 3, 4, 5, 6});

    @Test
    void turningRoundExchangesRowsAndColumns() {
        assertArrayEquals(new float[] {1, 4, 2, 5, 3, 6}, MATRIX.transposed().toArray());
        assertEquals(3, MATRIX.transposed().rows());
        assertArrayEquals(MATRIX.toArray(), MATRIX.transposed().transposed().toArray());
    }

    @Test
    void theLastColumnIsLeftOut() {
        assertArrayEquals(new float[] {1, 2, 4, 5}, MATRIX.firstColumns(2).toArray());
        assertThrows(IllegalArgumentException.class, () -> ScoreMatrix.of(2, 0, new float[0]).firstColumns(1));
    }

    @Test
    void argmaxTakesTheLowestOfEqualColumnsAndNoneWithoutEvidence() {
        ScoreMatrix ties = ScoreMatrix.of(2, 3, new float[] {1, 3, 3, 0, 0, 0});
        assertEquals(1, ties.argmax(0));
        assertEquals(-1, ties.argmax(1));
    }

    @Test
    void valuesThatDoNotFitAndCellsOutsideAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> ScoreMatrix.of(2, 2, new float[3]));
        assertThrows(IndexOutOfBoundsException.class, () -> MATRIX.at(0, 3));
        assertThrows(IndexOutOfBoundsException.class, () -> MATRIX.at(2, 0));
    }
}
