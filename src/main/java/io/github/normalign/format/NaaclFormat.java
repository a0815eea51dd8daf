package io.github.normalign.format;

import io.github.normalign.corpus.Line;
import io.github.normalign.corpus.LinePosition;
import io.github.normalign.corpus.LineReader;
import io.github.normalign.corpus.Words;
import io.github.normalign.error.CorpusException;
import io.github.normalign.error.Shown;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The form of the NAACL 2003 and ACL 2005 workshops (WPT): one line a link, {@code sentence i j S|P}; without the last column
 * the link is sure. Sentence ids count from 1 and may have leading zeros; whether words count from 0 or 1 differs from file to
 * file. A sentence without links leaves no trace. Blank lines are skipped.
 */
public final class NaaclFormat {

    private static final Pattern LINE = Pattern.compile("(\\d{1,9}) (\\d{1,9}) (\\d{1,9})(?: ([SP]))?");

    /** Ids tell how many sentences there are, and each takes memory: one id out of place must not stand for a thousand million. */
    static final int MOST_SENTENCES = 1_000_000;

    private NaaclFormat() {
    }

    /**
     * Reads a gold file.
     *
     * @param file the file
     * @return the links as written
     * @throws CorpusException naming file and line if something else stands in the file
     */
    public static LinkFile readGold(Path file) {
        try (LineReader reader = LineReader.openByName(file)) {
            return readGold(reader.name(), reader);
        }
    }

    /** Reads gold from lines that are read already, or are read as they are asked for. */
    static LinkFile readGold(String name, Iterator<Line> lines) {
        List<WrittenLink> links = new ArrayList<>();
        while (lines.hasNext()) {
            Line line = lines.next();
            String text = String.join(" ", Words.split(line.text()));
            if (!text.isEmpty()) {
                links.add(link(text, line.position()));
            }
        }
        return new LinkFile(name, links, OptionalInt.empty(), List.of());
    }

    private static WrittenLink link(String text, LinePosition position) {
        Matcher fields = LINE.matcher(text);
        if (!fields.matches()) {
            throw new CorpusException(position + ": found '" + Shown.excerpt(text) + "', expected 'sentence i j S'"
                + " or 'sentence i j P'.");
        }
        int sentence = Integer.parseInt(fields.group(1));
        if (sentence == 0) {
            throw new CorpusException(position + ": found sentence id 0, expected ids from 1 on.");
        }
        if (sentence > MOST_SENTENCES) {
            throw new CorpusException(position + ": found sentence id " + sentence + ", expected at most " + MOST_SENTENCES + ".");
        }
        return new WrittenLink(sentence - 1, Integer.parseInt(fields.group(2)), Integer.parseInt(fields.group(3)),
            !"P".equals(fields.group(4)), position.line());
    }

    /** Whether a line has this form. */
    static boolean isLink(String line) {
        return LINE.matcher(String.join(" ", Words.split(line))).matches();
    }
}
