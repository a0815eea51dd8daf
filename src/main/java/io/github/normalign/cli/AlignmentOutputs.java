package io.github.normalign.cli;

import com.google.common.io.Closer;
import io.github.normalign.AlignedPair;
import io.github.normalign.WordAligner;
import io.github.normalign.corpus.CorpusLine;
import io.github.normalign.corpus.LinePosition;
import io.github.normalign.error.FailureReason;
import io.github.normalign.format.AlignedLine;
import io.github.normalign.format.AlignmentMethod;
import io.github.normalign.format.JsonLinesFormat;
import io.github.normalign.format.PharaohFormat;
import io.github.normalign.words.SentenceScores;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
    private final Closer closer = Closer.create();
    private final List<FileChannel> channels = new ArrayList<>();
    private PrintWriter links;
    private PrintWriter scores;
    private PrintWriter unaligned;
    private PrintWriter rejected;
    private PrintWriter jsonLines;
    private PrintWriter words;
    private long rejectedPairs;

    private AlignmentOutputs(OutputOptions options, WordAligner aligner, AlignmentMethod method) {
        this.options = options;
        this.aligner = aligner;
        this.method = method;
    }

    /** Opens all files; the method is what JSON Lines say of the links, and the aligner knows the pieces of words. */
    static AlignmentOutputs open(OutputOptions options, PrintWriter stdout, WordAligner aligner, AlignmentMethod method)
            throws IOException {
        AlignmentOutputs outputs = new AlignmentOutputs(options, aligner, method);
        boolean opened = false;
        try {
            if (options.hasLinks()) {
                outputs.links = outputs.writer(options.links()).orElse(stdout);
            }
            if (options.hasJsonLines()) {
                outputs.jsonLines = outputs.writer(options.jsonLines()).orElse(stdout);
            }
            outputs.words = outputs.writer(options.words()).orElse(null);
            outputs.scores = outputs.writer(options.pairScores()).orElse(null);
            outputs.unaligned = outputs.writer(options.unaligned()).orElse(null);
            outputs.rejected = outputs.writer(options.rejected()).orElse(null);
            // Emptied only now that all can be written: a wrong name must not cost what another file held.
            for (FileChannel channel : outputs.channels) {
                channel.truncate(0);
            }
            opened = true;
            return outputs;
        } finally {
            if (!opened) {
                outputs.close();
            }
        }
    }

    private Optional<PrintWriter> writer(Optional<OutputFile> file) throws IOException {
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try {
            if (Files.exists(file.get().path()) && !Files.isRegularFile(file.get().path())) {
                // A pipe or a device: it has no content to lose, and no length.
                return Optional.of(closer.register(
                    new PrintWriter(Files.newBufferedWriter(file.get().path(), StandardCharsets.UTF_8))));
            }
            FileChannel channel = closer.register(
                FileChannel.open(file.get().path(), StandardOpenOption.CREATE, StandardOpenOption.WRITE));
            channels.add(channel);
            return Optional.of(closer.register(
                new PrintWriter(new BufferedWriter(Channels.newWriter(channel, StandardCharsets.UTF_8)))));
        } catch (IOException e) {
            throw new IOException(file.get().option() + " " + file.get().path() + " cannot be written: " + FailureReason.of(e), e);
        }
    }

    /** Writes what became of one line; the links of a pair stay away where it scores below the limit. */
    void line(CorpusLine line, Optional<AlignedPair> found) {
        Optional<AlignedPair> aligned = found.filter(pair -> pair.skipped().isEmpty());
        // A pair without a score, of words the model cannot read, is not known to be bad.
        boolean below = aligned.flatMap(AlignedPair::scores).map(scored -> scored.score() < options.leastScore()).orElse(false);
        aligned.ifPresent(pair -> pair(line.position(), pair, below));
        end(links);
        end(scores);
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

    /** Flushes, so that a full disk or a closed pipe ends the work here and not after the last pair. */
    void requireWritten() throws IOException {
        require(links, options.links().map(file -> file.path().toString()).orElse("stdout"));
        require(jsonLines, options.jsonLines().map(file -> "--jsonl").orElse("stdout"));
        require(words, "--words");
        require(scores, "--pair-scores");
        require(unaligned, "--unaligned");
        require(rejected, "--rejected");
    }

    private static void require(PrintWriter writer, String name) throws IOException {
        if (writer != null && writer.checkError()) {
            throw new IOException(name + " cannot be written any further");
        }
    }

    private static void end(PrintWriter writer) {
        if (writer != null) {
            writer.print('\n');
        }
    }

    private static String digits(Optional<SentenceScores> scores) {
        return scores.map(found -> String.format(Locale.ROOT, "%.4f", found.score())).orElse("");
    }

    private static String numbers(List<Integer> words) {
        return words.stream().map(String::valueOf).collect(Collectors.joining(" "));
    }

    @Override
    public void close() throws IOException {
        closer.close();
    }
}
