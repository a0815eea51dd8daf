package io.github.normalign.tokenizer;

/**
 * How the two sides of a pair become what a model reads, for one direction.
 *
 * @param source tokenizer of the source side
 * @param target tokenizer of the target side
 * @param frame what stands around the pieces
 */
public record PairTokenizer(PieceTokenizer source, PieceTokenizer target, PieceFrame frame) {
}
