package io.github.normalign.firefox;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.normalign.alignment.ScoreMatrix;
import io.github.normalign.attention.AttentionAnalyzer;
import io.github.normalign.attention.HeadSelection;
import io.github.normalign.attention.LayerAttention;
import io.github.normalign.attention.Measure;
import io.github.normalign.attention.Reading;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Norms from numpy's Gram matrices, by our formula, equal the norms numpy took of the vectors themselves. */
class FirefoxReferenceTest {

    @ParameterizedTest
    @ValueSource(strings = {"en-pt", "pt-en"})
    void theGramFormulaGivesTheNormsOfTheVectors(String direction) throws IOException {
        List<FirefoxReference> pairs = FirefoxReference.read(direction);
        assertEquals(20, pairs.size());
        for (FirefoxReference pair : pairs) {
            assertEquals(2, pair.layers().size());
            assertEquals(8, pair.heads());
            assertEquals(pair.sourceIds().length, pair.columns());
            assertEquals(pair.targetIds().length + 1, pair.rows());
            for (FirefoxReference.Layer layer : pair.layers()) {
                compare(pair, layer, HeadSelection.ALL, layer.layerNorms(), 0);
                for (int head = 1; head <= pair.heads(); head++) {
                    compare(pair, layer, HeadSelection.of(head), layer.headNorms(), (head - 1) * pair.rows() * pair.columns());
                }
            }
        }
    }

    /** The two readings together see every row. */
    private static void compare(
            FirefoxReference pair, FirefoxReference.Layer layer, HeadSelection heads, float[] norms, int from) {
        LayerAttention attention =
            new LayerAttention(pair.heads(), pair.rows(), pair.columns(), layer.weights(), layer.gram());
        for (Reading reading : Reading.values()) {
            ScoreMatrix found = AttentionAnalyzer.pieceScores(attention, Measure.NORM, heads, reading);
            assertEquals(pair.targetIds().length, found.rows());
            for (int piece = 0; piece < found.rows(); piece++) {
                for (int column = 0; column < pair.columns(); column++) {
                    double expected = norms[from + reading.row(piece) * pair.columns() + column];
                    assertEquals(expected, found.at(piece, column), 1e-5 + 1e-4 * expected);
                }
            }
        }
    }
}
