package io.github.normalign.viewer;

import io.github.normalign.alignment.Link;
import io.github.normalign.alignment.ScoreMatrix;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Collection;
import java.util.zip.Deflater;

/**
 * Score matrices in few bytes; {@code data.js} reads them. Numbers are little-endian.
 *
 * <ul>
 *   <li>A shape: rows and columns that are words, and columns that are special pieces, as three 32-bit numbers; then the word
 *       index of each such row and column, 32 bits each.
 *   <li>A matrix: its greatest value as a 32-bit float, one byte a cell, row by row, {@code round(255 v / greatest)}; then how
 *       many links it gives and, link by link, how many cells it stands after the one before, as numbers of 7 bits a byte, the
 *       lowest first, 128 added to all but the last.
 * </ul>
 *
 * <p>The links come from the exact scores: those of rounded cells could be others.
 */
final class MatrixBytes {

    private static final int STEPS = 255;
    private static final int LOW_BITS = 0x7F;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /**
     * Writes a shape.
     *
     * @param rows word indices of the rows, ascending
     * @param columns word indices of the columns, ascending
     * @param specials how many columns come behind them
     */
    MatrixBytes shape(int[] rows, int[] columns, int specials) {
        fixed(rows.length);
        fixed(columns.length);
        fixed(specials);
        Arrays.stream(rows).forEach(this::fixed);
        Arrays.stream(columns).forEach(this::fixed);
        return this;
    }

    /**
     * Writes a matrix.
     *
     * @param scores the values, none negative
     * @param rows word indices of the rows, ascending
     * @param columns word indices of the columns, ascending; further columns are special pieces
     * @param links ascending by row, then column: target as row, source as column
     */
    MatrixBytes matrix(ScoreMatrix scores, int[] rows, int[] columns, Collection<Link> links) {
        float greatest = 0;
        float[] values = scores.toArray();
        for (float value : values) {
            greatest = Math.max(greatest, value);
        }
        fixed(Float.floatToIntBits(greatest));
        for (float value : values) {
            out.write(greatest == 0 ? 0 : Math.round(STEPS * (value / greatest)));
        }
        int[] cells = links.stream().mapToInt(link -> Arrays.binarySearch(rows, link.target()) * scores.columns()
            + Arrays.binarySearch(columns, link.source())).sorted().toArray();
        varied(cells.length);
        int last = 0;
        for (int cell : cells) {
            varied(cell - last);
            last = cell;
        }
        return this;
    }

    /** Appends what is packed already. */
    MatrixBytes append(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    byte[] toArray() {
        return out.toByteArray();
    }

    /** Everything written, in zlib's format, which browsers can inflate. */
    byte[] deflated() {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
        try {
            deflater.setInput(out.toByteArray());
            deflater.finish();
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            byte[] buffer = new byte[1 << 13];
            while (!deflater.finished()) {
                packed.write(buffer, 0, deflater.deflate(buffer));
            }
            return packed.toByteArray();
        } finally {
            deflater.end();
        }
    }

    private void fixed(int value) {
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            out.write(value >>> shift);
        }
    }

    private void varied(int value) {
        int rest = value;
        while (rest > LOW_BITS) {
            out.write(rest & LOW_BITS | LOW_BITS + 1);
            rest >>>= Byte.SIZE - 1;
        }
        out.write(rest);
    }
}
