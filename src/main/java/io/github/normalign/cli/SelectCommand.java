package io.github.normalign.cli;

import com.google.gson.JsonObject;
import io.github.normalign.corpus.ParallelReader;
import io.github.normalign.gold.GoldSet;
import io.github.normalign.model.ModelDirectory;
import io.github.normalign.model.OpenedDevice;
import io.github.normalign.model.ProfileFile;
import io.github.normalign.selection.GoldCombiner;
import io.github.normalign.selection.OneWaySelector;
import io.github.normalign.selection.Selection;
import io.github.normalign.selection.SelectionOptions;
import io.github.normalign.selection.SelectionWatch;
import io.github.normalign.selection.TwoWaySelector;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code normalign select}: finds the setting to align with, and keeps it where align finds it. */
@Command(name = "select", mixinStandardHelpOptions = true, sortOptions = false,
    header = "Finds the layer, heads, measure and reading to align with, without gold or with it.",
    description = {"%nWithout gold: of two models of opposite directions, the settings whose links agree most on your own text are "
        + "taken; their scores are averaged, with the threshold that promises the highest F1 if scores are taken for chances. "
        + "Of one model alone, the setting whose links from target words agree best with those from source words: two models "
        + "tell more.",
        "With gold (--gold): the settings of the lowest alignment error rate (AER). The AER that is printed as held out comes from "
        + "cross-validation: every part is aligned by what was best on the other parts.",
        "The choice is written into the model directory's normalign.json, or into --profile FILE, with its figures; 'align' takes "
        + "it from there. It replaces an earlier choice for the same models, which is said; all else in the file stays. Printed "
        + "figures are in percent where no unit is named, kept ones are fractions.",
        "A line that is no sentence pair (one side empty, invalid UTF-8, more than one |||), or that is longer than a model "
        + "allows, is passed over, named, and gives exit status 3; a gold pair that is too long counts as one without links."},
    footer = {"%nExamples:",
        "On some text of your own, without gold; 'align --profile my.json' uses it:",
        "  normalign select --model onnx-models/en-pt \\",
        "    --reverse-model onnx-models/pt-en \\",
        "    --source corpus.en --target corpus.pt --profile my.json",
        "By gold, only printed:",
        "  normalign select --model onnx-models/en-pt \\",
        "    --gold gold-alignments/graca-en-pt --dry-run"},
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:done", "1:failed, nothing was written", "2:the command line is wrong",
        "3:done, with lines or pairs that could not be used: they are named"})
final class SelectCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Section(Section.MODEL)
    @Option(names = "--model", paramLabel = "DIR", required = true, description = "The model from source to target.")
    private Path model;

    @Section(Section.MODEL)
    @Option(names = "--reverse-model", paramLabel = "DIR",
        description = "A model of the opposite direction, target to source; a multilingual model may be both.")
    private Path reverseModel;

    @ArgGroup(multiplicity = "1")
    private By by;

    private static final class By {
        @ArgGroup(exclusive = false, multiplicity = "1")
        private CorpusOptions corpus;

        @Section(Section.GOLD)
        @Option(names = "--gold", paramLabel = "DIR", required = true, description = "A gold set: a directory with gold.json.")
        private Path gold;
    }

    @Section(Section.TEXT)
    @Option(names = "--pairs", paramLabel = "N", converter = AtLeastOne.class, description = "Without gold: how many sentence "
        + "pairs to use, the first that can be; at least " + SelectionOptions.FEWEST_PAIRS + ". Default: 300.")
    private Integer pairs;

    @Section(Section.GOLD)
    @Option(names = "--folds", paramLabel = "K", converter = AtLeastOne.class,
        description = "With gold: parts for cross-validation, at least 2. Default: 10.")
    private Integer folds;

    @Section(Section.GOLD)
    @Option(names = "--swap-gold", negatable = true,
        description = "Turn the gold's links and its texts round, or do not, where the languages of model and gold do not settle "
            + "it; a usage error where they do and the flag says otherwise.")
    private Boolean swapGold;

    @Section(Section.OUTPUT)
    @Option(names = "--top", paramLabel = "N", defaultValue = "10", converter = AtLeastOne.class,
        description = "How many candidates to print; the first ten of them are kept with the setting. Default: ${DEFAULT-VALUE}.")
    private int top;

    @Section(Section.OUTPUT)
    @Option(names = "--profile", paramLabel = "FILE",
        description = "Keep the setting in this file and not in the model directory; align --profile FILE reads it. One file holds "
            + "the settings of any number of models.")
    private Path profile;

    @Section(Section.OUTPUT)
    @Option(names = "--dry-run", description = "Print only, write nothing.")
    private boolean dryRun;

    @Mixin
    private ModelOptions modelOptions;

    @Mixin
    private ChoiceOptions choiceOptions;

    /** Lines and pairs that could not be used; each was named. */
    private long unusable;
    private boolean announced;

    @Override
    public Integer call() throws IOException {
        requireOptionsThatGoTogether();
        PrintWriter out = TerminalWriter.of(spec.commandLine().getOut());
        ModelDirectory forward = ModelDirectory.open(model, choiceOptions.choice());
        Optional<ModelDirectory> reverse = Optional.ofNullable(reverseModel)
            .map(other -> ModelDirectory.open(other, choiceOptions.choice().reversed()));
        reverse.ifPresent(other -> GoldDirection.requireOpposite(forward, other, spec));
        ProfileFile file = profile == null ? ProfileFile.beside(forward) : ProfileFile.at(profile);
        if (!dryRun) {
            requireOwnProfile();
            file.requireWritable();
        }
        SelectionOptions options = new SelectionOptions(pairs == null ? SelectionOptions.DEFAULT.pairs() : pairs,
            folds == null ? SelectionOptions.DEFAULT.folds() : folds, top, modelOptions.device(), modelOptions.threads(),
            modelOptions.batch(), modelOptions.precision(ModelOptions.MEASURING));
        Selection selection = by.gold == null ? byText(forward, reverse, options) : byGold(forward, reverse, options);
        print(selection, out);
        if (!dryRun) {
            JsonObject evidence = selection.evidence(Main.Version.text(), LocalDate.now(ZoneOffset.UTC).toString(), text());
            boolean replaced = selection.twoWay().isPresent()
                ? file.write(forward, reverse.orElseThrow(), selection.twoWay().get(), selection.basis(), evidence)
                : file.write(forward, selection.oneWay().orElseThrow(), selection.basis(), evidence);
            out.println("Written to " + file.path() + (!replaced ? ""
                : ", in place of the setting for " + (reverse.isPresent() ? "these models" : "this model") + " that was there"));
        }
        return unusable > 0 ? ExitCode.SKIPPED : ExitCode.DONE;
    }

    private void requireOptionsThatGoTogether() {
        if (by.gold == null && (folds != null || swapGold != null)) {
            throw usage((folds != null ? "--folds" : "--swap-gold") + " is for a choice by gold; name the gold set by --gold");
        }
        if (by.gold != null && pairs != null) {
            throw usage("--pairs is for a choice without gold; with --gold every pair of the set is used");
        }
        if (folds != null && folds < 2) {
            throw usage("--folds is at least 2, found " + folds);
        }
        if (pairs != null && pairs < SelectionOptions.FEWEST_PAIRS) {
            throw usage("--pairs is at least " + SelectionOptions.FEWEST_PAIRS + ", found " + pairs
                + ": of fewer pairs a head that is best by chance would be chosen");
        }
    }

    /** A profile must not replace what is read: the corpus, the gold set, or a model's file. */
    private void requireOwnProfile() throws IOException {
        if (profile == null) {
            return;
        }
        List<Path> inputs = new ArrayList<>(List.of(model));
        if (reverseModel != null) {
            inputs.add(reverseModel);
        }
        inputs.addAll(by.gold == null ? by.corpus.inputs() : List.of(by.gold));
        new OutputFile("--profile", profile).requireNoneOf(InputFiles.of(inputs), spec);
    }

    private Selection byText(ModelDirectory forward, Optional<ModelDirectory> reverse, SelectionOptions options)
            throws IOException {
        long lines = Math.min(by.corpus.lines(), options.pairs());
        // Two models read every pair twice: for the settings, and for what the settings are combined by.
        try (ParallelReader reader = by.corpus.open();
                Progress progress = progress(lines < 0 ? lines : lines * (reverse.isPresent() ? 4 : 1))) {
            SelectionCorpus text = new SelectionCorpus(reader, message -> report(message + "; passed over", progress));
            SelectionWatch watch = watch(progress,
                (pair, why) -> report(text.position(pair) + ": " + why + "; passed over", progress));
            return reverse.isPresent() ? new TwoWaySelector(forward, reverse.get(), options, watch).withoutGold(text)
                : new OneWaySelector(forward, options, watch).withoutGold(text);
        }
    }

    private Selection byGold(ModelDirectory forward, Optional<ModelDirectory> reverse, SelectionOptions options) {
        GoldSet gold = GoldDirection.of(List.of(forward), GoldSet.load(by.gold), swapGold, spec).get(0);
        try (Progress progress = progress((reverse.isPresent() ? 4L : 1) * gold.pairs().size())) {
            SelectionWatch watch = watch(progress, (pair, why) ->
                report(gold.name() + ", pair " + (pair + 1) + ": " + why + "; counted as without links", progress));
            return reverse.isPresent() ? new GoldCombiner(forward, reverse.get(), options, watch).withGold(gold)
                : new OneWaySelector(forward, options, watch).withGold(gold);
        }
    }

    private Progress progress(long readings) {
        return new Progress("select", readings, spec);
    }

    private SelectionWatch watch(Progress progress, BiConsumer<Integer, String> skipped) {
        return new SelectionWatch(this::announce, () -> {
            // Told by several threads.
            synchronized (progress) {
                progress.add(1);
            }
        }, skipped);
    }

    /** Once, though models are opened more than once. */
    private void announce(OpenedDevice device) {
        if (!announced && device.fallback().isPresent()) {
            announced = true;
            ModelOptions.announce(device, spec);
        }
    }

    private void report(String message, Progress progress) {
        unusable++;
        progress.message("normalign: " + message);
    }

    /** What the choice was made on, in words and without folders: they differ from machine to machine. */
    private String text() {
        return by.gold != null ? "gold set " + by.gold.toAbsolutePath().normalize().getFileName()
            : by.corpus.inputs().stream().map(file -> file.getFileName().toString()).collect(Collectors.joining(" and "));
    }

    private void print(Selection selection, PrintWriter out) {
        out.print(SelectionTable.of(selection, by.gold == null ? "passed over" : "counted as without links"));
        out.println();
        selection.oneWay().ifPresent(setting -> out.println("Chosen: " + setting));
        selection.twoWay().ifPresent(setting -> out.println("Chosen: " + setting));
        out.println(selection.basis());
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
