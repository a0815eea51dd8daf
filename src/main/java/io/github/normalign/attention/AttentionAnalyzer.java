package io.github.normalign.attention;

import io.github.normalign.alignment.ScoreMatrix;
import java.util.function.IntUnaryOperator;

/**
 * Reads scores of pieces from one layer: the measure, the heads and the decoder rows, chosen by name.
 *
 * <ul>
 *   <li>{@link Measure#WEIGHT}: {@code mean_h a_h(t,s)} over the selected heads;
 *   <li>{@link Measure#NORM}: {@code ||sum_h a_h(t,s) f_h(s)||} over the selected heads, see {@link VectorNorms}.
 * </ul>
 *
 * <p>Kobayashi et al., EMNLP 2020, sections 2 and 5.
 */
public final class AttentionAnalyzer {

    private AttentionAnalyzer() {
    }

    /**
     * Scores of target pieces (rows) with source pieces and, behind them, special pieces ({@code </s>} first).
     *
     * @param layer the attention of one layer, T rows and S columns
     * @param measure weight or norm
     * @param selection the heads read together
     * @param reading which decoder row speaks for a piece
     * @return a matrix of T - 1 rows (target pieces) and S columns, all values {@code >= 0}
     * @throws IllegalArgumentException if the layer has no such head, or norms are asked for and it has no Gram matrices
     */
    public static ScoreMatrix pieceScores(LayerAttention layer, Measure measure, HeadSelection selection, Reading reading) {
        return rows(layer, measure, selection, reading::row, layer.rows() - 1);
    }

    /**
     * Scores of every decoder step, the first and the last included, whatever piece it speaks for.
     *
     * @param layer the attention of one layer, T rows and S columns
     * @param measure weight or norm
     * @param selection the heads read together
     * @return a matrix of T rows (steps) and S columns, all values {@code >= 0}; {@link Reading#row} says whose a row is
     * @throws IllegalArgumentException as {@link #pieceScores}
     */
    public static ScoreMatrix stepScores(LayerAttention layer, Measure measure, HeadSelection selection) {
        return rows(layer, measure, selection, step -> step, layer.rows());
    }

    private static ScoreMatrix rows(LayerAttention layer, Measure measure, HeadSelection selection, IntUnaryOperator step,
            int count) {
        if (measure == Measure.NORM && layer.gram().length == 0 && layer.columns() > 0) {
            throw new IllegalArgumentException("norms asked for, but only weights were read");
        }
        int[] heads = selection.positions(layer.read(), layer.heads());
        int columns = layer.columns();
        float[] scores = new float[count * columns];
        for (int i = 0, at = 0; i < count; i++) {
            int row = step.applyAsInt(i);
            for (int column = 0; column < columns; column++, at++) {
                scores[at] = measure == Measure.NORM
                    ? VectorNorms.at(layer, heads, row, column)
                    : meanWeight(layer, heads, row, column);
            }
        }
        return ScoreMatrix.of(count, columns, scores);
    }

    /**
     * The length of what one head makes of a source position, {@code ||f_h(s)||}, before any weight; see {@link VectorNorms}.
     *
     * @param layer the attention of one layer, with Gram matrices
     * @param head position of the head, from 0
     * @param column source position, from 0
     * @return the length, {@code >= 0}; compares within one layer of one model
     */
    public static double vectorLength(LayerAttention layer, int head, int column) {
        return VectorNorms.length(layer, head, column);
    }

    private static float meanWeight(LayerAttention layer, int[] heads, int row, int column) {
        double sum = 0;
        for (int head : heads) {
            sum += layer.weights()[(head * layer.rows() + row) * layer.columns() + column];
        }
        return (float) (sum / heads.length);
    }
}
