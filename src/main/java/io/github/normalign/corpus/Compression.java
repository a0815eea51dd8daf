package io.github.normalign.corpus;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import com.google.common.io.CountingInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** How a text file is compressed, which the end of its name tells. Files of several members or frames are one text. */
public enum Compression {
    /** Not at all. */
    NONE,
    /** gzip, {@code .gz}. */
    GZIP,
    /** Zstandard, {@code .zst}. */
    ZSTD;

    /**
     * How many times larger than the file a text may be. Prose shrinks to a third or a quarter, catalogues of messages with many
     * like lines to a thirtieth; gzip cannot get beyond a thousandth, Zstandard beyond a thirty-thousandth, and files made to fill
     * a disk are at those ends.
     */
    public static final long MOST_EXPANSION = 200;

    /** So much text may come out of any file: what one line a million times over makes is no attack. */
    static final long FREE_BYTES = 1 << 28;

    private static final int BUFFER_BYTES = 1 << 16;

    /**
     * What a name says.
     *
     * @param file a path; the file need not be there
     * @return the compression, {@link #NONE} for any other name
     */
    public static Compression of(Path file) {
        String name = file.toString();
        if (name.endsWith(".gz")) {
            return GZIP;
        }
        return name.endsWith(".zst") ? ZSTD : NONE;
    }

    /**
     * Unpacks, up to {@link #MOST_EXPANSION}.
     *
     * @param packed the file's bytes; closed with the stream that is returned
     * @return the text's bytes
     * @throws IOException if it cannot be read, or is not compressed so
     */
    public InputStream unpack(InputStream packed) throws IOException {
        return unpack(packed, MOST_EXPANSION);
    }

    /**
     * Unpacks.
     *
     * @param packed the file's bytes; closed with the stream that is returned
     * @param most how many times larger than the file the text may be before reading it fails; the first 256 MiB may always
     *     come out
     * @return the text's bytes
     * @throws IOException if it cannot be read, or is not compressed so
     */
    public InputStream unpack(InputStream packed, long most) throws IOException {
        if (this == NONE) {
            return packed;
        }
        CountingInputStream counted = new CountingInputStream(packed);
        return new Unpacked(this == GZIP ? new GzipMembers(counted) : new ZstdInputStream(counted), counted, most);
    }

    /**
     * Packs.
     *
     * @param packed where the file's bytes go; closed with the stream that is returned
     * @return where the text's bytes go; closing it ends a gzip member or a Zstandard frame, behind which another may follow
     * @throws IOException if it cannot be written
     */
    public OutputStream pack(OutputStream packed) throws IOException {
        return switch (this) {
            case NONE -> packed;
            case GZIP -> new GZIPOutputStream(packed, BUFFER_BYTES);
            case ZSTD -> new ZstdOutputStream(packed);
        };
    }
}
