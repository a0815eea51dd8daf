package io.github.normalign.eval;

import java.util.Arrays;
import java.util.Random;

/** The area under the ROC curve: how often a clean pair scores above a damaged one, ties half. */
final class RocArea {

    private RocArea() {
    }

    static double of(double[] clean, double[] damaged) {
        double[] sorted = damaged.clone();
        Arrays.sort(sorted);
        double above = 0;
        for (double score : clean) {
            above += (below(sorted, score, false) + below(sorted, score, true)) / 2.0;
        }
        return above / clean.length / sorted.length;
    }

    /** How many are below a score, or at most as high. */
    private static int below(double[] sorted, double score, boolean orEqual) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) / 2;
            if (sorted[middle] < score || orEqual && sorted[middle] == score) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The 2.5 and 97.5 percentiles of 1,000 bootstrap samples of sentences, each with its clean and its damaged pair. */
    static double[] interval(double[] clean, double[] damaged, long seed) {
        Random random = new Random(seed);
        double[] areas = new double[1000];
        double[] one = new double[clean.length];
        double[] other = new double[clean.length];
        for (int sample = 0; sample < areas.length; sample++) {
            for (int i = 0; i < one.length; i++) {
                int drawn = random.nextInt(one.length);
                one[i] = clean[drawn];
                other[i] = damaged[drawn];
            }
            areas[sample] = of(one, other);
        }
        Arrays.sort(areas);
        return new double[] {areas[24], areas[974]};
    }
}
