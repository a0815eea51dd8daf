package io.github.normalign.analysis;

import io.github.normalign.attention.CrossAttention;
import io.github.normalign.tokenizer.Pieces;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Adds up what one model's cross-attention attends to, pair by pair. Not thread-safe: {@link #measure} is called by any thread,
 * {@link #add} by one.
 */
public final class AttentionTally {

    /** A word's vectors summed over its occurrences. */
    static final class WordSum {
        final double[] vectors;
        long occurrences;

        WordSum(int units) {
            vectors = new double[units];
        }
    }

    private final int layers;
    private final int heads;
    private final WordFrequencies frequencies;
    private final PairTally sums;
    private final Map<String, WordSum> words = new TreeMap<>();

    /**
     * Starts with no pair.
     *
     * @param layers number of decoder layers
     * @param heads number of heads in each
     * @param frequencies how often source words occur
     */
    public AttentionTally(int layers, int heads, WordFrequencies frequencies) {
        this.layers = layers;
        this.heads = heads;
        this.frequencies = frequencies;
        this.sums = new PairTally(layers, heads);
    }

    /**
     * Measures one pair.
     *
     * @param attention all layers of the pair, with Gram matrices
     * @param source its source pieces
     * @param words its source words
     * @return sums for {@link #add}
     */
    public PairTally measure(CrossAttention attention, Pieces source, List<String> words) {
        if (attention.layers().size() != layers) {
            throw new IllegalArgumentException(attention.layers().size() + " layers read of a model with " + layers);
        }
        return PairTally.of(attention, heads, source, words, frequencies);
    }

    /**
     * Adds one pair.
     *
     * @param pair what {@link #measure} returned
     */
    public void add(PairTally pair) {
        sums.add(pair);
        for (PairTally.Occurrence occurrence : pair.occurrences) {
            WordSum sum = words.computeIfAbsent(occurrence.word(), word -> new WordSum(sums.units));
            sum.occurrences++;
            for (int unit = 0; unit < sums.units; unit++) {
                sum.vectors[unit] += occurrence.vectors()[unit];
            }
        }
    }

    /**
     * The figures of all pairs added so far.
     *
     * @return a snapshot
     */
    public AttentionSummary summary() {
        return AttentionSummary.of(layers, heads, sums, words, frequencies);
    }
}
