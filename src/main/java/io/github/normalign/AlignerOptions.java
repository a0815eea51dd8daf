package io.github.normalign;

import io.github.normalign.model.Device;
import io.github.normalign.model.Precision;
import io.github.normalign.words.AlignmentSetting;
import io.github.normalign.words.TwoWaySetting;
import java.util.Optional;

/**
 * How a {@link WordAligner} works. Immutable; start from {@link #DEFAULT} and change what differs.
 *
 * @param setting for one direction: measure, layer, heads, reading and rule; empty takes the setting in the model directory's
 *     {@code normalign.json}
 * @param twoWaySetting for two directions: a setting for each and how they are combined; empty takes what the first directory's
 *     {@code normalign.json} says for the two models
 * @param threshold for one direction: links below this score are left out, in the measure's unit; default 0. For two directions
 *     the threshold is part of the setting
 * @param device where the model runs; default {@link Device#CPU}
 * @param threads batches run at the same time; default the number of processors. Links do not depend on it
 * @param batch the most pairs run together; default 32. Links do not depend on it
 * @param weightsOnly whether a model may be read by weights even where its self-check fails; default false. Norms never are
 * @param precision what models are computed with, where there is a choice; default {@link Precision#INT8}
 * @param logProbabilities whether what the models think of each translation is wanted too; default false, since aligning
 *     takes two to three times as long with it: every layer and the scores of the whole vocabulary are computed for it
 */
public record AlignerOptions(Optional<AlignmentSetting> setting, Optional<TwoWaySetting> twoWaySetting, double threshold,
        Device device, int threads, int batch, boolean weightsOnly, Precision precision, boolean logProbabilities) {

    /** The model's own setting, no threshold, on the processor, all cores, batches of 32, int8 where the model states how. */
    public static final AlignerOptions DEFAULT = new AlignerOptions(
        Optional.empty(), Optional.empty(), 0, Device.CPU,
        Runtime.getRuntime().availableProcessors(), 32, false, Precision.INT8, false);

    /** Refuses counts below 1 and a negative threshold with an {@link IllegalArgumentException}. */
    public AlignerOptions {
        if (threads < 1 || batch < 1 || !(threshold >= 0)) {
            throw new IllegalArgumentException("threads and batch are at least 1, a threshold at least 0; found " + threads + ", "
                + batch + " and " + threshold);
        }
    }

    /**
     * These options with a setting for one direction.
     *
     * @param value the setting to align with
     * @return new options
     */
    public AlignerOptions withSetting(AlignmentSetting value) {
        return new AlignerOptions(Optional.of(value), twoWaySetting, threshold, device, threads, batch, weightsOnly, precision,
            logProbabilities);
    }

    /**
     * These options with a setting for two directions.
     *
     * @param value the setting to align with
     * @return new options
     */
    public AlignerOptions withSetting(TwoWaySetting value) {
        return new AlignerOptions(setting, Optional.of(value), threshold, device, threads, batch, weightsOnly, precision,
            logProbabilities);
    }

    /**
     * These options with another threshold for one direction.
     *
     * @param value links below it are left out; 0 or more
     * @return new options
     */
    public AlignerOptions withThreshold(double value) {
        return new AlignerOptions(setting, twoWaySetting, value, device, threads, batch, weightsOnly, precision,
            logProbabilities);
    }

    /**
     * These options on another device.
     *
     * @param value where the model runs
     * @return new options
     */
    public AlignerOptions withDevice(Device value) {
        return new AlignerOptions(setting, twoWaySetting, threshold, value, threads, batch, weightsOnly, precision,
            logProbabilities);
    }

    /**
     * These options with another number of threads.
     *
     * @param value at least 1
     * @return new options
     */
    public AlignerOptions withThreads(int value) {
        return new AlignerOptions(setting, twoWaySetting, threshold, device, value, batch, weightsOnly, precision,
            logProbabilities);
    }

    /**
     * These options with another batch size.
     *
     * @param value at least 1
     * @return new options
     */
    public AlignerOptions withBatch(int value) {
        return new AlignerOptions(setting, twoWaySetting, threshold, device, threads, value, weightsOnly, precision,
            logProbabilities);
    }

    /**
     * These options with or without models that fail their self-check.
     *
     * @param value whether such a model may be read by weights
     * @return new options
     */
    public AlignerOptions withWeightsOnly(boolean value) {
        return new AlignerOptions(setting, twoWaySetting, threshold, device, threads, batch, value, precision,
            logProbabilities);
    }

    /**
     * These options with another precision.
     *
     * @param value what models are computed with, where there is a choice
     * @return new options
     */
    public AlignerOptions withPrecision(Precision value) {
        return new AlignerOptions(setting, twoWaySetting, threshold, device, threads, batch, weightsOnly, value,
            logProbabilities);
    }

    /**
     * These options with or without log-probabilities.
     *
     * @param value whether {@link AlignedPair#logProbabilities()} is wanted
     * @return new options
     */
    public AlignerOptions withLogProbabilities(boolean value) {
        return new AlignerOptions(setting, twoWaySetting, threshold, device, threads, batch, weightsOnly, precision, value);
    }
}
