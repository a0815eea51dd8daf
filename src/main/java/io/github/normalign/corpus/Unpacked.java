package io.github.normalign.corpus;

import com.google.common.io.CountingInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A text that comes out of a compressed file, up to so many times the size of what was read of it. */
final class Unpacked extends FilterInputStream {

    private final CountingInputStream packed;
    private final long most;
    private long bytes;

    /**
     * Watches.
     *
     * @param text what comes out
     * @param packed what it comes out of
     * @param most how many times larger it may be
     */
    Unpacked(InputStream text, CountingInputStream packed, long most) {
        super(text);
        this.packed = packed;
        this.most = most;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
        int count = super.read(target, from, length);
        bytes += Math.max(0, count);
        if (bytes > Compression.FREE_BYTES && bytes / most > packed.getCount()) {
            throw new IOException("it unpacks to more than " + most + " times its size, as no text does that people wrote; if it is"
                + " meant to, give --max-expansion with a greater number where the command has it, or unpack the file first");
        }
        return count;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
