package io.github.normalign.corpus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.normalign.fuzz.FuzzTargets;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

class CorpusFuzzTest extends FuzzTargets {

    /** One stream with both sides on each line: a line of output for each line, every good line's text as it stands there. */
    @FuzzTest
    void stream(byte[] data) {
        List<byte[]> raw = lines(data);
        LineReader lines = new LineReader(new InPieces(data), "x");
        ParallelReader pairs = new ParallelReader(new ByteArrayInputStream(data), "x");
        for (int i = 0; i < raw.size(); i++) {
            Line line = lines.next();
            assertEquals(new LinePosition("x", i + 1), line.position());
            Optional<String> text = text(raw, i, data);
            assertEquals(text.isEmpty(), line.isBad());
            text.ifPresent(expected -> assertEquals(expected, line.text()));
            CorpusLine pair = pairs.next();
            assertEquals(new LinePosition("x", i + 1), pair.position());
            assertTrue(text.isPresent() || pair instanceof CorpusLine.Bad);
            check(pair, text.orElse(""));
        }
        assertFalse(lines.hasNext());
        assertFalse(pairs.hasNext());
    }

    private static void check(CorpusLine line, String text) {
        if (line instanceof CorpusLine.Pair pair) {
            assertFalse(pair.source().spans().isEmpty() || pair.target().spans().isEmpty());
            assertTrue(text.startsWith(pair.source().text()) && text.endsWith(pair.target().text()));
            assertEquals(Words.split(pair.source().text()), pair.source().words());
            assertEquals(pair.source().spans().size(), pair.source().codePointSpans().size());
            assertEquals(pair.words(), pair.words().swapped().swapped());
        } else if (line instanceof CorpusLine.Bad bad) {
            assertTrue(bad.message().startsWith("x:"), bad.message());
        }
    }

    /** Two files: counted lines are read lines, or the difference is said before. */
    @FuzzTest
    void twoFiles(byte[] data) {
        List<byte[]> sides = parts(data, 2);
        Path source = file("source.txt", sides.get(0));
        Path target = file("target.txt", sides.get(1));
        int sources = lines(sides.get(0)).size();
        Optional<Long> counted = read(() -> ParallelReader.requireSameLineCount(source, target));
        assertEquals(sources == lines(sides.get(1)).size(), counted.isPresent());
        if (counted.isPresent()) {
            assertEquals(sources, counted.get());
            try (ParallelReader reader = ParallelReader.open(source, target)) {
                for (int i = 1; i <= sources; i++) {
                    assertEquals(i, reader.next().position().line());
                }
                assertFalse(reader.hasNext());
            }
        }
    }

    /** A compressed file, whatever it holds; and the same bytes compressed and unpacked. The first byte chooses how. */
    @FuzzTest
    void packed(byte[] data) throws IOException {
        String ending = data.length > 0 && (data[0] & 1) == 0 ? ".gz" : ".zst";
        byte[] rest = data.length > 0 ? Arrays.copyOfRange(data, 1, data.length) : data;
        Path file = file("packed" + ending, rest);
        read(() -> {
            try (LineReader reader = LineReader.openByName(file)) {
                long lines = 0;
                while (reader.hasNext() && lines < 1000) {
                    assertEquals(++lines, reader.next().position().line());
                }
                return lines;
            }
        });
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = Compression.of(file).pack(packed)) {
            out.write(rest);
        }
        try (InputStream in = Compression.of(file).unpack(new ByteArrayInputStream(packed.toByteArray()))) {
            assertArrayEquals(rest, in.readAllBytes());
        }
    }

    /** What a file's lines are, in another way than the reader's: all bytes up to each LF, and what is left if anything is. */
    private static List<byte[]> lines(byte[] data) {
        boolean mark = data.length >= 3 && data[0] == (byte) 0xEF && data[1] == (byte) 0xBB && data[2] == (byte) 0xBF;
        List<byte[]> lines = new ArrayList<>();
        int from = mark ? 3 : 0;
        for (int i = from; i < data.length; i++) {
            if (data[i] == '\n') {
                lines.add(Arrays.copyOfRange(data, from, i));
                from = i + 1;
            }
        }
        if (from < data.length) {
            lines.add(Arrays.copyOfRange(data, from, data.length));
        }
        return lines;
    }

    private static Optional<String> text(List<byte[]> lines, int i, byte[] data) {
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(lines.get(i))).toString();
            boolean ended = i < lines.size() - 1 || data[data.length - 1] == '\n';
            return Optional.of(ended && text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /** Gives a few bytes at a time, as a pipe may. */
    private static final class InPieces extends ByteArrayInputStream {

        InPieces(byte[] data) {
            super(data);
        }

        @Override
        public synchronized int read(byte[] bytes, int from, int length) {
            return super.read(bytes, from, Math.min(length, 1 + pos % 7));
        }
    }
}
