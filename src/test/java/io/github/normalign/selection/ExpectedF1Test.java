package io.github.normalign.selection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ExpectedF1Test {

    /** By hand: 2 * 0.9 / (1 + 2.1) = 0.581, 2 * 1.7 / (2 + 2.1) = 0.829, 2 * 2.0 / (3 + 2.1) = 0.784, 4.2 / 6.1 = 0.689. */
    @Test
    void fourScoresByHand() {
        ExpectedF1 best = ExpectedF1.best(List.of(new double[] {0.9, 0.1}, new double[] {0.3, 0.8}));
        assertEquals(2, best.links());
        assertEquals(0.31, best.threshold());
        assertEquals(3.4 / 4.1, best.f1(), 1e-12);
    }

    /** Evenly spread scores: EF1(t) = (1 - t^2) / (1.5 - t) is greatest at t = (3 - sqrt 5) / 2, where it is 2 t. */
    @Test
    void theThresholdIsHalfOfTheF1ItPromises() {
        double[] even = IntStream.range(0, 100_000).mapToDouble(i -> (i + 0.5) / 100_000).toArray();
        ExpectedF1 best = ExpectedF1.best(List.of(even));
        assertEquals((3 - Math.sqrt(5)) / 2, best.threshold(), 0.005);
        assertEquals(3 - Math.sqrt(5), best.f1(), 1e-4);
    }

    /** One sure link and one score on a step: taking both promises more than the sure one alone from 0.5 up. */
    @Test
    void aScoreEqualToAThresholdIsTaken() {
        for (int step = 51; step < 100; step++) {
            ExpectedF1 best = ExpectedF1.best(List.of(new double[] {1, step / 100.0}));
            assertEquals(2, best.links());
            assertEquals(2 * (1 + step / 100.0) / (3 + step / 100.0), best.f1(), 1e-12);
        }
    }

    @Test
    void withoutScoresNothingIsPromised() {
        assertEquals(0, ExpectedF1.best(List.of(new double[0])).f1());
    }
}
