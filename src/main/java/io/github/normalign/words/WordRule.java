package io.github.normalign.words;

import java.util.Locale;

/** How scores of pieces become links of words. */
public enum WordRule {
    /**
     * The paper's: scores are summed over a word's source pieces and averaged over a word's target pieces, then each target
     * word links to its best source word. A special piece such as {@code </s>} is a column of its own; where one wins, the word
     * has no link.
     * (Kobayashi et al., EMNLP 2020, section 5, as the authors' code computes it.)
     */
    WORD,
    /**
     * Each target piece chooses its best source piece, special ones included; two words are linked if any of their pieces are.
     * (The subword rule of the alignment literature, e.g. Chen et al., EMNLP 2020.)
     */
    PIECE;

    /**
     * Reads a name, in any case.
     *
     * @param name word or piece
     * @return the rule
     * @throws IllegalArgumentException with a sentence for the user, if it is neither
     */
    public static WordRule parse(String name) {
        for (WordRule value : values()) {
            if (value.toString().equalsIgnoreCase(name)) {
                return value;
            }
        }
        throw new IllegalArgumentException("rule is '" + name + "', expected word or piece");
    }

    /** The name on the command line and in files: {@code word} or {@code piece}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
