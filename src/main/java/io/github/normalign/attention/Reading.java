package io.github.normalign.attention;

import java.util.Locale;

/**
 * Which decoder step speaks for a target piece; the only home of the shift by one.
 *
 * <p>Forced decoding of pieces {@code y_0 .. y_(n-1)} has {@code n + 1} rows: row 0 has the start piece as input and predicts
 * {@code y_0}; row t has {@code y_(t-1)} as input and predicts {@code y_t}; row n predicts {@code </s>}.
 *
 * <p>Names of Kobayashi et al., EMNLP 2020, section 5. AWI is what Chen et al. (EMNLP 2020) call Shift-Att.
 */
public enum Reading {
    /** Alignment with input: the step whose decoder INPUT is the piece, row t + 1. Row 0, the start piece's, is not read. */
    AWI(1),
    /** Alignment with output: the step that PREDICTS the piece, row t. The last row, which predicts {@code </s>}, is not read. */
    AWO(0);

    private final int shift;

    Reading(int shift) {
        this.shift = shift;
    }

    /**
     * The decoder row to read for a target piece.
     *
     * @param piece index of the target piece, from 0, {@code </s>} not counted
     * @return row of the attention matrices
     */
    public int row(int piece) {
        return piece + shift;
    }

    /**
     * Reads a name, in any case.
     *
     * @param name awi or awo
     * @return the reading
     * @throws IllegalArgumentException with a sentence for the user, if it is neither
     */
    public static Reading parse(String name) {
        for (Reading value : values()) {
            if (value.toString().equalsIgnoreCase(name)) {
                return value;
            }
        }
        throw new IllegalArgumentException("reading is '" + name + "', expected awi or awo");
    }

    /** The name on the command line and in files: {@code awi} or {@code awo}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
