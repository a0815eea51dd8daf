package io.github.normalign.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SegmentedTextTest {

    @Test
    void offsetsAreHalfOpenInUnitsAndInCodePoints() {
        SegmentedText text = SegmentedText.ofWords(" \uD83D\uDE00a\tb\u00A0c ");
        assertEquals(List.of("\uD83D\uDE00a", "b\u00A0c"), text.words());
        assertEquals(List.of(new WordSpan(1, 4), new WordSpan(5, 8)), text.spans());
        assertEquals(List.of(new WordSpan(1, 3), new WordSpan(4, 7)), text.codePointSpans());
        assertEquals(List.of(" ", "\t", " "), text.gaps());
        assertEquals(List.of(""), SegmentedText.ofWords("").gaps());
    }

    @Test
    void spansThatOverlapOrLeaveTheTextAreRefused() {
        for (List<WordSpan> wrong : List.of(List.of(new WordSpan(0, 2), new WordSpan(1, 3)), List.of(new WordSpan(2, 4)),
                List.of(new WordSpan(1, 2), new WordSpan(0, 1)))) {
            assertThrows(IllegalArgumentException.class, () -> new SegmentedText("abc", wrong), wrong.toString());
        }
        assertThrows(IllegalArgumentException.class, () -> new WordSpan(1, 1));
        assertThrows(IllegalArgumentException.class, () -> new WordSpan(-1, 1));
    }

    @Test
    void theTextOfASideIsWhatStandsBesideTheSeparator() {
        assertEquals(List.of("a  b", "c "), sides("a  b ||| c \n"));
        assertEquals(List.of(" a ", "\tb"), sides(" a  ||| \tb\n"), "one space on either side belongs to the bars");
        assertEquals(List.of("a", "b"), sides("a\t|||\tb\n"));
        assertEquals(List.of(" a ", " b "), sides(" a \t b \n"));
        assertEquals(List.of("q", "r", "a ||| x", " b"), sides("q\tr\na ||| x\t b\n"));
    }

    private static List<String> sides(String corpus) {
        ParallelReader reader = new ParallelReader(new ByteArrayInputStream(corpus.getBytes(StandardCharsets.UTF_8)), "x");
        List<String> sides = new ArrayList<>();
        while (reader.hasNext()) {
            CorpusLine.Pair pair = assertInstanceOf(CorpusLine.Pair.class, reader.next());
            sides.add(pair.source().text());
            sides.add(pair.target().text());
        }
        return sides;
    }
}
