package io.github.normalign.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SentencePairTest {

    private static final SegmentedText HOUSE = new SegmentedText("house.", List.of(new WordSpan(0, 5), new WordSpan(5, 6)));

    @Test
    void aTextWhoseWordsSpacesSeparateIsTheWordsAlone() {
        SegmentedText spaced = SegmentedText.ofWords("  the\twhite  house ");
        assertEquals(SentencePair.of("the white house", "a b"), SentencePair.of(spaced, SegmentedText.ofWords("a b")));
    }

    @Test
    void aTextWithoutASpaceBetweenTwoWordsIsKeptAndTurnedRoundWithItsSide() {
        SegmentedText target = SegmentedText.ofWords("casa .");
        SentencePair pair = SentencePair.of(HOUSE, target);
        assertEquals(List.of("house", "."), pair.source());
        assertEquals(Optional.of(HOUSE), pair.sourceText());
        assertEquals(Optional.empty(), pair.targetText());
        assertEquals(SentencePair.of(target, HOUSE), pair.swapped());
        assertNotEquals(SentencePair.of("house .", "casa ."), pair);
    }

    @Test
    void otherWordsThanTheTextsAreRefused() {
        assertThrows(IllegalArgumentException.class,
            () -> new SentencePair(List.of("house"), List.of("casa"), Optional.of(HOUSE), Optional.empty()));
    }
}
