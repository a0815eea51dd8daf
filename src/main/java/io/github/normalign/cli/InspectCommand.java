package io.github.normalign.cli;

import com.google.common.collect.ImmutableSortedSet;
import io.github.normalign.model.AttentionReader;
import io.github.normalign.model.Device;
import io.github.normalign.model.ModelConfig;
import io.github.normalign.model.ModelDirectory;
import io.github.normalign.model.ModelProfile;
import io.github.normalign.model.ReaderOptions;
import io.github.normalign.onnx.DecoderGraph;
import io.github.normalign.tokenizer.ModelTokenizer;
import io.github.normalign.words.AlignmentSetting;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code normalign inspect}: what a model directory holds, and whether it can be aligned with. */
@Command(name = "inspect", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Says what a model directory holds, opens its graphs and checks them: can it be aligned with? Exit status 0 if "
        + "it can, 1 with everything that is missing or wrong if not.",
    footer = {"%nExamples:", "  normalign inspect onnx-models/en-pt"})
final class InspectCommand implements Callable<Integer> {

    private static final String INDENT = " ".repeat(13);

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "A model directory.")
    private Path model;

    @Mixin
    private ChoiceOptions choiceOptions;

    @Override
    public Integer call() {
        ModelDirectory directory = ModelDirectory.open(model, choiceOptions.choice());
        ModelConfig config = directory.config();
        PrintWriter out = TerminalWriter.of(spec.commandLine().getOut());
        out.println("model        " + directory.name() + " (" + config.modelType() + ")");
        out.println("graphs       " + directory.graphs().stream().map(file -> directory.path().relativize(file).toString())
            .collect(Collectors.joining(", ")));
        out.println("variant      " + directory.variant() + (directory.variants().size() == 1 ? ""
            : " of " + String.join(", ", directory.variants()) + " (--variant chooses)"));
        out.println("vocabulary   " + config.vocabularySize() + " pieces, padding " + config.padId());
        out.println("limit        " + (config.maxPositions().isPresent()
            ? config.maxPositions().getAsInt() + " positions a side, </s>, start piece and language codes included"
            : "none stated (positions are relative)"));
        DecoderGraph decoder = directory.readAll();
        out.println("direction    " + directory.languages());
        printLanguages(directory.tokenizer(), out);
        out.println("decoder      " + decoder.layers() + " layers, " + decoder.heads() + " heads of " + decoder.headSize()
            + ", vectors of " + decoder.dimension() + ", weights " + decoder.precision());
        printSettings(directory, out);
        if (needsLanguages(directory)) {
            out.println("check        not run: name the languages with --source-lang and --target-lang");
            return ExitCode.DONE;
        }
        ReaderOptions everything = new ReaderOptions(ImmutableSortedSet.of(), true, Device.CPU, 1, 1);
        // Opening loads tokenizers and graphs and runs the self-check; it fails where any of them does.
        try (AttentionReader reader = AttentionReader.open(directory, everything)) {
            out.printf(Locale.ROOT, "check        passed: the cross-attention of all %d layers gives what the model's own"
                + " projection gives (largest difference %.0e, %.0e is accepted)%n", decoder.layers(), reader.check().largest(),
                reader.check().tolerance());
        }
        return ExitCode.DONE;
    }

    private static boolean needsLanguages(ModelDirectory directory) {
        ModelTokenizer tokenizer = directory.tokenizer();
        return !tokenizer.sourceLanguages().isEmpty() && directory.languages().source().isEmpty()
            || !tokenizer.targetLanguages().isEmpty() && directory.languages().target().isEmpty();
    }

    private static void printLanguages(ModelTokenizer tokenizer, PrintWriter out) {
        SortedSet<String> source = tokenizer.sourceLanguages();
        SortedSet<String> target = tokenizer.targetLanguages();
        if (source.equals(target)) {
            printCodes("languages    ", source, out);
        } else {
            printCodes("reads        ", source, out);
            printCodes("writes       ", target, out);
        }
    }

    private static void printCodes(String label, SortedSet<String> codes, PrintWriter out) {
        if (!codes.isEmpty()) {
            out.println(label + codes.size() + ": " + String.join(" ", codes));
        }
    }

    private static void printSettings(ModelDirectory directory, PrintWriter out) {
        ModelProfile profile = directory.profile();
        out.println("setting      " + profile.setting().map(AlignmentSetting::toString)
            .orElse("none in " + ModelDirectory.PROFILE + ": align needs --layer"));
        profile.basis().ifPresent(basis -> out.println(INDENT + basis));
        profile.twoWay().forEach((reverse, setting) -> {
            out.println("two-way      with a reverse model of fingerprint " + reverse + ": " + setting);
            Optional.ofNullable(profile.twoWayBasis().get(reverse)).ifPresent(basis -> out.println(INDENT + basis));
        });
    }
}
