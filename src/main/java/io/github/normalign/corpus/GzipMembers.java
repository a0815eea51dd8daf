package io.github.normalign.corpus;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Unpacks gzip (RFC 1952): one member or several, one behind the other, as one text. Java's own stream takes a damaged header of a
 * later member for the end of the file, and so does a pipe that has no more bytes at the moment: the lines behind it would be lost
 * and nobody told. Here only zeros may stand behind a member, which tapes are filled up with; all else is an error.
 */
final class GzipMembers extends InputStream {

    private static final int BUFFER_BYTES = 1 << 16;
    private static final int HEADER_CHECKSUM = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int UNKNOWN = 0xE0;
    private static final String NO_GZIP = "it is no gzip file";

    private final InputStream packed;
    private final byte[] input = new byte[BUFFER_BYTES];
    private final Inflater inflater = new Inflater(true);
    private final CRC32 checksum = new CRC32();
    private final CRC32 headerChecksum = new CRC32();
    private int next;
    private int end;
    private boolean inMember;
    private boolean ended;

    /** Reads the first member's header. */
    GzipMembers(InputStream packed) throws IOException {
        this.packed = packed;
        header(octet(), NO_GZIP);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
        while (length > 0 && !ended) {
            if (!inMember) {
                nextMember();
            } else {
                int count = inflate(bytes, from, length);
                if (count > 0) {
                    checksum.update(bytes, from, count);
                    return count;
                }
                if (inflater.finished()) {
                    next = end - inflater.getRemaining();
                    trailer();
                }
            }
        }
        return length == 0 ? 0 : -1;
    }

    private int inflate(byte[] bytes, int from, int length) throws IOException {
        try {
            int count = inflater.inflate(bytes, from, length);
            if (count == 0 && inflater.needsInput()) {
                if (!fill()) {
                    throw new EOFException();
                }
                inflater.setInput(input, 0, end);
            } else if (count == 0 && inflater.needsDictionary()) {
                throw new IOException("its compressed data are damaged");
            }
            return count;
        } catch (DataFormatException e) {
            throw new IOException("its compressed data are damaged", e);
        }
    }

    private void trailer() throws IOException {
        inMember = false;
        long expected = number(4);
        long size = number(4);
        if (expected != checksum.getValue() || size != (inflater.getBytesWritten() & 0xFFFFFFFFL)) {
            throw new IOException("its checksum is wrong: the file is damaged");
        }
    }

    private void nextMember() throws IOException {
        while (next < end || fill()) {
            int found = input[next++] & 0xFF;
            if (found != 0) {
                header(found, "something that is no gzip stands behind a part of it: the file is damaged");
                return;
            }
        }
        ended = true;
    }

    private void header(int first, String otherwise) throws IOException {
        headerChecksum.reset();
        headerChecksum.update(first);
        if (first != 0x1F || octet() != 0x8B || octet() != 8) {
            throw new IOException(otherwise);
        }
        int flags = octet();
        if ((flags & UNKNOWN) != 0) {
            throw new IOException(otherwise);
        }
        number(6);
        if ((flags & EXTRA) != 0) {
            for (long left = number(2); left > 0; left--) {
                octet();
            }
        }
        for (int text = flags & (NAME | COMMENT); text != 0; text &= text - 1) {
            while (octet() != 0) {
                // A name or a comment, of no use here, up to its zero.
            }
        }
        if ((flags & HEADER_CHECKSUM) != 0) {
            long expected = headerChecksum.getValue() & 0xFFFF;
            if (number(2) != expected) {
                throw new IOException(otherwise);
            }
        }
        inflater.reset();
        inflater.setInput(input, next, end - next);
        checksum.reset();
        inMember = true;
    }

    /** A number of so many bytes, the least significant first. */
    private long number(int bytes) throws IOException {
        long number = 0;
        for (int i = 0; i < bytes; i++) {
            number |= (long) octet() << 8 * i;
        }
        return number;
    }

    private int octet() throws IOException {
        if (next == end && !fill()) {
            throw new EOFException();
        }
        int octet = input[next++] & 0xFF;
        headerChecksum.update(octet);
        return octet;
    }

    private boolean fill() throws IOException {
        next = 0;
        end = Math.max(0, packed.read(input, 0, input.length));
        return end > 0;
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        packed.close();
    }
}
