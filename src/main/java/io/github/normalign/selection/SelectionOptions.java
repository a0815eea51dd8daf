package io.github.normalign.selection;

import io.github.normalign.model.Device;
import io.github.normalign.model.Precision;

/**
 * How much is read for a choice, and how.
 *
 * @param pairs without gold, the most sentence pairs of the corpus that are used, at least {@link #FEWEST_PAIRS}
 * @param folds with gold, the parts it is cut into for cross-validation, at least 2
 * @param top how many candidates a {@link Selection} names
 * @param device where the models run
 * @param threads batches run at the same time; the choice does not depend on it
 * @param batch the most pairs run together
 * @param precision what models are computed with, where there is a choice
 */
public record SelectionOptions(int pairs, int folds, int top, Device device, int threads, int batch,
        Precision precision) {

    /** Fewer pairs than this say too little without gold: a head that is best by chance would be chosen. */
    public static final int FEWEST_PAIRS = 20;

    /** 300 pairs, 10 folds, ten candidates, on the processor, all cores, batches of 32, float32. */
    public static final SelectionOptions DEFAULT =
        new SelectionOptions(300, 10, 10, Device.CPU, Runtime.getRuntime().availableProcessors(), 32,
            Precision.FLOAT32);

    /** Refuses counts below 1, fewer than 20 pairs and fewer than 2 folds, with an {@link IllegalArgumentException}. */
    public SelectionOptions {
        if (pairs < FEWEST_PAIRS || folds < 2 || top < 1 || threads < 1 || batch < 1) {
            throw new IllegalArgumentException("pairs are at least " + FEWEST_PAIRS + ", top, threads and batch 1, folds 2; found "
                + pairs + ", " + top + ", " + threads + ", " + batch + " and " + folds);
        }
    }
}
