package io.github.normalign.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** What becomes of seeds when bytes are changed, cut, doubled and exchanged; the same for the same random numbers. */
final class Mutations {

    /** Bytes and texts that parsers stumble over. */
    private static final List<String> ODD = List.of("0", "-1", "2147483648", "9223372036854775808", "1e999", "1e-999", "NaN",
        "{", "}", "[", "]", "\"", "null", "\n", "\r\n", "\t", " ", "|||", "<a>", "</a>", "&#0;", "\u0000", "\u001e", "\u00a0",
        "\u2028", "\ufeff", "\ud83d\ude00", "\\ud800", "../", "\u00ff\u00ff\u00ff\u00ff\u0007", "\u0080\u0080\u0080\u0080\b");

    private final List<byte[]> seeds;
    private final Random random;

    Mutations(List<byte[]> seeds, Random random) {
        this.seeds = seeds;
        this.random = random;
    }

    byte[] next() {
        byte[] data = seed();
        for (int left = 1 + random.nextInt(4); left > 0; left--) {
            data = changed(data);
        }
        return data;
    }

    private byte[] seed() {
        return seeds.get(random.nextInt(seeds.size()));
    }

    private byte[] changed(byte[] data) {
        int at = random.nextInt(data.length + 1);
        int length = Math.min(data.length - at, 1 + random.nextInt(random.nextBoolean() ? 8 : 256));
        switch (random.nextInt(6)) {
            case 0 -> {
                byte[] copy = data.clone();
                for (int i = at; i < Math.min(data.length, at + 1 + length / 64); i++) {
                    copy[i] = (byte) random.nextInt(256);
                }
                return copy;
            }
            case 1 -> {
                byte[] copy = data.clone();
                if (at < copy.length) {
                    copy[at] ^= (byte) (1 << random.nextInt(8));
                }
                return copy;
            }
            case 2 -> {
                return spliced(data, at, at + length, new byte[0], 0, 0);
            }
            case 3 -> {
                return spliced(data, at, at, data, at, at + length);
            }
            case 4 -> {
                byte[] other = seed();
                int from = random.nextInt(other.length + 1);
                return spliced(data, at, at + length, other, from, Math.min(other.length, from + length));
            }
            default -> {
                byte[] odd = ODD.get(random.nextInt(ODD.size())).getBytes(StandardCharsets.UTF_8);
                return spliced(data, at, random.nextBoolean() ? at : Math.min(data.length, at + odd.length), odd, 0, odd.length);
            }
        }
    }

    /** {@code data} with what stands at [from, to) replaced by [otherFrom, otherTo) of another. */
    private static byte[] spliced(byte[] data, int from, int to, byte[] other, int otherFrom, int otherTo) {
        ByteArrayOutputStream result = new ByteArrayOutputStream();
        result.write(data, 0, from);
        result.write(other, otherFrom, otherTo - otherFrom);
        result.write(data, to, data.length - to);
        return result.toByteArray();
    }
}
