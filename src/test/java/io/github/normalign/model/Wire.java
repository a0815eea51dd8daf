package io.github.normalign.model;

import java.io.ByteArrayOutputStream;

/** Writes protobuf by hand, sound or not. */
final class Wire {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** A tag alone. */
    Wire tag(int field, int type) {
        return varint((long) field << 3 | type);
    }

    /** A number field. */
    Wire number(int field, long value) {
        return tag(field, 0).varint(value);
    }

    /** A field of bytes with its true length. */
    Wire bytes(int field, byte[] content) {
        return claimed(field, content.length, content);
    }

    /** A field of bytes that claims any length. */
    Wire claimed(int field, long length, byte[] content) {
        tag(field, 2).varint(length);
        out.writeBytes(content);
        return this;
    }

    /** Bytes as they are. */
    Wire raw(byte[] content) {
        out.writeBytes(content);
        return this;
    }

    Wire varint(long value) {
        long rest = value;
        for (; (rest & ~0x7FL) != 0; rest >>>= 7) {
            out.write((int) (rest & 0x7F | 0x80));
        }
        out.write((int) rest);
        return this;
    }

    byte[] bytes() {
        return out.toByteArray();
    }

    /** Some bytes many times. */
    static byte[] repeated(int count, int... pattern) {
        byte[] bytes = new byte[count * pattern.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) pattern[i % pattern.length];
        }
        return bytes;
    }
}
