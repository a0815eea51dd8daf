package io.github.normalign.model;

import io.github.normalign.tokenizer.Pieces;

/**
 * A sentence pair as the model sees it, {@code </s>} and the start piece not among the pieces.
 *
 * @param source source pieces
 * @param target target pieces
 */
public record PiecePair(Pieces source, Pieces target) {

    /** Source positions of the model: the pieces and {@code </s>}. */
    int columns() {
        return source.length() + 1;
    }

    /** Decoder steps of the model: the start piece and the target pieces. */
    int rows() {
        return target.length() + 1;
    }
}
