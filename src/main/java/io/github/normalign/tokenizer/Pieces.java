package io.github.normalign.tokenizer;

import java.util.Arrays;

/**
 * The pieces of one sentence, {@code </s>} not among them, and the word each belongs to. Not changed after it is made.
 *
 * @param ids the model's id of each piece
 * @param wordOf the index of the word each piece came from, never decreasing; a word that has no piece (its characters are all
 *     erased by the normaliser, or in a user-defined piece of its neighbour) is simply absent, so the numbers of the others do
 *     not shift
 * @param words the number of words of the sentence, those without pieces counted
 */
public record Pieces(int[] ids, int[] wordOf, int words) {

    /** Refuses arrays of different lengths and words out of range with an {@link IllegalArgumentException}. */
    public Pieces {
        if (ids.length != wordOf.length) {
            throw new IllegalArgumentException(ids.length + " ids but " + wordOf.length + " word numbers");
        }
        int last = 0;
        for (int word : wordOf) {
            if (word < last || word >= words) {
                throw new IllegalArgumentException("word number " + word + " out of order or not below " + words);
            }
            last = word;
        }
    }

    /**
     * The words that have pieces.
     *
     * @return their indices, ascending
     */
    public int[] wordsWithPieces() {
        return Arrays.stream(wordOf).distinct().toArray();
    }

    /**
     * The same pieces with only the words that have some, renumbered from 0: no larger than the pieces, however many words there
     * are. {@link #wordsWithPieces()} leads back to the words' own numbers.
     *
     * @return this, if every word has a piece
     */
    public Pieces compacted() {
        int[] present = wordsWithPieces();
        if (present.length == words) {
            return this;
        }
        int[] renumbered = new int[wordOf.length];
        for (int p = 1; p < wordOf.length; p++) {
            renumbered[p] = renumbered[p - 1] + (wordOf[p] == wordOf[p - 1] ? 0 : 1);
        }
        return new Pieces(ids, renumbered, present.length);
    }

    /**
     * The number of pieces, {@code </s>} not counted.
     *
     * @return length of both arrays
     */
    public int length() {
        return ids.length;
    }
}
