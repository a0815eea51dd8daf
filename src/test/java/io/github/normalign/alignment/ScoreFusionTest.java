package io.github.normalign.alignment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ScoreFusionTest {

    private static final ScoreMatrix FORWARD = ScoreMatrix.of(1, 3, new float[] {0.9f, 0.4f, 0});
    private static final ScoreMatrix REVERSE = ScoreMatrix.of(1, 3, new float[] {0.4f, 0.4f, 0.6f});

    @Test
    void eachFusionIsItsFormula() {
        assertArrayEquals(new float[] {0.6f, 0.4f, 0}, ScoreFusion.GEOMETRIC.combine(FORWARD, REVERSE).toArray(), 1e-6f);
        assertArrayEquals(new float[] {0.72f / 1.3f, 0.4f, 0}, ScoreFusion.HARMONIC.combine(FORWARD, REVERSE).toArray(), 1e-6f);
        assertArrayEquals(new float[] {0.36f, 0.16f, 0}, ScoreFusion.PRODUCT.combine(FORWARD, REVERSE).toArray(), 1e-6f);
        assertArrayEquals(new float[] {0.65f, 0.4f, 0.3f}, ScoreFusion.AVERAGE.combine(FORWARD, REVERSE).toArray(), 1e-6f);
    }

    @Test
    void twoZerosGiveZeroAndNotNaN() {
        ScoreMatrix zero = ScoreMatrix.of(1, 1, new float[] {0});
        for (ScoreFusion fusion : ScoreFusion.values()) {
            assertEquals(0, fusion.combine(zero, zero).at(0, 0), fusion.toString());
        }
    }

    /** The mean inequalities, product below harmonic below geometric below average, and symmetry, on random shares. */
    @Test
    void theFusionsAreOrderedSymmetricAndWithinZeroAndOne() {
        Random random = new Random(3);
        for (int i = 0; i < 1000; i++) {
            ScoreMatrix a = ScoreMatrix.of(1, 1, new float[] {random.nextFloat()});
            ScoreMatrix b = ScoreMatrix.of(1, 1, new float[] {random.nextFloat()});
            double last = 0;
            for (ScoreFusion fusion : new ScoreFusion[] {ScoreFusion.PRODUCT, ScoreFusion.HARMONIC, ScoreFusion.GEOMETRIC,
                ScoreFusion.AVERAGE}) {
                double value = fusion.combine(a, b).at(0, 0);
                assertEquals(value, fusion.combine(b, a).at(0, 0));
                assertTrue(value >= last - 1e-6 && value <= 1, fusion + " " + value + " after " + last);
                last = value;
            }
        }
    }

    @Test
    void aReverseMatrixThatWasNotTurnedRoundIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> ScoreFusion.GEOMETRIC.combine(FORWARD, REVERSE.transposed()));
    }

    @Test
    void namesAreReadBackAndOthersRefusedWithTheList() {
        for (ScoreFusion fusion : ScoreFusion.values()) {
            assertEquals(fusion, ScoreFusion.parse(fusion.toString()));
        }
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> ScoreFusion.parse("mean"));
        assertTrue(refused.getMessage().contains("geometric, harmonic, product, average"), refused.getMessage());
    }
}
