package io.github.normalign.analysis;

import static io.github.normalign.analysis.SourceCategory.FREQUENT;
import static io.github.normalign.analysis.SourceCategory.MEDIUM;
import static io.github.normalign.analysis.SourceCategory.PUNCTUATION;
import static io.github.normalign.analysis.SourceCategory.RARE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.normalign.error.CorpusException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WordFrequenciesTest {

    @TempDir
    private Path folder;

    @Test
    void runningWordsAreCutInThirdsAndEqualCountsStayTogether() {
        // 10 running words: the 4 (middle .2), of 2 and a 2 (middle .6), x and y 1 each (middle .9); marks are not among them.
        WordFrequencies words = WordFrequencies.of(List.of(
            List.of("The", "of", "a", "x", ",", "."), List.of("the", "the", "THE", "of", "a", "y", ",")));
        assertEquals(4, words.count("tHe"));
        assertEquals(List.of(FREQUENT, MEDIUM, MEDIUM, RARE, RARE, RARE),
            List.of("the", "of", "A", "x", "y", "never").stream().map(words::category).toList());
    }

    @Test
    void wordsOfMarksAndSymbolsOnlyArePunctuation() {
        WordFrequencies words = WordFrequencies.of(List.of(List.of(",", "-", "$")));
        for (String mark : new String[] {",", "...", "«", "$", "+", "—", "、", "(", "😀"}) {
            assertEquals(PUNCTUATION, words.category(mark), mark);
            assertEquals(0, words.count(mark));
        }
        for (String word : new String[] {"o'clock", "3.5", "e.g.", "ção"}) {
            assertEquals(RARE, words.category(word), word);
        }
    }

    @Test
    void aFileIsATableIfItsFirstLineIs() throws IOException {
        Path table = Files.writeString(folder.resolve("table"), "the\t10\nHouse\t2\nhouse\t3\n.\t99\n");
        assertEquals(5, WordFrequencies.read(table).count("house"));
        assertEquals(0, WordFrequencies.read(table).count("."));
        Path text = Files.writeString(folder.resolve("text"), "the house\nthe\t10\n");
        assertEquals(2, WordFrequencies.read(text).count("the"));
        assertEquals(1, WordFrequencies.read(text).count("10"));
    }

    @Test
    void whatIsNoTableEntryIsNamedWithItsLine() throws IOException {
        Path table = Files.writeString(folder.resolve("table"), "the\t10\nhouse 3\n");
        CorpusException refusal = assertThrows(CorpusException.class, () -> WordFrequencies.read(table));
        assertTrue(refusal.getMessage().startsWith(table + ":2: found 'house 3', expected"), refusal.getMessage());
        Path empty = Files.writeString(folder.resolve("empty"), "\n");
        assertThrows(CorpusException.class, () -> WordFrequencies.read(empty));
        assertThrows(CorpusException.class, () -> WordFrequencies.read(folder.resolve("missing")));
    }
}
