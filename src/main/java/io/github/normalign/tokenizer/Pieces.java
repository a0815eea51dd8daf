package io.github.normalign.tokenizer;

/**
 * The pieces of one sentence, {@code </s>} not among them, and the word each belongs to. Not changed after it is made.
 *
 * @param ids the model's id of each piece
 * @param wordOf the index of the word each piece came from, never decreasing; a word that has no piece (its characters are all
 *     erased by the normaliser) is simply absent, so the numbers of the others do not shift
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
     * The number of pieces, {@code </s>} not counted.
     *
     * @return length of both arrays
     */
    public int length() {
        return ids.length;
    }
}
