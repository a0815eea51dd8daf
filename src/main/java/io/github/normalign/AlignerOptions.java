package io.github.normalign;

import io.github.normalign.model.Device;
import io.github.normalign.words.AlignmentSetting;
import java.util.Optional;

/**
 * How a {@link WordAligner} works. Immutable; start from {@link #DEFAULT} and change what differs.
 *
 * @param setting measure, layer, heads, reading and rule; empty takes the setting in the model directory's
 *     {@code normalign.json}
 * @param device where the model runs; default {@link Device#CPU}
 * @param threads batches run at the same time; default the number of processors. Links do not depend on it
 * @param batch the most pairs run together; default 32. Links do not depend on it
 */
public record AlignerOptions(Optional<AlignmentSetting> setting, Device device, int threads, int batch) {

    /** The model's own setting, on the processor, all cores, batches of 32. */
    public static final AlignerOptions DEFAULT =
        new AlignerOptions(Optional.empty(), Device.CPU, Runtime.getRuntime().availableProcessors(), 32);

    /**
     * These options with a setting.
     *
     * @param value the setting to align with
     * @return new options
     */
    public AlignerOptions withSetting(AlignmentSetting value) {
        return new AlignerOptions(Optional.of(value), device, threads, batch);
    }

    /**
     * These options on another device.
     *
     * @param value where the model runs
     * @return new options
     */
    public AlignerOptions withDevice(Device value) {
        return new AlignerOptions(setting, value, threads, batch);
    }

    /**
     * These options with another number of threads.
     *
     * @param value at least 1
     * @return new options
     */
    public AlignerOptions withThreads(int value) {
        return new AlignerOptions(setting, device, value, batch);
    }

    /**
     * These options with another batch size.
     *
     * @param value at least 1
     * @return new options
     */
    public AlignerOptions withBatch(int value) {
        return new AlignerOptions(setting, device, threads, value);
    }
}
