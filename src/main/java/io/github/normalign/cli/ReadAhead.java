package io.github.normalign.cli;

import io.github.normalign.corpus.CorpusLine;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** How much of a corpus is read ahead: enough to sort by length, little enough to hold in memory whatever the lines are like. */
final class ReadAhead {

    /** The most lines. */
    static final int LINES = 1024;
    /** Words after which no line more is read, for long lines: attention takes memory by words. */
    static final int WORDS = 1 << 16;
    /** Characters after which no line more is read, for huge words. */
    static final int CHARACTERS = 1 << 22;

    private ReadAhead() {
    }

    /** The next lines, at least one; the last of them may go beyond a limit. */
    static List<CorpusLine> next(Iterator<CorpusLine> corpus) {
        List<CorpusLine> window = new ArrayList<>();
        long words = 0;
        long characters = 0;
        do {
            CorpusLine line = corpus.next();
            window.add(line);
            if (line instanceof CorpusLine.Pair pair) {
                words += pair.source().spans().size() + pair.target().spans().size();
                characters += pair.source().text().length() + pair.target().text().length();
            }
        } while (window.size() < LINES && words < WORDS && characters < CHARACTERS && corpus.hasNext());
        return window;
    }
}
