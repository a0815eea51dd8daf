package io.github.normalign.cli;

import io.github.normalign.AlignerOptions;
import io.github.normalign.WordAligner;
import io.github.normalign.corpus.LineReader;
import io.github.normalign.corpus.SentencePair;
import io.github.normalign.error.CorpusException;
import io.github.normalign.model.ModelDirectory;
import io.github.normalign.words.AlignmentSetting;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code normalign bench}: how fast this machine aligns, and in how much memory. */
@Command(name = "bench", mixinStandardHelpOptions = true, sortOptions = false,
    description = {"Measures sentence pairs a second, from words in memory to links, and the process's peak memory, after a "
        + "warm-up. Compare figures of one machine and one run only.",
        "Without options: the embedded en-pt model on 3,000 pairs of the Python documentation."},
    footer = {"%nExamples:",
        "  normalign bench --rounds 1",
        "  normalign bench --model onnx-models/en-pt --source corpus.en \\",
        "    --target corpus.pt --threads 1 --precision int8"})
final class BenchCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Section(Section.MODEL)
    @Option(names = "--model", paramLabel = "DIR", description = "A model directory. Default: the embedded en-pt model.")
    private Path model;

    @Section(Section.TEXT)
    @Option(names = "--source", paramLabel = "FILE", description = "Source sentences, plain, .gz or .zst.")
    private Path source;

    @Section(Section.TEXT)
    @Option(names = "--target", paramLabel = "FILE", description = "Their translations, plain, .gz or .zst.")
    private Path target;

    @Section(Section.RUN)
    @Option(names = "--rounds", paramLabel = "N", defaultValue = "3", converter = AtLeastOne.class,
        description = "Counted rounds after one that is not counted. Default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Mixin
    private SettingOptions settingOptions;

    @Mixin
    private ModelOptions modelOptions;

    @Mixin
    private ChoiceOptions choiceOptions;

    @Override
    public Integer call() throws IOException {
        if ((source == null) != (target == null)) {
            throw new ParameterException(spec.commandLine(), "--source and --target go together");
        }
        List<SentencePair> pairs = pairs(source == null ? Home.sample("python-docs-3000.en.gz") : source,
            target == null ? Home.sample("python-docs-3000.pt.gz") : target);
        ModelDirectory directory = ModelDirectory.open(model == null ? Home.model("en-pt") : model, choiceOptions.choice());
        AlignmentSetting setting = settingOptions.forModel(directory, directory.setting());
        PrintWriter out = TerminalWriter.of(spec.commandLine().getOut());
        long opening = System.nanoTime();
        try (WordAligner aligner = WordAligner.open(directory, AlignerOptions.DEFAULT.withSetting(setting)
                .withDevice(modelOptions.device()).withThreads(modelOptions.threads()).withBatch(modelOptions.batch())
                .withPrecision(modelOptions.precision(ModelOptions.ALIGNING)))) {
            double openSeconds = seconds(opening);
            ModelOptions.announce(aligner.device(), spec);
            aligner.align(pairs);
            double[] speeds = new double[rounds];
            for (int round = 0; round < rounds; round++) {
                long start = System.nanoTime();
                aligner.align(pairs);
                speeds[round] = pairs.size() / seconds(start);
            }
            Arrays.sort(speeds);
            long words = pairs.stream().mapToLong(pair -> pair.source().size() + pair.target().size()).sum();
            out.printf(Locale.ROOT, "model     %s, %s%n", directory.name(), setting);
            out.printf(Locale.ROOT, "corpus    %d pairs, %.1f words a sentence%n", pairs.size(), words / 2.0 / pairs.size());
            out.printf(Locale.ROOT, "run       %s, %s, %d threads, batches of %d, %d rounds after a warm-up%n",
                aligner.device().device(), directory.precision(modelOptions.precision(ModelOptions.ALIGNING)),
                modelOptions.threads(), modelOptions.batch(), rounds);
            out.printf(Locale.ROOT, "opening   %.2f s%n", openSeconds);
            out.printf(Locale.ROOT, "speed     %.0f pairs/s (median; slowest %.0f, fastest %.0f)%n",
                speeds[rounds / 2], speeds[0], speeds[rounds - 1]);
            out.printf(Locale.ROOT, "memory    %s at most%n", peakMemory());
        }
        return ExitCode.DONE;
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }

    private static List<SentencePair> pairs(Path source, Path target) {
        List<SentencePair> pairs = new ArrayList<>();
        try (LineReader sources = LineReader.openByName(source);
                LineReader targets = LineReader.openByName(target)) {
            while (sources.hasNext() && targets.hasNext()) {
                pairs.add(SentencePair.of(sources.next().text(), targets.next().text()));
            }
            if (sources.hasNext() != targets.hasNext()) {
                throw new CorpusException(source + " and " + target + " differ in their number of lines");
            }
        }
        if (pairs.isEmpty()) {
            throw new CorpusException(source + " holds no line");
        }
        return pairs;
    }

    /** The most memory the process held so far, native memory included, as the Linux kernel counts it. */
    private static String peakMemory() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (Files.isReadable(status)) {
            for (String line : Files.readAllLines(status)) {
                if (line.startsWith("VmHWM:")) {
                    long kilobytes = Long.parseLong(line.replaceAll("\\D", ""));
                    return String.format(Locale.ROOT, "%d MiB resident", kilobytes / 1024);
                }
            }
        }
        return "n/a (told by the Linux kernel only)";
    }
}
