package io.github.normalign.attention;

import java.util.Locale;

/** What is read from a cross-attention layer. */
public enum Measure {
    /** The attention weight; over several heads their mean. */
    WEIGHT,
    /** The norm of the weighted, transformed value vector; over several heads the norm of their sum. See {@link VectorNorms}. */
    NORM;

    /**
     * Reads a name, in any case.
     *
     * @param name weight or norm
     * @return the measure
     * @throws IllegalArgumentException with a sentence for the user, if it is neither
     */
    public static Measure parse(String name) {
        for (Measure value : values()) {
            if (value.toString().equalsIgnoreCase(name)) {
                return value;
            }
        }
        throw new IllegalArgumentException("measure is '" + name + "', expected weight or norm");
    }

    /** The name on the command line and in files: {@code weight} or {@code norm}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
