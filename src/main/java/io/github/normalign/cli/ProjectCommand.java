package io.github.normalign.cli;

import com.google.common.io.Closer;
import io.github.normalign.AlignedPair;
import io.github.normalign.AlignerOptions;
import io.github.normalign.WordAligner;
import io.github.normalign.alignment.Alignment;
import io.github.normalign.cli.ProjectionLine.Projected;
import io.github.normalign.corpus.LineReader;
import io.github.normalign.corpus.OffsetUnit;
import io.github.normalign.corpus.ParallelReader;
import io.github.normalign.corpus.SentencePair;
import io.github.normalign.error.CorpusException;
import io.github.normalign.model.ModelDirectory;
import io.github.normalign.model.Precision;
import io.github.normalign.projection.SpanProjector;
import io.github.normalign.projection.TagProjector;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
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
        + " is written without tags, a JSON object as it was, and the exit status is 3.",
        "%nWith an alignment file, words are those of the text without tags, which --strip writes: align that.%n"},
    footer = {"%nExamples:",
        "  normalign project --source tagged.en --target plain.pt --model onnx-models/en-pt",
        "  normalign project --source tagged.en --strip > plain.en",
        "  normalign project --source tagged.en --target plain.pt --alignment en-pt.links",
        "  normalign project --jsonl spans.jsonl"},
    exitCodeList = {ExitCode.DONE_SAYS, ExitCode.FAILED_SAYS, ExitCode.USAGE_SAYS,
        "3:done, with lines written without tags or spans: they are named"})
final class ProjectCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--source", paramLabel = "FILE", description = "Source lines with tags; plain or .gz.")
    private Path source;

    @Option(names = "--target", paramLabel = "FILE",
        description = "Their translations, line by line: plain text, whose & and < are no markup; plain or .gz.")
    private Path target;

    @Option(names = "--jsonl", paramLabel = "FILE|-",
        description = "Instead: an object a line with \"source\", \"target\" (texts, or lists of words), \"spans\" (objects with"
            + " \"start\", \"end\" and \"label\") and perhaps \"links\". \"target_spans\" is added.")
    private Path jsonl;

    @Option(names = "--alignment", paramLabel = "FILE", description = "Links i-j, a line a pair, words counted from 0.")
    private Path alignment;

    @Option(names = "--source-words", paramLabel = "FILE",
        description = "The words of the source without tags, separated by spaces, if its own spaces do not tell them.")
    private Path sourceWords;

    @Option(names = "--target-words", paramLabel = "FILE", description = "The words of the target, likewise.")
    private Path targetWords;

    @Option(names = "--strip", description = "Only write the source without its tags, for another aligner.")
    private boolean strip;

    @Option(names = "--split", paramLabel = "NAME[,NAME...]|all", split = ",",
        description = "Write these elements several times where their words are apart in the translation, instead of around"
            + " everything between. With --jsonl only all.")
    private List<String> split = List.of();

    @Option(names = "--placeholder", paramLabel = "REGEX", converter = PatternConverter.class,
        description = "What else is a placeholder, such as \\{\\d+\\} for {1}.")
    private Pattern placeholder;

    @Option(names = "--literal",
        description = "Write & and < of the translation as they are where they cannot be taken for markup, and not as &amp; and"
            + " &lt;.")
    private boolean literal;

    @Option(names = "--offsets", paramLabel = "code-points|utf16", converter = UnitConverter.class,
        description = "What offsets in --jsonl count, in and out. Default: code-points, as Python.")
    private OffsetUnit offsets;

    @Option(names = {"-o", "--output"}, paramLabel = "FILE|-", description = "Where lines go. Default, and -: stdout.")
    private Path output;

    @Option(names = "--model", paramLabel = "DIR",
        description = "Align with this model, source to target, what has no links. The options below say how, as for align.")
    private Path model;

    @Mixin
    private SettingOptions settingOptions;

    @Mixin
    private TwoWayOptions twoWayOptions;

    @Mixin
    private ModelOptions modelOptions;

    private long projected;
    private long bad;
    private long empty;

    @Override
    public Integer call() throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        requireUsage();
        List<Path> inputs = inputs();
        if (output != null && output.toString().equals("-")) {
            output = null;
        }
        if (output != null) {
            OutputFile file = new OutputFile("-o", output);
            file.requireNoneOf(inputs, spec);
            file.requireFolder();
        }
        long lines = CorpusOptions.UNKNOWN;
        for (Path other : inputs.subList(1, inputs.size())) {
            if (Files.isRegularFile(inputs.get(0)) && Files.isRegularFile(other)) {
                lines = ParallelReader.requireSameLineCount(inputs.get(0), other);
            }
        }
        try (Closer closer = Closer.create()) {
            Optional<WordAligner> aligner = model == null ? Optional.empty() : Optional.of(aligner(err));
            aligner.ifPresent(opened -> closer.register(opened::close));
            Iterator<ProjectionLine> work = work(closer);
            PrintWriter out = output == null ? spec.commandLine().getOut()
                : closer.register(new PrintWriter(Files.newBufferedWriter(output, StandardCharsets.UTF_8)));
            try (Progress progress = new Progress("project", lines, err)) {
                while (work.hasNext()) {
                    projectWindow(next(work), aligner, out, progress);
                }
            }
        }
        if (empty > 0) {
            String what = jsonl == null ? (empty == 1 ? " element stands empty" : " elements stand empty")
                : (empty == 1 ? " span has no target span" : " spans have no target span");
            err.println("normalign: note: " + empty + what + ": no target word could be found for the words in the source");
        }
        if (bad > 0) {
            err.println("normalign: " + bad + (bad == 1 ? " line was" : " lines were") + " written without "
                + (jsonl == null ? "tags, " : "target_spans, ") + projected + " projected");
            return ExitCode.SKIPPED;
        }
        return ExitCode.DONE;
    }

    private void requireUsage() {
        boolean settings = settingOptions.choice().isGiven() || twoWayOptions.model().isPresent() || twoWayOptions.isGiven();
        require(jsonl == null ? source != null && (strip || target != null) : source == null && target == null && !strip,
            "give either --source and --target, or --source and --strip, or --jsonl");
        require(!strip || target == null && alignment == null && model == null && sourceWords == null && targetWords == null,
            "--strip needs --source alone");
        require(alignment == null || model == null, "give either --alignment or --model");
        require(jsonl != null || strip || alignment != null || model != null,
            "tags are carried along links; give --alignment FILE or --model DIR");
        require(model != null || !settings, "options for a model were given, but no --model");
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
                inputs.add(file.equals(jsonl) && isStdin() ? Path.of("/dev/stdin") : file);
            }
        }
        return inputs;
    }

    private boolean isStdin() {
        return jsonl != null && jsonl.toString().equals("-");
    }

    private WordAligner aligner(PrintWriter err) {
        ModelDirectory directory = ModelDirectory.open(model);
        Optional<ModelDirectory> reverse = twoWayOptions.model().map(ModelDirectory::open);
        AlignerOptions options = AlignerOptions.DEFAULT.withDevice(modelOptions.device()).withThreads(modelOptions.threads())
            .withBatch(modelOptions.batch()).withPrecision(modelOptions.precision(Precision.INT8));
        WordAligner aligner;
        if (reverse.isPresent()) {
            options = options.withSetting(twoWayOptions.setting(directory, reverse.get(), settingOptions.choice(),
                directory.setting(reverse.get())));
            aligner = WordAligner.open(directory.path(), reverse.get().path(), options);
        } else {
            twoWayOptions.requireNone();
            options = options.withThreshold(twoWayOptions.threshold())
                .withSetting(settingOptions.forModel(directory, directory.setting()));
            aligner = WordAligner.open(directory.path(), options);
        }
        new ModelsInUse(directory, reverse).announce(options.twoWaySetting().map(Object::toString)
            .orElse(options.setting().map(Object::toString).orElse("")), Optional.empty(), err);
        ModelOptions.announce(aligner.device(), err);
        return aligner;
    }

    private Iterator<ProjectionLine> work(Closer closer) {
        List<LineReader> files = new ArrayList<>();
        Optional<LineReader> links = open(alignment, closer, files);
        if (jsonl != null) {
            LineReader objects = isStdin() ? closer.register(new LineReader(System.in, "<stdin>"))
                : open(jsonl, closer, new ArrayList<>()).orElseThrow();
            SpanProjector projector = split.isEmpty() ? SpanProjector.WHOLE : SpanProjector.SPLITTING;
            OffsetUnit unit = offsets == null ? OffsetUnit.CODE_POINTS : offsets;
            return together(objects, files, () -> ProjectionReader.spans(objects.next(), links.map(LineReader::next), unit,
                projector, model != null));
        }
        TagProjector tags = split.equals(List.of("all")) ? TagProjector.SPLITTING : TagProjector.splitting(Set.copyOf(split));
        ProjectionReader reader = new ProjectionReader(Optional.ofNullable(placeholder), tags, literal);
        LineReader first = open(source, closer, new ArrayList<>()).orElseThrow();
        if (strip) {
            return together(first, files, () -> reader.stripped(first.next()));
        }
        LineReader second = open(target, closer, files).orElseThrow();
        Optional<LineReader> words = open(sourceWords, closer, files);
        Optional<LineReader> otherWords = open(targetWords, closer, files);
        return together(first, files, () -> reader.markup(new ProjectionReader.Lines(first.next(), second.next(),
            links.map(LineReader::next), words.map(LineReader::next), otherWords.map(LineReader::next))));
    }

    private static Optional<LineReader> open(Path file, Closer closer, List<LineReader> files) {
        if (file == null) {
            return Optional.empty();
        }
        LineReader reader = closer.register(LineReader.openPlainOrGzip(file));
        files.add(reader);
        return Optional.of(reader);
    }

    /** Lines for as long as all files have one; pipes cannot be counted before. */
    private static Iterator<ProjectionLine> together(LineReader first, List<LineReader> files,
            Supplier<ProjectionLine> next) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                boolean more = first.hasNext();
                for (LineReader other : files) {
                    if (other.hasNext() != more) {
                        throw new CorpusException((more ? other : first).name() + " has ended and " + (more ? first : other).name()
                            + " has not; expected the same number of lines in both");
                    }
                }
                return more;
            }

            @Override
            public ProjectionLine next() {
                return next.get();
            }
        };
    }

    /** Some lines, so that the model has batches of like length. */
    private static List<ProjectionLine> next(Iterator<ProjectionLine> work) {
        List<ProjectionLine> window = new ArrayList<>();
        long words = 0;
        long characters = 0;
        do {
            ProjectionLine line = work.next();
            window.add(line);
            words += line.wanted().map(pair -> pair.source().size() + pair.target().size()).orElse(0);
            characters += line.plain().length();
        } while (window.size() < ReadAhead.LINES && words < ReadAhead.WORDS && characters < ReadAhead.CHARACTERS && work.hasNext());
        return window;
    }

    private void projectWindow(List<ProjectionLine> window, Optional<WordAligner> aligner, PrintWriter out, Progress progress)
            throws IOException {
        List<SentencePair> pairs = window.stream().flatMap(line -> line.wanted().stream()).toList();
        Iterator<AlignedPair> results = aligner.map(it -> it.align(pairs)).orElse(List.of()).iterator();
        for (ProjectionLine line : window) {
            Optional<AlignedPair> aligned = line.wanted().isPresent() ? Optional.of(results.next()) : Optional.empty();
            Optional<String> problem = line.problem().or(
                () -> aligned.flatMap(AlignedPair::skipped).map(why -> line.position() + ": " + why));
            if (problem.isPresent()) {
                bad++;
                progress.message("normalign: " + problem.get() + "; written without "
                    + (jsonl == null ? "tags" : "target_spans"));
                out.print(line.plain());
            } else {
                Projected done = line.projection().apply(aligned.map(AlignedPair::alignment).orElse(Alignment.EMPTY));
                projected++;
                empty += done.empty();
                out.print(done.text());
            }
            out.print('\n');
        }
        if (out.checkError()) {
            throw new IOException((output == null ? "stdout" : output.toString()) + " cannot be written any further");
        }
        progress.add(window.size());
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
