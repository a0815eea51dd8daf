package io.github.normalign.tokenizer;

import com.google.common.primitives.ImmutableIntArray;

/**
 * What a model reads around the pieces of a pair: {@code </s>}, language codes, start pieces.
 *
 * <p>The source side is {@code beforeSource}, pieces, {@code afterSource}; the decoder's input is {@code decoderStart}, target
 * pieces. The last id of {@code decoderStart} is the input of the step that predicts the first target piece; the steps before
 * it predict the model's own codes and are nobody's alignment.
 *
 * @param beforeSource ids before the source pieces: a language code, a task prefix; often empty
 * @param afterSource ids behind them: {@code </s>} first, then a language code where the model wants it there; at least one
 * @param decoderStart the decoder's first inputs: the start piece, then a language code where the model wants one; at least one
 * @param targetEnd id of {@code </s>} in the target's vocabulary: what the model is to predict behind the last target piece. It
 *     is no input of the decoder
 */
public record PieceFrame(ImmutableIntArray beforeSource, ImmutableIntArray afterSource, ImmutableIntArray decoderStart,
        int targetEnd) {

    /** Refuses a frame without an end of the source or a start of the target with an {@link IllegalArgumentException}. */
    public PieceFrame {
        if (afterSource.isEmpty() || decoderStart.isEmpty()) {
            throw new IllegalArgumentException("a source ends with </s> and a decoder starts with a piece; found "
                + afterSource + " and " + decoderStart);
        }
    }

    /**
     * The frame of a model whose two sides have one {@code </s>}.
     *
     * @param beforeSource ids before the source pieces
     * @param afterSource ids behind them, {@code </s>} first
     * @param decoderStart the decoder's first inputs
     */
    public PieceFrame(ImmutableIntArray beforeSource, ImmutableIntArray afterSource, ImmutableIntArray decoderStart) {
        this(beforeSource, afterSource, decoderStart, afterSource.isEmpty() ? -1 : afterSource.get(0));
    }

    /**
     * The frame of a model without language codes, such as a bilingual Marian one.
     *
     * @param end id of {@code </s>}
     * @param start id of the decoder's start piece
     * @return pieces and {@code </s>}; start piece and pieces
     */
    public static PieceFrame plain(int end, int start) {
        return new PieceFrame(ImmutableIntArray.of(), ImmutableIntArray.of(end), ImmutableIntArray.of(start));
    }

    /**
     * Source positions that are no pieces of the text.
     *
     * @return at least 1
     */
    public int sourceExtra() {
        return beforeSource.length() + afterSource.length();
    }
}
