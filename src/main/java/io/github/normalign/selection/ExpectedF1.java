package io.github.normalign.selection;

import java.util.Collection;

/**
 * The threshold that promises the highest F1 if scores are taken for chances: of N links at or above it,
 * {@code EF1 = 2 * sum of their scores / (N + sum of all scores)}. No gold is needed.
 *
 * <p>The best threshold is half of the F1 it promises (Lipton, Elkan, Naryanaswamy: Optimal Thresholding of Classifiers to
 * Maximize F1 Measure, ECML PKDD 2014, theorem 1). Attention shares are no calibrated chances; that they serve as such is an
 * assumption, and {@code eval/results/select.md} says how well it does.
 *
 * @param threshold in hundredths
 * @param f1 what it promises
 * @param links how many scores are at or above it
 */
record ExpectedF1(double threshold, double f1, long links) {

    private static final int STEPS = 100;

    /**
     * Finds the threshold; the lowest where several promise the same.
     *
     * @param scores of all cells of all pairs, in [0, 1]
     */
    static ExpectedF1 best(Collection<double[]> scores) {
        double[] sums = new double[STEPS + 1];
        long[] counts = new long[STEPS + 1];
        double all = 0;
        for (double[] pair : scores) {
            for (double score : pair) {
                // The step counts only if the threshold as it will be written and compared is not above the score.
                int step = (int) Math.min(STEPS, Math.floor(score * STEPS));
                step = step < STEPS && score >= (step + 1) / (double) STEPS ? step + 1
                    : score < step / (double) STEPS ? step - 1 : step;
                sums[step] += score;
                counts[step]++;
                all += score;
            }
        }
        ExpectedF1 best = new ExpectedF1(1, 0, 0);
        double sum = 0;
        long links = 0;
        for (int step = STEPS; step >= 1; step--) {
            sum += sums[step];
            links += counts[step];
            double f1 = links == 0 ? 0 : 2 * sum / (links + all);
            if (f1 >= best.f1) {
                best = new ExpectedF1(step / (double) STEPS, f1, links);
            }
        }
        return best;
    }
}
