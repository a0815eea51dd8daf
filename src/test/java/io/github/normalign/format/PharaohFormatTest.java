package io.github.normalign.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.normalign.alignment.Alignment;
import io.github.normalign.alignment.Link;
import io.github.normalign.alignment.ScoredLink;
import io.github.normalign.error.CorpusException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PharaohFormatTest {

    @TempDir
    private Path folder;

    @Test
    void readsLinksAndIgnoresTheirScores() throws IOException {
        assertEquals(List.of(Alignment.of(new Link(0, 1), new Link(2, 0))), read("0-1:0.8312 2-0\n", IndexBase.ZERO));
        assertEquals(List.of(Alignment.of(new Link(0, 1), new Link(2, 3))), read("0-1:1e-05 2-3:12\n", IndexBase.ZERO));
    }

    @Test
    void baseOneIsConvertedAtOnce() throws IOException {
        assertEquals(List.of(Alignment.of(new Link(0, 1))), read("1-2\n", IndexBase.ONE));
    }

    @Test
    void anEmptyLineIsAPairWithoutLinksAndShiftsNothing() throws IOException {
        assertEquals(List.of(Alignment.EMPTY, Alignment.of(new Link(1, 1)), Alignment.EMPTY), read("\n1-1\n \n", IndexBase.ZERO));
    }

    @Test
    void anEmptyFileHasNoLines() throws IOException {
        assertEquals(List.of(), read("", IndexBase.ZERO));
    }

    @Test
    void crlfAndByteOrderMarkAreNoPartOfTheLinks() throws IOException {
        assertEquals(List.of(Alignment.of(new Link(0, 0)), Alignment.of(new Link(1, 1))),
            read("\uFEFF0-0\r\n1-1\r\n", IndexBase.ZERO));
    }

    @Test
    void aDoubledLinkCountsOnce() throws IOException {
        assertEquals(1, read("3-4 3-4:0.5\n", IndexBase.ZERO).get(0).links().size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "1-", "-1-2", "0:1", "NULL-3", "1-2-.87", "99999999999-1", "1-2:0,8312", "1-2:NaN", "1-2:0.5:0.5",
        "a-b", "1\u00A0-2"})
    void whatIsNoLinkIsRefusedWithFileAndLine(String word) {
        CorpusException refused = assertThrows(CorpusException.class, () -> read("0-0\n0-0 " + word + "\n", IndexBase.ZERO));
        assertTrue(refused.getMessage().startsWith(folder.resolve("links") + ":2: found '" + word + "', expected a link i-j"),
            refused.getMessage());
    }

    @Test
    void aPossibleLinkIsRefusedInAnAlignment() {
        CorpusException refused = assertThrows(CorpusException.class, () -> read("0-0 1p1\n", IndexBase.ZERO));
        assertTrue(refused.getMessage().contains(":1: found '1p1', a possible link, which only gold has"), refused.getMessage());
    }

    @Test
    void anIndexZeroUnderBaseOneProvesBaseZero() {
        CorpusException refused = assertThrows(CorpusException.class, () -> read("1-1\n3-0\n", IndexBase.ONE));
        assertTrue(refused.getMessage().contains(":2: link 3-0 holds index 0, which proves that the file counts words from 0"),
            refused.getMessage());
    }

    @Test
    void bytesThatAreNoUtf8AreRefusedWithFileAndLine() throws IOException {
        Path file = Files.write(folder.resolve("links"), new byte[] {'0', '-', '0', '\n', (byte) 0xE9, '\n'});
        CorpusException refused = assertThrows(CorpusException.class, () -> PharaohFormat.readLinks(file));
        assertTrue(refused.getMessage().startsWith(file + ":2: invalid UTF-8"), refused.getMessage());
    }

    @Test
    void linksAreWrittenInNumericalOrder() {
        assertEquals("2-1 2-10 10-0", PharaohFormat.line(Alignment.of(new Link(10, 0), new Link(2, 10), new Link(2, 1))));
        assertEquals("2-1:0.5000 10-0:0.2500", PharaohFormat.line(List.of(
            new ScoredLink(new Link(10, 0), 0.25), new ScoredLink(new Link(2, 1), 0.5))));
        assertEquals("", PharaohFormat.line(Alignment.EMPTY));
    }

    @Test
    void scoresHaveFourDigitsAndADecimalPointInEveryLocale() {
        Locale before = Locale.getDefault();
        try {
            for (String tag : List.of("de-DE", "ar-EG-u-nu-arab", "fr-FR")) {
                Locale.setDefault(Locale.forLanguageTag(tag));
                assertEquals("0-1:0.8312 1-2:1234.5000",
                    PharaohFormat.line(List.of(new ScoredLink(new Link(0, 1), 0.83124), new ScoredLink(new Link(1, 2), 1234.5))));
            }
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void whatIsWrittenIsReadBack() throws IOException {
        Random random = new Random(20);
        List<Alignment> written = new ArrayList<>();
        List<String> plain = new ArrayList<>();
        List<String> scored = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            List<Link> links = random.ints(random.nextInt(30), 0, 120).mapToObj(n -> new Link(n, random.nextInt(120))).toList();
            written.add(Alignment.of(links));
            plain.add(PharaohFormat.line(written.get(i)));
            scored.add(PharaohFormat.line(written.get(i).links().stream()
                .map(link -> new ScoredLink(link, random.nextDouble())).toList()));
        }
        assertEquals(written, read(String.join("\n", plain) + "\n", IndexBase.ZERO));
        assertEquals(written, read(String.join("\n", scored) + "\n", IndexBase.ZERO));
    }

    @Test
    void goldMarksPossibleLinksByP() throws IOException {
        Path file = write("links", "0-0 4p5\n");
        LinkFile gold = PharaohFormat.readGold(file, false);
        assertEquals(List.of(new WrittenLink(0, 0, 0, true, 1), new WrittenLink(0, 4, 5, false, 1)), gold.links());
    }

    @Test
    void idsBeforeTheLinksAreKeptApart() throws IOException {
        LinkFile gold = PharaohFormat.readGold(write("links", "0\t0-0 4p5 \n7\t\n"), true);
        assertEquals(List.of("0", "7"), gold.ids());
        assertEquals(2, gold.links().size());
        assertEquals(2, gold.sentences());
        CorpusException refused = assertThrows(CorpusException.class,
            () -> PharaohFormat.readGold(write("links", "0-0 4p5\n"), true));
        assertTrue(refused.getMessage().contains(":1: no TAB"), refused.getMessage());
    }

    private List<Alignment> read(String text, IndexBase base) throws IOException {
        return PharaohFormat.read(write("links", text), base);
    }

    private Path write(String name, String text) throws IOException {
        return Files.write(folder.resolve(name), text.getBytes(StandardCharsets.UTF_8));
    }
}
