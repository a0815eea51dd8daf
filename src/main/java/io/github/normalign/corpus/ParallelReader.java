package io.github.normalign.corpus;

import io.github.normalign.error.CorpusException;
import io.github.normalign.error.FailureReason;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * Reads a parallel corpus line by line, from two files or from one stream that holds both sides on each line. One
 * {@link CorpusLine} for every line, whatever is wrong with it; lines are those of {@link LineReader}, words those of
 * {@link Words} unless {@link #withWords} says otherwise. How one line holds both sides is said at {@link SideSeparator}. Not safe
 * for use by several threads.
 *
 * <p>A side of more than {@value #MOST_CHARACTERS} UTF-16 units or {@value #MOST_WORDS} words makes its line bad: no model reads so
 * many, and memory must not be what a line without an end asks for.
 */
public final class ParallelReader implements Iterator<CorpusLine>, Closeable {

    /** UTF-16 units of one side of a line at most. */
    public static final int MOST_CHARACTERS = 1 << 20;

    /** Words of one side of a line at most. */
    public static final int MOST_WORDS = 1 << 16;

    private final LineReader source;
    private final LineReader target;
    private final SideSeparator separator;
    private PairSegmenter words = PairSegmenter.SPACES;

    private ParallelReader(LineReader source, LineReader target, SideSeparator separator) {
        this.source = source;
        this.target = target;
        this.separator = separator;
    }

    /**
     * Reads one stream with both sides on each line; {@link #close()} closes it.
     *
     * @param in the bytes
     * @param name what messages call the stream, such as {@code <stdin>}
     */
    public ParallelReader(InputStream in, String name) {
        this(new LineReader(in, name), null, new SideSeparator());
    }

    /**
     * Opens one file with both sides on each line.
     *
     * @param input the file; compressed as {@link Compression#of} says
     * @return a reader at its first line
     * @throws CorpusException if the file cannot be opened
     */
    public static ParallelReader open(Path input) {
        return open(input, Compression.MOST_EXPANSION);
    }

    /**
     * Opens one file with both sides on each line.
     *
     * @param input the file; compressed as {@link Compression#of} says
     * @param expansion how many times larger than the file its text may be, as {@link Compression#unpack(InputStream, long)} says
     * @return a reader at its first line
     * @throws CorpusException if the file cannot be opened
     */
    public static ParallelReader open(Path input, long expansion) {
        return new ParallelReader(LineReader.openByName(input, expansion), null, new SideSeparator());
    }

    /**
     * Opens two files, line i of one the translation of line i of the other. Call {@link #requireSameLineCount(Path, Path)} first:
     * otherwise a difference shows only when the shorter file ends.
     *
     * @param source the source side; compressed as {@link Compression#of} says
     * @param target the target side, likewise
     * @return a reader at the first pair
     * @throws CorpusException if a file cannot be opened
     */
    public static ParallelReader open(Path source, Path target) {
        return open(source, target, Compression.MOST_EXPANSION);
    }

    /**
     * Opens two files, line i of one the translation of line i of the other, as {@link #open(Path, Path)} does.
     *
     * @param source the source side; compressed as {@link Compression#of} says
     * @param target the target side, likewise
     * @param expansion how many times larger than a file its text may be, as {@link Compression#unpack(InputStream, long)} says
     * @return a reader at the first pair
     * @throws CorpusException if a file cannot be opened
     */
    public static ParallelReader open(Path source, Path target, long expansion) {
        LineReader first = LineReader.openByName(source, expansion);
        try {
            return new ParallelReader(first, LineReader.openByName(target, expansion), null);
        } catch (CorpusException failure) {
            first.close();
            throw failure;
        }
    }

    /**
     * Takes the words of lines not read yet in another way, for text whose words no spaces separate.
     *
     * @param source finds the words of the source side
     * @param target finds those of the target side
     * @return this reader
     */
    public ParallelReader withWords(WordSegmenter source, WordSegmenter target) {
        words = new PairSegmenter(source, target);
        return this;
    }

    /**
     * Counts the lines of two files, by {@link LineReader}'s rule, and refuses them if they differ: better before any work than
     * after an hour.
     *
     * @param source the source side; compressed as {@link Compression#of} says
     * @param target the target side, likewise
     * @return the number of lines of each, for a progress bar
     * @throws CorpusException naming both files and both counts; also if one is a pipe, whose lines can be read only once
     */
    public static long requireSameLineCount(Path source, Path target) {
        return requireSameLineCount(source, target, Compression.MOST_EXPANSION);
    }

    /**
     * Counts the lines of two files and refuses them if they differ, as {@link #requireSameLineCount(Path, Path)} does.
     *
     * @param source the source side; compressed as {@link Compression#of} says
     * @param target the target side, likewise
     * @param expansion how many times larger than a file its text may be, as {@link Compression#unpack(InputStream, long)} says
     * @return the number of lines of each, for a progress bar
     * @throws CorpusException naming both files and both counts; also if one is a pipe, whose lines can be read only once
     */
    public static long requireSameLineCount(Path source, Path target, long expansion) {
        long sourceLines = countLines(source, expansion);
        long targetLines = countLines(target, expansion);
        if (sourceLines != targetLines) {
            throw new CorpusException("the files differ in their number of lines: " + source + " has " + sourceLines + ", "
                + target + " has " + targetLines + "; line i of one must be the translation of line i of the other");
        }
        return sourceLines;
    }

    private static long countLines(Path file, long expansion) {
        if (Files.exists(file) && !Files.isDirectory(file) && !Files.isRegularFile(file)) {
            throw new CorpusException(file + " is not a regular file, and its lines must be counted before they are read;"
                + " expected a file on disk, or one stream with both sides on each line (source ||| target)");
        }
        byte[] buffer = new byte[1 << 16];
        long lines = 0;
        long size = 0;
        int head = 0;
        byte last = '\n';
        try (InputStream in = LineReader.openUnpacked(file, expansion)) {
            for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
                for (int i = 0; i < count; i++) {
                    if (buffer[i] == '\n') {
                        lines++;
                    }
                    if (size + i < 3) {
                        head = head << 8 | buffer[i] & 0xFF;
                    }
                }
                size += count;
                last = buffer[count - 1];
            }
        } catch (IOException failure) {
            throw new CorpusException(file + " cannot be read: " + FailureReason.of(failure), failure);
        }
        boolean onlyByteOrderMark = size == 3 && head == 0xEFBBBF;
        return last == '\n' || onlyByteOrderMark ? lines : lines + 1;
    }

    /**
     * Whether another line follows.
     *
     * @throws CorpusException if a file cannot be read, or one of two files has ended and the other has not
     */
    @Override
    public boolean hasNext() {
        boolean more = source.hasNext();
        if (target != null && target.hasNext() != more) {
            LineReader shorter = more ? target : source;
            LineReader longer = more ? source : target;
            throw new CorpusException(shorter.name() + " has ended and " + longer.name()
                + " has not; expected the same number of lines in both");
        }
        return more;
    }

    /**
     * What the next line is.
     *
     * @throws CorpusException if a file cannot be read
     * @throws NoSuchElementException after the last line
     */
    @Override
    public CorpusLine next() {
        if (!hasNext()) {
            throw new NoSuchElementException("no line left in " + source.name());
        }
        Line line = source.next();
        return target == null ? one(line) : two(line, target.next(), words);
    }

    /**
     * Whether the stream seems to hold one side only.
     *
     * @return true once the first 20 lines with words had neither bars nor a TAB, and from then on; false for two files
     */
    public boolean lacksSeparator() {
        return separator != null && separator.isLacking();
    }

    private CorpusLine one(Line line) {
        LinePosition position = line.position();
        if (line.isBad()) {
            return bad(position, line.problem().orElseThrow());
        }
        String text = line.text();
        // Longer than two sides and what separates them, it need not be cut into words to be refused.
        if (text.length() > 2 * MOST_CHARACTERS + SideSeparator.LONGEST) {
            return tooLong(position, text.length(), MOST_CHARACTERS, "characters");
        }
        return separator.split(position, text, words);
    }

    static CorpusLine tooLong(LinePosition position, int found, int most, String what) {
        return bad(position, "found " + found + " " + what + ", expected at most " + most + " a side (is a line end missing?)");
    }

    static CorpusLine two(Line source, Line target, PairSegmenter words) {
        if (source.isBad() && target.isBad()) {
            return new CorpusLine.Bad(source.position(), describe(source) + "; " + describe(target));
        }
        if (source.isBad() || target.isBad()) {
            Line wrong = source.isBad() ? source : target;
            return new CorpusLine.Bad(wrong.position(), describe(wrong));
        }
        return words.pair(source.text(), target.text(), source.position(), target.position());
    }

    static CorpusLine bad(LinePosition position, String problem) {
        return new CorpusLine.Bad(position, position + ": " + problem);
    }

    private static String describe(Line line) {
        return line.position() + ": " + line.problem().orElseThrow();
    }

    /** Closes the files or the stream. */
    @Override
    public void close() {
        try {
            source.close();
        } finally {
            if (target != null) {
                target.close();
            }
        }
    }
}
