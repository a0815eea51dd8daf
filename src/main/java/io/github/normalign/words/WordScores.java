package io.github.normalign.words;

import io.github.normalign.alignment.ScoreMatrix;
import io.github.normalign.attention.CrossAttention;
import io.github.normalign.attention.Measure;
import io.github.normalign.tokenizer.Pieces;

/**
 * One direction's scores of words on a scale that two directions share: the share of a target word's attention, or of what
 * reaches it in norm, that comes from each source word.
 *
 * <p>Weights merged by {@link WordMerger} are shares already; norms have no unit, so each row is divided by its sum:
 * {@code share(t, s) = word(t, s) / sum_s' word(t, s')}, special pieces such as {@code </s>} among the s'. Values are in
 * [0, 1] and a row sums to 1 (to 0 for a word without pieces); what special pieces get is what the word does not give to any word.
 */
public final class WordScores {

    private WordScores() {
    }

    /**
     * Reads shares by a setting, whose word rule plays no part.
     *
     * @param attention the pair's cross-attention, with the setting's layer
     * @param source source pieces
     * @param target target pieces
     * @param setting layer, heads, measure and reading
     * @return shares of target words (rows) and source words and, behind them, special pieces
     */
    public static ScoreMatrix shares(CrossAttention attention, Pieces source, Pieces target, AlignmentSetting setting) {
        return shares(setting.pieceScores(attention), source, target, setting.measure());
    }

    /**
     * The same from scores of pieces, read by a measure already.
     *
     * @param pieces scores of target pieces (rows) with source pieces and, behind them, special pieces
     * @param source source pieces
     * @param target target pieces
     * @param measure what the scores are
     * @return shares of target words (rows) and source words and, behind them, special pieces
     * @throws IllegalArgumentException if the matrix does not fit the pieces
     */
    public static ScoreMatrix shares(ScoreMatrix pieces, Pieces source, Pieces target, Measure measure) {
        ScoreMatrix words = WordMerger.merge(pieces, source, target);
        return measure == Measure.WEIGHT ? words : normalised(words);
    }

    private static ScoreMatrix normalised(ScoreMatrix words) {
        float[] values = words.toArray();
        int columns = words.columns();
        for (int row = 0; row < words.rows(); row++) {
            double sum = 0;
            for (int column = 0; column < columns; column++) {
                sum += values[row * columns + column];
            }
            for (int column = 0; column < columns && sum > 0; column++) {
                values[row * columns + column] = (float) (values[row * columns + column] / sum);
            }
        }
        return ScoreMatrix.of(words.rows(), columns, values);
    }
}
