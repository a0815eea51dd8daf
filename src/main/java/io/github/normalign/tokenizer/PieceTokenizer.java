package io.github.normalign.tokenizer;

import java.util.List;
import java.util.Optional;

/** Turns the caller's words into a model's pieces, word by word. Implementations are safe for use by several threads. */
public interface PieceTokenizer {

    /**
     * Encodes words one at a time, so that each word knows its pieces whatever its neighbours are.
     *
     * @param words the words of one sentence
     * @return ids and word numbers; no {@code </s>}
     */
    Pieces encode(List<String> words);

    /**
     * How the pieces of words are spelled, for people and programs that look at them; {@link #encode} is what a model is run by.
     *
     * @param words the words of one sentence
     * @return for each word its pieces' spellings in the order of {@link #encode}, and as many; empty if the tokenizer knows none
     */
    default Optional<List<List<String>>> spellings(List<String> words) {
        return Optional.empty();
    }

    /**
     * Encodes a text as a whole, as the libraries the models were trained with do. Its ids are those of its words one by one save
     * for ties, for spaces other than U+0020, and for pieces that hold a space.
     *
     * @param text one sentence, blanks and all
     * @return ids; no {@code </s>}
     */
    default int[] encodeText(String text) {
        return encode(List.of(text)).ids();
    }
}
