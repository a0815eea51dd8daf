package io.github.normalign.corpus;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** How a text file is compressed, which the end of its name tells. Files of several members or frames are one text. */
public enum Compression {
    /** Not at all. */
    NONE,
    /** gzip, {@code .gz}. */
    GZIP,
    /** Zstandard, {@code .zst}. */
    ZSTD;

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
     * Unpacks.
     *
     * @param packed the file's bytes; closed with the stream that is returned
     * @return the text's bytes
     * @throws IOException if it cannot be read, or is not compressed so
     */
    public InputStream unpack(InputStream packed) throws IOException {
        return switch (this) {
            case NONE -> packed;
            case GZIP -> new GZIPInputStream(packed, BUFFER_BYTES);
            case ZSTD -> new ZstdInputStream(packed);
        };
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
