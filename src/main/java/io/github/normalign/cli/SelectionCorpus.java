package io.github.normalign.cli;

import io.github.normalign.corpus.CorpusLine;
import io.github.normalign.corpus.LinePosition;
import io.github.normalign.corpus.ParallelReader;
import io.github.normalign.corpus.SentencePair;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Consumer;

/** The sentence pairs of a corpus, one after the other; bad lines are told of, and empty ones are nothing to speak of. */
final class SelectionCorpus implements Iterator<SentencePair> {

    private final ParallelReader reader;
    private final Consumer<String> bad;
    private final List<LinePosition> positions = new ArrayList<>();
    private CorpusLine.Pair next;

    /**
     * Starts at the reader's next line.
     *
     * @param reader the corpus
     * @param bad told of each line that is no pair: file, line and what is wrong
     */
    SelectionCorpus(ParallelReader reader, Consumer<String> bad) {
        this.reader = reader;
        this.bad = bad;
    }

    /** Where a pair stands that was given out, counted from 0. */
    LinePosition position(int pair) {
        return positions.get(pair);
    }

    @Override
    public boolean hasNext() {
        while (next == null && reader.hasNext()) {
            CorpusLine line = reader.next();
            if (line instanceof CorpusLine.Pair pair) {
                next = pair;
            } else if (line instanceof CorpusLine.Bad found) {
                bad.accept(found.message());
            }
        }
        return next != null;
    }

    @Override
    public SentencePair next() {
        if (!hasNext()) {
            throw new NoSuchElementException("no pair left");
        }
        SentencePair found = next.words();
        positions.add(next.position());
        next = null;
        return found;
    }
}
