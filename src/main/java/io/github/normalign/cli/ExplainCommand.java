package io.github.normalign.cli;

import io.github.normalign.alignment.Link;
import io.github.normalign.analysis.DirectionExplanation;
import io.github.normalign.analysis.LinkExplanation;
import io.github.normalign.corpus.CorpusLine;
import io.github.normalign.corpus.ParallelReader;
import io.github.normalign.corpus.SentencePair;
import io.github.normalign.error.CorpusException;
import io.github.normalign.model.AttentionReader;
import io.github.normalign.model.ModelDirectory;
import io.github.normalign.model.PairAttention;
import io.github.normalign.report.ExplainedSide;
import io.github.normalign.report.ExplanationJson;
import io.github.normalign.report.ExplanationText;
import io.github.normalign.words.AlignmentSetting;
import io.github.normalign.words.DirectionScores;
import io.github.normalign.words.TwoWaySetting;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code normalign explain}: why two words of one pair are linked, or are not. */
@Command(name = "explain", mixinStandardHelpOptions = true, sortOptions = false,
    description = {"Explains one link, or a missing one, of one sentence pair: in a sentence why it is there or not, then"
        + " the pieces, the rank of the two words for each other, the runner-up, the threshold, and the score by every layer and"
        + " head, weight and norm, in both readings.",
        "Models and settings are given as for 'align': the answer is about the link that 'align' would write."},
    footer = {"%nExamples:",
        "  normalign explain --model onnx-models/en-pt \\",
        "    --reverse-model onnx-models/pt-en \\",
        "    --source \"the white house\" --target \"a casa branca\" --link 2-1"})
final class ExplainCommand implements Callable<Integer> {

    private static final Pattern LINK = Pattern.compile("(\\d{1,6})-(\\d{1,6})");

    @Spec
    private CommandSpec spec;

    @Section(Section.MODEL)
    @Option(names = "--model", paramLabel = "DIR", required = true,
        description = "A model directory for this direction: source to target.")
    private Path model;

    @ArgGroup(multiplicity = "1")
    private Text text;

    @Section(Section.TEXT)
    @Option(names = "--link", paramLabel = "I-J", required = true,
        description = "The two words, source-target, counted from 0, as 'align' writes links.")
    private String link;

    @Section(Section.OUTPUT)
    @Option(names = "--json", description = "Print one JSON object for programs, with unrounded scores.")
    private boolean json;

    @Mixin
    private AligningOptions aligningOptions;

    @Mixin
    private ModelOptions modelOptions;

    @Mixin
    private ChoiceOptions choiceOptions;

    private static final class Text {
        @ArgGroup(exclusive = false, multiplicity = "1")
        private Given given;

        @ArgGroup(exclusive = false, multiplicity = "1")
        private FromFile file;
    }

    private static final class Given {
        @Section(Section.TEXT)
        @Option(names = "--source", paramLabel = "TEXT", required = true,
            description = "The source sentence itself, words separated by spaces.")
        private String source;

        @Section(Section.TEXT)
        @Option(names = "--target", paramLabel = "TEXT", required = true, description = "Its translation, likewise.")
        private String target;
    }

    private static final class FromFile {
        @Section(Section.TEXT)
        @Option(names = "--input", paramLabel = "FILE", required = true,
            description = "A corpus with both sides on a line, as for 'align'.")
        private Path input;

        @Section(Section.TEXT)
        @Option(names = "--line", paramLabel = "N", required = true, converter = AtLeastOne.class,
            description = "Which of its lines, from 1.")
        private Integer line;
    }

    /** One model's attention to the pair, and what it says of the link, both in the model's own direction. */
    private record Heard(ExplainedSide side, DirectionScores scores) {
    }

    @Override
    public Integer call() throws IOException {
        SentencePair pair = pair();
        Link words = words(pair);
        ModelsInUse models = aligningOptions.open(model, choiceOptions);
        ModelDirectory forward = models.forward();
        List<ExplainedSide> sides = new ArrayList<>();
        LinkExplanation explanation;
        if (models.reverse().isPresent()) {
            TwoWaySetting setting = aligningOptions.twoWay(models);
            Heard ahead = hear(forward, pair, words, setting.forward());
            Heard back = hear(models.reverse().get(), pair.swapped(), words.swapped(), setting.reverse());
            sides.add(ahead.side());
            sides.add(back.side());
            explanation = LinkExplanation.of(pair, words, ahead.side().what(), back.side().what(), ahead.scores(),
                back.scores().swapped(), setting.combination());
        } else {
            AlignmentSetting setting = aligningOptions.oneWay(models);
            sides.add(hear(forward, pair, words, setting).side());
            explanation = LinkExplanation.of(pair, words, sides.get(0).what(), aligningOptions.threshold());
        }
        TerminalWriter.of(spec.commandLine().getOut()).print(json ? ExplanationJson.of(explanation, sides)
            : ExplanationText.of(explanation, sides));
        return ExitCode.DONE;
    }

    private Heard hear(ModelDirectory directory, SentencePair pair, Link words, AlignmentSetting setting) {
        try (AttentionReader reader = AttentionReader.open(directory, modelOptions.everyLayer(ModelOptions.ALIGNING))) {
            ModelOptions.announce(reader.device(), spec);
            PairAttention read = reader.read(List.of(pair), (i, found) -> found).get(0);
            read.skipped().ifPresent(why -> {
                throw new CorpusException("the pair cannot be aligned by " + directory.name() + ": " + why);
            });
            return new Heard(new ExplainedSide(directory.name(), DirectionExplanation.of(read.attention().orElseThrow(),
                read.pieces().source(), read.pieces().target(), words, setting), pair.source(), pair.target(), words.source(),
                words.target(),
                reader.tokenizer().source().spellings(pair.source()).map(spelled -> spelled.get(words.source())),
                reader.tokenizer().target().spellings(pair.target()).map(spelled -> spelled.get(words.target()))),
                DirectionScores.read(read.attention().orElseThrow(), read.pieces().source(), read.pieces().target(),
                    setting));
        }
    }

    private SentencePair pair() throws IOException {
        if (text.given != null) {
            SentencePair pair = SentencePair.of(text.given.source, text.given.target);
            if (pair.source().isEmpty() || pair.target().isEmpty()) {
                throw new ParameterException(spec.commandLine(), "--source and --target each need a word");
            }
            return pair;
        }
        long seen = 0;
        try (ParallelReader lines = ParallelReader.open(text.file.input)) {
            while (lines.hasNext()) {
                CorpusLine line = lines.next();
                seen++;
                if (seen == text.file.line) {
                    if (line instanceof CorpusLine.Pair pair) {
                        return pair.words();
                    }
                    throw new CorpusException(line instanceof CorpusLine.Bad bad ? bad.message()
                        : line.position() + ": found an empty line, expected a sentence pair");
                }
            }
        }
        throw new CorpusException(text.file.input + ": found " + seen + (seen == 1 ? " line" : " lines") + ", expected at least "
            + text.file.line + ", because --line asks for that one");
    }

    private Link words(SentencePair pair) {
        Matcher found = LINK.matcher(link);
        if (!found.matches()) {
            throw new ParameterException(spec.commandLine(),
                "--link is two word numbers from 0, source-target, such as 2-1; found '" + link + "'");
        }
        Link words = new Link(Integer.parseInt(found.group(1)), Integer.parseInt(found.group(2)));
        if (words.source() >= pair.source().size() || words.target() >= pair.target().size()) {
            throw new ParameterException(spec.commandLine(), "--link " + link + ": the source has words 0 to "
                + (pair.source().size() - 1) + ", the target 0 to " + (pair.target().size() - 1));
        }
        return words;
    }
}
