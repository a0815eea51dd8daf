package io.github.normalign.tokenizer;

import java.util.Arrays;

/**
 * A normalised text while it is made, each of its bytes with the place in the input that it came from: the first byte of what a
 * rule replaced, so that several bytes may have one origin. Origins never decrease.
 */
final class NormalText {

    private final Bytes text;
    private int[] origins;

    NormalText(int capacity) {
        text = new Bytes(capacity);
        origins = new int[capacity + 1];
    }

    void append(byte b, int origin) {
        setOrigin(origin);
        text.append(b);
    }

    void append(byte[] source, int origin) {
        for (byte b : source) {
            append(b, origin);
        }
    }

    boolean endsWith(byte[] suffix) {
        return text.endsWith(suffix);
    }

    /** Takes bytes from the end; returns the origin of the first of them. */
    int removeLast(int count) {
        text.removeLast(count);
        return origins[text.length()];
    }

    /** Says where what the text was made of ends. */
    void end(int origin) {
        setOrigin(origin);
    }

    private void setOrigin(int origin) {
        if (text.length() == origins.length) {
            origins = Arrays.copyOf(origins, Math.max(16, 2 * origins.length));
        }
        origins[text.length()] = origin;
    }

    /** The bytes in place: the first {@link #length()} count. */
    byte[] array() {
        return text.array();
    }

    int length() {
        return text.length();
    }

    /** The byte of the input that the byte at {@code at} came from; at the text's length, where its part of the input ends. */
    int origin(int at) {
        return origins[at];
    }
}
