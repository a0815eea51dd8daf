package io.github.normalign.cli;

import io.github.normalign.AlignedItem;
import io.github.normalign.AlignedPair;
import io.github.normalign.AlignmentParts;
import io.github.normalign.WordAligner;
import io.github.normalign.corpus.CorpusLine;
import io.github.normalign.corpus.ParallelReader;
import io.github.normalign.corpus.SentencePair;
import io.github.normalign.error.CorpusException;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/** Takes a corpus from the reader through the aligner to the outputs, from where an interrupted run came to, if one is resumed. */
final class AlignRun {

    private final ParallelReader reader;
    private final CorpusOptions corpus;
    private final AlignmentOutputs outputs;
    private final Progress progress;
    private final LineDigest digest = new LineDigest();
    private long lines;
    private long aligned;
    private long bad;
    private boolean hinted;

    AlignRun(CorpusOptions corpus, ParallelReader reader, AlignmentOutputs outputs, Progress progress) {
        this.reader = reader;
        this.corpus = corpus;
        this.outputs = outputs;
        this.progress = progress;
        this.aligned = outputs.state().counts().aligned();
        this.bad = outputs.state().counts().bad();
    }

    /**
     * Aligns line by line.
     *
     * @return whether it came to the end; false if it was told to stop
     */
    boolean align(WordAligner aligner, StopSignal stop) throws IOException {
        skip(outputs.state());
        try (AlignmentParts<CorpusLine> parts = new AlignmentParts<>(aligner, counted(), AlignRun::pair, lines)) {
            Runnable cancel = parts::close;
            stop.onStop(() -> {
                cancel.run();
                // It may be waiting for text that never comes.
                reader.stop();
            });
            while (!stop.isReceived() && parts.hasNext()) {
                write(parts.next());
                hint();
            }
        } catch (CancellationException | CorpusException e) {
            if (!stop.isReceived()) {
                throw e;
            }
        }
        if (stop.isReceived()) {
            return false;
        }
        corpus.requireRead(lines).ifPresent(note -> progress.message("normalign: note: " + note));
        outputs.finish();
        if (outputs.rejectedPairs() > 0) {
            progress.message("normalign: " + outputs.rejectedPairs() + " of " + aligned
                + " pairs score below --min-score; their lines were left empty");
        }
        return true;
    }

    /** The lines that were there when they were counted: who appends meanwhile may be in the middle of a line. */
    private Iterator<CorpusLine> counted() {
        return corpus.counted() == CorpusOptions.UNKNOWN ? reader : new LimitedLines(reader, corpus.counted() - lines);
    }

    private static Optional<SentencePair> pair(CorpusLine line) {
        return line instanceof CorpusLine.Pair pair ? Optional.of(pair.words()) : Optional.empty();
    }

    /** Reads what is done already, which must be what it was. */
    private void skip(RunState state) {
        while (lines < state.lines() && reader.hasNext()) {
            digest.add(reader.next());
            lines++;
        }
        if (lines < state.lines() || !digest.value().equals(state.digest())) {
            throw new CorpusException("--resume goes on behind the " + state.lines() + " lines that are done, but the input does"
                + (lines < state.lines() ? " not have so many" : " not begin with them any more") + "; give the same input, or"
                + " begin anew with --overwrite");
        }
        if (lines > 0) {
            progress.resume(lines);
            progress.message("normalign: going on at line " + (lines + 1));
            hinted = reader.lacksSeparator();
        }
    }

    private void write(List<AlignedItem<CorpusLine>> part) throws IOException {
        for (AlignedItem<CorpusLine> item : part) {
            CorpusLine line = item.item();
            outputs.line(line, item.pair());
            digest.add(line);
            if (item.pair().isPresent() && item.pair().get().skipped().isEmpty()) {
                aligned++;
            }
            if (line instanceof CorpusLine.Bad found) {
                report(found.message());
            }
            item.pair().flatMap(AlignedPair::skipped).ifPresent(why -> report(line.position() + ": " + why));
        }
        lines += part.size();
        outputs.done(lines, digest, new RunState.Counts(aligned, bad, outputs.rejectedPairs()));
        progress.add(part.size());
    }

    /** Once, and behind the messages of the lines: a hundred of them do not say what is wrong with the whole. */
    private void hint() {
        if (!hinted && reader.lacksSeparator()) {
            hinted = true;
            progress.message("normalign: note: no line has both sides so far: if this is one side of a corpus, give both sides by"
                + " --source and --target");
        }
    }

    private void report(String message) {
        bad++;
        progress.leftEmpty();
        progress.message("normalign: " + message + "; line left empty");
    }

    /** Pairs with links, those that another run made included. */
    long aligned() {
        return aligned;
    }

    /** Lines left empty because something is wrong with them, those of another run included. */
    long bad() {
        return bad;
    }

    /** Lines whose output is complete. */
    long lines() {
        return lines;
    }
}
