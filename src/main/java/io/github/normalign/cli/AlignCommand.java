package io.github.normalign.cli;

import io.github.normalign.AlignerOptions;
import io.github.normalign.WordAligner;
import io.github.normalign.corpus.ParallelReader;
import io.github.normalign.format.AlignmentMethod;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    footer = {"%nExamples:",
        "Two models, which align better than one:",
        "  normalign align --model onnx-models/en-pt --reverse-model onnx-models/pt-en \\",
        "    --source corpus.en --target corpus.pt -o corpus.align",
        "One pair, with scores:",
        "  echo 'the white house ||| a casa branca' | \\",
        "    normalign align --model onnx-models/en-pt --input - --scores",
        "Raw text as JSON Lines, without pairs that score low:",
        "  normalign align --model onnx-models/en-pt --source raw.en --target raw.pt \\",
        "    --raw --jsonl raw.jsonl -o raw.links --min-score 0.3 --rejected raw.tsv"},
    exitCodeList = {ExitCode.DONE_SAYS, ExitCode.FAILED_SAYS, ExitCode.USAGE_SAYS, ExitCode.SKIPPED_SAYS,
        ExitCode.NOBODY_READS_SAYS, ExitCode.STOPPED_SAYS})
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
    private AligningOptions aligningOptions;

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

    @Override
    public Integer call() throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        outputOptions.require(inputs(), wordOptions.isRaw());
        ModelsInUse models = aligningOptions.open(model, choiceOptions);
        AlignerOptions options = aligningOptions.with(modelOptions.aligner().withWeightsOnly(weightsOnly)
            .withLogProbabilities(outputOptions.logProbabilities().isPresent()), models);
        WordOptions.Segmenters segmenters = wordOptions.segmenters(models.forward().languages());
        long lines = corpus.lines();
        try (StopSignal stop = new StopSignal();
                WordAligner aligner = models.aligner(options);
                ParallelReader reader = corpus.open().withWords(segmenters.source(), segmenters.target())) {
            models.announce(options, aligningOptions.origin(models.forward()), spec);
            ModelOptions.announce(aligner.device(), spec);
            segmenters.description().ifPresent(words -> Notices.of(spec).println("normalign: " + words));
            aligner.warning().ifPresent(warning -> err.println("normalign: warning: " + warning));
            AlignmentMethod method = segmenters.in(aligner.method());
            try (Progress progress = new Progress("align", lines, spec);
                    AlignmentOutputs outputs = AlignmentOutputs.open(outputOptions, spec.commandLine().getOut(),
                        run(models, method, options), aligner, method)) {
                return align(new AlignRun(corpus, reader, outputs, progress), aligner, stop, outputs);
            }
        }
    }

    private int align(AlignRun run, WordAligner aligner, StopSignal stop, AlignmentOutputs outputs) throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        boolean ended = false;
        boolean done = false;
        try {
            done = run.align(aligner, stop);
            ended = true;
        } finally {
            if (!done) {
                outputs.close();
                if (outputs.kept() > 0) {
                    err.println("normalign: " + outputs.kept() + " lines are done; the same command with --resume goes on there");
                } else if (ended) {
                    err.println("normalign: stopped after " + run.lines() + " lines");
                }
            }
        }
        if (!done) {
            return ExitCode.STOPPED;
        }
        if (run.bad() > 0) {
            err.println("normalign: " + run.bad() + (run.bad() == 1 ? " line was" : " lines were") + " left empty, "
                + run.aligned() + " aligned");
            return ExitCode.SKIPPED;
        }
        return ExitCode.DONE;
    }

    /** What decides the bytes that are written, for {@code --resume}; threads do not. */
    private Map<String, String> run(ModelsInUse models, AlignmentMethod method, AlignerOptions options) throws IOException {
        Map<String, String> run = new LinkedHashMap<>();
        run.put("normalign", Main.Version.text());
        run.put("models", models.forward().fingerprint()
            + models.reverse().map(other -> " " + other.fingerprint()).orElse(""));
        run.put("method", method.toString());
        run.put("precision", options.precision().toString());
        run.put("--device", options.device().toString());
        run.put("--batch", String.valueOf(options.batch()));
        run.put("input", corpus.describe());
        run.putAll(outputOptions.describe());
        return run;
    }

    /** Everything that is read: no output may be one of them. */
    private List<Path> inputs() throws IOException {
        List<Path> inputs = new ArrayList<>(corpus.inputs());
        inputs.add(model);
        inputs.addAll(aligningOptions.inputs());
        return InputFiles.of(inputs);
    }
}
