package io.github.normalign.evaluation;

/**
 * The difference of two systems' alignment error rates on the same sentences, with what resampling the sentences makes of it.
 *
 * @param value AER of the first system minus AER of the second, a fraction in [-1, 1]: below 0, the first is better
 * @param interval the 95 % percentile interval of that difference
 * @param shareAbove the share of the samples in which the difference is above 0, in [0, 1]
 * @param shareBelow the share of the samples in which it is below 0; samples with difference 0 are in neither
 */
public record AerDifference(double value, Interval interval, double shareAbove, double shareBelow) {

    /**
     * Twice the share of the samples that do not agree with the more frequent sign: min(1, 2 min(1 - shareAbove, 1 - shareBelow)).
     * That is one minus the confidence of the widest percentile interval that leaves out 0, and is read as a two-sided p-value
     * often is. It is none in the strict sense: the samples are drawn from what was observed, not from a world in which the
     * systems are equal. 0 means less than one sample in their number, not impossible.
     *
     * @return a fraction in [0, 1]; 1 for a system against itself
     */
    public double twoSidedShare() {
        return Math.min(1, 2 * Math.min(1 - shareAbove, 1 - shareBelow));
    }
}
