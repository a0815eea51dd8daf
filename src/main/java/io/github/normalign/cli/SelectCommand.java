package io.github.normalign.cli;

import com.google.gson.JsonObject;
import io.github.normalign.corpus.CorpusLine;
import io.github.normalign.corpus.ParallelReader;
import io.github.normalign.corpus.SentencePair;
import io.github.normalign.gold.GoldSet;
import io.github.normalign.model.ModelDirectory;
import io.github.normalign.model.ProfileFile;
import io.github.normalign.selection.GoldCombiner;
import io.github.normalign.selection.OneWaySelector;
import io.github.normalign.selection.Selection;
import io.github.normalign.selection.SelectionOptions;
import io.github.normalign.selection.TwoWaySelector;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Iterator;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.Callable;
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
        + "taken, and the threshold that promises the highest F1 if scores are taken for chances. Of one model alone, the setting "
        + "whose links from target words agree best with those from source words: two models tell more.",
        "With gold (--gold): the settings of the lowest alignment error rate (AER). The AER that is printed as held out comes from "
        + "cross-validation: every part is aligned by what was best on the other parts.",
        "The choice is written into the model directory's normalign.json, or into --profile FILE, with its figures; 'align' takes "
        + "it from there.%n"})
final class SelectCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--model", paramLabel = "DIR", required = true, description = "The model from source to target.")
    private Path model;

    @Option(names = "--reverse-model", paramLabel = "DIR",
        description = "A model of the opposite direction, target to source; a multilingual model may be both.")
    private Path reverseModel;

    @ArgGroup(multiplicity = "1")
    private By by;

    private static final class By {
        @ArgGroup(exclusive = false, multiplicity = "1")
        private TwoFiles files;

        @Option(names = "--input", paramLabel = "FILE|-", required = true,
            description = "Both sides on a line, 'source ||| target' or source TAB target; - reads stdin.")
        private Path input;

        @Option(names = "--gold", paramLabel = "DIR", required = true, description = "A gold set: a directory with gold.json.")
        private Path gold;
    }

    private static final class TwoFiles {
        @Option(names = "--source", paramLabel = "FILE", required = true,
            description = "Source sentences, one a line, words separated by spaces.")
        private Path source;

        @Option(names = "--target", paramLabel = "FILE", required = true,
            description = "Their translations, line by line.")
        private Path target;
    }

    @Option(names = "--pairs", paramLabel = "N", defaultValue = "300", converter = AtLeastOne.class,
        description = "Without gold: how many sentence pairs to use, the first that can be. Default: ${DEFAULT-VALUE}.")
    private int pairs;

    @Option(names = "--folds", paramLabel = "K", defaultValue = "10", converter = AtLeastOne.class,
        description = "With gold: parts for cross-validation, at least 2. Default: ${DEFAULT-VALUE}.")
    private int folds;

    @Option(names = "--swap-gold", description = "The gold's links are target-source: turn them and its texts round. Needed only "
        + "where the languages of model and gold do not settle it.")
    private boolean swapGold;

    @Option(names = "--top", paramLabel = "N", defaultValue = "10", converter = AtLeastOne.class,
        description = "How many candidates to print; ten are kept with the setting. Default: ${DEFAULT-VALUE}.")
    private int top;

    @Option(names = "--profile", paramLabel = "FILE",
        description = "Keep the setting in this file and not in the model directory; align --profile FILE reads it.")
    private Path profile;

    @Option(names = "--dry-run", description = "Print only, write nothing.")
    private boolean dryRun;

    @Mixin
    private ModelOptions modelOptions;

    private long unusable;

    @Override
    public Integer call() throws Exception {
        if (folds < 2) {
            throw new ParameterException(spec.commandLine(), "--folds is at least 2, found " + folds);
        }
        PrintWriter out = spec.commandLine().getOut();
        ModelDirectory forward = ModelDirectory.open(model);
        Optional<ModelDirectory> reverse = Optional.ofNullable(reverseModel).map(ModelDirectory::open);
        ProfileFile file = profile == null ? ProfileFile.beside(forward) : ProfileFile.at(profile);
        if (!dryRun) {
            file.requireWritable();
        }
        SelectionOptions options = new SelectionOptions(
            pairs, folds, top, modelOptions.device(), modelOptions.threads(), modelOptions.batch());
        Selection selection = by.gold == null ? byText(forward, reverse, options) : byGold(forward, reverse, options);
        print(selection, out);
        if (!dryRun) {
            JsonObject evidence = selection.evidence(Main.Version.text(), LocalDate.now(ZoneOffset.UTC).toString(), text());
            selection.oneWay().ifPresent(setting -> file.write(forward, setting, selection.basis(), evidence));
            selection.twoWay().ifPresent(
                setting -> file.write(forward, reverse.orElseThrow(), setting, selection.basis(), evidence));
            out.println("Written to " + file.path());
        }
        return ExitCode.DONE;
    }

    private Selection byText(ModelDirectory forward, Optional<ModelDirectory> reverse, SelectionOptions options) {
        try (ParallelReader reader = open()) {
            PairsOf text = new PairsOf(reader);
            Selection selection = reverse.isPresent()
                ? new TwoWaySelector(forward, reverse.get(), options).withoutGold(text)
                : new OneWaySelector(forward, options).withoutGold(text);
            unusable = text.passedOver();
            return selection;
        }
    }

    private ParallelReader open() {
        if (by.files != null) {
            ParallelReader.requireSameLineCount(by.files.source, by.files.target);
            return ParallelReader.open(by.files.source, by.files.target);
        }
        return by.input.toString().equals("-") ? new ParallelReader(System.in, "<stdin>") : ParallelReader.open(by.input);
    }

    private Selection byGold(ModelDirectory forward, Optional<ModelDirectory> reverse, SelectionOptions options) {
        GoldSet gold = turned(GoldSet.load(by.gold), forward);
        return reverse.isPresent() ? new GoldCombiner(forward, reverse.get(), options).withGold(gold)
            : new OneWaySelector(forward, options).withGold(gold);
    }

    private GoldSet turned(GoldSet gold, ModelDirectory forward) {
        String source = forward.profile().sourceLanguage().map(SelectCommand::language).orElse("unknown");
        String target = forward.profile().targetLanguage().map(SelectCommand::language).orElse("unknown");
        boolean opposite = source.equals(language(gold.targetLanguage())) && target.equals(language(gold.sourceLanguage()));
        return opposite || swapGold ? gold.swapped() : gold;
    }

    /** The language of a code, without region or script. */
    private static String language(String code) {
        return code.toLowerCase(Locale.ROOT).split("[-_]", 2)[0];
    }

    /** What the choice was made on, in words and without folders: they differ from machine to machine. */
    private String text() {
        if (by.gold != null) {
            return "gold set " + by.gold.toAbsolutePath().normalize().getFileName();
        }
        return by.files != null ? by.files.source.getFileName() + " and " + by.files.target.getFileName()
            : by.input.toString().equals("-") ? "stdin" : by.input.getFileName().toString();
    }

    private void print(Selection selection, PrintWriter out) {
        out.print(SelectionTable.of(selection));
        if (unusable > 0) {
            out.println(unusable + " lines were passed over: empty, or no sentence pair");
        }
        out.println();
        selection.oneWay().ifPresent(setting -> out.println("Chosen: " + setting));
        selection.twoWay().ifPresent(setting -> out.println("Chosen: " + setting));
        out.println(selection.basis());
    }

    /** The sentence pairs of a corpus; other lines are counted. */
    private static final class PairsOf implements Iterator<SentencePair> {
        private final ParallelReader reader;
        private SentencePair next;
        private long passedOver;

        PairsOf(ParallelReader reader) {
            this.reader = reader;
        }

        long passedOver() {
            return passedOver;
        }

        @Override
        public boolean hasNext() {
            while (next == null && reader.hasNext()) {
                if (reader.next() instanceof CorpusLine.Pair pair) {
                    next = pair.words();
                } else {
                    passedOver++;
                }
            }
            return next != null;
        }

        @Override
        public SentencePair next() {
            if (!hasNext()) {
                throw new NoSuchElementException("no pair left");
            }
            SentencePair found = next;
            next = null;
            return found;
        }
    }
}
