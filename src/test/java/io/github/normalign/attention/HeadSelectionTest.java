package io.github.normalign.attention;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeadSelectionTest {

    @Test
    void allHeadsAreThoseTheLayerHas() {
        assertArrayEquals(new int[] {0, 1, 2}, HeadSelection.parse("all").positions(3));
        assertEquals(HeadSelection.ALL, HeadSelection.parse("all"));
    }

    @Test
    void headsAreCountedFromOneAndPositionsFromZero() {
        assertArrayEquals(new int[] {5}, HeadSelection.parse("6").positions(8));
        assertArrayEquals(new int[] {0, 3, 5}, HeadSelection.parse("6,1,4").positions(6));
    }

    @Test
    void aHeadNamedTwiceCountsOnce() {
        assertArrayEquals(new int[] {1, 2}, HeadSelection.parse("3,2,3").positions(4));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {"all;all", "6;6", "4, 1 ,6;1,4,6"})
    void theTextFormIsWhatParseReads(String text, String expected) {
        HeadSelection selection = HeadSelection.parse(text);
        assertEquals(expected, selection.toString());
        assertEquals(selection, HeadSelection.parse(selection.toString()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-1", "1,0", "x", "1,,2", "1,", ",1", "1.5", "1;2", "ALL", "all,1", "99999999999"})
    void anythingElseIsRefusedWithASentence(String text) {
        IllegalArgumentException refused =
            assertThrows(IllegalArgumentException.class, () -> HeadSelection.parse(text));
        assertTrue(refused.getMessage().startsWith("heads are "), refused.getMessage());
    }

    @Test
    void aHeadAboveTheLayersCountIsRefusedNamingBoth() {
        IllegalArgumentException refused =
            assertThrows(IllegalArgumentException.class, () -> HeadSelection.of(2, 9).positions(8));
        assertEquals("head 9 asked for, but the layer has 8", refused.getMessage());
    }

    @Test
    void noHeadsAtAllAreNotASelection() {
        assertThrows(IllegalArgumentException.class, () -> HeadSelection.of(List.of()));
    }
}
