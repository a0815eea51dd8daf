package io.github.normalign.format;

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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NaaclFormatTest {

    @TempDir
    private Path folder;

    @Test
    void readsSureAndPossibleAndALineWithoutTheLastColumnAsSure() throws IOException {
        assertEquals(List.of(new WrittenLink(0, 3, 4, true, 1), new WrittenLink(0, 5, 6, false, 2),
            new WrittenLink(1, 1, 1, true, 4)), read("0001 3 4 S\n1 5 6 P \n\n2\t1\t1\r\n").links());
    }

    @Test
    void aSentenceWithoutLinksShiftsNothing() throws IOException {
        LinkFile file = read("3 1 1 S\n1 2 2 S\n");
        assertEquals(List.of(1, 0, 1, 0), file.bySentence(4).stream().map(List::size).toList());
        assertEquals(3, file.sentences());
        file.requireSentences(4, "text");
    }

    @Test
    void aSentenceBeyondTheTextIsRefused() throws IOException {
        LinkFile file = read("1 2 2 S\n3 1 1 S\n");
        CorpusException refused = assertThrows(CorpusException.class, () -> file.requireSentences(2, "text"));
        assertEquals(folder.resolve("gold") + ":2: sentence 3, but text has 2 sentences; sentence ids count from 1.",
            refused.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1 2", "1 2 3 X", "1 2 3 S 0.5", "1-2", "a 1 2 S", "1 -1 2 S"})
    void anythingElseIsRefusedWithFileAndLine(String line) {
        CorpusException refused = assertThrows(CorpusException.class, () -> read("1 1 1 S\n" + line + "\n"));
        assertEquals(folder.resolve("gold") + ":2: found '" + line + "', expected 'sentence i j S' or 'sentence i j P'.",
            refused.getMessage());
    }

    @Test
    void sentenceIdsCountFromOne() {
        CorpusException refused = assertThrows(CorpusException.class, () -> read("0 1 1 S\n"));
        assertTrue(refused.getMessage().contains(":1: found sentence id 0"), refused.getMessage());
    }

    @Test
    void anIndexZeroUnderBaseOneMayBeNullAndTheMessageSaysSo() throws IOException {
        LinkFile file = read("1 0 3 S\n");
        CorpusException refused = assertThrows(CorpusException.class, () -> file.alignments(IndexBase.ONE, 1));
        assertTrue(refused.getMessage().contains("holds index 0") && refused.getMessage().contains("NULL"), refused.getMessage());
    }

    private LinkFile read(String text) throws IOException {
        return NaaclFormat.readGold(Files.writeString(folder.resolve("gold"), text));
    }
}
