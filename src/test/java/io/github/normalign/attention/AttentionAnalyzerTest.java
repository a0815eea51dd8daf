package io.github.normalign.attention;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.normalign.alignment.ScoreMatrix;
import io.github.normalign.model.TinyMarian;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Weights and norms of pieces: against PyTorch's numbers, which come from the vectors themselves and not from a Gram matrix
 * (src/test/resources/tiny-marian/README.md), and against what must hold for any numbers.
 */
class AttentionAnalyzerTest {

    private static final int HEADS = 4;
    private static final int ROWS = 6;
    private static final int COLUMNS = 5;
    private static final int SIZE = 7;

    @Test
    void weightMeansEqualNumpys() {
        forEachLayer((pair, layer) -> assertReads(
            layer.weightMeans(), layer.attention(pair), Measure.WEIGHT, HeadSelection.ALL));
    }

    @Test
    void layerNormsEqualTheNormsOfPyTorchsSummedVectors() {
        forEachLayer((pair, layer) -> assertReads(
            layer.layerNorms(), layer.attention(pair), Measure.NORM, HeadSelection.ALL));
    }

    @Test
    void normsOfSomeHeadsEqualTheNormsOfPyTorchsSummedVectors() {
        forEachLayer((pair, layer) -> assertReads(
            layer.subsetNorms(), layer.attention(pair), Measure.NORM, HeadSelection.of(1, 3)));
    }

    @Test
    void weightsAndNormsOfOneHeadEqualPyTorchs() {
        forEachLayer((pair, layer) -> {
            int cells = pair.rows() * pair.columns();
            for (int head = 1; head <= layer.weights().length / cells; head++) {
                float[] weights = Arrays.copyOfRange(layer.weights(), (head - 1) * cells, head * cells);
                assertReads(weights, layer.attention(pair), Measure.WEIGHT, HeadSelection.of(head));
                float[] norms = Arrays.copyOfRange(layer.headNorms(), (head - 1) * cells, head * cells);
                assertReads(norms, layer.attention(pair), Measure.NORM, HeadSelection.of(head));
            }
        });
    }

    @Test
    void theReferenceTellsTheMeasuresApart() {
        // Else a mix-up of weights, norms and sums of norms could pass the tests above.
        int[] differing = new int[2];
        forEachLayer((pair, layer) -> {
            LayerAttention attention = layer.attention(pair);
            ScoreMatrix norms = AttentionAnalyzer.pieceScores(attention, Measure.NORM, HeadSelection.ALL, Reading.AWO);
            ScoreMatrix weights = AttentionAnalyzer.pieceScores(attention, Measure.WEIGHT, HeadSelection.ALL, Reading.AWO);
            for (int t = 0; t < norms.rows(); t++) {
                differing[0] += norms.argmax(t) != weights.argmax(t) ? 1 : 0;
                double sumOfNorms = 0;
                for (int h = 0; h < attention.heads(); h++) {
                    sumOfNorms += layer.headNorms()[(h * pair.rows() + t) * pair.columns()];
                }
                differing[1] += sumOfNorms > 1.5 * norms.at(t, 0) ? 1 : 0;
            }
        });
        assertTrue(differing[0] > 20, "rows where norms and weights choose another column: " + differing[0]);
        assertTrue(differing[1] > 20, "rows where the sum of norms is far from the norm of the sum: " + differing[1]);
    }

    @Test
    void normsAreThoseOfVectorsSummedOneByOne() {
        float[] weights = weights(new Random(1));
        double[][][] vectors = vectors(new Random(2), HEADS);
        ScoreMatrix norms = AttentionAnalyzer.pieceScores(
            new LayerAttention(HEADS, ROWS, COLUMNS, weights, gram(vectors)), Measure.NORM, HeadSelection.ALL, Reading.AWO);
        for (int t = 0; t < ROWS - 1; t++) {
            for (int s = 0; s < COLUMNS; s++) {
                double square = 0;
                for (int d = 0; d < SIZE; d++) {
                    double sum = 0;
                    for (int h = 0; h < HEADS; h++) {
                        sum += weights[(h * ROWS + t) * COLUMNS + s] * vectors[s][h][d];
                    }
                    square += sum * sum;
                }
                assertEquals(Math.sqrt(square), norms.at(t, s), 1e-5);
            }
        }
    }

    @Test
    void scalingTheVectorsByAFactorScalesNormsByItsSizeAndLeavesWeights() {
        float[] weights = weights(new Random(3));
        double[][][] vectors = vectors(new Random(4), HEADS);
        LayerAttention layer = new LayerAttention(HEADS, ROWS, COLUMNS, weights, gram(vectors));
        for (double[][] position : vectors) {
            for (double[] vector : position) {
                for (int d = 0; d < SIZE; d++) {
                    vector[d] *= -4; // a power of 2, so that not even rounding differs
                }
            }
        }
        LayerAttention scaled = new LayerAttention(HEADS, ROWS, COLUMNS, weights, gram(vectors));
        float[] norms = read(layer, Measure.NORM, HeadSelection.of(1, 2, 4));
        float[] scaledNorms = read(scaled, Measure.NORM, HeadSelection.of(1, 2, 4));
        for (int at = 0; at < norms.length; at++) {
            assertEquals(4 * norms[at], scaledNorms[at]);
        }
        assertArrayEquals(read(layer, Measure.WEIGHT, HeadSelection.ALL), read(scaled, Measure.WEIGHT, HeadSelection.ALL));
    }

    @Test
    void inALayerOfOneHeadTheLayersNormIsTheHeads() {
        float[] weights = Arrays.copyOf(weights(new Random(5)), ROWS * COLUMNS);
        double[][][] vectors = vectors(new Random(6), 1);
        LayerAttention layer = new LayerAttention(1, ROWS, COLUMNS, weights, gram(vectors));
        float[] whole = read(layer, Measure.NORM, HeadSelection.ALL);
        assertArrayEquals(whole, read(layer, Measure.NORM, HeadSelection.of(1)));
        double size = Math.sqrt(Arrays.stream(vectors[2][0]).map(x -> x * x).sum());
        assertEquals(weights[COLUMNS + 2] * size, whole[COLUMNS + 2], 1e-6);
    }

    @Test
    void theNormOfTheSumIsAtMostTheSumOfTheHeadsNorms() {
        LayerAttention layer = random(7);
        float[] whole = read(layer, Measure.NORM, HeadSelection.ALL);
        double[] sums = new double[whole.length];
        for (int head = 1; head <= HEADS; head++) {
            float[] norms = read(layer, Measure.NORM, HeadSelection.of(head));
            for (int at = 0; at < sums.length; at++) {
                assertTrue(norms[at] >= 0);
                sums[at] += norms[at];
            }
        }
        for (int at = 0; at < sums.length; at++) {
            assertTrue(whole[at] > 0 && whole[at] < sums[at], whole[at] + " is not below " + sums[at]);
        }
    }

    @Test
    void headsThatCancelHaveANormOfZeroAndNotNaN() {
        // f_2 = -f_1 with equal weights: the sum is 0. Rounded to float, 1.0000001 instead of 1 makes the square negative.
        float above = Math.nextUp(1f);
        LayerAttention layer = new LayerAttention(
            2, 2, 2, new float[] {.5f, .5f, .5f, .5f, .5f, .5f, .5f, .5f}, new float[] {1, -1, -1, 1, 1, -above, -above, 1});
        ScoreMatrix norms = AttentionAnalyzer.pieceScores(layer, Measure.NORM, HeadSelection.ALL, Reading.AWO);
        assertArrayEquals(new float[] {0, 0}, norms.toArray());
        assertEquals(-1, norms.argmax(0), "a row without evidence");
        assertArrayEquals(new float[] {.5f, .5f}, read(layer, Measure.NORM, HeadSelection.of(2)));
    }

    @Test
    void oneHeadsWeightsAreReadFromThatHead() {
        LayerAttention layer = random(8);
        float[] expected = Arrays.copyOfRange(layer.weights(), 2 * ROWS * COLUMNS, (3 * ROWS - 1) * COLUMNS);
        assertArrayEquals(expected, read(layer, Measure.WEIGHT, HeadSelection.of(3)));
    }

    @Test
    void weightsCanBeReadWithoutGramMatricesAndNormsCannot() {
        LayerAttention layer = new LayerAttention(1, 2, 2, new float[] {.25f, .75f, .5f, .5f}, new float[0]);
        assertArrayEquals(new float[] {.25f, .75f}, read(layer, Measure.WEIGHT, HeadSelection.ALL));
        assertThrows(IllegalArgumentException.class, () -> read(layer, Measure.NORM, HeadSelection.ALL));
    }

    @Test
    void aHeadTheLayerDoesNotHaveIsRefused() {
        LayerAttention layer = random(9);
        IllegalArgumentException refused = assertThrows(
            IllegalArgumentException.class, () -> read(layer, Measure.NORM, HeadSelection.of(1, 5)));
        assertTrue(refused.getMessage().contains("5") && refused.getMessage().contains("4"), refused.getMessage());
    }

    private interface LayerCheck {
        void check(TinyMarian.Pair pair, TinyMarian.Layer layer);
    }

    private static void forEachLayer(LayerCheck check) {
        int layers = 0;
        for (TinyMarian.Pair pair : TinyMarian.pairs()) {
            for (TinyMarian.Layer layer : pair.layers()) {
                check.check(pair, layer);
                layers++;
            }
        }
        assertEquals(12 * 3, layers);
    }

    /** Both readings together see all rows of the reference. */
    private static void assertReads(float[] expected, LayerAttention layer, Measure measure, HeadSelection heads) {
        for (Reading reading : Reading.values()) {
            ScoreMatrix scores = AttentionAnalyzer.pieceScores(layer, measure, heads, reading);
            assertEquals(layer.rows() - 1, scores.rows());
            assertEquals(layer.columns(), scores.columns());
            for (int piece = 0; piece < scores.rows(); piece++) {
                int start = (reading == Reading.AWI ? piece + 1 : piece) * layer.columns();
                double largest = 0;
                for (int s = 0; s < layer.columns(); s++) {
                    largest = Math.max(largest, expected[start + s]);
                }
                for (int s = 0; s < layer.columns(); s++) {
                    assertEquals(expected[start + s], scores.at(piece, s), 1e-5 + 1e-4 * largest,
                        measure + ", heads " + heads + ", " + reading + ", piece " + piece + ", column " + s);
                }
            }
        }
    }

    private static float[] read(LayerAttention layer, Measure measure, HeadSelection heads) {
        return AttentionAnalyzer.pieceScores(layer, measure, heads, Reading.AWO).toArray();
    }

    private static LayerAttention random(long seed) {
        Random random = new Random(seed);
        return new LayerAttention(HEADS, ROWS, COLUMNS, weights(random), gram(vectors(random, HEADS)));
    }

    private static float[] weights(Random random) {
        float[] weights = new float[HEADS * ROWS * COLUMNS];
        for (int row = 0; row < weights.length; row += COLUMNS) {
            double[] values = random.doubles(COLUMNS, 0.01, 1).toArray();
            double sum = Arrays.stream(values).sum();
            for (int s = 0; s < COLUMNS; s++) {
                weights[row + s] = (float) (values[s] / sum);
            }
        }
        return weights;
    }

    /** Transformed value vectors, [S][H][D]. */
    private static double[][][] vectors(Random random, int heads) {
        double[][][] vectors = new double[COLUMNS][heads][SIZE];
        for (double[][] position : vectors) {
            for (double[] vector : position) {
                Arrays.setAll(vector, d -> random.nextGaussian());
            }
        }
        return vectors;
    }

    private static float[] gram(double[][][] vectors) {
        int heads = vectors[0].length;
        float[] gram = new float[vectors.length * heads * heads];
        int at = 0;
        for (double[][] position : vectors) {
            for (double[] one : position) {
                for (double[] other : position) {
                    double sum = 0;
                    for (int d = 0; d < SIZE; d++) {
                        sum += one[d] * other[d];
                    }
                    gram[at++] = (float) sum;
                }
            }
        }
        return gram;
    }
}
