package io.github.normalign.tokenizer;

import java.util.List;

/** Turns the caller's words into a model's pieces, word by word. Implementations are safe for use by several threads. */
public interface PieceTokenizer {

    /**
     * Encodes words one at a time, so that each word knows its pieces whatever its neighbours are.
     *
     * @param words the words of one sentence
     * @return ids and word numbers; no {@code </s>}
     */
    Pieces encode(List<String> words);
}
