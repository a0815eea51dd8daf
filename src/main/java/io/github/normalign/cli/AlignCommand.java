package io.github.normalign.cli;

import io.github.normalign.AlignedPair;
import io.github.normalign.AlignerOptions;
import io.github.normalign.WordAligner;
import io.github.normalign.corpus.CorpusLine;
import io.github.normalign.corpus.ParallelReader;
import io.github.normalign.corpus.SentencePair;
import io.github.normalign.model.ModelDirectory;
import io.github.normalign.model.ProfileFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code normalign align}: links for a parallel corpus, line for line. */
@Command(name = "align", mixinStandardHelpOptions = true, sortOptions = false,
    description = {"Aligns the words of a parallel corpus. Output line i belongs to input line i, always: links as "
        + "source-target word numbers from 0; an empty line where both sides are empty.",
        "A line that is no sentence pair (one side empty, invalid UTF-8, more than one |||), or that is longer than the model "
        + "allows, gives an empty line, a message with its file and line number, and exit status 3."},
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:done", "1:failed", "2:the command line is wrong", "3:done, with lines left empty: their pairs are named"})
final class AlignCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--model", paramLabel = "DIR", required = true,
        description = "A model directory for this direction: source to target.")
    private Path model;

    @Mixin
    private CorpusOptions corpus;

    @Mixin
    private SettingOptions settingOptions;

    @Mixin
    private TwoWayOptions twoWayOptions;

    @Option(names = "--profile", paramLabel = "FILE",
        description = "Take the setting from this file, which 'select --profile' wrote, before that in the model directory.")
    private Path profile;

    @Mixin
    private OutputOptions outputOptions;

    @Mixin
    private ModelOptions modelOptions;

    private long aligned;
    private long bad;

    @Override
    public Integer call() throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        outputOptions.require(corpus.inputs());
        ModelDirectory directory = ModelDirectory.open(model);
        Optional<ModelDirectory> reverse = twoWayOptions.model().map(ModelDirectory::open);
        AlignerOptions options = options(directory, reverse);
        long lines = corpus.lines();
        try (WordAligner aligner = reverse.isPresent() ? WordAligner.open(directory.path(), reverse.get().path(), options)
                    : WordAligner.open(directory.path(), options);
                ParallelReader reader = corpus.open()) {
            err.println("normalign: " + directory.name()
                + reverse.map(other -> " and " + other.name() + ", " + options.twoWaySetting().orElseThrow())
                    .orElseGet(() -> ", " + options.setting().orElseThrow()));
            ModelOptions.announce(aligner.device(), err);
            try (Progress progress = new Progress("align", lines, err);
                    AlignmentOutputs outputs = AlignmentOutputs.open(outputOptions, spec.commandLine().getOut())) {
                while (reader.hasNext()) {
                    alignWindow(aligner, ReadAhead.next(reader), outputs, progress);
                }
                if (outputs.rejectedPairs() > 0) {
                    progress.message("normalign: " + outputs.rejectedPairs() + " of " + aligned
                        + " pairs score below --min-score; their lines were left empty");
                }
            }
        }
        if (bad > 0) {
            err.println("normalign: " + bad + (bad == 1 ? " line was" : " lines were") + " left empty, " + aligned + " aligned");
            return ExitCode.SKIPPED;
        }
        return ExitCode.DONE;
    }

    private AlignerOptions options(ModelDirectory directory, Optional<ModelDirectory> reverse) {
        AlignerOptions options = AlignerOptions.DEFAULT.withDevice(modelOptions.device()).withThreads(modelOptions.threads())
            .withBatch(modelOptions.batch());
        Optional<ProfileFile> file = Optional.ofNullable(profile).map(ProfileFile::at);
        if (reverse.isPresent()) {
            return options.withSetting(twoWayOptions.setting(directory, reverse.get(), settingOptions.choice(),
                file.flatMap(found -> found.setting(directory, reverse.get())).or(() -> directory.setting(reverse.get()))));
        }
        twoWayOptions.requireNone();
        return options.withThreshold(twoWayOptions.threshold()).withSetting(settingOptions.forModel(
            directory, file.flatMap(found -> found.setting(directory)).or(directory::setting)));
    }

    private void alignWindow(WordAligner aligner, List<CorpusLine> window, AlignmentOutputs outputs, Progress progress)
            throws IOException {
        List<SentencePair> pairs = new ArrayList<>();
        for (CorpusLine line : window) {
            if (line instanceof CorpusLine.Pair pair) {
                pairs.add(pair.words());
            }
        }
        List<AlignedPair> results = aligner.align(pairs);
        int next = 0;
        for (CorpusLine line : window) {
            Optional<AlignedPair> pair = line instanceof CorpusLine.Pair ? Optional.of(results.get(next++)) : Optional.empty();
            if (pair.isPresent() && pair.get().skipped().isEmpty()) {
                aligned++;
                outputs.pair(line.position(), pair.get());
                continue;
            }
            if (line instanceof CorpusLine.Bad found) {
                report(found.message(), progress);
            }
            pair.flatMap(AlignedPair::skipped).ifPresent(why -> report(line.position() + ": " + why, progress));
            outputs.empty();
        }
        outputs.requireWritten();
        progress.add(window.size());
    }

    private void report(String message, Progress progress) {
        bad++;
        progress.message("normalign: " + message + "; line left empty");
    }
}
