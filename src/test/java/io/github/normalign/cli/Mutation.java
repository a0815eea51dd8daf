package io.github.normalign.cli;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/** What is done to the bytes of a corpus, at places that a seed decides. */
enum Mutation {
    /** Bytes replaced by other bytes, of any value. */
    BYTES {
        @Override
        byte[] once(byte[] text, Random random) {
            byte[] changed = text.clone();
            for (int i = 1 + random.nextInt(20); i > 0 && changed.length > 0; i--) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
            }
            return changed;
        }
    },
    /** Ranges taken out, some of them up to the end. */
    CUTS {
        @Override
        byte[] once(byte[] text, Random random) {
            int from = random.nextInt(text.length + 1);
            int to = random.nextInt(20) == 0 ? text.length : Math.min(text.length, from + random.nextInt(300));
            return joined(text, from, to, new byte[0]);
        }
    },
    /** Two ranges in each other's place. */
    SWAPS {
        @Override
        byte[] once(byte[] text, Random random) {
            int[] ends = random.ints(4, 0, text.length + 1).sorted().toArray();
            int first = Math.min(ends[1], ends[0] + 200);
            int second = Math.min(ends[3], ends[2] + 200);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.write(text, 0, ends[0]);
            out.write(text, ends[2], second - ends[2]);
            out.write(text, first, ends[2] - first);
            out.write(text, ends[0], first - ends[0]);
            out.write(text, second, text.length - second);
            return out.toByteArray();
        }
    },
    /** Hostile text put in. */
    SNIPPETS {
        @Override
        byte[] once(byte[] text, Random random) {
            int at = random.nextInt(text.length + 1);
            return joined(text, at, at, HOSTILE.get(random.nextInt(HOSTILE.size())));
        }
    },
    /** Each of the above, in any order. */
    ALL {
        @Override
        byte[] once(byte[] text, Random random) {
            return values()[random.nextInt(ALL.ordinal())].once(text, random);
        }
    };

    private static final List<byte[]> HOSTILE = hostile();

    /** The text after one to eight of these changes. */
    byte[] of(byte[] text, Random random) {
        byte[] changed = text;
        for (int i = 1 + random.nextInt(8); i > 0; i--) {
            changed = once(changed, random);
        }
        return changed;
    }

    abstract byte[] once(byte[] text, Random random);

    private static byte[] joined(byte[] text, int from, int to, byte[] between) {
        byte[] changed = Arrays.copyOf(text, from + between.length + text.length - to);
        System.arraycopy(between, 0, changed, from, between.length);
        System.arraycopy(text, to, changed, from + between.length, text.length - to);
        return changed;
    }

    private static List<byte[]> hostile() {
        List<byte[]> all = new ArrayList<>();
        // Lone continuation, lead bytes cut short, overlong forms, surrogates, beyond U+10FFFF, bytes that UTF-8 never has.
        for (String hex : List.of("80", "BF BF", "C3", "E2 82", "F0 9F 98", "C0 80", "C1 BF", "E0 80 AF", "F0 80 80 AF",
                "ED A0 80", "ED A0 80 ED B0 80", "F4 90 80 80", "F8 88 80 80 80", "FE", "FF", "FF FE", "00")) {
            all.add(HexFormat.ofDelimiter(" ").parseHex(hex));
        }
        for (String text : List.of("\uFEFF", "\r", "\r\n", "\n", "\n\n\n", "\u0085", "\u2028", "\u2029", "\u000B", "\f", "\t",
                " ||| ", "|||", "\t\t", " ||| ||| ", "\u001B]0;title\u0007", "\u001B[2J", "\u202E", "\u2066\u2069", "\u200B",
                "\u200D".repeat(500), "e" + "\u0301".repeat(10_000), "\uFFFE\uFFFF", "\uE000 \uF8FF", "\uDBFF\uDFFF",
                "\uDB40\uDC01", "\u0378", "\u3000", "\u00A0", " ".repeat(5000), "a".repeat(20_000), "a ".repeat(3000),
                "\u5927".repeat(2000), "</script><script>", "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>&x;", "</s>",
                "<unk>", "<pad>", "\u2581", ">>por<<", "{\"a\":", "99999999999-1", "=cmd|' /C calc'!A0", "${jndi:x}", "%s%n",
                "\\u0000", "\uD83D\uDC68\u200D\uD83D\uDC69")) {
            all.add(text.getBytes(StandardCharsets.UTF_8));
        }
        return all;
    }
}
