package io.github.normalign.cli;

import io.github.normalign.analysis.AerIntervals;
import io.github.normalign.analysis.AttentionTally;
import io.github.normalign.analysis.ModelAnalysis;
import io.github.normalign.analysis.PairTally;
import io.github.normalign.analysis.SentenceCounts;
import io.github.normalign.analysis.WordFrequencies;
import io.github.normalign.corpus.SentencePair;
import io.github.normalign.evaluation.AlignmentCounts;
import io.github.normalign.evaluation.Comparison;
import io.github.normalign.evaluation.ComparisonRow;
import io.github.normalign.evaluation.PairedBootstrap;
import io.github.normalign.gold.GoldAlignment;
import io.github.normalign.gold.GoldSet;
import io.github.normalign.model.AttentionReader;
import io.github.normalign.model.ModelDirectory;
import io.github.normalign.report.ComparedModel;
import io.github.normalign.report.ComparisonCsv;
import io.github.normalign.report.ComparisonHtml;
import io.github.normalign.report.ComparisonReport;
import io.github.normalign.report.ComparisonTable;
import io.github.normalign.report.FigureFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code normalign compare}: weights against norms, layer by layer and head by head, on gold. */
@Command(name = "compare", mixinStandardHelpOptions = true, sortOptions = false,
    description = {"Compares weights with norms: every layer, head, reading and word rule of one or more models, scored by "
        + "alignment error rate (AER, in percent, lower is better) against gold alignments.",
        "Without options: the two embedded models, en-pt and pt-en, on the embedded Graca en-pt gold.",
        "A pair that is longer than a model allows counts as one without links, is named, and gives exit status 3."},
    footer = {"%nExamples:",
        "The embedded models on the embedded gold:",
        "  normalign compare",
        "A model and gold of your own:",
        "  normalign compare --model onnx-models/en-pt \\",
        "    --gold gold-alignments/graca-en-pt --csv en-pt.csv --html en-pt.html"},
    exitCodeList = {ExitCode.DONE_SAYS, ExitCode.FAILED_SAYS, ExitCode.USAGE_SAYS, "3:done, with pairs skipped: they are named"})
final class CompareCommand implements Callable<Integer> {

    /** Pairs read at a time. */
    private static final int WINDOW = 1024;

    @Spec
    private CommandSpec spec;

    @Section(Section.MODEL)
    @Option(names = "--model", paramLabel = "DIR",
        description = "A model directory; may be given more than once. Default: the embedded en-pt and pt-en.")
    private List<Path> models = List.of();

    @Section(Section.GOLD)
    @Option(names = "--gold", paramLabel = "DIR",
        description = "A gold set: a directory with gold.json. Default: the embedded Graca en-pt.")
    private Path gold;

    @Section(Section.GOLD)
    @Option(names = "--swap-gold", negatable = true,
        description = "Turn the gold's links round, or do not, for models whose languages and the gold's do not settle it; "
            + "a usage error where they do and the flag says otherwise.")
    private Boolean swapGold;

    private long skipped;

    @Section(Section.OUTPUT)
    @Option(names = "--csv", paramLabel = "FILE", defaultValue = "normalign-compare.csv",
        description = "Where every setting's scores go, as CSV. Default: ${DEFAULT-VALUE}.")
    private Path csv;

    @Section(Section.OUTPUT)
    @Option(names = "--html", paramLabel = "FILE", defaultValue = "normalign-compare.html",
        description = "Where tables, heat maps and figures go, as one HTML page. Default: ${DEFAULT-VALUE}.")
    private Path html;

    @Section(Section.OUTPUT)
    @Option(names = "--figures", paramLabel = "PREFIX",
        description = "What the names of the figures' CSV files begin with: PREFIX-intervals.csv (95 %% intervals of the "
            + "error rates), -contests.csv (norms minus weights), -heads.csv (mean norm and AER), -attention.csv (what attention "
            + "falls on), -words.csv (||f(x)|| of words), -correlations.csv. Default: the name of --csv without .csv.")
    private Path figures;

    @Section(Section.GOLD)
    @Option(names = "--frequency", paramLabel = "[LANG=]FILE",
        description = {"Counts of source words for the figures' frequency bands: lines of 'word TAB count', or plain text to "
            + "count; plain or .gz; in lower case. LANG= is for models that read that language; may be given more than once. "
            + "Default: the gold set's own source text, which is small.",
            "Bands: the running words in order of frequency are cut in thirds, frequent, medium and rare; words of one count stay "
            + "together, words never counted are rare, punctuation is apart."})
    private List<String> frequencies = List.of();

    @Mixin
    private ModelOptions options;

    @Mixin
    private ChoiceOptions choiceOptions;

    /** One pair's counts under every setting; what its attention falls on, or why it was skipped. */
    private record Judged(List<AlignmentCounts> counts, Optional<PairTally> tally, Optional<String> skipped) {
    }

    /** Everything found out about one model. */
    private record Compared(List<ComparisonRow> rows, ModelAnalysis analysis) {
    }

    @Override
    public Integer call() throws IOException {
        requireOutputs();
        GoldSet set = GoldSet.load(gold == null ? Home.gold("graca-en-pt") : gold);
        List<ModelDirectory> directories = (models.isEmpty() ? List.of(Home.model("en-pt"), Home.model("pt-en")) : models)
            .stream().map(path -> ModelDirectory.open(path, choiceOptions.choice())).toList();
        requireDifferentNames(directories);
        List<GoldSet> turned = GoldDirection.of(directories, set, swapGold, spec);
        FrequencyFiles counted = FrequencyFiles.parse(frequencies, spec);
        List<ModelAnalysis> analyses = new ArrayList<>();
        List<ComparedModel> compared = new ArrayList<>();
        List<ComparisonRow> rows = new ArrayList<>();
        for (int i = 0; i < directories.size(); i++) {
            GoldSet its = turned.get(i);
            compared.add(new ComparedModel(directories.get(i).name(), its.sourceLanguage(), its.targetLanguage()));
            Compared found = compare(directories.get(i), its, counted);
            rows.addAll(found.rows());
            analyses.add(found.analysis());
        }
        ComparisonReport report = ComparisonReport.of(set.name(), compared, rows, Main.Version.text()).with(analyses);
        PrintWriter out = TerminalWriter.of(spec.commandLine().getOut());
        out.print(ComparisonTable.of(report));
        try (Writer writer = Files.newBufferedWriter(csv, StandardCharsets.UTF_8)) {
            ComparisonCsv.write(report, writer);
        }
        Files.writeString(html, ComparisonHtml.of(report), StandardCharsets.UTF_8);
        out.println();
        out.println("Every setting's scores: " + csv);
        out.println("Heat maps, figures:     " + html);
        Optional<Path> prefix = figurePrefix();
        if (prefix.isPresent()) {
            for (FigureFile figure : FigureFile.values()) {
                try (Writer writer = Files.newBufferedWriter(figureFile(prefix.get(), figure), StandardCharsets.UTF_8)) {
                    figure.write(report, writer);
                }
            }
            out.println("The figures' numbers:   " + prefix.get() + "-*.csv");
        }
        if (skipped > 0) {
            spec.commandLine().getErr().println("normalign: " + skipped + (skipped == 1 ? " pair was" : " pairs were")
                + " skipped and counted as without links");
            return ExitCode.SKIPPED;
        }
        return ExitCode.DONE;
    }

    /** Found out now, and not after minutes of work. */
    private void requireOutputs() throws IOException {
        OutputFile table = new OutputFile("--csv", csv);
        OutputFile page = new OutputFile("--html", html);
        table.requireFolder();
        page.requireFolder();
        table.requireOtherThan(page, spec);
        Optional<Path> prefix = figurePrefix();
        if (prefix.isPresent()) {
            for (FigureFile figure : FigureFile.values()) {
                OutputFile file = new OutputFile("--figures", figureFile(prefix.get(), figure));
                file.requireFolder();
                file.requireOtherThan(table, spec);
                file.requireOtherThan(page, spec);
            }
        }
    }

    /** None by default where the table goes to a device or a pipe: there is nothing to put files beside. */
    private Optional<Path> figurePrefix() {
        if (figures == null && Files.exists(csv) && !Files.isRegularFile(csv)) {
            return Optional.empty();
        }
        return Optional.of(figures != null ? figures
            : csv.resolveSibling(csv.getFileName().toString().replaceFirst("[.]csv$", "")));
    }

    private static Path figureFile(Path prefix, FigureFile figure) {
        return prefix.resolveSibling(prefix.getFileName() + "-" + figure);
    }

    private Compared compare(ModelDirectory directory, GoldSet set, FrequencyFiles files) {
        int layers = directory.config().layers();
        Comparison comparison = new Comparison(directory.name(), layers, directory.config().heads());
        SentenceCounts sentences = new SentenceCounts();
        Optional<Path> file = files.of(set.sourceLanguage());
        WordFrequencies words = file.map(WordFrequencies::read)
            .orElseGet(() -> WordFrequencies.of(set.pairs().stream().map(SentencePair::source).toList()));
        AttentionTally tally = new AttentionTally(layers, directory.config().heads(), words);
        try (AttentionReader reader = AttentionReader.open(directory, options.everyLayer(ModelOptions.MEASURING));
                Progress progress = new Progress("compare", set.pairs().size(), spec)) {
            ModelOptions.announce(reader.device(), spec);
            // In parts, so that a large gold set shows progress and its counts do not pile up.
            for (int from = 0; from < set.pairs().size(); from += WINDOW) {
                int to = Math.min(from + WINDOW, set.pairs().size());
                List<Judged> judged = judge(reader, comparison, tally, set.pairs().subList(from, to),
                    set.gold().subList(from, to));
                for (int i = 0; i < judged.size(); i++) {
                    comparison.add(judged.get(i).counts());
                    sentences.add(judged.get(i).counts());
                    judged.get(i).tally().ifPresent(tally::add);
                    if (judged.get(i).skipped().isPresent()) {
                        skipped++;
                        progress.message("normalign: " + directory.name() + ", " + set.name() + ", pair " + (from + i + 1) + ": "
                            + judged.get(i).skipped().get() + "; counted as without links");
                    }
                }
                progress.add(to - from);
            }
        }
        List<ComparisonRow> rows = comparison.rows();
        String source = file.map(Path::toString).orElse("the source text of " + set.name());
        return new Compared(rows, new ModelAnalysis(directory.name(), source,
            AerIntervals.of(rows, sentences, new PairedBootstrap()), tally.summary()));
    }

    private static List<Judged> judge(AttentionReader reader, Comparison comparison, AttentionTally tally,
            List<SentencePair> pairs, List<GoldAlignment> gold) {
        return reader.read(pairs, (i, pair) -> new Judged(pair.attention()
            .map(attention -> comparison.judge(attention, pair.pieces().source(), pair.pieces().target(), gold.get(i)))
            .orElseGet(() -> comparison.judgeSkipped(gold.get(i))),
            pair.attention().map(attention -> tally.measure(attention, pair.pieces().source(), pairs.get(i).source())),
            pair.skipped()));
    }

    private void requireDifferentNames(List<ModelDirectory> directories) {
        Set<String> names = new HashSet<>();
        for (ModelDirectory directory : directories) {
            if (!names.add(directory.name())) {
                throw new ParameterException(spec.commandLine(), "two models are in directories named " + directory.name()
                    + "; tables tell models apart by that name");
            }
        }
    }
}
