package io.github.normalign.selection;

import io.github.normalign.error.CorpusException;
import io.github.normalign.evaluation.AlignmentCounts;
import io.github.normalign.evaluation.AlignmentScores;
import io.github.normalign.gold.GoldSet;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;

/**
 * Sentences in parts for cross-validation: sentence i (from 0) is in part {@code i mod count}, the same on every run.
 *
 * @param sentences number of sentences
 * @param count number of parts
 */
record Folds(int sentences, int count) {

    static Folds of(GoldSet gold, int count) {
        if (gold.pairs().size() < count) {
            throw new CorpusException("gold set " + gold.name() + " has " + gold.pairs().size() + " sentence pairs, too few for "
                + count + " folds; give a smaller --folds, at least 2");
        }
        return new Folds(gold.pairs().size(), count);
    }

    /**
     * The counts of each sentence by the candidate that is best on the other parts: the choice for a part never sees it.
     *
     * @param countsOf for a part, the counts by sentence and candidate; the candidates of one part may be others than the next's
     * @return one count a sentence
     */
    List<AlignmentCounts> heldOut(IntFunction<List<List<AlignmentCounts>>> countsOf) {
        AlignmentCounts[] heldOut = new AlignmentCounts[sentences];
        for (int fold = 0; fold < count; fold++) {
            List<List<AlignmentCounts>> counts = countsOf.apply(fold);
            int best = best(counts, training(fold));
            for (int sentence = fold; sentence < sentences; sentence += count) {
                heldOut[sentence] = counts.get(sentence).get(best);
            }
        }
        return List.of(heldOut);
    }

    /** Whether a choice for a part may see a sentence. */
    IntPredicate training(int fold) {
        return sentence -> sentence % count != fold;
    }

    /** Every sentence. */
    static IntPredicate all() {
        return sentence -> true;
    }

    /**
     * The candidate of the lowest error rate on some sentences; the first of equals.
     *
     * @param counts by sentence and candidate
     * @param seen the sentences that may be looked at
     */
    static int best(List<List<AlignmentCounts>> counts, IntPredicate seen) {
        double[] rates = aer(counts, seen);
        int best = 0;
        for (int candidate = 1; candidate < rates.length; candidate++) {
            if (rates[candidate] < rates[best]) {
                best = candidate;
            }
        }
        return best;
    }

    /** The error rate of each candidate on some sentences; 1 where it is undefined, which no candidate can be worse than. */
    static double[] aer(List<List<AlignmentCounts>> counts, IntPredicate seen) {
        int candidates = counts.get(0).size();
        AlignmentCounts[] sums = new AlignmentCounts[candidates];
        for (int candidate = 0; candidate < candidates; candidate++) {
            sums[candidate] = AlignmentCounts.ZERO;
            for (int sentence = 0; sentence < counts.size(); sentence++) {
                if (seen.test(sentence)) {
                    sums[candidate] = sums[candidate].plus(counts.get(sentence).get(candidate));
                }
            }
        }
        double[] rates = new double[candidates];
        for (int candidate = 0; candidate < candidates; candidate++) {
            rates[candidate] = new AlignmentScores(sums[candidate]).aer().orElse(1);
        }
        return rates;
    }
}
