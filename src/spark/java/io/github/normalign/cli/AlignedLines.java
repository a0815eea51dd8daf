package io.github.normalign.cli;

import com.google.common.collect.AbstractIterator;
import io.github.normalign.AlignedItem;
import io.github.normalign.AlignedPair;
import io.github.normalign.AlignmentParts;
import io.github.normalign.WordAligner;
import io.github.normalign.corpus.CorpusLine;
import io.github.normalign.format.PharaohFormat;
import io.github.normalign.words.SentenceScores;
import java.util.Collections;
import java.util.Iterator;
import java.util.Optional;

/** The lines of one task, aligned part by part: one line out for each line in, in the same order. */
final class AlignedLines extends AbstractIterator<AlignedLine> {

    private final AlignmentParts<NumberedLine> parts;
    private final boolean withScores;
    private final LineTally tally;
    private Iterator<AlignedItem<NumberedLine>> part = Collections.emptyIterator();

    AlignedLines(Iterator<NumberedLine> lines, WordAligner aligner, boolean withScores, LineTally tally) {
        this.parts = new AlignmentParts<>(aligner, lines, numbered ->
            numbered.line() instanceof CorpusLine.Pair pair ? Optional.of(pair.words()) : Optional.empty(), 0);
        this.withScores = withScores;
        this.tally = tally;
    }

    @Override
    protected AlignedLine computeNext() {
        while (!part.hasNext()) {
            if (!parts.hasNext()) {
                parts.close();
                return endOfData();
            }
            part = parts.next().iterator();
        }
        AlignedItem<NumberedLine> item = part.next();
        NumberedLine numbered = item.item();
        CorpusLine line = numbered.line();
        AlignedLine result = item.pair().map(pair -> of(numbered, pair)).orElseGet(() ->
            new AlignedLine(numbered.number(), numbered.id(), "", null, line instanceof CorpusLine.Bad bad ? bad.message() : null));
        tally.add(new LineTally.Entry(result, line instanceof CorpusLine.Empty));
        return result;
    }

    private AlignedLine of(NumberedLine line, AlignedPair pair) {
        return new AlignedLine(line.number(), line.id(),
            withScores ? PharaohFormat.line(pair.links()) : PharaohFormat.line(pair.alignment()),
            pair.scores().map(SentenceScores::score).orElse(null),
            pair.skipped().map(why -> line.line().position() + ": " + why).orElse(null));
    }
}
