package io.github.normalign.corpus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.normalign.error.CorpusException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompressionTest {

    private static final long MEBIBYTE = 1 << 20;

    @TempDir
    private Path folder;

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream packed = new GZIPOutputStream(out)) {
            packed.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return out.toByteArray();
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Arrays.stream(parts).forEach(out::writeBytes);
        return out.toByteArray();
    }

    private static String text(byte[] packed) throws IOException {
        try (InputStream in = Compression.GZIP.unpack(new ByteArrayInputStream(packed))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String refusal(byte[] packed) {
        return assertThrows(IOException.class, () -> text(packed)).getMessage();
    }

    @Test
    void membersAreOneTextAndZerosBehindThemAreNothing() throws IOException {
        assertEquals("a\nb\n", text(joined(gzip("a\n"), gzip(""), gzip("b\n"))));
        assertEquals("a\nb\n", text(joined(gzip("a\n"), gzip("b\n"), new byte[100_000])));
    }

    /** A pipe may have a member's end and no more at the moment: Java's own stream takes that for the end of all. */
    @Test
    void aStreamThatHasNothingAtTheMomentHasNotEnded() throws IOException {
        InputStream slow = new ByteArrayInputStream(joined(gzip("a\n"), gzip("b\n"))) {
            @Override
            public synchronized int read(byte[] bytes, int from, int length) {
                return super.read(bytes, from, Math.min(1, length));
            }

            @Override
            public synchronized int available() {
                return 0;
            }
        };
        assertArrayEquals("a\nb\n".getBytes(StandardCharsets.UTF_8), Compression.GZIP.unpack(slow).readAllBytes());
    }

    /** The lines behind such a place would be lost, and nobody told. */
    @Test
    void whatIsNoMemberBehindAMemberIsAnErrorAndNotTheEnd() throws IOException {
        byte[] second = gzip("b\n");
        second[0]++;
        assertTrue(refusal(joined(gzip("a\n"), second)).contains("no gzip stands behind"));
        assertTrue(refusal(joined(gzip("a\n"), "hello".getBytes(StandardCharsets.US_ASCII))).contains("no gzip stands behind"));
    }

    @Test
    void everyCutAndEveryFlippedBitOfTheDataIsNoticed() throws IOException {
        String text = "the white house ||| a casa branca\n".repeat(3);
        byte[] whole = gzip(text);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThrows(IOException.class, () -> text(cut), "cut to " + length);
        }
        // Behind the ten bytes of the header, whose time and system nobody checks.
        for (int bit = 80; bit < 8 * whole.length; bit++) {
            byte[] flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            String found;
            try {
                found = text(flipped);
            } catch (IOException noticed) {
                continue;
            }
            // A bit that only fills up the last byte of the data changes nothing.
            assertEquals(text, found, "bit " + bit);
        }
    }

    /** Made by hand after RFC 1952: extra field "xy", name "n", comment "c", checksum of the header; "a" and LF, stored. */
    @Test
    void everyFieldThatAHeaderMayHaveIsPassedOver() throws IOException {
        String header = "1f8b081e00000000000302007879" + "6e00" + "6300";
        CRC32 sum = new CRC32();
        sum.update(HexFormat.of().parseHex(header));
        String check = String.format("%02x%02x", sum.getValue() & 0xFF, sum.getValue() >> 8 & 0xFF);
        sum.reset();
        sum.update(new byte[] {'a', '\n'});
        String trailer = String.format("%08x", Integer.reverseBytes((int) sum.getValue())) + "02000000";
        String stored = "010200fdff610a";
        assertEquals("a\n", text(HexFormat.of().parseHex(header + check + stored + trailer)));
        assertTrue(refusal(HexFormat.of().parseHex(header + "0000" + stored + trailer)).contains("no gzip"));
    }

    @Test
    void aFileThatUnpacksToAMultipleOfItsSizeIsRefusedWithTheFlagThatLiftsTheLimit() throws IOException {
        Path bomb = folder.resolve("bomb.zst");
        try (OutputStream out = Compression.ZSTD.pack(Files.newOutputStream(bomb))) {
            byte[] lines = "\n".repeat((int) MEBIBYTE).getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < 300; i++) {
                out.write(lines);
            }
        }
        CorpusException refused = assertThrows(CorpusException.class, () -> ParallelReader.requireSameLineCount(bomb, bomb));
        assertTrue(refused.getMessage().contains("more than 200 times") && refused.getMessage().contains("--max-expansion"),
            refused.getMessage());
        try (InputStream in = Compression.ZSTD.unpack(Files.newInputStream(bomb), 1_000_000)) {
            in.skipNBytes(300 * MEBIBYTE);
            assertEquals(-1, in.read());
        }
    }

    /** One line a million times over: 34 MB that shrink a thousandfold, and no attack. */
    @Test
    void likeLinesAreReadWhateverTheyShrinkTo() throws IOException {
        String line = "the white house ||| a casa branca\n";
        byte[] packed = gzip(line.repeat(1_000_000));
        assertTrue(packed.length < line.length() * 1_000_000L / Compression.MOST_EXPANSION, packed.length + " bytes");
        try (InputStream in = Compression.GZIP.unpack(new ByteArrayInputStream(packed))) {
            in.skipNBytes(line.length() * 1_000_000L);
            assertEquals(-1, in.read());
        }
    }
}
