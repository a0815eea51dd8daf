package io.github.normalign.onnx;

import io.github.normalign.error.FailureReason;
import io.github.normalign.error.ModelException;
import io.github.normalign.error.OrdinaryFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Reads protobuf's wire format (<a href="https://protobuf.dev/programming-guides/encoding/">encoding</a>) from a file or an
 * array. Trusts nothing: every length is checked against the message it lies in, and a failure names the file and the byte.
 *
 * <p>A file is read through a window; long runs of bytes are passed over and stay in the file.
 */
final class WireReader implements Closeable {

    /** Wire type: a number of 1 to 10 bytes. */
    static final int VARINT = 0;
    /** Wire type: 8 bytes. */
    static final int FIXED64 = 1;
    /** Wire type: a length and so many bytes. */
    static final int BYTES = 2;
    /** Wire type: 4 bytes. */
    static final int FIXED32 = 5;

    /** Runs of bytes up to this length are read at once, longer ones stay in the file. */
    static final int HELD_LENGTH = 1024;

    /**
     * Memory that may go into what is read of one file: names, nodes, small constants; not weights, which stay in their file. A
     * merged int8 decoder takes 2.5 MiB a layer, which makes 60 MiB for 24 layers, the most that is known. Reading counts what it
     * makes and stops here, so that a small file that holds millions of empty nodes, or a sparse one of two gigabytes, cannot
     * exhaust the heap.
     */
    static final long MOST_MEMORY = 1L << 28;

    /** What a field, a message and a node cost at least, with what is made of them later. */
    private static final int FIELD_COST = 64;
    private static final int MESSAGE_COST = 256;
    static final int NODE_COST = 1024;

    private static final int WINDOW = 1 << 16;
    private static final int MAX_DEPTH = 64;

    private final String name;
    private final Path file;
    private final SeekableByteChannel channel;
    private byte[] window;
    private int windowStart;
    private int windowLength;
    private int position;
    private int limit;
    private int depth;
    private int field;
    private int wireType;
    private int fieldStart;
    private long taken;

    private WireReader(String name, Path file, SeekableByteChannel channel, byte[] window, int windowLength, int length) {
        this.name = name;
        this.file = file;
        this.channel = channel;
        this.window = window;
        this.windowLength = windowLength;
        this.limit = length;
    }

    /**
     * Reads a file.
     *
     * @throws ModelException if it cannot be opened or is longer than protobuf allows
     */
    static WireReader of(Path file) {
        try {
            OrdinaryFile.require(file, Long.MAX_VALUE);
            SeekableByteChannel channel = Files.newByteChannel(file);
            long size = channel.size();
            if (size > Integer.MAX_VALUE) {
                channel.close();
                throw new ModelException(file + " has " + size + " bytes; an ONNX file cannot have more than 2 GiB"
                    + " (larger models keep their weights in a second file). Is it an ONNX file?");
            }
            return new WireReader(file.toString(), file, channel, new byte[WINDOW], 0, (int) size);
        } catch (NoSuchFileException e) {
            throw new ModelException("There is no file " + file + ".", e);
        } catch (IOException e) {
            throw new ModelException("Cannot read " + file + " (" + FailureReason.of(e) + ").", e);
        }
    }

    /** Reads an array; {@code name} stands in messages. */
    static WireReader of(byte[] bytes, String name) {
        return new WireReader(name, null, null, bytes, bytes.length, bytes.length);
    }

    /** Where the reader stands, in bytes from the start of the file. */
    int position() {
        return position;
    }

    /** The bytes from an earlier position up to where the reader stands. */
    WireChunk since(int start) {
        return run(start, position - start);
    }

    /** Whether these bytes come next; does not move. */
    boolean startsWith(byte[] bytes) {
        int start = position;
        boolean same = bytes.length <= remaining() && Arrays.equals(bytes, run(start, bytes.length).bytes());
        position = start;
        return same;
    }

    /** Number of bytes left in the message being read. */
    int remaining() {
        return limit - position;
    }

    /** Counts memory that is about to be taken; see {@link #MOST_MEMORY}. */
    void take(long bytes) {
        taken += bytes;
        if (taken > MOST_MEMORY) {
            throw new ModelException(name + " would take more than " + (MOST_MEMORY >> 20) + " MiB of memory for names, nodes and"
                + " small constants alone, more than any translation model needs. It is damaged or made to exhaust memory; fetch"
                + " it again, from a source you trust.");
        }
    }

    /** Goes to the next field of the message; false at its end. */
    boolean next() {
        if (position >= limit) {
            return false;
        }
        take(FIELD_COST);
        fieldStart = position;
        long tag = rawVarint();
        wireType = (int) (tag & 7);
        if (tag >>> 3 == 0 || tag >>> 3 > 0x1FFFFFFF) {
            throw malformed(fieldStart, "field number " + (tag >>> 3) + " is not one of protobuf's");
        }
        field = (int) (tag >>> 3);
        if (wireType != VARINT && wireType != FIXED64 && wireType != BYTES && wireType != FIXED32) {
            throw malformed(fieldStart, "wire type " + wireType + " of field " + field + " is not used by ONNX");
        }
        return true;
    }

    /** Number of the field just met. */
    int field() {
        return field;
    }

    /** Whether the field just met is a run of bytes, so that numbers in it are packed. */
    boolean packed() {
        return wireType == BYTES;
    }

    /** The value of a number field. */
    long varint() {
        expect(VARINT);
        return rawVarint();
    }

    /** The value of a 32-bit number field. */
    int int32() {
        return (int) varint();
    }

    /** The value of a float field. */
    float fixed32() {
        expect(FIXED32);
        return Float.intBitsToFloat((int) little(4));
    }

    /** The value of a 32- or 64-bit field, as it stands. */
    byte[] fixed(int width) {
        expect(width == 4 ? FIXED32 : FIXED64);
        int start = position;
        advance(width);
        return run(start, width).bytes();
    }

    /** A number inside a packed field. */
    long packedVarint() {
        return rawVarint();
    }

    /** A float inside a packed field. */
    float packedFloat() {
        return Float.intBitsToFloat((int) little(4));
    }

    /** The value of a text field. */
    String string() {
        int start = position;
        byte[] bytes = held();
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw malformed(start, "the text of field " + field + " is not UTF-8");
        }
    }

    /** The value of a bytes field, in memory however long it is. */
    byte[] held() {
        WireChunk value = bytes();
        if (value instanceof WireChunk.InFile) {
            take(value.length());
        }
        return value.bytes();
    }

    /** The value of a bytes field, left in the file if it is long. */
    WireChunk bytes() {
        int length = length();
        return run(position, length);
    }

    /** Enters the message (or packed numbers) of the field just met; gives the limit to hand to {@link #leave}. */
    int enter() {
        int length = length();
        if (++depth > MAX_DEPTH) {
            throw malformed(fieldStart, "messages are nested more than " + MAX_DEPTH + " deep");
        }
        take(MESSAGE_COST);
        int outer = limit;
        limit = position + length;
        return outer;
    }

    /** Leaves a message that was read to its end. */
    void leave(int outer) {
        limit = outer;
        depth--;
    }

    /** Passes over the field just met and keeps it, tag included, as it is. */
    void keep(List<WireChunk> fields) {
        switch (wireType) {
            case VARINT -> rawVarint();
            case FIXED64 -> advance(8);
            case FIXED32 -> advance(4);
            default -> advance(length());
        }
        int end = position;
        position = fieldStart;
        fields.add(run(fieldStart, end - fieldStart));
    }

    /** Reads the message just met, a key and its value, both texts, into a map. */
    void entry(Map<String, String> entries) {
        String key = "";
        String value = "";
        List<WireChunk> ignored = new ArrayList<>();
        int outer = enter();
        while (next()) {
            switch (field()) {
                case 1 -> key = string();
                case 2 -> value = string();
                default -> keep(ignored);
            }
        }
        leave(outer);
        entries.put(key, value);
    }

    /** The failure to throw where the field just met makes no sense. */
    ModelException malformed(String what) {
        return malformed(fieldStart, what);
    }

    @Override
    public void close() {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                throw new ModelException("Cannot close " + name + " (" + e.getMessage() + ").", e);
            }
        }
    }

    private ModelException malformed(int at, String what) {
        return new ModelException(name + " is not a sound ONNX file: at byte " + at + ", " + what
            + ". It may be damaged or cut short; fetch it again.");
    }

    private void expect(int type) {
        if (wireType != type) {
            throw malformed(fieldStart, "field " + field + " has wire type " + wireType + " and not " + type);
        }
    }

    private int length() {
        expect(BYTES);
        long length = rawVarint();
        if (length < 0 || length > limit - position) {
            throw malformed(fieldStart, "field " + field + " claims " + Long.toUnsignedString(length) + " bytes where "
                + (limit - position) + " are left");
        }
        return (int) length;
    }

    private void advance(int count) {
        if (count > limit - position) {
            throw malformed(fieldStart, "field " + field + " ends after its message");
        }
        position += count;
    }

    private WireChunk run(int start, int length) {
        position = start + length;
        if (length > HELD_LENGTH && file != null) {
            return new WireChunk.InFile(file, start, length);
        }
        take(length);
        byte[] bytes = new byte[length];
        int copied = 0;
        while (copied < length) {
            load(start + copied);
            int from = start + copied - windowStart;
            int count = Math.min(length - copied, windowLength - from);
            System.arraycopy(window, from, bytes, copied, count);
            copied += count;
        }
        return new WireChunk.Held(bytes);
    }

    private long rawVarint() {
        int start = position;
        long value = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            if (position >= limit) {
                throw malformed(start, "a number ends after its message");
            }
            int b = read();
            value |= (long) (b & 0x7F) << shift;
            if (b < 0x80) {
                return value;
            }
        }
        throw malformed(start, "a number has more than 10 bytes");
    }

    private long little(int count) {
        if (count > limit - position) {
            throw malformed(fieldStart, "field " + field + " ends after its message");
        }
        long value = 0;
        for (int shift = 0; shift < 8 * count; shift += 8) {
            value |= (long) read() << shift;
        }
        return value;
    }

    private int read() {
        int at = position - windowStart;
        if (at < 0 || at >= windowLength) {
            load(position);
            at = position - windowStart;
        }
        position++;
        return window[at] & 0xFF;
    }

    private void load(int at) {
        if (at >= windowStart && at < windowStart + windowLength) {
            return;
        }
        try {
            channel.position(at);
            ByteBuffer target = ByteBuffer.wrap(window);
            int count = 0;
            while (target.hasRemaining() && count >= 0) {
                count = channel.read(target);
            }
            windowStart = at;
            windowLength = target.position();
        } catch (IOException e) {
            throw new ModelException("Cannot read " + name + " (" + e.getMessage() + ").", e);
        }
        if (windowLength == 0) {
            throw malformed(at, "the file has become shorter while it was read");
        }
    }
}
