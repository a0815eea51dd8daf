package io.github.normalign.words;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class LogProbabilityTest {

    @Test
    void aSumBecomesTheMeanOfItsPieces() {
        assertEquals(Optional.of(new LogProbability(-1.5, 4)), LogProbability.ofSum(-6, 4));
    }

    @Test
    void whatIsNotFiniteIsNoLogProbability() {
        assertEquals(Optional.empty(), LogProbability.ofSum(Double.NEGATIVE_INFINITY, 3));
        assertEquals(Optional.empty(), LogProbability.ofSum(Double.NaN, 3));
        assertThrows(IllegalArgumentException.class, () -> new LogProbability(Double.NaN, 3));
        assertThrows(IllegalArgumentException.class, () -> new LogProbability(-1, 0));
    }
}
