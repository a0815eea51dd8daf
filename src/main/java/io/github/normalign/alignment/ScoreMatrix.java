package io.github.normalign.alignment;

import java.util.Arrays;

/**
 * Scores of every target unit with every source unit (pieces or words; the maker says which), row-major: the value of target
 * {@code t} and source {@code s} stands at {@code t * columns + s}.
 *
 * <p>The last columns may stand for special pieces such as {@code </s>}; a matrix carries no flag for it, the methods that
 * return one say so. Not changed after it is made by the classes of this library.
 */
public final class ScoreMatrix {

    private final int rows;
    private final int columns;
    private final float[] values;

    private ScoreMatrix(int rows, int columns, float[] values) {
        this.rows = rows;
        this.columns = columns;
        this.values = values;
    }

    /**
     * Wraps values without copying them; the caller gives the array away.
     *
     * @param rows number of target units
     * @param columns number of source units
     * @param values {@code rows * columns} scores, row-major
     * @return the matrix
     * @throws IllegalArgumentException if the array has another length
     */
    public static ScoreMatrix of(int rows, int columns, float[] values) {
        if (rows < 0 || columns < 0 || values.length != (long) rows * columns) {
            throw new IllegalArgumentException(
                "a matrix of " + rows + " x " + columns + " cannot hold " + values.length + " values");
        }
        return new ScoreMatrix(rows, columns, values);
    }

    /**
     * Number of target units.
     *
     * @return rows
     */
    public int rows() {
        return rows;
    }

    /**
     * Number of source units, a {@code </s>} column included where there is one.
     *
     * @return columns
     */
    public int columns() {
        return columns;
    }

    /**
     * The score of one cell.
     *
     * @param target row, from 0
     * @param source column, from 0
     * @return the score
     */
    public float at(int target, int source) {
        if (source < 0 || source >= columns) {
            throw new IndexOutOfBoundsException("column " + source + " of " + columns);
        }
        return values[target * columns + source];
    }

    /**
     * The column of the greatest positive value of a row; the lowest column where several are equal.
     *
     * @param target row, from 0
     * @return a column, or -1 where no value is above 0 (a row without evidence)
     */
    public int argmax(int target) {
        int best = -1;
        float bestValue = 0;
        for (int s = 0, at = target * columns; s < columns; s++, at++) {
            if (values[at] > bestValue) {
                bestValue = values[at];
                best = s;
            }
        }
        return best;
    }

    /**
     * The matrix read the other way: rows become columns. The one place where a reverse model's scores are turned round.
     *
     * @return a new matrix of {@code columns} rows and {@code rows} columns
     */
    public ScoreMatrix transposed() {
        float[] turned = new float[values.length];
        for (int row = 0, at = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++, at++) {
                turned[column * rows + row] = values[at];
            }
        }
        return new ScoreMatrix(columns, rows, turned);
    }

    /**
     * The matrix without its last columns, for example those of {@code </s>} and other special pieces.
     *
     * @param count how many columns to keep
     * @return a new matrix with that many columns
     * @throws IllegalArgumentException if there are fewer
     */
    public ScoreMatrix firstColumns(int count) {
        if (count < 0 || count > columns) {
            throw new IllegalArgumentException("the first " + count + " of " + columns + " columns");
        }
        float[] kept = new float[rows * count];
        for (int row = 0; row < rows; row++) {
            System.arraycopy(values, row * columns, kept, row * count, count);
        }
        return new ScoreMatrix(rows, count, kept);
    }

    /**
     * A copy of all values.
     *
     * @return {@code rows * columns} scores, row-major
     */
    public float[] toArray() {
        return values.clone();
    }

    @Override
    public String toString() {
        return rows + " x " + columns + " " + Arrays.toString(values);
    }
}
