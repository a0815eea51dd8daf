package io.github.normalign.corpus;

import io.github.normalign.error.CorpusException;
import io.github.normalign.error.FailureReason;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import java.util.NoSuchElementException;

/**
 * Reads UTF-8 text line by line, one line in memory at a time.
 *
 * <p>A line ends at LF; one CR directly before that LF is dropped. Nothing else ends a line: a lone CR, U+0085, U+2028, U+000B and
 * U+000C are part of it, because line i of a corpus must be line i for every program that reads it. A last line without LF counts;
 * an empty file has no line. A UTF-8 byte-order mark at the start of the file is dropped.
 *
 * <p>A line that is not strict UTF-8 (overlong forms, surrogates, cut sequences) or longer than {@value #MAX_LINE_BYTES} bytes is a
 * bad {@link Line}; reading goes on with the next. Not safe for use by several threads.
 */
public final class LineReader implements Iterator<Line>, Closeable {

    /** A file without line ends must not fill the memory; no line of text comes near this. */
    static final int MAX_LINE_BYTES = 1 << 24;

    private static final int BUFFER_BYTES = 1 << 16;

    private final InputStream in;
    private final String name;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder()
        .onMalformedInput(CodingErrorAction.REPORT).onUnmappableCharacter(CodingErrorAction.REPORT);
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int next;
    private int end;
    private boolean started;
    private byte[] line = new byte[256];
    private long lineBytes;
    private CharBuffer chars = CharBuffer.allocate(256);
    private long number;

    /**
     * Reads a stream, which {@link #close()} closes.
     *
     * @param in the bytes
     * @param name what messages call the stream: the file's path, or {@code <stdin>}
     */
    public LineReader(InputStream in, String name) {
        this.in = in;
        this.name = name;
    }

    /**
     * Opens a file.
     *
     * @param file a text file
     * @return a reader at its first line
     * @throws CorpusException if there is no such file or it cannot be opened
     */
    public static LineReader open(Path file) {
        return new LineReader(openStream(file), file.toString());
    }

    /**
     * Opens a file that may be compressed, which its name tells.
     *
     * @param file a text file, compressed as {@link Compression#of} says
     * @return a reader at its first line
     * @throws CorpusException if there is no such file, it cannot be opened, or it is not compressed as its name says
     */
    public static LineReader openByName(Path file) {
        return openByName(file, Compression.MOST_EXPANSION);
    }

    /**
     * Opens a file that may be compressed, which its name tells.
     *
     * @param file a text file, compressed as {@link Compression#of} says
     * @param expansion how many times larger than the file its text may be, as {@link Compression#unpack(InputStream, long)} says
     * @return a reader at its first line
     * @throws CorpusException if there is no such file, it cannot be opened, or it is not compressed as its name says
     */
    public static LineReader openByName(Path file, long expansion) {
        return new LineReader(openUnpacked(file, expansion), file.toString());
    }

    /** The text's own bytes, unpacked where the name says so. */
    static InputStream openUnpacked(Path file, long expansion) {
        InputStream packed = openStream(file);
        try {
            return Compression.of(file).unpack(packed, expansion);
        } catch (IOException failure) {
            CorpusException refused = new CorpusException(file + " cannot be unpacked: " + FailureReason.of(failure), failure);
            try {
                packed.close();
            } catch (IOException second) {
                refused.addSuppressed(second);
            }
            throw refused;
        }
    }

    static InputStream openStream(Path file) {
        if (Files.isDirectory(file)) {
            throw new CorpusException(file + " is a folder; expected a text file");
        }
        try {
            return Files.newInputStream(file);
        } catch (NoSuchFileException missing) {
            throw new CorpusException(file + ": there is no such file", missing);
        } catch (IOException failure) {
            throw new CorpusException(file + " cannot be opened: " + FailureReason.of(failure), failure);
        }
    }

    /**
     * What messages call the text.
     *
     * @return the name given, or the path as given
     */
    public String name() {
        return name;
    }

    /**
     * Whether another line follows; may wait for the stream.
     *
     * @throws CorpusException if the stream cannot be read
     */
    @Override
    public boolean hasNext() {
        if (!started) {
            started = true;
            skipByteOrderMark();
        }
        return next < end || fill(0);
    }

    /**
     * The next line, good or bad.
     *
     * @throws CorpusException if the stream cannot be read
     * @throws NoSuchElementException after the last line
     */
    @Override
    public Line next() {
        if (!hasNext()) {
            throw new NoSuchElementException("no line after line " + number + " of " + name);
        }
        lineBytes = 0;
        boolean ended = false;
        do {
            int stop = next;
            while (stop < end && buffer[stop] != '\n') {
                stop++;
            }
            append(stop);
            if (stop < end) {
                ended = true;
                next = stop + 1;
            }
        } while (!ended && fill(0));
        LinePosition position = new LinePosition(name, ++number);
        if (lineBytes > MAX_LINE_BYTES) {
            return Line.bad(position, "a line of " + lineBytes + " bytes; expected at most " + MAX_LINE_BYTES
                + " (is this a text file with line ends?)");
        }
        int length = (int) lineBytes;
        if (ended && length > 0 && line[length - 1] == '\r') {
            length--;
        }
        return decode(position, length);
    }

    /** Closes the stream; a failure to do so is a {@link CorpusException}. */
    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException failure) {
            throw new CorpusException(name + " cannot be closed: " + FailureReason.of(failure), failure);
        }
    }

    private void append(int stop) {
        int count = stop - next;
        if (lineBytes + count <= MAX_LINE_BYTES) {
            int length = (int) lineBytes;
            if (length + count > line.length) {
                line = Arrays.copyOf(line, Math.min(MAX_LINE_BYTES, Math.max(length + count, 2 * line.length)));
            }
            System.arraycopy(buffer, next, line, length, count);
        }
        lineBytes += count;
        next = stop;
    }

    private Line decode(LinePosition position, int length) {
        if (chars.capacity() < length) {
            chars = CharBuffer.allocate(line.length);
        }
        chars.clear();
        ByteBuffer bytes = ByteBuffer.wrap(line, 0, length);
        decoder.reset();
        CoderResult result = decoder.decode(bytes, chars, true);
        if (result.isUnderflow()) {
            return Line.of(position, chars.flip().toString());
        }
        int at = bytes.position();
        return Line.bad(position, String.format(Locale.ROOT, "invalid UTF-8 at byte %d of the line (0x%02X); expected UTF-8 text",
            at + 1, line[at] & 0xFF));
    }

    private void skipByteOrderMark() {
        while (end < 3 && fill(end)) {
            // The first read of a pipe may hold fewer than three bytes.
        }
        if (end >= 3 && (buffer[0] & 0xFF) == 0xEF && (buffer[1] & 0xFF) == 0xBB && (buffer[2] & 0xFF) == 0xBF) {
            next = 3;
        }
    }

    /** Reads more bytes to {@code buffer[from..]}; false at the end of the stream. */
    private boolean fill(int from) {
        try {
            int count = in.read(buffer, from, buffer.length - from);
            if (count <= 0) {
                return false;
            }
            next = 0;
            end = from + count;
            return true;
        } catch (IOException failure) {
            throw new CorpusException(name + " cannot be read after line " + number + ": " + FailureReason.of(failure), failure);
        }
    }
}
