package io.github.normalign.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.normalign.error.CorpusException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParallelReaderTest {

    @TempDir
    Path folder;

    @Test
    void barsSeparateTheSidesAndTabsSeparateWords() {
        assertEquals(List.of("[a, b]=[c, d]", "[a]=[b]", "[a|||b]=[||||]"), show("a b ||| c\td\na\t|||\tb\n a|||b  |||  |||| \n"));
    }

    @Test
    void aTabSeparatesTheSidesAndBarsAreAWord() {
        assertEquals(List.of("[a, b]=[c, d]", "[|||]=[x, |||]"), show("a b\tc  d\n|||\tx |||\n"));
    }

    @Test
    void theFirstLineWithWordsOnBothSidesOfASeparatorSettlesTheForm() {
        assertEquals(List.of("empty", "bad", "[a, b]=[c]", "bad"), show("\nno separator\na\tb ||| c\nd\te\n"));
        assertEquals(List.of("bad", "[a]=[b]", "bad"), show("a|||b\na\tb\nc ||| d\n"));
        assertEquals(List.of("empty", "[a]=[b]"), show("\t\na ||| b\n"));
        assertEquals(List.of("[|||]=[x]", "[a]=[b]"), show("|||\tx\na\tb\n"));
    }

    @Test
    void aLineThatIsBadInBothFormsSettlesNothing() {
        assertEquals(List.of("bad", "[a]=[b]", "[c]=[d]"), show("note:\t\na ||| b\nc ||| d\n"));
        assertEquals(List.of("bad", "[a]=[b]"), show("id\tsource\ttarget\na ||| b\n"));
        assertEquals(List.of("bad", "bad", "[a]=[b]"), show("a |||\na ||| b ||| c\na\tb\n"));
        assertEquals("in.txt:1: found 2 TABs; expected one", message("id\tsource\ttarget\na ||| b\n", 0));
        assertEquals("in.txt:1: found 2 times ' ||| '; expected it once", message("a ||| b ||| c\na\tb\n", 0));
    }

    @Test
    void barsInAStreamSeparatedByTabsSayWhichLineSettledItAndWhy() {
        assertEquals("in.txt:3: found ' ||| ' and no TAB; expected one TAB, because line 2 separates the sides by a TAB, and no"
            + " line before it has words on both sides of a ' ||| ' (if line 2 is a heading or a note, remove it)",
            message("\nnote:\ta header\na ||| b\n", 2));
    }

    @Test
    void bothSidesEmptyIsNoFault() {
        assertEquals(List.of("[a]=[b]", "empty", "empty", "empty", "empty"), show("a ||| b\n|||\n ||| \n\n  \t \n"));
        assertEquals(List.of("[a]=[b]", "empty", "empty", "empty"), show("a\tb\n\t\n  \n \t\t \n"));
    }

    @Test
    void noBreakSpacesAndIdeographicSpacesBelongToTheirWord() {
        assertEquals(List.of("[a\u00A0b]=[\u3000, \u200B]"), show("a\u00A0b ||| \u3000 \u200B"));
    }

    @Test
    void aBadLineSaysWhereWhatAndWhatWasExpected() {
        assertEquals("in.txt:2: found 2 times ' ||| '; expected it once, because line 1 separates the sides by it",
            message("a ||| b\na ||| b ||| c\n", 1));
        assertEquals("in.txt:3: found 0 times ' ||| '; expected it once, because line 1 separates the sides by it",
            message("a ||| b\n\na b\n", 2));
        assertEquals("in.txt:2: found 2 TABs; expected one, because line 1 separates the sides by a TAB",
            message("a\tb\na\tb\t\n", 1));
        assertEquals("in.txt:2: found no target words and 2 on the other side; expected words on both or on neither",
            message("a ||| b\na b |||\n", 1));
        assertEquals("in.txt:1: found no source words and 1 on the other side; expected words on both or on neither",
            message("\tb\n", 0));
        assertTrue(message("one side\n", 0).startsWith("in.txt:1: found neither ' ||| ' nor a TAB; expected"));
    }

    @Test
    void invalidUtf8IsABadLineOfTheOneStream() {
        byte[] bytes = "a ||| b\n\u00E9 ||| b\nc ||| d".getBytes(StandardCharsets.ISO_8859_1);
        List<CorpusLine> lines = read(new ParallelReader(new ByteArrayInputStream(bytes), "<stdin>"));
        assertEquals(List.of("[a]=[b]", "bad", "[c]=[d]"), lines.stream().map(ParallelReaderTest::show).toList());
        CorpusLine.Bad bad = assertInstanceOf(CorpusLine.Bad.class, lines.get(1));
        assertEquals("<stdin>:2: invalid UTF-8 at byte 1 of the line (0xE9); expected UTF-8 text", bad.message());
        assertEquals(new LinePosition("<stdin>", 2), bad.position());
    }

    @Test
    void twoFilesArePairedLineByLine() throws IOException {
        Path source = write("s", "\uFEFFa b\tc\r\n\r\nd ||| e\nf\n");
        Path target = write("t", "x\n\ny\n \n");
        List<CorpusLine> lines = read(ParallelReader.open(source, target));
        assertEquals(List.of("[a, b, c]=[x]", "empty", "[d, |||, e]=[y]", "bad"),
            lines.stream().map(ParallelReaderTest::show).toList());
        assertEquals(target + ":4: found no target words and 1 on the other side; expected words on both or on neither",
            ((CorpusLine.Bad) lines.get(3)).message());
        assertEquals(source + ":3", lines.get(2).position().toString());
    }

    @Test
    void gzippedFilesAreReadAndCountedAsPlainOnes() throws IOException {
        Path source = pack("s.gz", "\uFEFFa b\r\n\nd ||| e\n\u0000f");
        Path target = pack("t.gz", "x\n\ny\nz");
        assertEquals(4, ParallelReader.requireSameLineCount(source, target));
        List<String> expected = List.of("[a, b]=[x]", "empty", "[d, |||, e]=[y]", "[\u0000f]=[z]");
        assertEquals(expected, read(ParallelReader.open(source, target)).stream().map(ParallelReaderTest::show).toList());
        Path plain = write("t", "x\n\ny\nz");
        assertEquals(4, ParallelReader.requireSameLineCount(source, plain));
        assertEquals(expected, read(ParallelReader.open(source, plain)).stream().map(ParallelReaderTest::show).toList());
        assertEquals(List.of("[a, b]=[c]"),
            read(ParallelReader.open(pack("in.gz", "a b ||| c\n"))).stream().map(ParallelReaderTest::show).toList());
    }

    @Test
    void twentyLinesWithoutASeparatorAndNoneWithOneAreNoted() {
        assertTrue(lacksSeparator("a b\n".repeat(10) + "\n" + "a b\n".repeat(10)));
        assertTrue(!lacksSeparator("a b\n".repeat(19)));
        assertTrue(!lacksSeparator("|||\n" + "a b\n".repeat(20)), "a side is missing there, not the separator");
        assertTrue(!lacksSeparator("a\tb\n" + "a b\n".repeat(20)));
    }

    private static boolean lacksSeparator(String text) {
        ParallelReader reader = new ParallelReader(stream(text), "in.txt");
        read(reader);
        return reader.lacksSeparator();
    }

    private Path pack(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return file;
    }

    @Test
    void invalidUtf8NamesTheFileAtFaultOrBoth() throws IOException {
        Path source = folder.resolve("s");
        Files.write(source, "a\n\u00E9\nb\u00E9\n".getBytes(StandardCharsets.ISO_8859_1));
        Path target = folder.resolve("t");
        Files.write(target, "\u00FC\nx\ncd\u00FC\n".getBytes(StandardCharsets.ISO_8859_1));
        List<CorpusLine> lines = read(ParallelReader.open(source, target));
        assertTrue(((CorpusLine.Bad) lines.get(0)).message().startsWith(target + ":1: invalid UTF-8 at byte 1"));
        assertTrue(((CorpusLine.Bad) lines.get(1)).message().startsWith(source + ":2: invalid UTF-8 at byte 1"));
        String both = ((CorpusLine.Bad) lines.get(2)).message();
        assertTrue(both.startsWith(source + ":3: invalid UTF-8 at byte 2"), both);
        assertTrue(both.contains(target + ":3: invalid UTF-8 at byte 3"), both);
    }

    @Test
    void differentLineCountsAreRefusedBeforeAnyWork() throws IOException {
        Path three = write("three", "a\nb\nc");
        Path two = write("two", "a\n\n");
        CorpusException thrown = assertThrows(CorpusException.class, () -> ParallelReader.requireSameLineCount(three, two));
        assertTrue(thrown.getMessage().contains(three + " has 3, " + two + " has 2;"), thrown.getMessage());
    }

    @Test
    void linesAreCountedAsTheyAreRead() throws IOException {
        List<String> files = List.of("", "\n", "a", "a\n", "a\r", "\r\n", "\uFEFF", "\uFEFFa", "\uFEFF\n", "a\rb\u2028c\n\nd",
            "\n".repeat(70_000));
        for (String text : files) {
            Path file = write("f", text);
            long read = 0;
            try (LineReader reader = LineReader.open(file)) {
                for (; reader.hasNext(); reader.next()) {
                    read++;
                }
            }
            assertEquals(read, ParallelReader.requireSameLineCount(file, file), () -> "lines of " + text.length() + " characters");
        }
    }

    @Test
    void aFileThatEndsEarlyIsNamed() throws IOException {
        Path source = write("s", "a\nb\n");
        Path target = write("t", "x\n");
        try (ParallelReader reader = ParallelReader.open(source, target)) {
            assertEquals("[a]=[x]", show(reader.next()));
            CorpusException thrown = assertThrows(CorpusException.class, reader::hasNext);
            assertTrue(thrown.getMessage().startsWith(target + " has ended and " + source + " has not"), thrown.getMessage());
        }
    }

    @Test
    void aMissingFileIsNamed() throws IOException {
        Path here = write("s", "a\n");
        Path missing = folder.resolve("t");
        assertTrue(assertThrows(CorpusException.class, () -> ParallelReader.open(here, missing)).getMessage()
            .startsWith(missing.toString()));
        assertTrue(assertThrows(CorpusException.class, () -> ParallelReader.requireSameLineCount(here, missing)).getMessage()
            .startsWith(missing.toString()));
    }

    @Test
    void aLineOfFiveThousandWordsIsRead() {
        CorpusLine line = read(new ParallelReader(stream("w ".repeat(5000) + "||| x\n"), "x")).get(0);
        assertEquals(5000, ((CorpusLine.Pair) line).words().source().size());
    }

    @Test
    void aSideThatNoModelReadsIsBadAndTheLinesBehindItAreRead() throws IOException {
        String characters = "a".repeat(ParallelReader.MOST_CHARACTERS);
        String words = "a ".repeat(ParallelReader.MOST_WORDS);
        String text = characters + " ||| " + characters + "\n" + characters + "a ||| b\nb ||| " + characters + "a\n" + words
            + "||| b\n" + words + "a ||| b\nb ||| " + words + "a\n" + "c ".repeat(4 << 20) + "\na ||| b\n";
        List<CorpusLine> joined = read(new ParallelReader(stream(text), "in.txt"));
        assertEquals(List.of("pair", "bad", "bad", "pair", "bad", "bad", "bad", "pair"),
            joined.stream().map(line -> line instanceof CorpusLine.Pair ? "pair" : "bad").toList());
        assertEquals("in.txt:2: found 1048577 characters, expected at most 1048576 a side (is a line end missing?)",
            ((CorpusLine.Bad) joined.get(1)).message());
        assertEquals("in.txt:5: found 65537 words, expected at most 65536 a side (is a line end missing?)",
            ((CorpusLine.Bad) joined.get(4)).message());
        Path source = write("long.en", "b\n" + words + "a\nb\n");
        Path target = write("long.pt", "b\nb\n" + characters + "a\n");
        List<CorpusLine> lines = read(ParallelReader.open(source, target));
        assertEquals(source + ":2", ((CorpusLine.Bad) lines.get(1)).position().toString());
        assertEquals(target + ":3", ((CorpusLine.Bad) lines.get(2)).position().toString());
        List<CorpusLine> raw = read(new ParallelReader(stream("a.b".repeat(30_000) + "\tc\n"), "x").withWords(
            side -> new SegmentedText(side, IntStream.range(0, side.length())
                .mapToObj(i -> new WordSpan(i, i + 1)).toList()), SegmentedText::ofWords));
        assertInstanceOf(CorpusLine.Bad.class, raw.get(0));
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static ByteArrayInputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<CorpusLine> read(ParallelReader reader) {
        List<CorpusLine> lines = new ArrayList<>();
        try (reader) {
            reader.forEachRemaining(lines::add);
        }
        return lines;
    }

    private static List<String> show(String text) {
        return read(new ParallelReader(stream(text), "in.txt")).stream().map(ParallelReaderTest::show).toList();
    }

    private static String message(String text, int index) {
        return assertInstanceOf(CorpusLine.Bad.class, read(new ParallelReader(stream(text), "in.txt")).get(index)).message();
    }

    private static String show(CorpusLine line) {
        if (line instanceof CorpusLine.Pair pair) {
            return pair.words().source() + "=" + pair.words().target();
        }
        return line instanceof CorpusLine.Empty ? "empty" : "bad";
    }
}
