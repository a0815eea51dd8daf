package io.github.normalign.analysis;

import io.github.normalign.attention.AttentionAnalyzer;
import io.github.normalign.attention.CrossAttention;
import io.github.normalign.attention.HeadSelection;
import io.github.normalign.attention.LayerAttention;
import io.github.normalign.attention.Measure;
import io.github.normalign.attention.Reading;
import io.github.normalign.alignment.ScoreMatrix;
import io.github.normalign.tokenizer.Pieces;
import java.util.ArrayList;
import java.util.List;

/**
 * Sums over one pair's attention, or over many pairs'. Columns of sums are: heads from 1, then the whole layer.
 *
 * <p>Not safe for use by several threads once shared; {@link AttentionTally#measure} makes one for each pair.
 */
public final class PairTally {

    /** A word of the pair: mean {@code ||f(x)||} of its pieces, by layer and head. */
    record Occurrence(String word, double[] vectors) {
    }

    static final int CATEGORIES = SourceCategory.values().length;

    final int units;
    final long[] positions = new long[CATEGORIES];
    final long[] cells = new long[CATEGORIES];
    long steps;
    final long[] stepsWithNorm;
    final long[] readCells = new long[Reading.values().length];
    final double[][] weight;
    final double[][] normShare;
    final double[][] norm;
    final double[][] vector;
    final double[][] readNorm;
    final List<Occurrence> occurrences = new ArrayList<>();

    PairTally(int layers, int heads) {
        units = layers * (heads + 1);
        stepsWithNorm = new long[units];
        weight = new double[units][CATEGORIES];
        normShare = new double[units][CATEGORIES];
        norm = new double[units][CATEGORIES];
        vector = new double[units][CATEGORIES];
        readNorm = new double[units][Reading.values().length];
    }

    /** Measures a pair whose attention has every layer and Gram matrices. */
    static PairTally of(CrossAttention attention, int heads, Pieces source, List<String> words, WordFrequencies frequencies) {
        PairTally tally = new PairTally(attention.layers().size(), heads);
        LayerAttention first = attention.layers().values().iterator().next();
        int[] categories = categories(first.columns(), source, words, frequencies);
        tally.steps = first.rows();
        for (int category : categories) {
            tally.positions[category]++;
            tally.cells[category] += first.rows();
        }
        for (Reading reading : Reading.values()) {
            tally.readCells[reading.ordinal()] = (long) (first.rows() - 1) * first.columns();
        }
        double[][] vectors = new double[tally.units][];
        int unit = 0;
        for (LayerAttention layer : attention.layers().values()) {
            for (int head = 0; head <= heads; head++) {
                vectors[unit] = vectors(layer, head);
                tally.measure(unit, layer, head, categories, vectors[unit]);
                unit++;
            }
        }
        tally.addWords(source, words, vectors);
        return tally;
    }

    private static int[] categories(int columns, Pieces source, List<String> words, WordFrequencies frequencies) {
        int[] categories = new int[columns];
        for (int column = 0; column < columns; column++) {
            // Behind the pieces stand </s> and whatever else the model wants there.
            SourceCategory category = column < source.length() ? frequencies.category(words.get(source.wordOf()[column]))
                : column == source.length() ? SourceCategory.END : SourceCategory.SPECIAL;
            categories[column] = category.ordinal();
        }
        return categories;
    }

    /** {@code ||f(x_s)||} of each source position by one head, from 0; behind the last head the mean of all. */
    private static double[] vectors(LayerAttention layer, int head) {
        double[] lengths = new double[layer.columns()];
        int from = head == layer.heads() ? 0 : head;
        int to = head == layer.heads() ? head : head + 1;
        for (int s = 0; s < lengths.length; s++) {
            double sum = 0;
            for (int h = from; h < to; h++) {
                sum += AttentionAnalyzer.vectorLength(layer, h, s);
            }
            lengths[s] = sum / (to - from);
        }
        return lengths;
    }

    private void measure(int unit, LayerAttention layer, int head, int[] categories, double[] vectors) {
        HeadSelection heads = head == layer.heads() ? HeadSelection.ALL : HeadSelection.of(head + 1);
        for (int s = 0; s < categories.length; s++) {
            vector[unit][categories[s]] += vectors[s];
        }
        ScoreMatrix weights = AttentionAnalyzer.stepScores(layer, Measure.WEIGHT, heads);
        ScoreMatrix norms = AttentionAnalyzer.stepScores(layer, Measure.NORM, heads);
        double[] sums = new double[layer.rows()];
        for (int row = 0; row < sums.length; row++) {
            sums[row] = addStep(unit, weights, norms, row, categories);
        }
        for (Reading reading : Reading.values()) {
            for (int piece = 0; piece < layer.rows() - 1; piece++) {
                readNorm[unit][reading.ordinal()] += sums[reading.row(piece)];
            }
        }
    }

    /** Adds one decoder step; returns the sum of its norms. */
    private double addStep(int unit, ScoreMatrix weights, ScoreMatrix norms, int row, int[] categories) {
        double[] byCategory = new double[CATEGORIES];
        double sum = 0;
        for (int s = 0; s < categories.length; s++) {
            weight[unit][categories[s]] += weights.at(row, s);
            byCategory[categories[s]] += norms.at(row, s);
            sum += norms.at(row, s);
        }
        for (int category = 0; category < CATEGORIES; category++) {
            norm[unit][category] += byCategory[category];
            normShare[unit][category] += sum == 0 ? 0 : byCategory[category] / sum;
        }
        stepsWithNorm[unit] += sum == 0 ? 0 : 1;
        return sum;
    }

    private void addWords(Pieces source, List<String> words, double[][] vectors) {
        for (int from = 0; from < source.length();) {
            int to = from;
            double[] sums = new double[units];
            for (; to < source.length() && source.wordOf()[to] == source.wordOf()[from]; to++) {
                for (int unit = 0; unit < units; unit++) {
                    sums[unit] += vectors[unit][to];
                }
            }
            for (int unit = 0; unit < units; unit++) {
                sums[unit] /= to - from;
            }
            occurrences.add(new Occurrence(WordFrequencies.key(words.get(source.wordOf()[from])), sums));
            from = to;
        }
    }

    /** Adds another's sums; its words are left to the caller. */
    void add(PairTally other) {
        steps += other.steps;
        add(positions, other.positions);
        add(cells, other.cells);
        add(stepsWithNorm, other.stepsWithNorm);
        add(readCells, other.readCells);
        for (int unit = 0; unit < units; unit++) {
            add(weight[unit], other.weight[unit]);
            add(normShare[unit], other.normShare[unit]);
            add(norm[unit], other.norm[unit]);
            add(vector[unit], other.vector[unit]);
            add(readNorm[unit], other.readNorm[unit]);
        }
    }

    private static void add(long[] sums, long[] others) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += others[i];
        }
    }

    private static void add(double[] sums, double[] others) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += others[i];
        }
    }
}
