package io.github.normalign.model;

import com.google.common.collect.ImmutableSortedSet;
import io.github.normalign.attention.HeadSelection;

/**
 * How attention is read from a model. Immutable; start from {@link #DEFAULT} and change what differs.
 *
 * @param layers decoder layers to read, from 1; empty means all. Layers above the highest one are not computed
 * @param heads the heads to read of each layer; others are not computed where they can be left out
 * @param norms whether norms are wanted too; without them the Gram matrices are not computed
 * @param device where the graphs run
 * @param threads batches run at the same time, at least 1; results do not depend on it
 * @param batch the most pairs in one run, at least 1; links do not depend on it
 * @param unchecked whether weights are read even where the self-check fails; norms never are
 * @param precision what the model is computed with, where there is a choice
 * @param logProbabilities whether what the model thinks of the target is wanted too; all layers and the projection to the
 *     vocabulary are computed for it
 */
public record ReaderOptions(ImmutableSortedSet<Integer> layers, HeadSelection heads, boolean norms, Device device, int threads,
        int batch, boolean unchecked, Precision precision, boolean logProbabilities) {

    /** Every layer, weights and norms, on the processor, one thread, 32 pairs a run, float32. */
    public static final ReaderOptions DEFAULT =
        new ReaderOptions(ImmutableSortedSet.of(), true, Device.CPU, 1, 32);

    /** Refuses counts below 1, and norms without a check, with an {@link IllegalArgumentException}. */
    public ReaderOptions {
        if (threads < 1 || batch < 1) {
            throw new IllegalArgumentException("threads and batch are at least 1, found " + threads + " and " + batch);
        }
        if (norms && unchecked) {
            throw new IllegalArgumentException("norms are read only where the self-check passes");
        }
    }

    /**
     * Options for all heads of a model that must pass its self-check, computed in float32.
     *
     * @param layers decoder layers to read, from 1; empty means all
     * @param norms whether norms are wanted too
     * @param device where the graphs run
     * @param threads batches run at the same time
     * @param batch the most pairs in one run
     */
    public ReaderOptions(ImmutableSortedSet<Integer> layers, boolean norms, Device device, int threads, int batch) {
        this(layers, HeadSelection.ALL, norms, device, threads, batch, false, Precision.FLOAT32, false);
    }

    /**
     * These options with another precision.
     *
     * @param value what the model is computed with
     * @return new options
     */
    public ReaderOptions withPrecision(Precision value) {
        return new ReaderOptions(layers, heads, norms, device, threads, batch, unchecked, value, logProbabilities);
    }

    /**
     * These options with or without log-probabilities.
     *
     * @param value whether they are wanted
     * @return new options
     */
    public ReaderOptions withLogProbabilities(boolean value) {
        return new ReaderOptions(layers, heads, norms, device, threads, batch, unchecked, precision, value);
    }

    /**
     * These options with fewer heads.
     *
     * @param value the heads to read of each layer
     * @return new options
     */
    public ReaderOptions withHeads(HeadSelection value) {
        return new ReaderOptions(layers, value, norms, device, threads, batch, unchecked, precision, logProbabilities);
    }
}
