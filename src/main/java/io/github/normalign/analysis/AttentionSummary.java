package io.github.normalign.analysis;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import io.github.normalign.attention.HeadSelection;
import io.github.normalign.attention.Reading;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** What one model's cross-attention attends to on a corpus, by layer and head. Immutable. */
public final class AttentionSummary {

    private final int layers;
    private final int heads;
    private final List<List<CategoryFigures>> categories;
    private final double[][] meanNorms;
    private final ImmutableList<WordFigures> words;

    private AttentionSummary(int layers, int heads, List<List<CategoryFigures>> categories, double[][] meanNorms,
            ImmutableList<WordFigures> words) {
        this.layers = layers;
        this.heads = heads;
        this.categories = categories;
        this.meanNorms = meanNorms;
        this.words = words;
    }

    static AttentionSummary of(int layers, int heads, PairTally sums, Map<String, AttentionTally.WordSum> words,
            WordFrequencies frequencies) {
        ImmutableList.Builder<List<CategoryFigures>> categories = ImmutableList.builder();
        double[][] meanNorms = new double[sums.units][];
        for (int unit = 0; unit < sums.units; unit++) {
            categories.add(figures(sums, unit));
            meanNorms[unit] = sums.readNorm[unit].clone();
            for (int reading = 0; reading < sums.readCells.length; reading++) {
                meanNorms[unit][reading] /= sums.readCells[reading];
            }
        }
        // The most frequent first, so that a reader of the file finds what matters at its top.
        ImmutableList<WordFigures> figures = words.entrySet().stream()
            .map(entry -> new WordFigures(entry.getKey(), frequencies.category(entry.getKey()), frequencies.count(entry.getKey()),
                entry.getValue().occurrences, ImmutableDoubleArray.copyOf(Arrays.stream(entry.getValue().vectors)
                    .map(sum -> sum / entry.getValue().occurrences).toArray())))
            .sorted(Comparator.comparingLong(WordFigures::count).reversed().thenComparing(WordFigures::word))
            .collect(ImmutableList.toImmutableList());
        return new AttentionSummary(layers, heads, categories.build(), meanNorms, figures);
    }

    private static List<CategoryFigures> figures(PairTally sums, int unit) {
        ImmutableList.Builder<CategoryFigures> figures = ImmutableList.builder();
        double positions = Arrays.stream(sums.positions).sum();
        for (SourceCategory category : SourceCategory.values()) {
            int at = category.ordinal();
            double cells = sums.cells[at];
            figures.add(new CategoryFigures(category, sums.positions[at], positions == 0 ? 0 : sums.positions[at] / positions,
                sums.steps == 0 ? 0 : sums.weight[unit][at] / sums.steps,
                quotient(sums.normShare[unit][at], sums.stepsWithNorm[unit]),
                quotient(sums.weight[unit][at], cells), quotient(sums.vector[unit][at], sums.positions[at]),
                quotient(sums.norm[unit][at], cells)));
        }
        return figures.build();
    }

    private static OptionalDouble quotient(double part, double whole) {
        return whole == 0 ? OptionalDouble.empty() : OptionalDouble.of(part / whole);
    }

    /**
     * Number of decoder layers.
     *
     * @return 1 or more
     */
    public int layers() {
        return layers;
    }

    /**
     * Number of heads in a layer.
     *
     * @return 1 or more
     */
    public int heads() {
        return heads;
    }

    /**
     * The figures of every category.
     *
     * @param layer from 1
     * @param selection one head, or all
     * @return in the order of {@link SourceCategory}
     */
    public List<CategoryFigures> categories(int layer, HeadSelection selection) {
        return categories.get(unit(layer, selection));
    }

    /**
     * The mean of the norms that a setting reads: over target pieces, by their reading's decoder step, and all source positions,
     * {@code </s>} included. Kobayashi et al., EMNLP 2020, section 5, set it against AER.
     *
     * @param layer from 1
     * @param selection one head, or all: then of the norm of the sum
     * @param reading awi or awo
     * @return empty where no pair was read
     */
    public OptionalDouble meanNorm(int layer, HeadSelection selection, Reading reading) {
        double mean = meanNorms[unit(layer, selection)][reading.ordinal()];
        return Double.isNaN(mean) ? OptionalDouble.empty() : OptionalDouble.of(mean);
    }

    /**
     * Every source word with pieces, punctuation included.
     *
     * @return the most frequent first, equals in the order of their characters
     */
    public ImmutableList<WordFigures> words() {
        return words;
    }

    /**
     * A word's mean {@code ||f(x)||}.
     *
     * @param word one of {@link #words()}
     * @param layer from 1
     * @param selection one head, or all: then the mean over heads
     * @return 0 or more
     */
    public double vector(WordFigures word, int layer, HeadSelection selection) {
        return word.vectors().get(unit(layer, selection));
    }

    /**
     * Spearman's rank correlation of a word's mean {@code ||f(x)||} with its frequency, over different words, each counted once,
     * punctuation left out. It is the same for the logarithm of the frequency.
     *
     * @param layer from 1
     * @param selection one head, or all
     * @return in [-1, 1]; empty where {@link RankCorrelation} is
     */
    public OptionalDouble frequencyCorrelation(int layer, HeadSelection selection) {
        List<WordFigures> counted = counted();
        return RankCorrelation.spearman(counted.stream().mapToDouble(WordFigures::count).toArray(),
            counted.stream().mapToDouble(word -> vector(word, layer, selection)).toArray());
    }

    /**
     * The words that {@link #frequencyCorrelation} speaks of.
     *
     * @return words without punctuation
     */
    public List<WordFigures> counted() {
        return words.stream().filter(word -> word.category() != SourceCategory.PUNCTUATION).toList();
    }

    private int unit(int layer, HeadSelection selection) {
        if (layer < 1 || layer > layers) {
            throw new IllegalArgumentException("layer " + layer + " of " + layers);
        }
        int[] positions = selection.positions(heads);
        if (!selection.numbers().isEmpty() && positions.length != 1) {
            throw new IllegalArgumentException("one head or all expected, found " + selection);
        }
        return (layer - 1) * (heads + 1) + (selection.numbers().isEmpty() ? heads : positions[0]);
    }
}
