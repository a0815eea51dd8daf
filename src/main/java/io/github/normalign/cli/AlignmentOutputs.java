package io.github.normalign.cli;

import com.google.common.io.Closer;
import io.github.normalign.AlignedPair;
import io.github.normalign.corpus.LinePosition;
import io.github.normalign.error.FailureReason;
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
    private final Closer closer = Closer.create();
    private final List<FileChannel> channels = new ArrayList<>();
    private PrintWriter links;
    private PrintWriter scores;
    private PrintWriter unaligned;
    private PrintWriter rejected;
    private long rejectedPairs;

    private AlignmentOutputs(OutputOptions options) {
        this.options = options;
    }

    static AlignmentOutputs open(OutputOptions options, PrintWriter stdout) throws IOException {
        AlignmentOutputs outputs = new AlignmentOutputs(options);
        boolean opened = false;
        try {
            Optional<OutputFile> file = options.links();
            outputs.links = file.isPresent() ? outputs.writer(file).orElseThrow() : stdout;
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

    /** Writes a line without a pair: empty everywhere. */
    void empty() {
        end(links);
        end(scores);
        end(unaligned);
    }

    /** Writes an aligned pair; the links stay away where it scores below the limit. */
    void pair(LinePosition position, AlignedPair pair) {
        Optional<String> score = pair.scores().map(SentenceScores::score).map(AlignmentOutputs::digits);
        if (scores != null) {
            scores.print(score.orElse(""));
        }
        // A pair without a score, of words the model cannot read, is not known to be bad.
        boolean below = pair.scores().map(scored -> scored.score() < options.leastScore()).orElse(false);
        if (below) {
            rejectedPairs++;
            reject(position, pair, score.orElse(""));
        } else {
            links.print(options.withScores() ? PharaohFormat.line(pair.links()) : PharaohFormat.line(pair.alignment()));
            if (unaligned != null) {
                unaligned.print(numbers(pair.unalignedSource()) + " ||| " + numbers(pair.unalignedTarget()));
            }
        }
        empty();
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

    private static String digits(double score) {
        return String.format(Locale.ROOT, "%.4f", score);
    }

    private static String numbers(List<Integer> words) {
        return words.stream().map(String::valueOf).collect(Collectors.joining(" "));
    }

    @Override
    public void close() throws IOException {
        closer.close();
    }
}
