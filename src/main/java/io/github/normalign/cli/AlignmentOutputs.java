package io.github.normalign.cli;

import io.github.normalign.AlignedPair;
import io.github.normalign.WordAligner;
import io.github.normalign.corpus.CorpusLine;
import io.github.normalign.corpus.LinePosition;
import io.github.normalign.format.AlignedLine;
import io.github.normalign.format.AlignmentMethod;
import io.github.normalign.format.JsonLinesFormat;
import io.github.normalign.format.PharaohFormat;
import io.github.normalign.words.LogProbabilities;
import io.github.normalign.words.LogProbability;
import io.github.normalign.words.SentenceScores;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The files that aligning writes. Each has one line for every line of the corpus, except the list of rejected pairs, which has a
 * line for each of those.
 */
final class AlignmentOutputs implements Closeable {

    private final OutputOptions options;
    private final WordAligner aligner;
    private final AlignmentMethod method;
    private final OutputFiles files;
    private final PrintWriter stdout;
    private final PrintWriter links;
    private final PrintWriter scores;
    private final PrintWriter logProbabilities;
    private final PrintWriter unaligned;
    private final PrintWriter rejected;
    private final PrintWriter jsonLines;
    private final PrintWriter words;
    private long rejectedPairs;

    private AlignmentOutputs(OutputOptions options, PrintWriter stdout, OutputFiles files, WordAligner aligner,
            AlignmentMethod method) {
        this.options = options;
        this.aligner = aligner;
        this.method = method;
        this.files = files;
        this.stdout = stdout;
        links = options.hasLinks() ? files.writer(options.links()).orElse(stdout) : null;
        jsonLines = options.hasJsonLines() ? files.writer(options.jsonLines()).orElse(stdout) : null;
        words = files.writer(options.words()).orElse(null);
        scores = files.writer(options.pairScores()).orElse(null);
        logProbabilities = files.writer(options.logProbabilities()).orElse(null);
        unaligned = files.writer(options.unaligned()).orElse(null);
        rejected = files.writer(options.rejected()).orElse(null);
        rejectedPairs = files.state().counts().rejected();
    }

    /**
     * Opens all files.
     *
     * @param options which files
     * @param stdout where goes what has no file
     * @param run what decides what is written
     * @param aligner knows the pieces of words
     * @param method what JSON Lines say of the links
     */
    static AlignmentOutputs open(OutputOptions options, PrintWriter stdout, Map<String, String> run, WordAligner aligner,
            AlignmentMethod method) throws IOException {
        OutputFiles files = OutputFiles.open(options.files(), run, options.mode());
        if (options.usesStdout() || options.files().stream().anyMatch(OutputFile::isStream)) {
            files.keepNothing();
        }
        return new AlignmentOutputs(options, stdout, files, aligner, method);
    }

    /** Writes what became of one line; the links of a pair stay away where it scores below the limit. */
    void line(CorpusLine line, Optional<AlignedPair> found) {
        Optional<AlignedPair> aligned = found.filter(pair -> pair.skipped().isEmpty());
        // A pair without a score, of words the model cannot read, is not known to be bad.
        boolean below = aligned.flatMap(AlignedPair::scores).map(scored -> scored.score() < options.leastScore()).orElse(false);
        aligned.ifPresent(pair -> pair(line.position(), pair, below));
        end(links);
        end(scores);
        end(logProbabilities);
        end(unaligned);
        if (jsonLines != null) {
            jsonLines.print(JsonLinesFormat.line(json(line, found, below)));
            end(jsonLines);
        }
        if (words != null) {
            if (line instanceof CorpusLine.Pair pair) {
                words.print(String.join(" ", pair.source().words()) + " ||| " + String.join(" ", pair.target().words()));
            }
            end(words);
        }
    }

    private void pair(LinePosition position, AlignedPair pair, boolean below) {
        String score = digits(pair.scores());
        if (scores != null) {
            scores.print(score);
        }
        if (logProbabilities != null) {
            logProbabilities.print(pair.logProbabilities().map(this::digits).orElse(""));
        }
        if (below) {
            rejectedPairs++;
            reject(position, pair, score);
            return;
        }
        if (links != null) {
            links.print(options.withScores() ? PharaohFormat.line(pair.links()) : PharaohFormat.line(pair.alignment()));
        }
        if (unaligned != null) {
            unaligned.print(numbers(pair.unalignedSource()) + " ||| " + numbers(pair.unalignedTarget()));
        }
    }

    private AlignedLine json(CorpusLine line, Optional<AlignedPair> found, boolean below) {
        long number = line.position().line();
        if (line instanceof CorpusLine.Pair pair) {
            AlignedLine written = found.orElseThrow().line(number, aligner.sourceSide(pair.source()),
                aligner.targetSide(pair.target()), method);
            return below ? written.rejected("its score of " + digits(written.scores()) + " is below --min-score") : written;
        }
        return line instanceof CorpusLine.Bad bad ? AlignedLine.bad(number, bad.message(), method)
            : AlignedLine.empty(number, method);
    }

    private void reject(LinePosition position, AlignedPair pair, String score) {
        if (rejected != null) {
            rejected.print(position.line() + "\t" + score + "\t" + String.join(" ", pair.pair().source()) + "\t"
                + String.join(" ", pair.pair().target()) + "\n");
        }
    }

    /** How many pairs were below the limit so far. */
    long rejectedPairs() {
        return rejectedPairs;
    }

    /** What a run that is resumed has done already. */
    RunState state() {
        return files.state();
    }

    /**
     * Notes that the output of lines is complete, and writes it out, so that a full disk or a closed pipe ends the work here and
     * not after the last pair.
     */
    void done(long lines, LineDigest digest, RunState.Counts counts) throws IOException {
        if ((links == stdout || jsonLines == stdout) && stdout.checkError()) {
            throw new Stdout.Broken();
        }
        files.done(lines, digest, counts);
    }

    /** Gives the files their names: all is written. */
    void finish() throws IOException {
        files.finish();
    }

    /** Lines that an interrupted run leaves for {@code --resume}, when closed. */
    long kept() {
        return files.kept();
    }

    private static void end(PrintWriter writer) {
        if (writer != null) {
            writer.print('\n');
        }
    }

    private static String digits(Optional<SentenceScores> scores) {
        return scores.map(found -> String.format(Locale.ROOT, "%.4f", found.score())).orElse("");
    }

    private String digits(LogProbabilities found) {
        return mean(found.forward()) + (method.models().size() > 1 ? "\t" + mean(found.reverse()) : "");
    }

    private static String mean(Optional<LogProbability> found) {
        return found.map(one -> String.format(Locale.ROOT, "%.6f", one.mean())).orElse("");
    }

    private static String numbers(List<Integer> words) {
        return words.stream().map(String::valueOf).collect(Collectors.joining(" "));
    }

    @Override
    public void close() throws IOException {
        files.close();
    }
}
