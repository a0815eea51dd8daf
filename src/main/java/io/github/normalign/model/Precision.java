package io.github.normalign.model;

import java.util.Locale;

/** What numbers a model is computed with, where there is a choice. */
public enum Precision {
    /** As the model's file says: floats, also where weights are stored as int8. */
    FLOAT32,
    /**
     * Products of int8 with int32 sums, where weights are stored as int8 and config.json states the steps of what they are
     * multiplied with: as imported Firefox models do. Steps are fixed, so a pair's numbers do not depend on its batch. Other
     * models, and a GPU, are computed as with {@link #FLOAT32}.
     */
    INT8;

    /**
     * Reads a name, in any case.
     *
     * @param name float32 or int8
     * @return the precision
     * @throws IllegalArgumentException with a sentence for the user, if it is neither
     */
    public static Precision parse(String name) {
        for (Precision value : values()) {
            if (value.toString().equalsIgnoreCase(name)) {
                return value;
            }
        }
        throw new IllegalArgumentException("precision is '" + name + "', expected float32 or int8");
    }

    /** The name on the command line: {@code float32} or {@code int8}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
