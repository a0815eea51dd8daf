package io.github.normalign.cli;

import io.github.normalign.alignment.Alignment;
import io.github.normalign.corpus.SentencePair;
import io.github.normalign.format.IndexBase;
import io.github.normalign.gold.GoldSet;
import io.github.normalign.model.ReaderOptions;
import io.github.normalign.viewer.PairFinding;
import io.github.normalign.viewer.PairReader;
import io.github.normalign.viewer.View;
import io.github.normalign.viewer.ViewPage;
import io.github.normalign.viewer.ViewedPair;
import io.github.normalign.words.AlignmentSetting;
import io.github.normalign.words.TwoWaySetting;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code normalign view}: alignments to look at, as one HTML page. */
@Command(name = "view", mixinStandardHelpOptions = true, sortOptions = false,
    description = {"Writes one HTML page to look at alignments: links drawn between the words, the score matrix of every layer"
        + " and head, and gold beside them where there is gold. The page opens from disk and loads nothing.",
        "For every pair it holds the chosen setting and, while it stays below 20 MB, whole layers (all heads together); single"
        + " heads for the worst 100 pairs. Matrices are rounded to 256 steps, links and their scores by the chosen setting are"
        + " not.",
        "Without --model it shows what --alignment gives."},
    footer = {"%nExamples:",
        "  normalign view --gold gold-alignments/graca-en-pt --model onnx-models/en-pt \\",
        "    --reverse-model onnx-models/pt-en --html graca.html",
        "Links that another aligner wrote:",
        "  normalign view --source corpus.en --target corpus.pt --alignment corpus.links"},
    exitCodeList = {ExitCode.DONE_SAYS, ExitCode.FAILED_SAYS, ExitCode.USAGE_SAYS, "3:done, with lines skipped: they are named"})
final class ViewCommand implements Callable<Integer> {

    /** Pairs read at a time. */
    private static final int WINDOW = 256;
    private static final double MEGABYTE = 1e6;

    @Spec
    private CommandSpec spec;

    @Section(Section.MODEL)
    @Option(names = "--model", paramLabel = "DIR", description = "A model directory for this direction: source to target.")
    private Path model;

    @ArgGroup(exclusive = false, multiplicity = "0..1")
    private CorpusOptions corpus;

    @Section(Section.GOLD)
    @Option(names = "--gold", paramLabel = "DIR",
        description = "A gold set: a directory with gold.json. Without --source and --target or --input its texts are shown.")
    private Path gold;

    @Section(Section.GOLD)
    @Option(names = "--swap-gold", negatable = true,
        description = "Turn the gold round, or do not, where the model's languages and the gold's do not settle it.")
    private Boolean swapGold;

    @Option(names = "--alignment", paramLabel = "FILE",
        description = "Links to show beside the model's, or by themselves: i-j, source word first, one line a sentence pair. May be"
            + " given more than once.")
    private List<Path> alignments = List.of();

    @Option(names = "--alignment-base", paramLabel = "0|1", defaultValue = "0",
        description = "What those files call the first word. Default: ${DEFAULT-VALUE}.")
    private int alignmentBase;

    @Option(names = "--swap-alignment", description = "The links of those files are target-source.")
    private boolean swapAlignment;

    @Mixin
    private AligningOptions aligningOptions;

    @Section(Section.OUTPUT)
    @Option(names = {"-o", "--html"}, paramLabel = "FILE", defaultValue = "normalign-view.html",
        description = "Where the page goes. Default: ${DEFAULT-VALUE}.")
    private Path html;

    @Section(Section.OUTPUT)
    @Option(names = "--limit", paramLabel = "N", defaultValue = "1000", converter = AtLeastOne.class,
        description = "Show the first N lines. Default: ${DEFAULT-VALUE}.")
    private int limit;

    @Section(Section.OUTPUT)
    @Option(names = "--head-pairs", paramLabel = "N", defaultValue = "100",
        description = "Hold single heads for so many pairs: those with the highest AER, without gold the lowest score. Default:"
            + " ${DEFAULT-VALUE}.")
    private int headPairs;

    @Mixin
    private ModelOptions modelOptions;

    @Mixin
    private ChoiceOptions choiceOptions;

    @Mixin
    private OverwriteOption overwriteOption;

    @Override
    public Integer call() throws IOException {
        requireOptions();
        Optional<ModelsInUse> models = Optional.ofNullable(model).map(it -> aligningOptions.open(it, choiceOptions));
        Optional<GoldSet> set = Optional.ofNullable(gold).map(GoldSet::load).map(it -> turned(it, models));
        ViewInput input = corpus != null ? ViewInput.read(corpus) : ViewInput.of(set.orElseThrow());
        if (corpus != null) {
            set.ifPresent(it -> it.requireTexts(input.pairs(), "the source text", "the target text"));
        }
        IndexBase base = alignmentBase == 0 ? IndexBase.ZERO : IndexBase.ONE;
        List<List<Alignment>> given = alignments.stream().map(file -> input.alignment(file, base, swapAlignment)).toList();
        if (models.isEmpty()) {
            List<PairFinding> none = input.faults().stream().limit(limit)
                .map(fault -> fault.map(PairFinding::skipped).orElse(PairFinding.NONE)).toList();
            return write(view(input, set, given, none, Optional.empty()), Map.of());
        }
        try (PairReader reader = open(models.get())) {
            List<PairFinding> findings = read(reader, input);
            View view = view(input, set, given, findings, Optional.of(reader));
            return write(view, heads(reader, view));
        }
    }

    private void requireOptions() throws IOException {
        if (corpus == null && gold == null) {
            throw usage("what is to be shown? Give --source and --target, or --input, or --gold");
        }
        if (model == null && alignments.isEmpty()) {
            throw usage("whose links are to be shown? Give --model, or --alignment");
        }
        if (model == null && aligningOptions.isGiven()) {
            throw usage("a setting, --profile or --reverse-model was given, but no --model");
        }
        if (alignmentBase != 0 && alignmentBase != 1) {
            throw usage("--alignment-base is 0 or 1, found " + alignmentBase);
        }
        if (headPairs < 0) {
            throw usage("--head-pairs is 0 or more, found " + headPairs);
        }
        List<Path> inputs = new ArrayList<>(alignments);
        if (corpus != null) {
            inputs.addAll(corpus.inputs());
        }
        for (Path folder : new Path[] {gold, model}) {
            if (folder != null) {
                inputs.add(folder);
            }
        }
        inputs.addAll(aligningOptions.inputs());
        overwriteOption.require(List.of(page()), InputFiles.of(inputs));
    }

    private OutputFile page() {
        return new OutputFile("--html", html);
    }

    /** Gold in the model's direction; without a model as it is stored, unless it is told to be turned. */
    private GoldSet turned(GoldSet set, Optional<ModelsInUse> models) {
        if (models.isPresent()) {
            return GoldDirection.of(List.of(models.get().forward()), set, swapGold, spec).get(0);
        }
        return Boolean.TRUE.equals(swapGold) ? set.swapped() : set;
    }

    private PairReader open(ModelsInUse models) {
        ReaderOptions options = modelOptions.everyLayer(ModelOptions.ALIGNING);
        PairReader reader;
        if (models.reverse().isPresent()) {
            TwoWaySetting setting = aligningOptions.twoWay(models);
            models.announce(setting.toString(), Optional.empty(), spec);
            reader = PairReader.open(models.forward(), models.reverse().get(), setting, options);
        } else {
            AlignmentSetting setting = aligningOptions.oneWay(models);
            models.announce(setting.toString(), Optional.empty(), spec);
            reader = PairReader.open(models.forward(), setting, aligningOptions.threshold(), options);
        }
        reader.devices().forEach(device -> ModelOptions.announce(device, spec));
        return reader;
    }

    private List<SentencePair> shown(ViewInput input) {
        return input.pairs().subList(0, Math.min(limit, input.pairs().size()));
    }

    private List<PairFinding> read(PairReader reader, ViewInput input) {
        int lines = shown(input).size();
        List<PairFinding> findings = new ArrayList<>();
        try (Progress progress = new Progress("view", lines, spec)) {
            for (int from = 0; from < lines; from += WINDOW) {
                int to = Math.min(from + WINDOW, lines);
                Iterator<PairFinding> found = reader.read(input.pairs().subList(from, to).stream()
                    .filter(pair -> !pair.source().isEmpty()).toList()).iterator();
                for (int line = from; line < to; line++) {
                    PairFinding finding = !input.pairs().get(line).source().isEmpty() ? found.next()
                        : input.faults().get(line).map(PairFinding::skipped).orElse(PairFinding.NONE);
                    findings.add(finding);
                    if (finding.skipped().isPresent()) {
                        progress.message("normalign: " + input.faults().get(line)
                            .orElse(input.positions().get(line) + ": " + finding.skipped().get()) + "; shown without links");
                    }
                }
                progress.add(to - from);
            }
        }
        return findings;
    }

    private Map<Integer, byte[]> heads(PairReader reader, View view) {
        List<Integer> worst = view.order().stream().filter(i -> view.pairs().get(i).finding().chosen().length > 0)
            .limit(headPairs).toList();
        List<byte[]> packed = reader.readHeads(worst.stream().map(i -> view.pairs().get(i).words()).toList());
        Map<Integer, byte[]> heads = new HashMap<>();
        for (int k = 0; k < worst.size(); k++) {
            heads.put(worst.get(k), packed.get(k));
        }
        return heads;
    }

    private View view(ViewInput input, Optional<GoldSet> set, List<List<Alignment>> given, List<PairFinding> findings,
            Optional<PairReader> reader) {
        List<ViewedPair> pairs = new ArrayList<>();
        for (int i = 0; i < findings.size(); i++) {
            int line = i;
            pairs.add(new ViewedPair(line + 1, input.pairs().get(i), findings.get(i), set.map(it -> it.gold().get(line)),
                given.stream().map(all -> all.get(line)).toList()));
        }
        String title = corpus == null ? set.orElseThrow().name()
            : String.join(" and ", corpus.inputs().stream().map(file -> file.getFileName().toString()).toList());
        List<String> languages = set.map(it -> List.of(it.sourceLanguage(), it.targetLanguage()))
            .or(() -> reader.map(it -> it.models().get(0)).map(first ->
                List.of(first.sourceLanguage().orElse(""), first.targetLanguage().orElse(""))))
            .orElse(List.of("", ""));
        return new View(title, Main.Version.text(), reader.map(PairReader::models).orElse(List.of()),
            reader.map(it -> it.models().get(0).setting().toString()).orElse(""),
            reader.flatMap(PairReader::combination).map(Object::toString).orElse(""), aligningOptions.threshold(), languages,
            set.map(GoldSet::name), alignments.stream().map(file -> file.getFileName().toString()).toList(),
            input.pairs().size() - findings.size(), pairs);
    }

    private int write(View view, Map<Integer, byte[]> heads) throws IOException {
        ViewPage.Written written;
        try (WholeFiles files = WholeFiles.open(List.of(page()))) {
            written = ViewPage.write(view, heads, files.writer(page()));
            files.finish();
        }
        PrintWriter err = Notices.of(spec);
        if (view.left() > 0) {
            err.println("normalign: the page shows the first " + limit + " lines of " + (view.left() + limit)
                + "; --limit changes that");
        }
        if (model != null) {
            err.println("normalign: whole layers of " + written.layers() + " of " + view.pairs().size()
                + " pairs, single heads of " + written.heads());
        }
        TerminalWriter.of(spec.commandLine().getOut()).println(String.format(Locale.ROOT, "%s: %d pairs, %.1f MB", html,
            view.pairs().size(), Files.size(html) / MEGABYTE));
        boolean skipped = view.pairs().stream().anyMatch(pair -> pair.finding().skipped().isPresent());
        return skipped ? ExitCode.SKIPPED : ExitCode.DONE;
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
