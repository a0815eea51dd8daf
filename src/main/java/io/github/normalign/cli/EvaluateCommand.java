package io.github.normalign.cli;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.normalign.alignment.Alignment;
import io.github.normalign.corpus.SentencePair;
import io.github.normalign.evaluation.AlignmentCounts;
import io.github.normalign.evaluation.AlignmentScores;
import io.github.normalign.format.IndexBase;
import io.github.normalign.format.LinkCheck;
import io.github.normalign.format.LinkFile;
import io.github.normalign.format.LinkFormat;
import io.github.normalign.format.PharaohFormat;
import io.github.normalign.gold.GoldAlignment;
import io.github.normalign.gold.GoldSet;
import io.github.normalign.gold.GoldTexts;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code evaluate}: scores an alignment file against gold. */
@Command(name = "evaluate", mixinStandardHelpOptions = true, sortOptions = false,
    header = "Scores an alignment against gold.",
    description = {"%nPrints the alignment error rate (AER), precision, recall and F1 of all sentence pairs together (micro"
        + " average), and the counts they come from. In percent, from 0 to 100; of the AER less is better, of the others more."
        + " With --json as fractions from 0 to 1. Undefined values, such as the precision of an alignment without links, are"
        + " n/a, in JSON null.",
        "%nWith links A, sure links S and possible links P (the sure ones always among them):",
        "  precision = |A n P| / |A|    recall = |A n S| / |S|",
        "  F1 = 2 precision recall / (precision + recall)",
        "  AER = 1 - (|A n S| + |A n P|) / (|A| + |S|)%n"},
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:done", "1:a file cannot be read, or files contradict each other", "2:wrong or missing options"})
public final class EvaluateCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--gold", required = true, paramLabel = "FILE|DIR",
        description = "Gold: a folder with a gold.json, which brings its texts, or a file by itself: Pharaoh (i-j sure, ipj"
            + " possible; an id and a TAB may stand before) or NAACL (sentence i j S|P).")
    private Path gold;

    @Option(names = "--alignment", required = true, paramLabel = "FILE",
        description = "The alignment to score: i-j or i-j:score, source word first, one line a sentence pair.")
    private Path alignment;

    @Option(names = "--source", paramLabel = "FILE",
        description = "The source text, words separated by spaces: links outside a sentence are refused. Goes with --target.")
    private Path source;

    @Option(names = "--target", paramLabel = "FILE", description = "The target text.")
    private Path target;

    @Option(names = "--gold-base", paramLabel = "0|1", converter = BaseConverter.class,
        description = "What the gold calls the first word. Needed for a file whose links and texts do not prove it.")
    private IndexBase goldBase;

    @Option(names = "--alignment-base", paramLabel = "0|1", converter = BaseConverter.class,
        description = "What the alignment calls the first word; 0 if not given.")
    private IndexBase alignmentBase;

    @Option(names = "--swap-gold", description = "The gold's links are target-source. A folder's texts are turned with its links.")
    private boolean swapGold;

    @Option(names = "--swap-alignment", description = "The alignment's links are target-source.")
    private boolean swapAlignment;

    @Option(names = "--json", description = "Print JSON: aer, precision, recall, f1 (fractions), links, sure, possible,"
        + " linksInSure, linksInPossible.")
    private boolean json;

    /** Made by picocli, which fills in the options. */
    public EvaluateCommand() {
    }

    /** What the alignment is judged by: gold in its direction, the texts if known, and what messages call it. */
    private record Judge(List<GoldAlignment> gold, Optional<List<SentencePair>> pairs, String name) {
    }

    /**
     * Reads, checks, scores and prints.
     *
     * @return 0; everything else is an exception
     * @throws io.github.normalign.error.CorpusException if a file cannot be read, or files contradict each other
     * @throws ParameterException if options are missing
     */
    @Override
    public Integer call() {
        if ((source == null) != (target == null)) {
            throw new ParameterException(spec.commandLine(), "--source and --target go together: give both or neither.");
        }
        Optional<List<SentencePair>> texts =
            source == null ? Optional.empty() : Optional.of(GoldTexts.read(source, target));
        Judge judge = Files.isDirectory(gold) ? folder(texts) : file(texts);
        AlignmentScores scores = AlignmentScores.of(alignments(judge), judge.gold());
        PrintWriter out = spec.commandLine().getOut();
        out.print(json ? json(scores) : table(scores));
        out.flush();
        return 0;
    }

    private Judge folder(Optional<List<SentencePair>> texts) {
        GoldSet loaded = GoldSet.load(gold, Optional.ofNullable(goldBase));
        GoldSet set = swapGold ? loaded.swapped() : loaded;
        texts.ifPresent(pairs -> set.requireTexts(pairs, source.toString(), target.toString()));
        return new Judge(set.gold(), Optional.of(set.pairs()), gold.toString());
    }

    private Judge file(Optional<List<SentencePair>> texts) {
        LinkFile links = LinkFormat.readGold(gold);
        texts.ifPresent(pairs -> links.requireSentences(pairs.size(), source.toString()));
        LinkCheck check = new LinkCheck(links, texts, swapGold, LinkCheck.Role.GOLD_FILE);
        IndexBase base = Optional.ofNullable(goldBase).or(check::provenBase).orElseThrow(() -> new ParameterException(
            spec.commandLine(), gold + ": " + check.openBase()));
        check.require(base);
        List<GoldAlignment> all = GoldAlignment.allOf(links, base, texts.map(List::size).orElseGet(links::sentences));
        String name = texts.isPresent() || links.lines().isPresent() ? gold.toString()
            : gold + " (whose last sentences may have no links: --source and --target tell their number)";
        return new Judge(swapGold ? all.stream().map(GoldAlignment::swapped).toList() : all, texts, name);
    }

    private List<Alignment> alignments(Judge judge) {
        LinkFile links = PharaohFormat.readLinks(alignment);
        links.requireSentences(judge.gold().size(), judge.name());
        IndexBase base = Optional.ofNullable(alignmentBase).orElse(IndexBase.ZERO);
        new LinkCheck(links, judge.pairs(), swapAlignment, LinkCheck.Role.ALIGNMENT).require(base);
        if (alignmentBase == null && judge.pairs().isEmpty() && !links.links().isEmpty() && links.firstZero().isEmpty()) {
            spec.commandLine().getErr().println("note: " + alignment + " has no index 0. If it counts words from 1, give"
                + " --alignment-base 1; with --source and --target it would be checked.");
            spec.commandLine().getErr().flush();
        }
        List<Alignment> all = links.alignments(base, judge.gold().size());
        return swapAlignment ? all.stream().map(Alignment::swapped).toList() : all;
    }

    private static String json(AlignmentScores scores) {
        JsonObject object = new JsonObject();
        fraction(object, "aer", scores.aer());
        fraction(object, "precision", scores.precision());
        fraction(object, "recall", scores.recall());
        fraction(object, "f1", scores.f1());
        AlignmentCounts counts = scores.counts();
        object.addProperty("links", counts.links());
        object.addProperty("sure", counts.sure());
        object.addProperty("possible", counts.possible());
        object.addProperty("linksInSure", counts.linksInSure());
        object.addProperty("linksInPossible", counts.linksInPossible());
        return new GsonBuilder().serializeNulls().setPrettyPrinting().create().toJson(object) + "\n";
    }

    private static void fraction(JsonObject object, String key, OptionalDouble value) {
        object.add(key, value.isPresent() ? new JsonPrimitive(value.getAsDouble()) : JsonNull.INSTANCE);
    }

    private static String table(AlignmentScores scores) {
        AlignmentCounts counts = scores.counts();
        return percent("AER", scores.aer()) + percent("precision", scores.precision()) + percent("recall", scores.recall())
            + percent("F1", scores.f1()) + count("links", counts.links()) + count("sure links", counts.sure())
            + count("possible links", counts.possible()) + count("links in sure", counts.linksInSure())
            + count("links in possible", counts.linksInPossible());
    }

    private static String percent(String label, OptionalDouble value) {
        return value.isPresent() ? String.format(Locale.ROOT, "%-18s%9.2f %%\n", label, 100 * value.getAsDouble())
            : String.format(Locale.ROOT, "%-18s%9s\n", label, "n/a");
    }

    private static String count(String label, long value) {
        return String.format(Locale.ROOT, "%-18s%9d\n", label, value);
    }

    /** Reads 0 or 1. */
    private static final class BaseConverter implements ITypeConverter<IndexBase> {
        @Override
        public IndexBase convert(String value) {
            return switch (value) {
                case "0" -> IndexBase.ZERO;
                case "1" -> IndexBase.ONE;
                default -> throw new TypeConversionException("'" + value + "' is not 0 or 1");
            };
        }
    }
}
