package io.github.normalign.format;

import com.google.common.collect.Iterators;
import com.google.common.collect.PeekingIterator;
import io.github.normalign.alignment.ScoredLink;
import io.github.normalign.corpus.Line;
import io.github.normalign.corpus.LineReader;
import io.github.normalign.corpus.Words;
import io.github.normalign.error.CorpusException;
import io.github.normalign.error.Shown;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/** The text forms a gold file may have. */
public enum LinkFormat {
    /** {@link PharaohFormat}. */
    PHARAOH,
    /** {@link NaaclFormat}. */
    NAACL;

    /**
     * The name used in gold.json.
     *
     * @return the name in lower case
     */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads a gold file of this form.
     *
     * @param file the file
     * @param ids whether every line starts with an id and a TAB; NAACL has ids of its own and none before them
     * @return the links as written
     * @throws CorpusException if something else stands in the file
     */
    public LinkFile readGold(Path file, boolean ids) {
        return this == PHARAOH ? PharaohFormat.readGold(file, ids) : NaaclFormat.readGold(file);
    }

    /**
     * Reads an alignment file: JSON Lines if it begins with a brace, else Pharaoh's form. The file is read once, from start to end,
     * so that it may be a pipe.
     *
     * @param file the file
     * @return the links as written, sure ones only; a line of JSON Lines that is not aligned has none
     * @throws CorpusException naming file, line and what is wrong, if something else stands in the file
     */
    public static LinkFile readLinks(Path file) {
        try (LineReader reader = LineReader.openByName(file)) {
            PeekingIterator<Line> lines = Iterators.peekingIterator(reader);
            boolean json = lines.hasNext() && !lines.peek().isBad() && lines.peek().text().startsWith("{");
            return json ? jsonLinks(reader.name(), lines) : PharaohFormat.readLinks(reader.name(), lines);
        }
    }

    private static LinkFile jsonLinks(String name, Iterator<Line> lines) {
        JsonLinesReader reader = JsonLinesReader.of(lines);
        List<WrittenLink> links = new ArrayList<>();
        int sentence = 0;
        for (; reader.hasNext(); sentence++) {
            for (ScoredLink link : reader.next().links()) {
                links.add(new WrittenLink(sentence, link.link().source(), link.link().target(), true, sentence + 1));
            }
        }
        return new LinkFile(name, links, OptionalInt.of(sentence), List.of());
    }

    /**
     * Reads a gold file whose form is told by its first line that shows one. The file is read once, from start to end, so that
     * it may be a pipe.
     *
     * @param file the file
     * @return the links as written
     * @throws CorpusException if no form fits
     */
    public static LinkFile readGold(Path file) {
        try (LineReader reader = LineReader.openByName(file)) {
            List<Line> seen = new ArrayList<>();
            boolean ids = false;
            while (reader.hasNext()) {
                Line line = reader.next();
                seen.add(line);
                List<String> words = Words.split(line.text());
                if (words.isEmpty()) {
                    continue;
                }
                if (NaaclFormat.isLink(line.text())) {
                    return NaaclFormat.readGold(reader.name(), Iterators.concat(seen.iterator(), reader));
                }
                if (PharaohFormat.isLink(words.get(0))) {
                    ids = false;
                    break;
                }
                ids = line.text().indexOf('\t') > 0;
                if (ids && words.size() > 1 && PharaohFormat.isLink(words.get(1))) {
                    break;
                }
                if (!ids || words.size() > 1) {
                    throw new CorpusException(line.position() + ": found '" + Shown.excerpt(line.text()) + "', expected links:"
                        + " 'i-j ipj ...' (Pharaoh), the same after an id and a TAB, or 'sentence i j S' (NAACL).");
                }
            }
            return PharaohFormat.readGold(reader.name(), Iterators.concat(seen.iterator(), reader), ids);
        }
    }
}
