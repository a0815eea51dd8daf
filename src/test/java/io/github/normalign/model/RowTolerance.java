package io.github.normalign.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

/** The tolerance of comparisons with an independent computation: 1e-5 + 1e-4 x the largest of the row. */
public final class RowTolerance {

    private RowTolerance() {
    }

    /** Compares row by row; {@code width} values make a row. */
    public static void requireClose(String what, float[] expected, float[] found, int width) {
        assertEquals(expected.length, found.length, what);
        for (int start = 0; start < expected.length; start += width) {
            double largest = 0;
            for (int i = start; i < start + width; i++) {
                largest = Math.max(largest, Math.abs(expected[i]));
            }
            for (int i = start; i < start + width; i++) {
                // Written so that NaN fails.
                if (!(Math.abs((double) expected[i] - found[i]) <= 1e-5 + 1e-4 * largest)) {
                    fail(what + ", value " + i + ": expected " + expected[i] + ", found " + found[i] + "; largest of the row "
                        + largest);
                }
            }
        }
    }
}
