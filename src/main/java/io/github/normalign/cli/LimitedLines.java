package io.github.normalign.cli;

import io.github.normalign.corpus.CorpusLine;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** The first lines of a corpus; those behind them are not even looked for. */
final class LimitedLines implements Iterator<CorpusLine> {

    private final Iterator<CorpusLine> lines;
    private long left;

    LimitedLines(Iterator<CorpusLine> lines, long most) {
        this.lines = lines;
        this.left = most;
    }

    @Override
    public boolean hasNext() {
        return left > 0 && lines.hasNext();
    }

    @Override
    public CorpusLine next() {
        if (left <= 0) {
            throw new NoSuchElementException("no line left that was counted");
        }
        left--;
        return lines.next();
    }
}
