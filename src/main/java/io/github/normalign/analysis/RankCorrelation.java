package io.github.normalign.analysis;

import java.util.Arrays;
import java.util.Comparator;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** Spearman's rank correlation: Pearson's correlation of the ranks, equal values sharing the mean of their ranks. */
public final class RankCorrelation {

    private RankCorrelation() {
    }

    /**
     * The correlation of two series.
     *
     * @param x values
     * @param y as many
     * @return in [-1, 1]; empty for fewer than 3 points, and where all of one series are equal
     * @throws IllegalArgumentException if the lengths differ
     */
    public static OptionalDouble spearman(double[] x, double[] y) {
        if (x.length != y.length) {
            throw new IllegalArgumentException(x.length + " values against " + y.length);
        }
        if (x.length < 3) {
            return OptionalDouble.empty();
        }
        double[] a = ranks(x);
        double[] b = ranks(y);
        // Ranks of n values always have the mean (n - 1) / 2, ties or not.
        double mean = (x.length - 1) / 2.0;
        double together = 0;
        double ofA = 0;
        double ofB = 0;
        for (int i = 0; i < a.length; i++) {
            together += (a[i] - mean) * (b[i] - mean);
            ofA += (a[i] - mean) * (a[i] - mean);
            ofB += (b[i] - mean) * (b[i] - mean);
        }
        return ofA == 0 || ofB == 0 ? OptionalDouble.empty() : OptionalDouble.of(together / Math.sqrt(ofA * ofB));
    }

    /** Ranks from 0. */
    private static double[] ranks(double[] values) {
        int[] order = IntStream.range(0, values.length).boxed().sorted(Comparator.comparingDouble(i -> values[i]))
            .mapToInt(Integer::intValue).toArray();
        double[] ranks = new double[values.length];
        for (int from = 0; from < order.length;) {
            int to = from + 1;
            while (to < order.length && values[order[to]] == values[order[from]]) {
                to++;
            }
            double shared = (from + to - 1) / 2.0;
            Arrays.stream(order, from, to).forEach(i -> ranks[i] = shared);
            from = to;
        }
        return ranks;
    }
}
