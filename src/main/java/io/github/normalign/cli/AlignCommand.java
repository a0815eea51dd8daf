package io.github.normalign.cli;

import io.github.normalign.AlignedPair;
import io.github.normalign.AlignerOptions;
import io.github.normalign.WordAligner;
import io.github.normalign.corpus.CorpusLine;
import io.github.normalign.corpus.ParallelReader;
import io.github.normalign.corpus.SentencePair;
import io.github.normalign.format.PharaohFormat;
import io.github.normalign.model.ModelDirectory;
import io.github.normalign.words.AlignmentSetting;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

    /** Lines read ahead: enough to sort by length, little enough to hold in memory. */
    private static final int WINDOW_LINES = 1024;
    /** The same in words, for corpora with very long lines. */
    private static final int WINDOW_WORDS = 1 << 16;

    @Spec
    private CommandSpec spec;

    @Option(names = "--model", paramLabel = "DIR", required = true,
        description = "A model directory for this direction: source to target.")
    private Path model;

    @Mixin
    private CorpusOptions corpus;

    @Mixin
    private SettingOptions settingOptions;

    @Option(names = "--scores",
        description = "Write each link as i-j:score. A weight's score is in [0, 1], a norm's is 0 or more without upper bound; "
            + "higher is better; neither is a probability, and norms compare within one layer of one model only.")
    private boolean scores;

    @Mixin
    private ModelOptions modelOptions;

    @Option(names = {"-o", "--output"}, paramLabel = "FILE", description = "Where links go. Default: stdout.")
    private Path output;

    private long aligned;
    private long bad;

    @Override
    public Integer call() throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        if (output != null) {
            corpus.requireOtherThan(output);
            requireFolder(output);
        }
        ModelDirectory directory = ModelDirectory.open(model);
        AlignmentSetting setting = settingOptions.forModel(directory);
        long lines = corpus.lines();
        AlignerOptions options = AlignerOptions.DEFAULT.withSetting(setting).withDevice(modelOptions.device())
            .withThreads(modelOptions.threads()).withBatch(modelOptions.batch());
        try (WordAligner aligner = WordAligner.open(model, options); ParallelReader reader = corpus.open()) {
            err.println("normalign: " + directory.name() + ", " + setting);
            ModelOptions.announce(aligner.device(), err);
            try (Progress progress = new Progress("align", lines)) {
                if (output == null) {
                    alignAll(aligner, reader, spec.commandLine().getOut(), progress, err);
                } else {
                    try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(output, StandardCharsets.UTF_8))) {
                        alignAll(aligner, reader, out, progress, err);
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

    /** Found out now, and not after the model is opened. */
    private void requireFolder(Path file) throws IOException {
        Path parent = file.toAbsolutePath().getParent();
        if (Files.isDirectory(file) || !Files.isDirectory(parent)) {
            throw new IOException("-o " + file + ": " + (Files.isDirectory(file) ? "is a folder; expected a file"
                : "there is no folder " + parent));
        }
    }

    private void alignAll(WordAligner aligner, ParallelReader reader, PrintWriter out, Progress progress, PrintWriter err)
            throws IOException {
        List<CorpusLine> window = new ArrayList<>();
        int words = 0;
        while (reader.hasNext()) {
            CorpusLine line = reader.next();
            window.add(line);
            if (line instanceof CorpusLine.Pair pair) {
                words += pair.words().source().size() + pair.words().target().size();
            }
            if (window.size() == WINDOW_LINES || words >= WINDOW_WORDS) {
                alignWindow(aligner, window, out, progress, err);
                window.clear();
                words = 0;
            }
        }
        alignWindow(aligner, window, out, progress, err);
    }

    private void alignWindow(WordAligner aligner, List<CorpusLine> window, PrintWriter out, Progress progress, PrintWriter err)
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
                write(results.get(next++), line, out, progress, err);
            } else {
                if (line instanceof CorpusLine.Bad found) {
                    report(found.message(), progress, err);
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

    private void write(AlignedPair pair, CorpusLine line, PrintWriter out, Progress progress, PrintWriter err) {
        if (pair.skipped().isPresent()) {
            report(line.position() + ": " + pair.skipped().get(), progress, err);
            out.print('\n');
            return;
        }
        aligned++;
        out.print(scores ? PharaohFormat.line(pair.links()) : PharaohFormat.line(pair.alignment()));
        out.print('\n');
    }

    private void report(String message, Progress progress, PrintWriter err) {
        bad++;
        progress.message(err, "normalign: " + message + "; line left empty");
    }
}
