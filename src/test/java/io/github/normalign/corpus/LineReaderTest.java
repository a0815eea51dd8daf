package io.github.normalign.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.normalign.error.CorpusException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineReaderTest {

    @Test
    void linesEndAtLineFeedAndLoseOneCarriageReturn() {
        assertEquals(List.of("a", "b", "c\r", "", "d"), texts("a\nb\r\nc\r\r\n\nd"));
    }

    @Test
    void nothingElseEndsALine() {
        String odd = "a\rb\u0085c\u2028d\u2029e\u000Bf\fg\u0000h";
        assertEquals(List.of(odd), texts(odd + "\n"));
    }

    @Test
    void aCarriageReturnAtTheEndOfTheFileIsText() {
        assertEquals(List.of("a\r"), texts("a\r"));
    }

    @Test
    void anEmptyFileHasNoLineAndOneLineFeedIsOneLine() {
        assertEquals(List.of(), texts(""));
        assertEquals(List.of(), texts("\uFEFF"));
        assertEquals(List.of(""), texts("\n"));
        assertEquals(List.of("", "x"), texts("\nx"));
    }

    @Test
    void aByteOrderMarkIsDroppedAtTheStartOnly() {
        assertEquals(List.of("a", "\uFEFFb"), texts("\uFEFFa\n\uFEFFb\n"));
        assertEquals(List.of("\uFEFFa"), texts("\uFEFF\uFEFFa"));
    }

    /** Byte sequences after "ab", with the byte (from 1) at which the first wrong sequence starts. */
    @ParameterizedTest
    @CsvSource({"E9 20, 3", "C0 80, 3", "E0 80 AF, 3", "ED A0 80, 3", "F4 90 80 80, 3", "C3 A9 C3, 5", "E2 82, 3", "80, 3",
        "FF FE, 3", "F8 88 80 80 80, 3"})
    void invalidUtf8MakesThatLineBadAndNoOther(String hex, int at) {
        byte[] wrong = HexFormat.ofDelimiter(" ").parseHex(hex);
        byte[] file = new byte[wrong.length + 8];
        System.arraycopy("x\nab".getBytes(StandardCharsets.US_ASCII), 0, file, 0, 4);
        System.arraycopy(wrong, 0, file, 4, wrong.length);
        System.arraycopy("\nz\n\n".getBytes(StandardCharsets.US_ASCII), 0, file, 4 + wrong.length, 4);
        List<Line> lines = read(new ByteArrayInputStream(file), "f.txt");
        assertEquals(4, lines.size());
        assertEquals("x", lines.get(0).text());
        assertEquals("z", lines.get(2).text());
        assertTrue(lines.get(1).isBad());
        String problem = lines.get(1).problem().orElseThrow();
        assertTrue(problem.startsWith("invalid UTF-8 at byte " + at + " of the line"), problem);
        CorpusException thrown = assertThrows(CorpusException.class, lines.get(1)::text);
        assertTrue(thrown.getMessage().startsWith("f.txt:2: invalid UTF-8"), thrown.getMessage());
    }

    @Test
    void positionsCountFromOne() {
        List<Line> lines = read(stream("a\nb"), "<stdin>");
        assertEquals(new LinePosition("<stdin>", 1), lines.get(0).position());
        assertEquals("<stdin>:2", lines.get(1).position().toString());
    }

    @Test
    void linesAreTheSameHoweverTheStreamIsCut() {
        StringBuilder text = new StringBuilder("\uFEFF");
        for (int i = 0; i < 3000; i++) {
            text.append("línea € 😀 ".repeat(i % 37)).append(i % 3 == 0 ? "\r\n" : "\n");
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        List<String> expected = Arrays.asList(text.substring(1).replace("\r", "").split("\n", -1)).subList(0, 3000);
        for (int most : new int[] {1, 7, Integer.MAX_VALUE}) {
            InputStream slow = new ByteArrayInputStream(bytes) {
                @Override
                public synchronized int read(byte[] into, int from, int length) {
                    return super.read(into, from, Math.min(length, most));
                }
            };
            assertEquals(expected, read(slow, "x").stream().map(Line::text).toList());
        }
    }

    @Test
    void aLineBeyondTheLimitIsBadAndTheNextIsRead() {
        byte[] bytes = new byte[LineReader.MAX_LINE_BYTES + 4];
        Arrays.fill(bytes, (byte) 'a');
        bytes[LineReader.MAX_LINE_BYTES + 1] = '\n';
        List<Line> lines = read(new ByteArrayInputStream(bytes), "x");
        assertTrue(lines.get(0).problem().orElseThrow().startsWith("a line of 16777217 bytes"));
        assertEquals("aa", lines.get(1).text());
        bytes[LineReader.MAX_LINE_BYTES] = '\n';
        assertEquals(LineReader.MAX_LINE_BYTES, read(new ByteArrayInputStream(bytes), "x").get(0).text().length());
    }

    @Test
    void theEndIsTheEnd() {
        try (LineReader reader = new LineReader(stream("a"), "x")) {
            reader.next();
            assertFalse(reader.hasNext());
            assertThrows(NoSuchElementException.class, reader::next);
        }
    }

    @Test
    void aMissingFileAndAFolderAreNamed(@TempDir Path folder) {
        Path missing = folder.resolve("no.txt");
        assertEquals(missing + ": there is no such file",
            assertThrows(CorpusException.class, () -> LineReader.open(missing)).getMessage());
        assertTrue(assertThrows(CorpusException.class, () -> LineReader.open(folder)).getMessage().contains("is a folder"));
    }

    @Test
    void aFailingStreamSaysHowFarItCame() {
        InputStream failing = new InputStream() {
            private int at;

            @Override
            public int read() throws IOException {
                throw new IOException("unused");
            }

            @Override
            public int read(byte[] into, int from, int length) throws IOException {
                if (at++ > 0) {
                    throw new IOException("disk gone");
                }
                System.arraycopy("one\ntwo\n".getBytes(StandardCharsets.US_ASCII), 0, into, from, 8);
                return 8;
            }
        };
        CorpusException thrown = assertThrows(CorpusException.class, () -> read(failing, "x.txt"));
        assertEquals("x.txt cannot be read after line 2: disk gone", thrown.getMessage());
    }

    @Test
    void aGzipIsToldByItsNameAndNamedWhereItIsNone(@TempDir Path folder) throws IOException {
        Path packed = folder.resolve("a.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
            out.write("one\ntwo\n".getBytes(StandardCharsets.US_ASCII));
        }
        Path plain = Files.writeString(folder.resolve("a.txt"), "one\ntwo\n");
        for (Path file : List.of(packed, plain)) {
            try (LineReader reader = LineReader.openByName(file)) {
                assertEquals("one", reader.next().text());
                assertEquals("two", reader.next().text());
                assertFalse(reader.hasNext());
            }
        }
        Files.writeString(packed, "one\n");
        assertEquals(packed + " cannot be unpacked: it is no gzip file",
            assertThrows(CorpusException.class, () -> LineReader.openByName(packed)).getMessage());
    }

    private static List<String> texts(String file) {
        return read(stream(file), "x").stream().map(Line::text).toList();
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<Line> read(InputStream in, String name) {
        List<Line> lines = new ArrayList<>();
        try (LineReader reader = new LineReader(in, name)) {
            reader.forEachRemaining(lines::add);
        }
        return lines;
    }
}
