package io.github.normalign.format;

import com.google.common.base.CharMatcher;
import io.github.normalign.alignment.Alignment;
import io.github.normalign.alignment.ScoredLink;
import io.github.normalign.corpus.Line;
import io.github.normalign.corpus.LinePosition;
import io.github.normalign.corpus.LineReader;
import io.github.normalign.corpus.Words;
import io.github.normalign.error.CorpusException;
import io.github.normalign.error.Shown;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Pharaoh's form: one line a sentence pair, links {@code i-j} separated by spaces, source index first; an empty line is a
 * pair without links. {@code i-j:score} carries a score. Gold files mark a link that is only possible by {@code ipj}, and may
 * start each line with an id and a TAB.
 */
public final class PharaohFormat {

    private static final Pattern LINK =
        Pattern.compile("(\\d{1,9})([-p])(\\d{1,9})(?::[-+]?\\d+(?:\\.\\d+)?(?:[eE][-+]?\\d+)?)?");

    private PharaohFormat() {
    }

    /**
     * Reads an alignment file, sure links only; scores are checked and dropped.
     *
     * @param file the file
     * @return the links as written
     * @throws CorpusException naming file, line and word if something else stands in the file
     */
    public static LinkFile readLinks(Path file) {
        return read(file, false, false);
    }

    /** Reads links from lines that are read as they are asked for. */
    static LinkFile readLinks(String name, Iterator<Line> lines) {
        return read(name, lines, false, false);
    }

    /**
     * Reads an alignment file whose base is known.
     *
     * @param file the file
     * @param base what it calls the first word
     * @return one alignment a line, counted from 0
     * @throws CorpusException if something else stands in the file, or an index 0 contradicts base 1
     */
    public static List<Alignment> read(Path file, IndexBase base) {
        LinkFile links = readLinks(file);
        return links.alignments(base, links.sentences());
    }

    /**
     * Reads one line of an alignment file, for files too big to be held; scores are checked and dropped.
     *
     * @param line the line
     * @return its links with the indices as written, the first one as source
     * @throws CorpusException naming file, line and word if something else stands in the line, or it is not text
     */
    public static Alignment alignment(Line line) {
        return alignment(line.text(), line.position());
    }

    /** Reads links that stand inside a line of another form. */
    static Alignment alignment(String links, LinePosition position) {
        return Alignment.of(Words.split(links).stream().map(word -> link(word, position, 0, false).in(IndexBase.ZERO)).toList());
    }

    /**
     * Reads a gold file: {@code i-j} sure, {@code ipj} possible.
     *
     * @param file the file
     * @param ids whether every line starts with an id and a TAB
     * @return the links as written
     * @throws CorpusException naming file, line and word if something else stands in the file
     */
    public static LinkFile readGold(Path file, boolean ids) {
        return read(file, true, ids);
    }

    /** Reads gold from lines that are read already, or are read as they are asked for. */
    static LinkFile readGold(String name, Iterator<Line> lines, boolean ids) {
        return read(name, lines, true, ids);
    }

    /**
     * Writes one pair's links.
     *
     * @param alignment the links
     * @return {@code i-j} in numerical order, separated by spaces, counted from 0; empty without links
     */
    public static String line(Alignment alignment) {
        return alignment.toString();
    }

    /**
     * Writes one pair's links with their scores.
     *
     * @param links the links in any order, no two of them the same
     * @return {@code i-j:score} in numerical order; four digits after a decimal point in every locale
     */
    public static String line(Collection<ScoredLink> links) {
        return links.stream().sorted().map(scored -> String.format(Locale.ROOT, "%s:%.4f", scored.link(), scored.score()))
            .collect(Collectors.joining(" "));
    }

    /** Whether a word is a link, with or without a score. */
    static boolean isLink(String word) {
        return LINK.matcher(word).matches();
    }

    private static LinkFile read(Path file, boolean gold, boolean ids) {
        try (LineReader reader = LineReader.openByName(file)) {
            return read(reader.name(), reader, gold, ids);
        }
    }

    private static LinkFile read(String name, Iterator<Line> lines, boolean gold, boolean ids) {
        List<WrittenLink> links = new ArrayList<>();
        List<String> found = new ArrayList<>();
        int sentence = 0;
        for (; lines.hasNext(); sentence++) {
            Line line = lines.next();
            String text = line.text();
            if (ids) {
                IdLine split = IdLine.of(line);
                found.add(split.id());
                text = split.text();
            }
            for (String word : Words.split(text)) {
                links.add(link(word, line.position(), sentence, gold));
            }
        }
        return new LinkFile(name, links, OptionalInt.of(sentence), found);
    }

    private static WrittenLink link(String word, LinePosition position, int sentence, boolean gold) {
        Matcher link = LINK.matcher(word);
        if (!link.matches()) {
            throw new CorpusException(position + ": found '" + Shown.excerpt(word) + "', expected a link "
                + (gold ? "i-j (sure) or ipj (possible)" : "i-j or i-j:score, with a decimal point") + hint(word) + ".");
        }
        boolean sure = link.group(2).equals("-");
        if (!sure && !gold) {
            throw new CorpusException(position + ": found '" + Shown.excerpt(word) + "', a possible link, which only gold has;"
                + " expected i-j. Are the gold and the alignment exchanged?");
        }
        return new WrittenLink(sentence, Integer.parseInt(link.group(1)), Integer.parseInt(link.group(3)), sure, position.line());
    }

    private static String hint(String word) {
        return CharMatcher.inRange('0', '9').matchesAllOf(word) ? "; a lone number is NAACL's form, or an id before the links" : "";
    }
}
