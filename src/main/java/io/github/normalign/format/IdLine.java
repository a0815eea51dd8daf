package io.github.normalign.format;

import io.github.normalign.corpus.Line;
import io.github.normalign.error.CorpusException;

/**
 * A line that starts with an id and a TAB.
 *
 * @param id what stands before the first TAB
 * @param text what stands behind it
 */
public record IdLine(String id, String text) {

    /**
     * Splits a line at its first TAB.
     *
     * @param line the line
     * @return id and text
     * @throws CorpusException if there is no TAB, or the line is not UTF-8
     */
    public static IdLine of(Line line) {
        String text = line.text();
        int tab = text.indexOf('\t');
        if (tab < 0) {
            throw new CorpusException(line.position() + ": no TAB, expected an id and a TAB before the text"
                + " (or \"ids\": false in gold.json).");
        }
        return new IdLine(text.substring(0, tab), text.substring(tab + 1));
    }
}
