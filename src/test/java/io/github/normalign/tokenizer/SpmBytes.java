package io.github.normalign.tokenizer;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes SentencePiece model files for tests, good and bad. */
final class SpmBytes {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    SpmBytes piece(String piece, float score, int type) {
        return piece(piece.getBytes(StandardCharsets.UTF_8), score, type);
    }

    SpmBytes piece(byte[] piece, float score, int type) {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        field(message, 1, piece);
        int bits = Float.floatToRawIntBits(score);
        message.writeBytes(new byte[] {2 << 3 | 5, (byte) bits, (byte) (bits >> 8), (byte) (bits >> 16), (byte) (bits >> 24)});
        message.writeBytes(new byte[] {3 << 3, (byte) type});
        return bytes(1, message.toByteArray());
    }

    SpmBytes modelType(int type) {
        return bytes(2, new byte[] {3 << 3, (byte) type});
    }

    SpmBytes byteFallback() {
        return bytes(2, new byte[] {(byte) (35 << 3 & 0x7F | 0x80), 35 << 3 >> 7, 1});
    }

    SpmBytes noDummyPrefix() {
        return bytes(3, new byte[] {3 << 3, 0});
    }

    SpmBytes characterMap(byte[] map) {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        field(message, 2, map);
        return bytes(3, message.toByteArray());
    }

    /** A field of the whole file, with any bytes. */
    SpmBytes bytes(int number, byte[] content) {
        field(out, number, content);
        return this;
    }

    byte[] bytes() {
        return out.toByteArray();
    }

    private static void field(ByteArrayOutputStream to, int number, byte[] content) {
        to.write(number << 3 | 2);
        int rest = content.length;
        for (; rest > 0x7F; rest >>>= 7) {
            to.write(rest & 0x7F | 0x80);
        }
        to.write(rest);
        to.writeBytes(content);
    }
}
