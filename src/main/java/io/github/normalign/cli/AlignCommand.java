package io.github.normalign.cli;

import io.github.normalign.AlignedPair;
import io.github.normalign.AlignerOptions;
import io.github.normalign.WordAligner;
import io.github.normalign.corpus.CorpusLine;
import io.github.normalign.corpus.ParallelReader;
import io.github.normalign.corpus.SentencePair;
import io.github.normalign.format.PharaohFormat;
import io.github.normalign.model.ModelDirectory;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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

    @Option(names = "--scores",
        description = "Write each link as i-j:score. With one model, a weight's score is in [0, 1], a norm's is 0 or more without "
            + "upper bound and compares within one layer of that model only. With two, it is the combined share of both words, in "
            + "[0, 1]. Higher is better; none is a probability.")
    private boolean scores;

    @Mixin
    private ModelOptions modelOptions;

    @Option(names = {"-o", "--output"}, paramLabel = "FILE|-", description = "Where links go. Default, and -: stdout.")
    private Path output;

    private long aligned;
    private long bad;

    @Override
    public Integer call() throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        if (output != null && output.toString().equals("-")) {
            output = null;
        }
        if (output != null) {
            OutputFile file = new OutputFile("-o", output);
            file.requireNoneOf(corpus.inputs(), spec);
            file.requireFolder();
        }
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
            try (Progress progress = new Progress("align", lines, err)) {
                if (output == null) {
                    alignAll(aligner, reader, spec.commandLine().getOut(), progress);
                } else {
                    try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(output, StandardCharsets.UTF_8))) {
                        alignAll(aligner, reader, out, progress);
                    }
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
        if (reverse.isPresent()) {
            return options.withSetting(twoWayOptions.setting(
                directory, reverse.get(), settingOptions.choice(), directory.setting(reverse.get())));
        }
        twoWayOptions.requireNone();
        return options.withSetting(settingOptions.forModel(directory)).withThreshold(twoWayOptions.threshold());
    }

    private void alignAll(WordAligner aligner, ParallelReader reader, PrintWriter out, Progress progress)
            throws IOException {
        while (reader.hasNext()) {
            alignWindow(aligner, ReadAhead.next(reader), out, progress);
        }
    }

    private void alignWindow(WordAligner aligner, List<CorpusLine> window, PrintWriter out, Progress progress)
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
            if (line instanceof CorpusLine.Pair) {
                write(results.get(next++), line, out, progress);
            } else {
                if (line instanceof CorpusLine.Bad found) {
                    report(found.message(), progress);
                }
                out.print('\n');
            }
        }
        // Flushes too: a full disk or a closed pipe ends the work here and not after the last pair.
        if (out.checkError()) {
            throw new IOException((output == null ? "stdout" : output.toString()) + " cannot be written any further");
        }
        progress.add(window.size());
    }

    private void write(AlignedPair pair, CorpusLine line, PrintWriter out, Progress progress) {
        if (pair.skipped().isPresent()) {
            report(line.position() + ": " + pair.skipped().get(), progress);
            out.print('\n');
            return;
        }
        aligned++;
        out.print(scores ? PharaohFormat.line(pair.links()) : PharaohFormat.line(pair.alignment()));
        out.print('\n');
    }

    private void report(String message, Progress progress) {
        bad++;
        progress.message("normalign: " + message + "; line left empty");
    }
}
