package io.github.normalign.tokenizer;

import io.github.normalign.corpus.SegmentedText;
import io.github.normalign.corpus.WordSpan;
import java.util.List;

/**
 * Says which of a text's words a piece belongs to: the one with the most of the piece's characters (code points), the first of
 * equal ones; a piece without a character of a word belongs to the word it lies in (U+2581 in front of it, the first bytes of a
 * character), else to the next one, behind the last to the last. Pieces must be asked for in their order.
 */
final class PieceOwners {

    private final String text;
    private final List<WordSpan> words;
    private final int behind;
    private int first;

    /** For the words from {@code first}, and before {@code behind}; at least one. */
    PieceOwners(SegmentedText text, int first, int behind) {
        this.text = text.text();
        this.words = text.spans();
        this.first = first;
        this.behind = behind;
    }

    /** The word of the piece from {@code begin} to {@code end}, in UTF-16 units. */
    int of(int begin, int end) {
        while (first < behind - 1 && words.get(first).end() <= begin) {
            first++;
        }
        int best = first;
        int most = 0;
        for (int word = first; word < behind && words.get(word).start() < end; word++) {
            int from = Math.max(begin, words.get(word).start());
            int to = Math.min(end, words.get(word).end());
            int shared = from < to ? text.codePointCount(from, to) : 0;
            if (shared > most) {
                best = word;
                most = shared;
            }
        }
        return best;
    }
}
