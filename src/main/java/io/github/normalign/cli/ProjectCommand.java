package io.github.normalign.cli;

import com.google.common.collect.Iterators;
import com.google.common.io.Closer;
import io.github.normalign.AlignedItem;
import io.github.normalign.AlignedPair;
import io.github.normalign.AlignerOptions;
import io.github.normalign.AlignmentParts;
import io.github.normalign.WordAligner;
import io.github.normalign.alignment.Alignment;
import io.github.normalign.cli.ProjectionLine.Projected;
import io.github.normalign.corpus.Compression;
import io.github.normalign.corpus.OffsetUnit;
import io.github.normalign.corpus.ParallelReader;
import io.github.normalign.projection.SpanProjector;
import io.github.normalign.projection.TagProjector;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code normalign project}: tags and labelled spans of the source on the translation, line for line. */
@Command(name = "project", mixinStandardHelpOptions = true, sortOptions = false,
    header = "Puts the source's inline tags or labelled spans on the translation.",
    description = {"%nReads source lines with inline tags (<b>..</b>, <g id=\"1\">..</g>, <x id=\"1\"/>) and their translations"
        + " without, and writes the translations with the tags: each exactly once, as written, well formed, inside the same"
        + " element as before. Or reads JSON objects with labelled spans, and writes them with those of the target. The links"
        + " come from a file, from the objects, or from a model. Output line i belongs to input line i.",
        "%nA line that cannot be read (tags that are not closed or cross, links to words that are none) is named; its translation"
        + " is written without tags, a JSON object or a line to strip as it was, and the exit status is 3.",
        "%nWith an alignment file, words are those of the text without tags, which --strip writes: align that."},
    footer = {"%nExamples:",
        "  normalign project --source tagged.en --target plain.pt \\",
        "    --model onnx-models/en-pt",
        "  normalign project --source tagged.en --strip > plain.en",
        "  normalign project --source tagged.en --target plain.pt \\",
        "    --alignment en-pt.links",
        "  normalign project --jsonl spans.jsonl"},
    exitCodeList = {ExitCode.DONE_SAYS, ExitCode.FAILED_SAYS, ExitCode.USAGE_SAYS,
        "3:done, with lines written without tags or spans: they are named"})
final class ProjectCommand implements Callable<Integer> {

    /** Lines written at a time where no model is asked. */
    private static final int LINES = 1024;

    @Spec
    private CommandSpec spec;

    @Section(Section.TEXT)
    @Option(names = "--source", paramLabel = "FILE|-", description = "Source lines with tags; plain, .gz or .zst.")
    private Path source;

    @Section(Section.TEXT)
    @Option(names = "--target", paramLabel = "FILE",
        description = "Their translations, line by line: plain text, whose & and < are no markup; plain, .gz or .zst.")
    private Path target;

    @Section(Section.TEXT)
    @Option(names = "--jsonl", paramLabel = "FILE|-",
        description = "Instead: an object a line with \"source\", \"target\" (texts, or lists of words), \"spans\" (objects with"
            + " \"start\", \"end\" and \"label\") and perhaps \"links\". \"target_spans\" is added.")
    private Path jsonl;

    @Option(names = "--alignment", paramLabel = "FILE", description = "Links i-j, a line a pair, words counted from 0.")
    private Path alignment;

    @Section(Section.TEXT)
    @Option(names = "--source-words", paramLabel = "FILE",
        description = "The words of the source without tags, separated by spaces, if its own spaces do not tell them.")
    private Path sourceWords;

    @Section(Section.TEXT)
    @Option(names = "--target-words", paramLabel = "FILE", description = "The words of the target, likewise.")
    private Path targetWords;

    @Section(Section.OUTPUT)
    @Option(names = "--strip", description = "Only write the source without its tags, for another aligner.")
    private boolean strip;

    @Section(Section.OUTPUT)
    @Option(names = "--split", paramLabel = "NAME[,NAME...]|all", split = ",",
        description = "Write these elements several times where their words are apart in the translation, instead of around"
            + " everything between. With --jsonl only all.")
    private List<String> split = List.of();

    @Section(Section.TEXT)
    @Option(names = "--placeholder", paramLabel = "REGEX", converter = PatternConverter.class,
        description = "What else is a placeholder, such as \\{\\d+\\} for {1}.")
    private Pattern placeholder;

    @Section(Section.OUTPUT)
    @Option(names = "--literal",
        description = "Write & and < of the translation as they are where they cannot be taken for markup, and not as &amp; and"
            + " &lt;.")
    private boolean literal;

    @Section(Section.TEXT)
    @Option(names = "--offsets", paramLabel = "code-points|utf16", converter = UnitConverter.class,
        description = "What offsets in --jsonl count, in and out. Default: code-points, as Python.")
    private OffsetUnit offsets;

    @Section(Section.TEXT)
    @Option(names = "--max-expansion", paramLabel = "N", defaultValue = "" + Compression.MOST_EXPANSION,
        converter = AtLeastOne.class, description = "How many times larger than a compressed file its text may be, once it is"
            + " beyond 256 MiB. Default: ${DEFAULT-VALUE}.")
    private int maxExpansion = (int) Compression.MOST_EXPANSION;

    @Section(Section.OUTPUT)
    @Option(names = {"-o", "--output"}, paramLabel = "FILE|-", description = "Where lines go. Default, and -: stdout.")
    private Path output;

    @Section(Section.MODEL)
    @Option(names = "--model", paramLabel = "DIR",
        description = "Align with this model, source to target, what has no links. The options below say how, as for align.")
    private Path model;

    @Mixin
    private AligningOptions aligningOptions;

    @Mixin
    private ModelOptions modelOptions;

    @Mixin
    private ChoiceOptions choiceOptions;

    @Mixin
    private OverwriteOption overwriteOption;

    private long projected;
    private long bad;
    private long empty;

    @Override
    public Integer call() throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        requireUsage();
        List<Path> inputs = inputs();
        Optional<OutputFile> file = OutputFile.unlessStdout("-o", output);
        overwriteOption.require(file.stream().toList(), allInputs(inputs));
        long lines = CorpusOptions.UNKNOWN;
        for (Path other : inputs.subList(1, inputs.size())) {
            if (Files.isRegularFile(inputs.get(0)) && Files.isRegularFile(other)) {
                lines = ParallelReader.requireSameLineCount(inputs.get(0), other, maxExpansion);
            }
        }
        try (Closer closer = Closer.create()) {
            Optional<WordAligner> aligner = model == null ? Optional.empty() : Optional.of(aligner());
            aligner.ifPresent(opened -> closer.register(opened::close));
            ProjectionInput input = input();
            closer.register(input::close);
            LineOutput out = closer.register(LineOutput.open(file, spec.commandLine().getOut()));
            try (Progress progress = new Progress("project", lines, spec)) {
                try (AlignmentParts<ProjectionLine> parts = aligner.map(it ->
                        new AlignmentParts<>(it, input, ProjectionLine::wanted, 0)).orElse(null)) {
                    Iterator<List<AlignedItem<ProjectionLine>>> aligned = parts != null ? parts
                        : Iterators.transform(Iterators.partition(input, LINES), ProjectCommand::unaligned);
                    while (aligned.hasNext()) {
                        List<AlignedItem<ProjectionLine>> part = aligned.next();
                        project(part, out.writer(), progress);
                        out.flush();
                        progress.add(part.size());
                    }
                }
            }
            out.finish();
        }
        if (empty > 0) {
            String what = jsonl == null ? (empty == 1 ? " element stands empty" : " elements stand empty")
                : (empty == 1 ? " span has no target span" : " spans have no target span");
            err.println("normalign: note: " + empty + what + ": no target word could be found for the words in the source");
        }
        if (bad > 0) {
            err.println("normalign: " + bad + (bad == 1 ? " line was" : " lines were") + " written " + insteadOf() + ", "
                + projected + (strip ? " stripped" : " projected"));
            return ExitCode.SKIPPED;
        }
        return ExitCode.DONE;
    }

    /** What becomes of a line that cannot be read. */
    private String insteadOf() {
        return strip ? "as found" : jsonl == null ? "without tags" : "without target_spans";
    }

    private void requireUsage() {
        require(jsonl == null ? source != null && (strip || target != null) : source == null && target == null && !strip,
            "give either --source and --target, or --source and --strip, or --jsonl");
        require(!strip || target == null && alignment == null && model == null && sourceWords == null && targetWords == null,
            "--strip needs --source alone");
        require(alignment == null || model == null, "give either --alignment or --model");
        require(jsonl != null || strip || alignment != null || model != null,
            "tags are carried along links; give --alignment FILE or --model DIR");
        require(model != null || !aligningOptions.isGiven(), "options for a model were given, but no --model");
        require(jsonl == null || sourceWords == null && targetWords == null && placeholder == null && !literal,
            "--source-words, --target-words, --placeholder and --literal go with --source and --target, not with --jsonl");
        require(jsonl == null || split.isEmpty() || split.equals(List.of("all")), "--split takes only 'all' with --jsonl");
        require(jsonl != null || offsets == null, "--offsets says what the offsets of --jsonl count; give that too");
    }

    private void require(boolean met, String message) {
        if (!met) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }

    /** The files that are read line by line, the first one first. */
    private List<Path> inputs() {
        List<Path> inputs = new ArrayList<>();
        for (Path file : new Path[] {source, jsonl, target, alignment, sourceWords, targetWords}) {
            if (file != null) {
                inputs.add(ProjectionInput.isStdin(file) && inputs.isEmpty() ? Path.of("/dev/stdin") : file);
            }
        }
        return inputs;
    }

    /** Those, and the models with what says how they are read. */
    private List<Path> allInputs(List<Path> lines) throws IOException {
        List<Path> all = new ArrayList<>(lines);
        if (model != null) {
            all.add(model);
        }
        all.addAll(aligningOptions.inputs());
        return InputFiles.of(all);
    }

    private WordAligner aligner() {
        ModelsInUse models = aligningOptions.open(model, choiceOptions);
        AlignerOptions options = aligningOptions.with(modelOptions.aligner(), models);
        WordAligner aligner = models.aligner(options);
        models.announce(options, Optional.empty(), spec);
        ModelOptions.announce(aligner.device(), spec);
        return aligner;
    }

    /** What is read, as lines of work. */
    private ProjectionInput input() {
        Optional<Path> links = Optional.ofNullable(alignment);
        if (jsonl != null) {
            SpanProjector projector = split.isEmpty() ? SpanProjector.WHOLE : SpanProjector.SPLITTING;
            OffsetUnit unit = offsets == null ? OffsetUnit.CODE_POINTS : offsets;
            return new ProjectionInput(List.of(Optional.of(jsonl), links), maxExpansion,
                lines -> ProjectionReader.spans(lines.get(0).orElseThrow(), lines.get(1), unit, projector, model != null));
        }
        TagProjector tags = split.equals(List.of("all")) ? TagProjector.SPLITTING : TagProjector.splitting(Set.copyOf(split));
        ProjectionReader reader = new ProjectionReader(Optional.ofNullable(placeholder), tags, literal);
        if (strip) {
            return new ProjectionInput(List.of(Optional.of(source)), maxExpansion,
                lines -> reader.stripped(lines.get(0).orElseThrow()));
        }
        return new ProjectionInput(List.of(Optional.of(source), Optional.of(target), links, Optional.ofNullable(sourceWords),
            Optional.ofNullable(targetWords)), maxExpansion,
                lines -> reader.markup(new ProjectionReader.Lines(lines.get(0).orElseThrow(), lines.get(1).orElseThrow(),
                    lines.get(2), lines.get(3), lines.get(4))));
    }

    private static List<AlignedItem<ProjectionLine>> unaligned(List<ProjectionLine> lines) {
        return lines.stream().map(line -> new AlignedItem<>(line, Optional.empty())).toList();
    }

    private void project(List<AlignedItem<ProjectionLine>> part, PrintWriter out, Progress progress) {
        for (AlignedItem<ProjectionLine> item : part) {
            ProjectionLine line = item.item();
            Optional<AlignedPair> aligned = item.pair();
            Optional<String> problem = line.problem().or(
                () -> aligned.flatMap(AlignedPair::skipped).map(why -> line.position() + ": " + why));
            if (problem.isPresent()) {
                bad++;
                progress.message("normalign: " + problem.get() + "; written " + insteadOf());
                out.print(line.plain());
            } else {
                Projected done = line.projection().apply(aligned.map(AlignedPair::alignment).orElse(Alignment.EMPTY));
                projected++;
                empty += done.empty();
                out.print(done.text());
            }
            out.print('\n');
        }
    }

    private static final class PatternConverter implements ITypeConverter<Pattern> {
        @Override
        public Pattern convert(String value) {
            try {
                return Pattern.compile(value);
            } catch (PatternSyntaxException wrong) {
                throw new TypeConversionException("'" + value + "' is no regular expression: " + wrong.getDescription());
            }
        }
    }

    private static final class UnitConverter implements ITypeConverter<OffsetUnit> {
        @Override
        public OffsetUnit convert(String value) {
            try {
                return OffsetUnit.parse(value);
            } catch (IllegalArgumentException unknown) {
                throw new TypeConversionException(unknown.getMessage());
            }
        }
    }
}
