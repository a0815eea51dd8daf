package io.github.normalign.tokenizer;

import io.github.normalign.error.ModelException;
import java.util.Arrays;

/**
 * Steps through the fields of one protocol-buffer message. Every length is checked against the bytes there are before anything is
 * allocated, because a damaged file may claim any size. Source of the format: the protocol buffers encoding guide.
 */
final class WireReader {

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;

    private final String file;
    private final byte[] bytes;
    private final int end;
    private int at;
    private int field;
    private int type;
    private boolean pending;

    /**
     * Reads a whole file.
     *
     * @param bytes its content
     * @param file its name, for messages
     */
    WireReader(byte[] bytes, String file) {
        this(bytes, 0, bytes.length, file);
    }

    private WireReader(byte[] bytes, int from, int end, String file) {
        this.bytes = bytes;
        this.at = from;
        this.end = end;
        this.file = file;
    }

    /** Goes to the next field, over the current one if nobody read it; false at the end of the message. */
    boolean next() {
        if (pending) {
            skip();
        }
        if (at == end) {
            return false;
        }
        int start = at;
        long tag = readVarint();
        field = (int) (tag >>> 3);
        type = (int) (tag & 7);
        if (tag >>> 32 != 0 || field == 0) {
            throw broken(start, "no field has the number " + (tag >>> 3));
        }
        pending = true;
        return true;
    }

    int field() {
        return field;
    }

    long varint() {
        expect(VARINT);
        return readVarint();
    }

    boolean bool() {
        return varint() != 0;
    }

    float float32() {
        expect(FIXED32);
        int start = advance(4);
        return Float.intBitsToFloat(bytes[start] & 0xFF | (bytes[start + 1] & 0xFF) << 8 | (bytes[start + 2] & 0xFF) << 16
            | bytes[start + 3] << 24);
    }

    byte[] bytes() {
        expect(BYTES);
        int start = advance(readVarint());
        return Arrays.copyOfRange(bytes, start, at);
    }

    WireReader message() {
        expect(BYTES);
        int start = advance(readVarint());
        return new WireReader(bytes, start, at, file);
    }

    private void expect(int wanted) {
        if (type != wanted) {
            throw broken(at, "field " + field + " has wire type " + type + ", expected " + wanted);
        }
        pending = false;
    }

    private void skip() {
        pending = false;
        switch (type) {
            case VARINT -> readVarint();
            case FIXED64 -> advance(8);
            case BYTES -> advance(readVarint());
            case FIXED32 -> advance(4);
            default -> throw broken(at, "field " + field + " has wire type " + type);
        }
    }

    /** Moves over that many bytes and returns where they start. */
    private int advance(long count) {
        if (count < 0 || count > end - at) {
            throw broken(at, "field " + field + " claims " + Long.toUnsignedString(count) + " bytes where " + (end - at)
                + " are left");
        }
        int start = at;
        at += (int) count;
        return start;
    }

    private long readVarint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (at == end) {
                throw broken(at, "a number is cut off");
            }
            byte next = bytes[at++];
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw broken(at, "a number is longer than ten bytes");
    }

    private ModelException broken(int offset, String problem) {
        return new ModelException(file + " is no SentencePiece model or is damaged: " + problem + " (at byte " + offset + " of "
            + bytes.length + ")");
    }
}
