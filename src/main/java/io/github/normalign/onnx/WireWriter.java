package io.github.normalign.onnx;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes protobuf's wire format (<a href="https://protobuf.dev/programming-guides/encoding/">encoding</a>) as a list of runs of
 * bytes. Runs that lie in a file are not read until everything is put out.
 */
final class WireWriter {

    private final List<WireChunk> done = new ArrayList<>();
    private ByteArrayOutputStream open = new ByteArrayOutputStream();
    private long doneLength;

    /** A whole number; ONNX's own numbers are never zigzag coded. */
    void varint(int field, long value) {
        rawVarint((long) field << 3 | WireReader.VARINT);
        rawVarint(value);
    }

    /** A 32-bit float. */
    void fixed32(int field, float value) {
        rawVarint((long) field << 3 | WireReader.FIXED32);
        int bits = Float.floatToRawIntBits(value);
        for (int shift = 0; shift < 32; shift += 8) {
            open.write(bits >>> shift);
        }
    }

    /** A text as UTF-8. */
    void string(int field, String value) {
        bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    /** A text, left out where it is empty, which is what an absent text means. */
    void stringUnlessEmpty(int field, String value) {
        if (!value.isEmpty()) {
            string(field, value);
        }
    }

    /** Bytes with their length. */
    void bytes(int field, byte[] value) {
        rawVarint((long) field << 3 | WireReader.BYTES);
        rawVarint(value.length);
        open.writeBytes(value);
    }

    /** Bytes with their length, perhaps still in a file. */
    void bytes(int field, WireChunk value) {
        rawVarint((long) field << 3 | WireReader.BYTES);
        rawVarint(value.length());
        verbatim(value);
    }

    /** A nested message. */
    void message(int field, WireWriter message) {
        rawVarint((long) field << 3 | WireReader.BYTES);
        rawVarint(message.length());
        message.flush();
        for (WireChunk chunk : message.done) {
            verbatim(chunk);
        }
    }

    /** Whole fields, tag included, exactly as they were read. */
    void verbatim(List<WireChunk> fields) {
        for (WireChunk field : fields) {
            verbatim(field);
        }
    }

    /** Total number of bytes. */
    long length() {
        return doneLength + open.size();
    }

    /** Everything in memory. */
    byte[] toBytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream((int) Math.min(length(), Integer.MAX_VALUE - 8));
        try {
            copyTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** Everything to a stream. */
    void copyTo(OutputStream out) throws IOException {
        flush();
        for (WireChunk chunk : done) {
            chunk.copyTo(out);
        }
    }

    private void verbatim(WireChunk chunk) {
        if (chunk instanceof WireChunk.Held held && held.length() < 4096) {
            open.writeBytes(held.held());
        } else {
            flush();
            done.add(chunk);
            doneLength += chunk.length();
        }
    }

    private void flush() {
        if (open.size() > 0) {
            doneLength += open.size();
            done.add(new WireChunk.Held(open.toByteArray()));
            open = new ByteArrayOutputStream();
        }
    }

    private void rawVarint(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            open.write((int) (rest & 0x7F | 0x80));
            rest >>>= 7;
        }
        open.write((int) rest);
    }
}
