package io.github.normalign.model;

import io.github.normalign.tokenizer.PieceFrame;
import io.github.normalign.tokenizer.Pieces;

/**
 * A sentence pair as the model sees it.
 *
 * @param source source pieces, special ones not among them
 * @param target target pieces, special ones not among them
 * @param frame the special pieces around them
 */
public record PiecePair(Pieces source, Pieces target, PieceFrame frame) {

    /** Source positions of the model, special pieces included. */
    int columns() {
        return source.length() + frame.sourceExtra();
    }

    /** Decoder steps of the model: the start pieces and the target pieces. */
    int rows() {
        return target.length() + frame.decoderStart().length();
    }
}
