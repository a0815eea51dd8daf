package io.github.normalign.cli;

import com.google.common.collect.ImmutableSortedSet;
import io.github.normalign.corpus.SentencePair;
import io.github.normalign.evaluation.AlignmentCounts;
import io.github.normalign.evaluation.Comparison;
import io.github.normalign.evaluation.ComparisonRow;
import io.github.normalign.gold.GoldAlignment;
import io.github.normalign.gold.GoldSet;
import io.github.normalign.model.AttentionReader;
import io.github.normalign.model.ModelDirectory;
import io.github.normalign.model.ReaderOptions;
import io.github.normalign.report.ComparedModel;
import io.github.normalign.report.ComparisonCsv;
import io.github.normalign.report.ComparisonHtml;
import io.github.normalign.report.ComparisonReport;
import io.github.normalign.report.ComparisonTable;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
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
        "Without options: the two embedded models, en-pt and pt-en, on the embedded Graca en-pt gold."})
final class CompareCommand implements Callable<Integer> {

    /** Pairs read at a time. */
    private static final int WINDOW = 1024;

    @Spec
    private CommandSpec spec;

    @Option(names = "--model", paramLabel = "DIR", description = "A model directory; may be given more than once.")
    private List<Path> models = List.of();

    @Option(names = "--gold", paramLabel = "DIR", description = "A gold set: a directory with gold.json.")
    private Path gold;

    @Option(names = "--swap-gold", negatable = true,
        description = "Turn the gold's links round, or do not; needed where the languages of model and gold do not settle it.")
    private Boolean swapGold;

    @Option(names = "--csv", paramLabel = "FILE", defaultValue = "normalign-compare.csv",
        description = "Where every setting's scores go, as CSV. Default: ${DEFAULT-VALUE}.")
    private Path csv;

    @Option(names = "--html", paramLabel = "FILE", defaultValue = "normalign-compare.html",
        description = "Where tables and heat maps go, as one HTML page. Default: ${DEFAULT-VALUE}.")
    private Path html;

    @Mixin
    private ModelOptions options;

    @Override
    public Integer call() throws IOException {
        boolean embedded = models.isEmpty() && gold == null;
        if (models.isEmpty() != (gold == null)) {
            throw usage(models.isEmpty() ? "--gold needs a --model" : "--model needs a --gold set to be compared on");
        }
        GoldSet set = GoldSet.load(embedded ? Home.gold("graca-en-pt") : gold);
        List<ModelDirectory> directories = (embedded ? List.of(Home.model("en-pt"), Home.model("pt-en")) : models).stream()
            .map(ModelDirectory::open).toList();
        requireDifferentNames(directories);
        List<GoldSet> turned = directories.stream().map(directory -> inDirectionOf(directory, set)).toList();
        List<ComparedModel> compared = new ArrayList<>();
        List<ComparisonRow> rows = new ArrayList<>();
        for (int i = 0; i < directories.size(); i++) {
            GoldSet its = turned.get(i);
            compared.add(new ComparedModel(directories.get(i).name(), its.sourceLanguage(), its.targetLanguage()));
            rows.addAll(compare(directories.get(i), its));
        }
        ComparisonReport report = ComparisonReport.of(set.name(), compared, rows, Main.Version.text());
        PrintWriter out = spec.commandLine().getOut();
        out.print(ComparisonTable.of(report));
        try (Writer writer = Files.newBufferedWriter(csv, StandardCharsets.UTF_8)) {
            ComparisonCsv.write(report, writer);
        }
        Files.writeString(html, ComparisonHtml.of(report), StandardCharsets.UTF_8);
        out.println();
        out.println("Every setting's scores: " + csv);
        out.println("Heat maps:              " + html);
        return ExitCode.DONE;
    }

    private List<ComparisonRow> compare(ModelDirectory directory, GoldSet set) {
        PrintWriter err = spec.commandLine().getErr();
        int layers = directory.config().layers();
        Comparison comparison = new Comparison(directory.name(), layers, directory.config().heads());
        ReaderOptions reading =
            new ReaderOptions(ImmutableSortedSet.of(), true, options.device(), options.threads(), options.batch());
        try (AttentionReader reader = AttentionReader.open(directory, reading);
                Progress progress = new Progress("compare", set.pairs().size(), err)) {
            ModelOptions.announce(reader.device(), err);
            // In parts, so that a large gold set shows progress and its counts do not pile up.
            for (int from = 0; from < set.pairs().size(); from += WINDOW) {
                int to = Math.min(from + WINDOW, set.pairs().size());
                judge(reader, comparison, set.pairs().subList(from, to), set.gold().subList(from, to), set.name(), from + 1, err);
                progress.add(to - from);
            }
        }
        return comparison.rows();
    }

    private static void judge(AttentionReader reader, Comparison comparison, List<SentencePair> pairs, List<GoldAlignment> gold,
            String name, int first, PrintWriter err) {
        List<List<AlignmentCounts>> counts = reader.read(pairs, (i, pair) -> pair.attention()
            .map(attention -> comparison.judge(attention, pair.pieces().source(), pair.pieces().target(), gold.get(i)))
            .orElseGet(() -> {
                err.println("normalign: " + name + ", pair " + (first + i) + ": " + pair.skipped().orElseThrow()
                    + "; counted as without links");
                return comparison.judgeSkipped(gold.get(i));
            }));
        counts.forEach(comparison::add);
    }

    /** The gold in the model's direction: by the languages of both, or as the flag says. */
    private GoldSet inDirectionOf(ModelDirectory directory, GoldSet set) {
        if (swapGold != null) {
            return swapGold ? set.swapped() : set;
        }
        String source = directory.profile().sourceLanguage().map(CompareCommand::language).orElse("unknown");
        String target = directory.profile().targetLanguage().map(CompareCommand::language).orElse("unknown");
        String goldSource = language(set.sourceLanguage());
        String goldTarget = language(set.targetLanguage());
        boolean same = source.equals(goldSource) && target.equals(goldTarget);
        boolean opposite = source.equals(goldTarget) && target.equals(goldSource);
        if (same == opposite) {
            throw usage("the model in " + directory.path() + " goes from " + source + " to " + target + ", the gold set "
                + set.name() + " from " + goldSource + " to " + goldTarget + "; say --swap-gold if the gold must be turned round"
                + " for this model, --no-swap-gold if not");
        }
        return same ? set : set.swapped();
    }

    /** The language of a code, without region or script: pt for pt-BR and por_Latn's por stays por. */
    private static String language(String code) {
        return code.toLowerCase(Locale.ROOT).split("[-_]", 2)[0];
    }

    private void requireDifferentNames(List<ModelDirectory> directories) {
        Set<String> names = new HashSet<>();
        for (ModelDirectory directory : directories) {
            if (!names.add(directory.name())) {
                throw usage("two models are in directories named " + directory.name() + "; tables tell models apart by that name");
            }
        }
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
