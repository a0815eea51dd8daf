package io.github.normalign.format;

import io.github.normalign.alignment.Alignment;
import io.github.normalign.alignment.Link;
import io.github.normalign.corpus.LinePosition;
import io.github.normalign.error.CorpusException;

/** Whether links belong to a pair of so many words. */
public final class LinkRange {

    private LinkRange() {
    }

    /**
     * Refuses links to words that are none.
     *
     * @param alignment links counted from 0
     * @param sourceWords number of source words
     * @param targetWords number of target words
     * @param position where the links stand
     * @throws CorpusException naming file, line, the link and both numbers
     */
    public static void require(Alignment alignment, int sourceWords, int targetWords, LinePosition position) {
        for (Link link : alignment.links()) {
            if (link.source() >= sourceWords || link.target() >= targetWords) {
                throw new CorpusException(position + ": found link " + link + ", but the pair has " + sourceWords + " source and "
                    + targetWords + " target words; expected links of these words, without tags, counted from 0");
            }
        }
    }
}
