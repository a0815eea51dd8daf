package io.github.normalign.attention;

import java.util.Locale;

/** What is read from a cross-attention layer. */
public enum Measure {
    /** The attention weight; over several heads their mean. */
    WEIGHT,
    /** The norm of the weighted, transformed value vector; over several heads the norm of their sum. See {@link VectorNorms}. */
    NORM;

    /** The name on the command line and in files: {@code weight} or {@code norm}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
