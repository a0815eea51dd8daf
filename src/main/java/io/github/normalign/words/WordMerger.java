package io.github.normalign.words;

import io.github.normalign.alignment.ScoreMatrix;
import io.github.normalign.tokenizer.Pieces;

/**
 * Scores of words from scores of pieces: the SUM over a word's source pieces, the MEAN over a word's target pieces.
 *
 * <p>{@code word(t, s) = 1/|pieces(t)| * sum_{p in pieces(t)} sum_{q in pieces(s)} piece(p, q)}
 *
 * <p>Kobayashi et al., EMNLP 2020, section 5, as in the authors' code. For weights a row, special pieces included, still
 * sums to 1. A word without pieces has a row, or column, of zeros.
 */
public final class WordMerger {

    private WordMerger() {
    }

    /**
     * Merges a matrix of pieces.
     *
     * @param pieces scores of target pieces (rows) with source pieces and, behind them, special pieces ({@code </s>} first)
     * @param source the source pieces
     * @param target the target pieces
     * @return scores of target words (rows) with source words and, behind them, each special piece
     * @throws IllegalArgumentException if the matrix does not have one row a target piece, one column a source piece, and more
     * @throws ArithmeticException if the words make more than 2^31 cells; {@link Pieces#compacted()} prevents it
     */
    public static ScoreMatrix merge(ScoreMatrix pieces, Pieces source, Pieces target) {
        requireFit(pieces, source, target);
        int special = pieces.columns() - source.length();
        int columns = source.words() + special;
        double[] sums = new double[Math.multiplyExact(target.words(), columns)];
        int[] targetPieces = new int[target.words()];
        for (int p = 0; p < target.length(); p++) {
            int row = target.wordOf()[p];
            targetPieces[row]++;
            for (int q = 0; q < source.length(); q++) {
                sums[row * columns + source.wordOf()[q]] += pieces.at(p, q);
            }
            for (int q = 0; q < special; q++) {
                sums[row * columns + source.words() + q] += pieces.at(p, source.length() + q);
            }
        }
        float[] scores = new float[sums.length];
        for (int at = 0; at < sums.length; at++) {
            int count = targetPieces[at / columns];
            scores[at] = count == 0 ? 0 : (float) (sums[at] / count);
        }
        return ScoreMatrix.of(target.words(), columns, scores);
    }

    static void requireFit(ScoreMatrix pieces, Pieces source, Pieces target) {
        if (pieces.rows() != target.length() || pieces.columns() <= source.length()) {
            throw new IllegalArgumentException("a matrix of " + pieces.rows() + " x " + pieces.columns()
                + " does not fit " + target.length() + " target pieces and " + source.length()
                + " source pieces with at least </s> behind them");
        }
    }
}
