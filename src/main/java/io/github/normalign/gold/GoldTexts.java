package io.github.normalign.gold;

import io.github.normalign.corpus.CorpusLine;
import io.github.normalign.corpus.Line;
import io.github.normalign.corpus.LineReader;
import io.github.normalign.corpus.ParallelReader;
import io.github.normalign.corpus.SentencePair;
import io.github.normalign.error.CorpusException;
import io.github.normalign.error.Shown;
import io.github.normalign.format.IdLine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The sentence pairs whose words links count. All of them are read, and a line that cannot be read stops the reading. */
public final class GoldTexts {

    private GoldTexts() {
    }

    /**
     * Reads two files, line by line. A side may be blank: such a pair has no links, but it must not shift the others.
     *
     * @param source the source text
     * @param target its translation
     * @return one pair a line
     * @throws CorpusException if the numbers of lines differ, or a line is not UTF-8
     */
    public static List<SentencePair> read(Path source, Path target) {
        ParallelReader.requireSameLineCount(source, target);
        List<SentencePair> pairs = new ArrayList<>();
        try (LineReader sources = LineReader.openByName(source); LineReader targets = LineReader.openByName(target)) {
            while (sources.hasNext()) {
                pairs.add(SentencePair.of(sources.next().text(), targets.next().text()));
            }
        }
        return pairs;
    }

    /** Reads one file with both sides on each line, as {@link ParallelReader} does. */
    static List<SentencePair> readJoined(Path file) {
        List<SentencePair> pairs = new ArrayList<>();
        try (ParallelReader reader = ParallelReader.open(file)) {
            while (reader.hasNext()) {
                CorpusLine line = reader.next();
                if (line instanceof CorpusLine.Bad bad) {
                    throw new CorpusException(bad.message());
                }
                pairs.add(line instanceof CorpusLine.Pair pair ? pair.words() : SentencePair.of("", ""));
            }
        }
        return pairs;
    }

    /** Reads two files whose lines start with an id and a TAB; the ids must be those of the links' lines. */
    static List<SentencePair> readWithIds(Path source, Path target, List<String> ids) {
        ParallelReader.requireSameLineCount(source, target);
        List<SentencePair> pairs = new ArrayList<>();
        try (LineReader sources = LineReader.openByName(source); LineReader targets = LineReader.openByName(target)) {
            for (int i = 0; sources.hasNext(); i++) {
                pairs.add(SentencePair.of(text(sources.next(), ids, i), text(targets.next(), ids, i)));
            }
        }
        return pairs;
    }

    private static String text(Line line, List<String> ids, int index) {
        IdLine split = IdLine.of(line);
        if (index < ids.size() && !ids.get(index).equals(split.id())) {
            throw new CorpusException(line.position() + ": id '" + Shown.excerpt(split.id()) + "', but this line of the links has"
                + " id '" + Shown.excerpt(ids.get(index)) + "'; line i of the one must belong to line i of the other.");
        }
        return split.text();
    }
}
