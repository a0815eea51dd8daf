package io.github.normalign.firefox;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class SinusoidsTest {

    @Test
    void sinesStandInTheFirstHalfAndCosinesInTheSecond() {
        float[] table = Sinusoids.table(4, 6);
        // Rates for half = 3: 1, 10000^(-1/2) = 0.01, 10000^(-1) = 0.0001.
        assertEquals(24, table.length);
        assertEquals(0, table[0]);
        assertEquals(1, table[5]);
        assertEquals(0.14112000806, table[3 * 6], 1e-7);
        assertEquals(-0.98999249660, table[3 * 6 + 3], 1e-7);
        assertEquals(0.02999550020, table[3 * 6 + 1], 1e-7);
        assertEquals(0.00029999999, table[3 * 6 + 2], 1e-10);
    }
}
