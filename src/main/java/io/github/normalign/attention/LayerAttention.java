package io.github.normalign.attention;

/**
 * The cross-attention of one decoder layer over one sentence pair.
 *
 * <p>{@code rows} = target pieces + 1 (see {@link Reading}); {@code columns} = source pieces, then special
 * pieces: {@code </s>}, and behind it what else the model reads around the source, such as a language code. At least one.
 *
 * @param read which heads of the layer these are
 * @param heads number of heads H that were read
 * @param rows number of decoder steps T
 * @param columns number of source positions S
 * @param weights attention weights after the softmax, [H][T][S] flat: {@code (h * T + t) * S + s}; each row sums to 1
 * @param gram scalar products of the heads' transformed value vectors, [S][H][H] flat: {@code (s * H + h) * H + k}; see
 *     {@link VectorNorms}; empty where only weights were read
 */
public record LayerAttention(HeadSelection read, int heads, int rows, int columns, float[] weights, float[] gram) {

    /** Refuses arrays that do not fit the counts with an {@link IllegalArgumentException}. */
    public LayerAttention {
        if (!read.numbers().isEmpty() && read.numbers().size() != heads) {
            throw new IllegalArgumentException(heads + " heads, but their numbers are " + read);
        }
        if (weights.length != heads * rows * columns) {
            throw new IllegalArgumentException(
                weights.length + " weights for " + heads + " heads x " + rows + " rows x " + columns + " columns");
        }
        if (gram.length != 0 && gram.length != columns * heads * heads) {
            throw new IllegalArgumentException(
                gram.length + " Gram values for " + columns + " columns x " + heads + " x " + heads + " heads");
        }
    }

    /**
     * A layer of which every head was read.
     *
     * @param heads number of heads H
     * @param rows number of decoder steps T
     * @param columns number of source positions S
     * @param weights attention weights, [H][T][S] flat
     * @param gram scalar products, [S][H][H] flat, or empty
     */
    public LayerAttention(int heads, int rows, int columns, float[] weights, float[] gram) {
        this(HeadSelection.ALL, heads, rows, columns, weights, gram);
    }

    /**
     * Whether all numbers are numbers: a model whose values are too large for float16 gives NaN or infinity.
     *
     * @return false if any weight or scalar product is NaN or infinite
     */
    public boolean isFinite() {
        return isFinite(weights) && isFinite(gram);
    }

    private static boolean isFinite(float[] values) {
        for (float value : values) {
            if (!Float.isFinite(value)) {
                return false;
            }
        }
        return true;
    }
}
