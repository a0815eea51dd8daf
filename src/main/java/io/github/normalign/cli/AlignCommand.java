package io.github.normalign.cli;

import io.github.normalign.AlignedPair;
import io.github.normalign.AlignerOptions;
import io.github.normalign.WordAligner;
import io.github.normalign.corpus.CorpusLine;
import io.github.normalign.corpus.ParallelReader;
import io.github.normalign.corpus.SentencePair;
import io.github.normalign.model.ModelDirectory;
import io.github.normalign.model.ProfileFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
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
    footer = {"%nExamples:",
        "Two models, which align better than one:",
        "  normalign align --model onnx-models/en-pt --reverse-model onnx-models/pt-en \\",
        "    --source corpus.en --target corpus.pt -o corpus.links",
        "One pair, with scores:",
        "  echo 'the white house ||| a casa branca' | \\",
        "    normalign align --model onnx-models/en-pt --input - --scores",
        "Raw text as JSON Lines, without pairs that score low:",
        "  normalign align --model onnx-models/en-pt --source raw.en --target raw.pt \\",
        "    --raw --jsonl raw.jsonl -o raw.links --min-score 0.3 --rejected raw.tsv"},
    exitCodeList = {ExitCode.DONE_SAYS, ExitCode.FAILED_SAYS, ExitCode.USAGE_SAYS, ExitCode.SKIPPED_SAYS})
final class AlignCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Section(Section.MODEL)
    @Option(names = "--model", paramLabel = "DIR", required = true,
        description = "A model directory for this direction: source to target.")
    private Path model;

    @Mixin
    private CorpusOptions corpus;

    @Mixin
    private WordOptions wordOptions;

    @Mixin
    private SettingOptions settingOptions;

    @Mixin
    private TwoWayOptions twoWayOptions;

    @Mixin
    private ProfileOption profileOption;

    @Mixin
    private OutputOptions outputOptions;

    @Mixin
    private ModelOptions modelOptions;

    @Mixin
    private ChoiceOptions choiceOptions;

    @Section(Section.MODEL)
    @Option(names = "--weights-only",
        description = "Read a model by attention weights even where its self-check fails, with a warning. Norms are never read so.")
    private boolean weightsOnly;

    private long aligned;
    private long bad;
    private boolean hinted;

    @Override
    public Integer call() throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        outputOptions.require(inputs(), wordOptions.isRaw());
        ModelsInUse models = ModelsInUse.open(model, twoWayOptions, choiceOptions);
        ModelDirectory directory = models.forward();
        Optional<ModelDirectory> reverse = models.reverse();
        AlignerOptions options = options(models);
        WordOptions.Segmenters segmenters = wordOptions.segmenters(models.forward().languages());
        long lines = corpus.lines();
        try (WordAligner aligner = reverse.isPresent() ? WordAligner.open(directory, reverse.get(), options)
                    : WordAligner.open(directory, options);
                ParallelReader reader = corpus.open().withWords(segmenters.source(), segmenters.target())) {
            models.announce(options.twoWaySetting().map(Object::toString)
                .orElseGet(() -> options.setting().orElseThrow().toString()), origin(directory), spec);
            ModelOptions.announce(aligner.device(), spec);
            segmenters.description().ifPresent(words -> Notices.of(spec).println("normalign: " + words));
            aligner.warning().ifPresent(warning -> err.println("normalign: warning: " + warning));
            try (Progress progress = new Progress("align", lines, spec);
                    AlignmentOutputs outputs = AlignmentOutputs.open(outputOptions, spec.commandLine().getOut(), aligner,
                        segmenters.in(aligner.method()))) {
                while (reader.hasNext()) {
                    alignWindow(aligner, ReadAhead.next(reader), outputs, progress);
                    hint(reader, progress);
                }
                if (outputs.rejectedPairs() > 0) {
                    progress.message("normalign: " + outputs.rejectedPairs() + " of " + aligned
                        + " pairs score below --min-score; their lines were left empty");
                }
            }
        }
        if (bad > 0) {
            err.println("normalign: " + bad + (bad == 1 ? " line was" : " lines were") + " left empty, " + aligned + " aligned");
            return ExitCode.SKIPPED;
        }
        return ExitCode.DONE;
    }

    /** Everything that is read: no output may be one of them. */
    private List<Path> inputs() throws IOException {
        List<Path> inputs = new ArrayList<>(corpus.inputs());
        profileOption.path().ifPresent(inputs::add);
        for (Path directory : twoWayOptions.model().map(other -> List.of(model, other)).orElse(List.of(model))) {
            if (Files.isDirectory(directory)) {
                try (Stream<Path> files = Files.list(directory)) {
                    files.forEach(inputs::add);
                }
            }
        }
        return inputs;
    }

    private AlignerOptions options(ModelsInUse models) {
        AlignerOptions options = modelOptions.aligner().withWeightsOnly(weightsOnly);
        Optional<ProfileFile> profile = profileOption.forModels(models);
        return models.reverse().isPresent() ? options.withSetting(models.twoWay(settingOptions, twoWayOptions, profile))
            : options.withThreshold(twoWayOptions.threshold())
                .withSetting(models.oneWay(settingOptions, twoWayOptions, profile));
    }

    /** Where the setting stands, if no option had a part in it. */
    private Optional<Path> origin(ModelDirectory directory) {
        return settingOptions.choice().isGiven() || twoWayOptions.model().isPresent() && twoWayOptions.isGiven() ? Optional.empty()
            : Optional.of(profileOption.path().orElseGet(() -> ProfileFile.beside(directory).path()));
    }

    private void alignWindow(WordAligner aligner, List<CorpusLine> window, AlignmentOutputs outputs, Progress progress)
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
            Optional<AlignedPair> pair = line instanceof CorpusLine.Pair ? Optional.of(results.get(next++)) : Optional.empty();
            outputs.line(line, pair);
            if (pair.isPresent() && pair.get().skipped().isEmpty()) {
                aligned++;
            }
            if (line instanceof CorpusLine.Bad found) {
                report(found.message(), progress);
            }
            pair.flatMap(AlignedPair::skipped).ifPresent(why -> report(line.position() + ": " + why, progress));
        }
        outputs.requireWritten();
        progress.add(window.size());
    }

    /** Once, and behind the messages of the lines: a hundred of them do not say what is wrong with the whole. */
    private void hint(ParallelReader reader, Progress progress) {
        if (!hinted && reader.lacksSeparator()) {
            hinted = true;
            progress.message("normalign: note: no line has both sides so far: if this is one side of a corpus, give both sides by"
                + " --source and --target");
        }
    }

    private void report(String message, Progress progress) {
        bad++;
        progress.message("normalign: " + message + "; line left empty");
    }
}
