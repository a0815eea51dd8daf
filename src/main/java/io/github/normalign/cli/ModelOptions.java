package io.github.normalign.cli;

import com.google.common.collect.ImmutableSortedSet;
import io.github.normalign.AlignerOptions;
import io.github.normalign.model.Device;
import io.github.normalign.model.OpenedDevice;
import io.github.normalign.model.Precision;
import io.github.normalign.model.ReaderOptions;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** How a model is run: the options every command that runs one has. */
@Section(Section.RUN)
final class ModelOptions {

    @Option(names = "--device", paramLabel = "cpu|cuda|auto", defaultValue = "cpu",
        description = "Where the model runs. cuda fails where the GPU cannot be used, auto falls back to the CPU and says so. "
            + "Default: ${DEFAULT-VALUE}.")
    private Device device;

    @Option(names = "--threads", paramLabel = "N", converter = AtLeastOne.class,
        description = "Batches run at the same time; links do not depend on it. Default: the number of processors.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--batch", paramLabel = "N", defaultValue = "32", converter = AtLeastOne.class,
        description = "The most pairs run together; links do not depend on it. Default: ${DEFAULT-VALUE}.")
    private int batch;

    @Option(names = "--precision", paramLabel = "float32|int8",
        description = "What a model with int8 weights is computed with. int8 is faster; models that do not state how (only "
            + "imported Firefox models do) and GPUs compute as with float32. Default: int8; compare and select, which measure a "
            + "model as it is: float32.")
    private Precision precision;

    /** What a model is computed with that aligns, or that shows how it aligns. */
    static final Precision ALIGNING = Precision.INT8;

    /** What a model is computed with that is measured as it is. */
    static final Precision MEASURING = Precision.FLOAT32;

    /** What models are computed with; where no option says, it is the command's to know. */
    Precision precision(Precision usual) {
        return precision == null ? usual : precision;
    }

    Device device() {
        return device;
    }

    int threads() {
        return threads;
    }

    int batch() {
        return batch;
    }

    /** For aligning: all of these options, no setting. */
    AlignerOptions aligner() {
        return AlignerOptions.DEFAULT.withDevice(device).withThreads(threads).withBatch(batch)
            .withPrecision(precision(ALIGNING));
    }

    /** For reading weights and norms of every layer: all of these options. */
    ReaderOptions everyLayer(Precision usual) {
        return new ReaderOptions(ImmutableSortedSet.of(), true, device, threads, batch).withPrecision(precision(usual));
    }

    /** Says that the GPU was wanted and could not be used. */
    static void announce(OpenedDevice opened, CommandSpec command) {
        opened.fallback().ifPresent(
            why -> Notices.of(command).println("normalign: running on the CPU, the GPU cannot be used: " + why));
    }
}
