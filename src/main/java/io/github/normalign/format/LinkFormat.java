package io.github.normalign.format;

import io.github.normalign.corpus.Line;
import io.github.normalign.corpus.LineReader;
import io.github.normalign.corpus.Words;
import io.github.normalign.error.CorpusException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

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
     * Reads a gold file whose form is told by its first line that shows one.
     *
     * @param file the file
     * @return the links as written
     * @throws CorpusException if no form fits
     */
    public static LinkFile readGold(Path file) {
        boolean ids = false;
        try (LineReader reader = LineReader.open(file)) {
            while (reader.hasNext()) {
                Line line = reader.next();
                List<String> words = Words.split(line.text());
                if (words.isEmpty()) {
                    continue;
                }
                if (NaaclFormat.isLink(line.text())) {
                    return NAACL.readGold(file, false);
                }
                if (PharaohFormat.isLink(words.get(0))) {
                    return PHARAOH.readGold(file, false);
                }
                ids = line.text().indexOf('\t') > 0;
                if (ids && words.size() > 1 && PharaohFormat.isLink(words.get(1))) {
                    return PHARAOH.readGold(file, true);
                }
                if (!ids || words.size() > 1) {
                    throw new CorpusException(line.position() + ": found '" + line.text() + "', expected links: 'i-j ipj ...'"
                        + " (Pharaoh), the same after an id and a TAB, or 'sentence i j S' (NAACL).");
                }
            }
        }
        return PHARAOH.readGold(file, ids);
    }
}
