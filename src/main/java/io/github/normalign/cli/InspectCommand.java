package io.github.normalign.cli;

import com.google.common.collect.ImmutableSortedSet;
import io.github.normalign.model.AttentionReader;
import io.github.normalign.model.Device;
import io.github.normalign.model.ModelConfig;
import io.github.normalign.model.ModelDirectory;
import io.github.normalign.model.ModelProfile;
import io.github.normalign.model.ReaderOptions;
import io.github.normalign.onnx.DecoderGraph;
import io.github.normalign.words.AlignmentSetting;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code normalign inspect}: what a model directory holds, and whether it can be aligned with. */
@Command(name = "inspect", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Says what a model directory holds, opens its graphs and checks them: can it be aligned with? Exit status 0 if "
        + "it can, 1 with everything that is missing or wrong if not.")
final class InspectCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "A model directory.")
    private Path model;

    @Override
    public Integer call() {
        ModelDirectory directory = ModelDirectory.open(model);
        DecoderGraph decoder = directory.decoderGraph();
        ModelConfig config = directory.config();
        ModelProfile profile = directory.profile();
        PrintWriter out = spec.commandLine().getOut();
        out.println("model        " + directory.name() + " (" + config.modelType() + ")");
        out.println("direction    " + profile.sourceLanguage().orElse("unknown") + " to "
            + profile.targetLanguage().orElse("unknown"));
        out.println("decoder      " + decoder.layers() + " layers, " + decoder.heads() + " heads of " + decoder.headSize()
            + ", vectors of " + decoder.dimension() + ", weights " + decoder.precision());
        out.println("vocabulary   " + config.vocabularySize() + " pieces; start " + config.startId() + ", end " + config.endId()
            + ", padding " + config.padId());
        out.println("limit        " + config.maxPositions() + " positions a side, </s> or the start piece included");
        out.println("setting      " + profile.setting().map(AlignmentSetting::toString)
            .orElse("none in " + ModelDirectory.PROFILE + ": align needs --layer"));
        profile.basis().ifPresent(basis -> out.println("             " + basis));
        profile.twoWay().forEach((reverse, setting) -> {
            out.println("two-way      with a reverse model of fingerprint " + reverse + ": " + setting);
            Optional.ofNullable(profile.twoWayBasis().get(reverse)).ifPresent(basis -> out.println("             " + basis));
        });
        ReaderOptions everything = new ReaderOptions(ImmutableSortedSet.of(), true, Device.CPU, 1, 1);
        // Opening loads tokenizers and graphs and runs the self-check; it fails where any of them does.
        AttentionReader.open(directory, everything).close();
        out.println("check        passed: the cross-attention of all " + decoder.layers()
            + " layers gives what the model's own projection gives");
        return ExitCode.DONE;
    }
}
