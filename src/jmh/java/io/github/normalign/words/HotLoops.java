package io.github.normalign.words;

import io.github.normalign.alignment.LinkCriterion;
import io.github.normalign.alignment.ScoreFusion;
import io.github.normalign.alignment.ScoreMatrix;
import io.github.normalign.alignment.ScoredLink;
import io.github.normalign.attention.AttentionAnalyzer;
import io.github.normalign.attention.CrossAttention;
import io.github.normalign.attention.HeadSelection;
import io.github.normalign.attention.LayerAttention;
import io.github.normalign.attention.Measure;
import io.github.normalign.attention.Reading;
import io.github.normalign.tokenizer.Pieces;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What Java computes for a pair once ONNX Runtime has run: microseconds a pair, of sentences with random attention of 8 heads.
 * The model itself takes milliseconds a pair.
 *
 * <pre>mvn -Pjmh -DskipTests test-compile exec:exec</pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class HotLoops {

    private static final int HEADS = 8;
    private static final LinkCriterion THRESHOLD = new LinkCriterion(LinkCriterion.Kind.THRESHOLD, 0.42);

    /** Words a side; four pieces stand for three words. */
    @Param({"6", "18", "60"})
    private int words;

    private LayerAttention layer;
    private CrossAttention attention;
    private Pieces pieces;
    private ScoreMatrix scores;
    private DirectionScores forward;
    private DirectionScores reverse;
    private final AlignmentSetting weights =
        new AlignmentSetting(1, HeadSelection.of(6), Measure.WEIGHT, Reading.AWI, WordRule.WORD);
    private final AlignmentSetting norms = new AlignmentSetting(1, HeadSelection.ALL, Measure.NORM, Reading.AWI, WordRule.WORD);
    private final Combination fusion = new Combination.OfScores(ScoreFusion.DEFAULT, THRESHOLD);

    /** Makes the attention: rows that sum to 1, Gram matrices of vectors. */
    @Setup
    public void make() {
        Random random = new Random(1);
        int count = words * 4 / 3;
        pieces = new Pieces(new int[count], IntStream.range(0, count).map(i -> i * 3 / 4).toArray(), words);
        layer = random(random, count + 1, count + 1);
        TreeMap<Integer, LayerAttention> layers = new TreeMap<>();
        layers.put(1, layer);
        attention = new CrossAttention(layers);
        scores = AttentionAnalyzer.pieceScores(layer, Measure.NORM, HeadSelection.ALL, Reading.AWI);
        forward = DirectionScores.read(attention, pieces, pieces, weights);
        reverse = DirectionScores.read(attention, pieces, pieces, weights).swapped();
    }

    private static LayerAttention random(Random random, int rows, int columns) {
        float[] weights = new float[HEADS * rows * columns];
        for (int row = 0; row < HEADS * rows; row++) {
            double sum = 0;
            for (int s = 0; s < columns; s++) {
                // Few large weights and many small ones, as a softmax gives.
                weights[row * columns + s] = (float) Math.exp(3 * random.nextGaussian());
                sum += weights[row * columns + s];
            }
            for (int s = 0; s < columns; s++) {
                weights[row * columns + s] /= (float) sum;
            }
        }
        float[] gram = new float[columns * HEADS * HEADS];
        for (int s = 0; s < columns; s++) {
            double[][] vectors = new double[HEADS][];
            for (int h = 0; h < HEADS; h++) {
                vectors[h] = random.doubles(16, -1, 1).toArray();
            }
            for (int h = 0; h < HEADS; h++) {
                for (int k = 0; k < HEADS; k++) {
                    double[] one = vectors[h];
                    double[] other = vectors[k];
                    gram[(s * HEADS + h) * HEADS + k] =
                        (float) IntStream.range(0, one.length).mapToDouble(i -> one[i] * other[i]).sum();
                }
            }
        }
        return new LayerAttention(HEADS, rows, columns, weights, gram);
    }

    /**
     * Norms of the sum of all heads, from Gram matrices.
     *
     * @return scores of pieces
     */
    @Benchmark
    public ScoreMatrix normsOfAllHeads() {
        return AttentionAnalyzer.pieceScores(layer, Measure.NORM, HeadSelection.ALL, Reading.AWI);
    }

    /**
     * Weights of one head.
     *
     * @return scores of pieces
     */
    @Benchmark
    public ScoreMatrix weightsOfOneHead() {
        return AttentionAnalyzer.pieceScores(layer, Measure.WEIGHT, weights.heads(), Reading.AWI);
    }

    /**
     * The best column of every row.
     *
     * @return their sum, so that nothing is left out
     */
    @Benchmark
    public int argmax() {
        int sum = 0;
        for (int row = 0; row < scores.rows(); row++) {
            sum += scores.argmax(row);
        }
        return sum;
    }

    /**
     * One direction by weights of one head: scores of pieces, shares of words, links.
     *
     * @return the direction
     */
    @Benchmark
    public DirectionScores directionByWeights() {
        return DirectionScores.read(attention, pieces, pieces, weights);
    }

    /**
     * One direction by norms of all heads.
     *
     * @return the direction
     */
    @Benchmark
    public DirectionScores directionByNorms() {
        return DirectionScores.read(attention, pieces, pieces, norms);
    }

    /**
     * Two directions that were read become one: mean of the shares, threshold.
     *
     * @return the links
     */
    @Benchmark
    public List<ScoredLink> fusion() {
        return TwoWayLinks.combine(forward, reverse, fusion);
    }
}
