package io.github.normalign.cli;

import com.google.common.collect.AbstractIterator;
import com.google.common.collect.Iterators;
import io.github.normalign.AlignedPair;
import io.github.normalign.WordAligner;
import io.github.normalign.corpus.CorpusLine;
import io.github.normalign.corpus.SentencePair;
import io.github.normalign.format.PharaohFormat;
import io.github.normalign.words.SentenceScores;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;

/** The lines of one task, aligned window by window: one line out for each line in, in the same order. */
final class AlignedLines extends AbstractIterator<AlignedLine> {

    private final WordAligner aligner;
    private final boolean withScores;
    private final LineTally tally;
    private final Queue<NumberedLine> read = new ArrayDeque<>();
    private final Iterator<CorpusLine> lines;
    private Iterator<AlignedLine> window = Collections.emptyIterator();

    AlignedLines(Iterator<NumberedLine> lines, WordAligner aligner, boolean withScores, LineTally tally) {
        this.aligner = aligner;
        this.withScores = withScores;
        this.tally = tally;
        this.lines = Iterators.transform(lines, line -> {
            read.add(line);
            return line.line();
        });
    }

    @Override
    protected AlignedLine computeNext() {
        if (!window.hasNext()) {
            if (!lines.hasNext()) {
                return endOfData();
            }
            window = align(ReadAhead.next(lines));
        }
        return window.next();
    }

    private Iterator<AlignedLine> align(List<CorpusLine> found) {
        List<SentencePair> pairs = new ArrayList<>();
        for (CorpusLine line : found) {
            if (line instanceof CorpusLine.Pair pair) {
                pairs.add(pair.words());
            }
        }
        Iterator<AlignedPair> results = aligner.align(pairs).iterator();
        List<AlignedLine> aligned = new ArrayList<>(found.size());
        for (CorpusLine line : found) {
            NumberedLine numbered = read.remove();
            AlignedLine result = line instanceof CorpusLine.Pair ? of(numbered, results.next())
                : new AlignedLine(numbered.number(), numbered.id(), "", null,
                    line instanceof CorpusLine.Bad bad ? bad.message() : null);
            tally.add(new LineTally.Entry(result, line instanceof CorpusLine.Empty));
            aligned.add(result);
        }
        return aligned.iterator();
    }

    private AlignedLine of(NumberedLine line, AlignedPair pair) {
        return new AlignedLine(line.number(), line.id(),
            withScores ? PharaohFormat.line(pair.links()) : PharaohFormat.line(pair.alignment()),
            pair.scores().map(SentenceScores::score).orElse(null),
            pair.skipped().map(why -> line.line().position() + ": " + why).orElse(null));
    }
}
