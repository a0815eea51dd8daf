package io.github.normalign.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class OffsetUnitTest {

    /** a, a face of two units, b. */
    private static final String TEXT = "a\uD83D\uDE00b";

    @Test
    void codePointsAndUnitsDifferBehindASurrogatePair() {
        int[] units = {0, 1, 3, 4};
        for (int point = 0; point < units.length; point++) {
            assertEquals(units[point], OffsetUnit.CODE_POINTS.toUtf16(TEXT, point));
            assertEquals(point, OffsetUnit.CODE_POINTS.fromUtf16(TEXT, units[point]));
            assertEquals(units[point], OffsetUnit.UTF16.toUtf16(TEXT, units[point]));
            assertEquals(units[point], OffsetUnit.UTF16.fromUtf16(TEXT, units[point]));
        }
        assertEquals(3, OffsetUnit.CODE_POINTS.length(TEXT));
        assertEquals(4, OffsetUnit.UTF16.length(TEXT));
    }

    @Test
    void placesOutsideOfTheTextAreRefused() {
        assertThrows(IndexOutOfBoundsException.class, () -> OffsetUnit.CODE_POINTS.toUtf16(TEXT, 4));
        assertThrows(IndexOutOfBoundsException.class, () -> OffsetUnit.UTF16.toUtf16(TEXT, 5));
        assertThrows(IndexOutOfBoundsException.class, () -> OffsetUnit.UTF16.toUtf16(TEXT, -1));
    }

    @Test
    void namesAreReadInAnyCase() {
        assertEquals(OffsetUnit.CODE_POINTS, OffsetUnit.parse("Code-Points"));
        assertEquals(OffsetUnit.UTF16, OffsetUnit.parse("utf16"));
        assertEquals("found 'bytes', expected one of code-points, utf16",
            assertThrows(IllegalArgumentException.class, () -> OffsetUnit.parse("bytes")).getMessage());
    }
}
