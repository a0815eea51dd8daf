package io.github.normalign.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.normalign.alignment.ScoreMatrix;
import io.github.normalign.attention.AttentionAnalyzer;
import io.github.normalign.attention.HeadSelection;
import io.github.normalign.attention.LayerAttention;
import io.github.normalign.attention.Measure;
import io.github.normalign.attention.Reading;
import java.util.Arrays;

/**
 * One layer as an independent computation has it, straight from the vectors.
 *
 * @param rows decoder steps T
 * @param columns source positions S
 * @param weights [H][T][S] flat
 * @param headNorms [H][T][S] flat
 * @param layerNorms [T][S] flat
 * @param gram [S][H][H] flat
 */
record AttentionExpectation(int rows, int columns, float[] weights, float[] headNorms, float[] layerNorms, float[] gram) {

    /** Compares weights, Gram matrices, and the norms of each head and of all heads, in every decoder row. */
    void requireMet(String what, LayerAttention layer) {
        assertEquals(rows, layer.rows(), what);
        assertEquals(columns, layer.columns(), what);
        RowTolerance.requireClose(what + ", weights", weights, layer.weights(), columns);
        RowTolerance.requireClose(what + ", Gram", gram, layer.gram(), layer.heads() * layer.heads());
        requireNorms(what + ", all heads", layer, HeadSelection.ALL, layerNorms);
        int cells = rows * columns;
        for (int head = 1; head <= layer.heads(); head++) {
            requireNorms(what + ", head " + head, layer, HeadSelection.of(head),
                Arrays.copyOfRange(headNorms, (head - 1) * cells, head * cells));
        }
    }

    /** Both readings together cover every row. */
    private void requireNorms(String what, LayerAttention layer, HeadSelection heads, float[] expected) {
        for (Reading reading : Reading.values()) {
            ScoreMatrix norms = AttentionAnalyzer.pieceScores(layer, Measure.NORM, heads, reading);
            int from = (reading == Reading.AWI ? 1 : 0) * columns;
            float[] expectedRows = Arrays.copyOfRange(expected, from, from + norms.rows() * columns);
            RowTolerance.requireClose(what + ", norms, " + reading, expectedRows, norms.toArray(), columns);
        }
    }
}
