package io.github.normalign.corpus;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Makes of lines that another program has cut out of their files what {@link ParallelReader} makes of the files: the same pairs,
 * the same bad lines with the same messages, wherever and in whatever order the lines are handed over.
 *
 * <p>The bytes are those between two LFs, without a byte-order mark before the first; one CR at their end is dropped. A last line
 * without LF that ends in CR is the one difference to {@link LineReader}, which keeps that CR: who cut the line cannot tell.
 *
 * <p>Not safe for use by several threads. What must travel between machines is the {@link Form}.
 */
public final class CutLines {

    private final String name;
    private final Form form;
    private final SideSeparator settled = new SideSeparator();
    private final SideSeparator open = new SideSeparator();

    /**
     * Reads lines with both sides on each.
     *
     * @param name what messages call the file
     * @param form how its lines hold both sides
     */
    public CutLines(String name, Form form) {
        this.name = name;
        this.form = form;
        if (form.line() > 0) {
            settled.split(new LinePosition(name, form.line()), form.text(), PairSegmenter.SPACES);
        }
    }

    /**
     * Which line of a file settled how all its lines hold both sides; see {@link SideSeparator}.
     *
     * @param line its number from 1; 0 if no line did
     * @param text the line; empty if no line did
     * @param lacking whether the file seems to hold one side only
     */
    public record Form(long line, String text, boolean lacking) implements Serializable {

        /**
         * Reads a file from its start to the first line that settles its form.
         *
         * @param head the file's bytes, closed by the caller
         * @param name what messages call it
         * @return the form
         */
        public static Form of(InputStream head, String name) {
            SideSeparator separator = new SideSeparator();
            // Not closed here: the stream is the caller's.
            LineReader lines = new LineReader(head, name);
            while (lines.hasNext()) {
                Line line = lines.next();
                if (!line.isBad()
                        && separator.split(line.position(), line.text(), PairSegmenter.SPACES) instanceof CorpusLine.Pair) {
                    return new Form(line.position().line(), line.text(), false);
                }
            }
            return new Form(0, "", separator.isLacking());
        }
    }

    /**
     * What a line with both sides is.
     *
     * @param number the line's number in its file, from 1
     * @param bytes the line
     * @return the pair, or what else the line is
     */
    public CorpusLine line(long number, byte[] bytes) {
        LinePosition position = new LinePosition(name, number);
        Line line = line(position, bytes);
        if (line.isBad()) {
            return ParallelReader.bad(position, line.problem().orElseThrow());
        }
        // A line before the settling one is judged as it was there: by a stream that has not settled.
        return (number < form.line() || form.line() == 0 ? open : settled).split(position, line.text(),
            PairSegmenter.SPACES);
    }

    /**
     * What line i of two files is.
     *
     * @param source where the source side stands
     * @param sourceBytes the source line
     * @param target where the target side stands
     * @param targetBytes the target line
     * @return the pair, or what else the two lines are
     */
    public static CorpusLine lines(LinePosition source, byte[] sourceBytes, LinePosition target, byte[] targetBytes) {
        return ParallelReader.two(line(source, sourceBytes), line(target, targetBytes), PairSegmenter.SPACES);
    }

    /**
     * What a row of a table is.
     *
     * @param position where the row stands
     * @param source its source side; null in a row without
     * @param target its target side, likewise
     * @return the pair, or what else the row is
     */
    public static CorpusLine row(LinePosition position, String source, String target) {
        if (source == null || target == null) {
            return ParallelReader.bad(position, "found null as " + (source == null ? "source" : "target")
                + "; expected text, which may be empty on both sides");
        }
        return PairSegmenter.SPACES.pair(source, target, position, position);
    }

    private static Line line(LinePosition position, byte[] bytes) {
        int length = bytes.length > 0 && bytes[bytes.length - 1] == '\r' ? bytes.length - 1 : bytes.length;
        if (length <= LineReader.MAX_LINE_BYTES) {
            try {
                return Line.of(position, StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT).decode(ByteBuffer.wrap(bytes, 0, length)).toString());
            } catch (CharacterCodingException e) {
                return Line.bad(position, problem(bytes, length));
            }
        }
        return Line.bad(position, problem(bytes, length));
    }

    /** What LineReader says of the line. It is read as a second line, because a first may begin with a byte-order mark. */
    private static String problem(byte[] bytes, int length) {
        byte[] file = new byte[length + 2];
        file[0] = '\n';
        System.arraycopy(bytes, 0, file, 1, length);
        file[length + 1] = '\n';
        try (LineReader reader = new LineReader(new ByteArrayInputStream(file), "")) {
            reader.next();
            return reader.next().problem().orElseThrow();
        }
    }
}
