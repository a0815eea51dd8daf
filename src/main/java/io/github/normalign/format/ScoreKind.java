package io.github.normalign.format;

import java.util.Locale;
import java.util.OptionalDouble;

/** What the score of a link is. Whatever it is, higher is better, it is 0 or more, and it is no probability of the link. */
public enum ScoreKind {
    /** One model read by weights. */
    WEIGHT(1, "attention weight that the target word, or one of its pieces, gives to the source word or its piece; comparable"
        + " within one layer and choice of heads of one model"),
    /** One model read by norms. */
    NORM(Double.POSITIVE_INFINITY, "norm of what reaches the target word, or one of its pieces, from the source word or its piece;"
        + " without unit, comparable within one layer of one model only"),
    /** Two models. */
    SHARE(1, "combined share of the attention, or of the norm, that the two words give to each other; comparable within one pair of"
        + " models and settings");

    private final double max;
    private final String meaning;

    ScoreKind(double max, String meaning) {
        this.max = max;
        this.meaning = meaning;
    }

    /**
     * The greatest score there can be.
     *
     * @return 1, or empty without an upper bound
     */
    public OptionalDouble max() {
        return Double.isInfinite(max) ? OptionalDouble.empty() : OptionalDouble.of(max);
    }

    /**
     * What the score says, and with what it can be compared.
     *
     * @return a phrase
     */
    public String meaning() {
        return meaning;
    }

    /** The name in files. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
