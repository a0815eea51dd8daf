package io.github.normalign.cli;

import io.github.normalign.alignment.Alignment;
import io.github.normalign.corpus.SentencePair;
import io.github.normalign.evaluation.AlignmentCounts;
import io.github.normalign.format.IndexBase;
import io.github.normalign.format.LinkCheck;
import io.github.normalign.format.LinkFile;
import io.github.normalign.format.LinkFormat;
import io.github.normalign.gold.GoldAlignment;
import io.github.normalign.gold.GoldSet;
import io.github.normalign.gold.GoldTexts;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code evaluate}: scores an alignment file against gold, with intervals and beside another file where asked to. */
@Command(name = "evaluate", mixinStandardHelpOptions = true, sortOptions = false,
    header = "Scores an alignment against gold.",
    description = {"%nPrints the alignment error rate (AER), precision, recall and F1 of all sentence pairs together (micro"
        + " average), and the counts they come from. In percent, from 0 to 100; of the AER less is better, of the others more."
        + " With --json as fractions from 0 to 1. Undefined values, such as the precision of an alignment without links, are"
        + " n/a, in JSON null.",
        "%nWith links A, sure links S and possible links P (the sure ones always among them):",
        "  precision = |A n P| / |A|    recall = |A n S| / |S|",
        "  F1 = 2 precision recall / (precision + recall)",
        "  AER = 1 - (|A n S| + |A n P|) / (|A| + |S|)",
        "%nIntervals are 95 %% percentile intervals of 10,000 bootstrap samples of the sentence pairs, the same ones every time."
        + " The difference of --against is the AER of --alignment minus that of --against, in percentage points, both scored on"
        + " the same samples: below 0, --alignment is better; an interval without 0 tells them apart. The share of the samples"
        + " in which it is above 0 stands below it, and the two-sided share: the smallest chance of error at which such an"
        + " interval would leave out 0. They speak of other sentences, not of another training run."},
    footer = {"%nExamples:",
        "  normalign evaluate --gold gold-alignments/graca-en-pt --alignment graca.links",
        "Is it better than another one?",
        "  normalign evaluate --gold gold-alignments/graca-en-pt \\",
        "    --alignment graca.links --against other.links",
        "Gold of your own, which counts words from 1; figures for programs:",
        "  normalign evaluate --gold my.gold --gold-base 1 --alignment my.links \\",
        "    --source my.en --target my.pt --json"},
    exitCodeList = {ExitCode.DONE_SAYS, "1:a file cannot be read, or files contradict each other", ExitCode.USAGE_SAYS})
public final class EvaluateCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--gold", required = true, paramLabel = "FILE|DIR",
        description = "Gold: a folder with a gold.json, which brings its texts, or a file by itself: Pharaoh (i-j sure, ipj"
            + " possible; an id and a TAB may stand before) or NAACL (sentence i j S|P).")
    private Path gold;

    @Option(names = "--alignment", required = true, paramLabel = "FILE",
        description = "The alignment to score: i-j or i-j:score, source word first, one line a sentence pair; or JSON Lines"
            + " as 'align --jsonl' writes them.")
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

    @Option(names = "--interval", description = "Print the 95 %% interval of the AER too.")
    private boolean interval;

    @Option(names = "--against", paramLabel = "FILE", description = "A second alignment of the same sentences, counted from the"
        + " same base: print its AER, the intervals of both, and the difference with its interval.")
    private Path against;

    @Option(names = "--swap-against", description = "The links of --against are target-source.")
    private boolean swapAgainst;

    @Option(names = "--json", description = "Print JSON: aer, precision, recall, f1 (fractions), links, sure, possible,"
        + " linksInSure, linksInPossible; with --interval or --against also aerLow, aerHigh; with --against also against: aer,"
        + " aerLow, aerHigh, difference, differenceLow, differenceHigh.")
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
        if (swapAgainst && against == null) {
            throw new ParameterException(spec.commandLine(), "--swap-against says how to read --against: give that too.");
        }
        Optional<List<SentencePair>> texts =
            source == null ? Optional.empty() : Optional.of(GoldTexts.read(source, target));
        Judge judge = Files.isDirectory(gold) ? folder(texts) : file(texts);
        List<AlignmentCounts> counts = counts(alignment, swapAlignment, LinkCheck.Role.ALIGNMENT, judge);
        Optional<List<AlignmentCounts>> others = against == null ? Optional.empty()
            : Optional.of(counts(against, swapAgainst, LinkCheck.Role.AGAINST, judge));
        ScoreOutput output = new ScoreOutput(counts, interval, others, String.valueOf(against));
        PrintWriter out = TerminalWriter.of(spec.commandLine().getOut());
        out.print(json ? output.json() : output.table());
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

    private List<AlignmentCounts> counts(Path file, boolean swapped, LinkCheck.Role role, Judge judge) {
        LinkFile links = LinkFormat.readLinks(file);
        links.requireSentences(judge.gold().size(), judge.name());
        IndexBase base = Optional.ofNullable(alignmentBase).orElse(IndexBase.ZERO);
        new LinkCheck(links, judge.pairs(), swapped, role).require(base);
        if (alignmentBase == null && judge.pairs().isEmpty() && !links.links().isEmpty() && links.firstZero().isEmpty()) {
            spec.commandLine().getErr().println("note: " + file + " has no index 0. If it counts words from 1, give"
                + " --alignment-base 1; with --source and --target it would be checked.");
            spec.commandLine().getErr().flush();
        }
        List<Alignment> all = links.alignments(base, judge.gold().size());
        return AlignmentCounts.ofEach(swapped ? all.stream().map(Alignment::swapped).toList() : all, judge.gold());
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
