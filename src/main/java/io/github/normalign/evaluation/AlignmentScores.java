package io.github.normalign.evaluation;

import io.github.normalign.alignment.Alignment;
import io.github.normalign.error.CorpusException;
import io.github.normalign.gold.GoldAlignment;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Precision, recall, F1 and alignment error rate of counts summed over a corpus (micro average).
 *
 * <pre>
 * precision = |A n P| / |A|     recall = |A n S| / |S|     F1 = 2 precision recall / (precision + recall)
 * AER = 1 - (|A n S| + |A n P|) / (|A| + |S|)
 * </pre>
 *
 * <p>Och and Ney: A Systematic Comparison of Various Statistical Alignment Models, Computational Linguistics 29(1), 2003. F1
 * takes precision on P and recall on S. All are fractions in [0, 1]; lower AER is better. A quotient by zero is undefined and
 * empty here, never 0, 1 or NaN; F1 is 0 where precision and recall are both 0.
 *
 * @param counts the counts the scores come from
 */
public record AlignmentScores(AlignmentCounts counts) {

    /**
     * Scores a corpus. A pair whose alignment is empty still counts with its sure links.
     *
     * @param alignments one alignment a sentence pair
     * @param gold the gold of the same pairs, in the same direction
     * @return the scores of all pairs together
     * @throws CorpusException if the numbers of pairs differ
     */
    public static AlignmentScores of(List<Alignment> alignments, List<GoldAlignment> gold) {
        return ofSentences(AlignmentCounts.ofEach(alignments, gold));
    }

    /**
     * Scores a corpus whose sentences are counted.
     *
     * @param sentences the counts of each sentence pair
     * @return the scores of all pairs together
     */
    public static AlignmentScores ofSentences(List<AlignmentCounts> sentences) {
        return new AlignmentScores(sentences.stream().reduce(AlignmentCounts.ZERO, AlignmentCounts::plus));
    }

    /**
     * The share of the links that are at least possible.
     *
     * @return a fraction; empty without links
     */
    public OptionalDouble precision() {
        return quotient(counts.linksInPossible(), counts.links());
    }

    /**
     * The share of the sure links that were found.
     *
     * @return a fraction; empty without sure links
     */
    public OptionalDouble recall() {
        return quotient(counts.linksInSure(), counts.sure());
    }

    /**
     * The harmonic mean of precision and recall.
     *
     * @return a fraction; empty where either is undefined
     */
    public OptionalDouble f1() {
        if (precision().isEmpty() || recall().isEmpty()) {
            return OptionalDouble.empty();
        }
        double p = precision().getAsDouble();
        double r = recall().getAsDouble();
        return OptionalDouble.of(p + r == 0 ? 0 : 2 * p * r / (p + r));
    }

    /**
     * The alignment error rate.
     *
     * @return a fraction, lower is better; empty with neither links nor sure links
     */
    public OptionalDouble aer() {
        OptionalDouble hits = quotient(counts.linksInSure() + counts.linksInPossible(), counts.links() + counts.sure());
        return hits.isEmpty() ? hits : OptionalDouble.of(1 - hits.getAsDouble());
    }

    private static OptionalDouble quotient(long part, long whole) {
        return whole == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) part / whole);
    }
}
