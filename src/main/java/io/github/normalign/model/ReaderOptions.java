package io.github.normalign.model;

import com.google.common.collect.ImmutableSortedSet;

/**
 * How attention is read from a model.
 *
 * @param layers decoder layers to read, from 1; empty means all. Layers above the highest one are not computed
 * @param norms whether norms are wanted too; without them the Gram matrices are not computed
 * @param device where the graphs run
 * @param threads batches run at the same time, at least 1; results do not depend on it
 * @param batch the most pairs in one run, at least 1; links do not depend on it
 */
public record ReaderOptions(ImmutableSortedSet<Integer> layers, boolean norms, Device device, int threads, int batch) {

    /** Every layer, weights and norms, on the processor, one thread, 32 pairs a run. */
    public static final ReaderOptions DEFAULT = new ReaderOptions(ImmutableSortedSet.of(), true, Device.CPU, 1, 32);

    /** Refuses counts below 1 with an {@link IllegalArgumentException}. */
    public ReaderOptions {
        if (threads < 1 || batch < 1) {
            throw new IllegalArgumentException("threads and batch are at least 1, found " + threads + " and " + batch);
        }
    }
}
