package io.github.normalign.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What aligning writes, and where. */
@Section(Section.OUTPUT)
final class OutputOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = {"-o", "--output"}, paramLabel = "FILE|-",
        description = "Where links go. Default, and -: stdout. A file, this or another one below, has .part behind "
            + "its name until it is whole; it is packed if its name ends in .gz or .zst.")
    private Path output;

    @Option(names = "--scores",
        description = "Write each link as i-j:score. With one model, a weight's score is in [0, 1], a norm's is 0 or more without "
            + "upper bound and compares within one layer of that model only. With two, it is the combined share of both words, in "
            + "[0, 1]. Higher is better; none is a probability.")
    private boolean scores;

    @Option(names = "--unaligned", paramLabel = "FILE",
        description = "Also write the words without a link: line i has the numbers of source words, |||, those of target words.")
    private Path unaligned;

    @Option(names = "--pair-scores", paramLabel = "FILE",
        description = "Also write how well the sentences of each pair go together: line i has a score in [0, 1], higher is better; "
            + "no probability, and comparable for one model or pair of models only.")
    private Path pairScores;

    @Option(names = "--log-prob", paramLabel = "FILE",
        description = "Also write what the model thinks of each translation: line i has the mean natural log-probability of the "
            + "target's pieces, </s> included, given the source; with two models a TAB and that of the source's given the target. "
            + "0 or less, higher is better, comparable within one model. Takes two to three times as long.")
    private Path logProbabilities;

    @Option(names = "--min-score", paramLabel = "X",
        description = "Leave the line of a pair whose --pair-scores score is below X empty. Choose X on text of your own.")
    private Double leastScore;

    @Option(names = "--rejected", paramLabel = "FILE",
        description = "Write the pairs below --min-score: line number, score, source and target, separated by TABs.")
    private Path rejected;

    @Option(names = "--jsonl", paramLabel = "FILE|-",
        description = "Also write one JSON object for each line: raw text, words with their offsets and pieces, links with scores, "
            + "words without a link, sentence scores, setting, and why a line has no links. With - it goes to stdout in place "
            + "of the links. 'normalign schema' prints the JSON Schema.")
    private Path jsonLines;

    @Option(names = "--words", paramLabel = "FILE",
        description = "With --raw: also write the words that links count, line by line: source words, |||, target words.")
    private Path words;

    @Option(names = "--overwrite",
        description = "Replace output files that are there, and forget what an interrupted run left of them.")
    private boolean overwrite;

    @Option(names = "--resume",
        description = "Go on where the same command was interrupted; what is written then is what it would have written. Begins "
            + "anew where nothing was left. Not for stdout.")
    private boolean resume;

    /** Where links go; empty for stdout. */
    Optional<OutputFile> links() {
        return OutputFile.unlessStdout("-o", output);
    }

    /** Whether the links are written at all: stdout holds one kind of lines. */
    boolean hasLinks() {
        return output != null || jsonLines == null || jsonLines().isPresent();
    }

    /** Where JSON Lines go, if not to stdout. */
    Optional<OutputFile> jsonLines() {
        return OutputFile.unlessStdout("--jsonl", jsonLines);
    }

    boolean hasJsonLines() {
        return jsonLines != null;
    }

    Optional<OutputFile> words() {
        return Optional.ofNullable(words).map(path -> new OutputFile("--words", path));
    }

    Optional<OutputFile> unaligned() {
        return Optional.ofNullable(unaligned).map(path -> new OutputFile("--unaligned", path));
    }

    Optional<OutputFile> pairScores() {
        return Optional.ofNullable(pairScores).map(path -> new OutputFile("--pair-scores", path));
    }

    Optional<OutputFile> logProbabilities() {
        return Optional.ofNullable(logProbabilities).map(path -> new OutputFile("--log-prob", path));
    }

    Optional<OutputFile> rejected() {
        return Optional.ofNullable(rejected).map(path -> new OutputFile("--rejected", path));
    }

    boolean withScores() {
        return scores;
    }

    /** The least score of a pair whose links are written; 0 without a limit. */
    double leastScore() {
        return leastScore == null ? 0 : leastScore;
    }

    /**
     * Finds out before any work what can go wrong with the files.
     *
     * @param inputs what is read
     * @param raw whether words are found in raw text
     * @throws ParameterException if options contradict each other, or a file is an input or named twice
     * @throws IOException if a file's folder is not there
     */
    void require(Collection<Path> inputs, boolean raw) throws IOException {
        if (leastScore != null && !(leastScore >= 0 && leastScore <= 1)) {
            throw new ParameterException(spec.commandLine(), "--min-score is from 0 to 1, found " + leastScore);
        }
        if (rejected != null && leastScore == null) {
            throw new ParameterException(spec.commandLine(), "--rejected lists pairs below --min-score; give that too");
        }
        if (words != null && !raw) {
            throw new ParameterException(spec.commandLine(), "--words shows what --raw makes of the text; give that too");
        }
        if (hasJsonLines() && jsonLines().isEmpty() && output != null && links().isEmpty()) {
            throw new ParameterException(spec.commandLine(), "-o - and --jsonl - both name stdout; give one of them a file");
        }
        List<OutputFile> files = files();
        for (OutputFile file : files) {
            if (file.path().toString().equals("-")) {
                throw new ParameterException(spec.commandLine(),
                    file.option() + " needs a file: only links or --jsonl can go to stdout");
            }
            file.requireNoneOf(inputs, spec);
            file.requireFolder();
        }
        for (int i = 0; i < files.size(); i++) {
            for (OutputFile other : files.subList(0, i)) {
                files.get(i).requireOtherThan(other, spec);
            }
        }
        requireMode(files);
    }

    private void requireMode(List<OutputFile> files) throws IOException {
        if (resume && overwrite) {
            throw new ParameterException(spec.commandLine(), "--resume and --overwrite contradict each other");
        }
        if (resume && (usesStdout() || files.stream().anyMatch(OutputFile::isStream))) {
            throw new ParameterException(spec.commandLine(),
                "--resume goes on with files; what went to stdout or a pipe is gone. Give -o FILE, with --resume from the start");
        }
        if (!overwrite && !(resume && Files.exists(RunState.beside(files.get(0))))) {
            for (OutputFile file : files) {
                file.requireFree(true);
            }
        }
    }

    /** Whether lines go to stdout, where a later run cannot go on. */
    boolean usesStdout() {
        return hasLinks() && links().isEmpty() || hasJsonLines() && jsonLines().isEmpty();
    }

    /** All files, the one whose name the run's state has first. */
    List<OutputFile> files() {
        return Stream.of(links(), jsonLines(), unaligned(), pairScores(), logProbabilities(), rejected(), words())
            .flatMap(Optional::stream).toList();
    }

    /** What to do about files that are there. */
    OutputMode mode() {
        if (resume) {
            return OutputMode.RESUME;
        }
        return overwrite ? OutputMode.OVERWRITE : OutputMode.NEW;
    }

    /** What the options have to do with what is written, by name. */
    Map<String, String> describe() {
        Map<String, String> options = new LinkedHashMap<>();
        files().forEach(file -> options.put(file.option(), file.path().getFileName().toString()));
        options.put("--scores", String.valueOf(scores));
        options.put("--min-score", String.valueOf(leastScore()));
        return options;
    }
}
