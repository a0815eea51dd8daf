package io.github.normalign.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.normalign.corpus.CorpusLine;
import io.github.normalign.corpus.LinePosition;
import io.github.normalign.corpus.SegmentedText;
import java.util.Collections;
import java.util.Iterator;
import org.junit.jupiter.api.Test;

class ReadAheadTest {

    @Test
    void shortLinesAreReadUpToTheirNumber() {
        assertEquals(ReadAhead.LINES, ReadAhead.next(lines(5000, 3, 5)).size());
        assertEquals(7, ReadAhead.next(lines(7, 3, 5)).size(), "the end of the corpus");
    }

    @Test
    void longLinesAreReadUpToANumberOfWords() {
        assertEquals(8, ReadAhead.next(lines(5000, ReadAhead.WORDS / 8, 1)).size());
    }

    @Test
    void hugeWordsAreReadUpToANumberOfCharacters() {
        assertEquals(4, ReadAhead.next(lines(5000, 1, ReadAhead.CHARACTERS / 4)).size());
        assertEquals(1, ReadAhead.next(lines(5000, 1, 2 * ReadAhead.CHARACTERS)).size(), "a line is never left behind");
    }

    /** Pairs with words on the source side only. */
    private static Iterator<CorpusLine> lines(int count, int words, int characters) {
        SegmentedText source = SegmentedText.ofWords(("w".repeat(characters) + " ").repeat(words));
        CorpusLine pair = new CorpusLine.Pair(new LinePosition("x", 1), source, SegmentedText.ofWords(""));
        return Collections.nCopies(count, pair).iterator();
    }
}
