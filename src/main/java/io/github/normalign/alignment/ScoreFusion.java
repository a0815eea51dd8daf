package io.github.normalign.alignment;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * How the scores that two models of opposite directions give a word pair become one. All are in [0, 1] where both scores are,
 * symmetric in the two, and 0.5 is no probability.
 *
 * <p>The geometric mean is monotonic in the product, so both give the same links under {@link LinkCriterion.Kind#MUTUAL}; a
 * threshold means different things to them. The harmonic mean is what Mask-Align takes (Chen, Sun, Liu, ACL 2021).
 */
public enum ScoreFusion {
    /** {@code sqrt(a b)}. */
    GEOMETRIC,
    /** {@code 2 a b / (a + b)}, 0 where both are 0. */
    HARMONIC,
    /** {@code a b}. */
    PRODUCT,
    /** {@code (a + b) / 2}: the only one that is above 0 where one of the two is 0. */
    AVERAGE;

    /** What is taken where nothing else is asked for or known; {@code eval/results/select.md} says why. */
    public static final ScoreFusion DEFAULT = AVERAGE;

    /**
     * Reads a name of the command line.
     *
     * @param name geometric, harmonic, product or average
     * @return the fusion
     * @throws IllegalArgumentException with a sentence for the user, if there is none of that name
     */
    public static ScoreFusion parse(String name) {
        return Arrays.stream(values()).filter(fusion -> fusion.toString().equalsIgnoreCase(name)).findFirst().orElseThrow(() ->
            new IllegalArgumentException("unknown fusion '" + name + "', expected one of "
                + Arrays.stream(values()).map(ScoreFusion::toString).collect(Collectors.joining(", "))));
    }

    /**
     * Combines two matrices of one shape, cell by cell.
     *
     * @param forward scores of target words (rows) with source words
     * @param reverse the other model's scores, turned round already: also target words (rows) with source words
     * @return the combined scores, in the same shape
     * @throws IllegalArgumentException if the shapes differ
     */
    public ScoreMatrix combine(ScoreMatrix forward, ScoreMatrix reverse) {
        if (forward.rows() != reverse.rows() || forward.columns() != reverse.columns()) {
            throw new IllegalArgumentException("matrices of " + forward.rows() + " x " + forward.columns() + " and "
                + reverse.rows() + " x " + reverse.columns() + " cannot be combined; is the reverse one turned round?");
        }
        float[] combined = new float[forward.rows() * forward.columns()];
        for (int row = 0, at = 0; row < forward.rows(); row++) {
            for (int column = 0; column < forward.columns(); column++, at++) {
                combined[at] = (float) combine(forward.at(row, column), reverse.at(row, column));
            }
        }
        return ScoreMatrix.of(forward.rows(), forward.columns(), combined);
    }

    private double combine(double a, double b) {
        return switch (this) {
            case GEOMETRIC -> Math.sqrt(a * b);
            case HARMONIC -> a + b == 0 ? 0 : 2 * a * b / (a + b);
            case PRODUCT -> a * b;
            case AVERAGE -> (a + b) / 2;
        };
    }

    /** The name on the command line: the constant in lower case. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
