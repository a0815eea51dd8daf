package io.github.normalign.tokenizer;

import java.util.Arrays;

/** A growing byte string; also the one place where text becomes UTF-8 and UTF-8 is cut into characters. */
final class Bytes {

    private byte[] content;
    private int length;

    Bytes(int capacity) {
        content = new byte[capacity];
    }

    /** UTF-8 of a text. A lone surrogate, which no file read as UTF-8 has, becomes U+FFFD. */
    static Bytes utf8(String text) {
        Bytes bytes = new Bytes(text.length() + 8);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                bytes.append((byte) c);
            } else if (c < 0x800) {
                bytes.append((byte) (0xC0 | c >> 6));
                bytes.append((byte) (0x80 | c & 0x3F));
            } else if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                int point = Character.toCodePoint(c, text.charAt(++i));
                bytes.append((byte) (0xF0 | point >> 18));
                bytes.append((byte) (0x80 | point >> 12 & 0x3F));
                bytes.append((byte) (0x80 | point >> 6 & 0x3F));
                bytes.append((byte) (0x80 | point & 0x3F));
            } else {
                int point = Character.isSurrogate(c) ? 0xFFFD : c;
                bytes.append((byte) (0xE0 | point >> 12));
                bytes.append((byte) (0x80 | point >> 6 & 0x3F));
                bytes.append((byte) (0x80 | point & 0x3F));
            }
        }
        return bytes;
    }

    /** The length in bytes of the character at {@code text[at]}, by its first byte, at most up to {@code end}. */
    static int characterLength(byte[] text, int at, int end) {
        int first = text[at] & 0xFF;
        int bytes = first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
        return Math.min(bytes, end - at);
    }

    void append(byte b) {
        if (length == content.length) {
            content = Arrays.copyOf(content, Math.max(16, 2 * length));
        }
        content[length++] = b;
    }

    void append(byte[] source) {
        for (byte b : source) {
            append(b);
        }
    }

    boolean endsWith(byte[] suffix) {
        return length >= suffix.length && Arrays.equals(content, length - suffix.length, length, suffix, 0, suffix.length);
    }

    void removeLast(int count) {
        length -= count;
    }

    /** The bytes in place: the first {@link #length()} count. */
    byte[] array() {
        return content;
    }

    int length() {
        return length;
    }
}
