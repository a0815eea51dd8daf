package io.github.normalign.model;

import com.google.common.primitives.Ints;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which pairs run together: pairs of like length, so that little is padding, and no more of them than fit a budget.
 *
 * <p>Memory grows with the attention matrices, so the budget counts their cells, {@code pairs * longest^2}, the longest of either
 * side; it bounds what a run takes whatever the pairs' lengths are. A pair that is over it alone runs alone.
 */
final class Batches {

    /** Cells of one head's attention in one run: one pair of 1,024 positions, or 32 pairs of 181. */
    static final long CELLS = 1 << 20;

    /**
     * Scores of next pieces in one run, {@code pairs * longest target * vocabulary}: 64 MB, twice, where log-probabilities are
     * wanted; 26 pairs of 20 pieces with a vocabulary of 32,000.
     */
    static final long SCORES = 1 << 24;

    /** The longest side of a pair for a model that states no limit: weights of one head then take 64 MB. */
    static final int MOST_POSITIONS = 4096;

    private Batches() {
    }

    /**
     * Groups pairs.
     *
     * @param pairs the pairs, in any order
     * @param most the greatest number of pairs in a group
     * @return groups of positions in the list; every position occurs once; the longest pairs come first, so that a thread that
     *     is given one late does not keep the others waiting
     */
    static List<int[]> of(List<PiecePair> pairs, int most) {
        int[] order = IntStream.range(0, pairs.size()).boxed()
            .sorted(Comparator.<Integer>comparingInt(i -> pairs.get(i).columns())
                .thenComparingInt(i -> pairs.get(i).rows()).reversed())
            .mapToInt(Integer::intValue).toArray();
        List<int[]> groups = new ArrayList<>();
        List<Integer> group = new ArrayList<>();
        int longest = 0;
        for (int i : order) {
            int own = Math.max(pairs.get(i).columns(), pairs.get(i).rows());
            long wider = Math.max(longest, own);
            boolean fits = group.size() < most && (group.size() + 1) * wider * wider <= CELLS;
            if (!group.isEmpty() && !fits) {
                groups.add(Ints.toArray(group));
                group.clear();
                longest = 0;
            }
            group.add(i);
            longest = Math.max(longest, own);
        }
        if (!group.isEmpty()) {
            groups.add(Ints.toArray(group));
        }
        return groups;
    }

    /**
     * Cuts a group into runs.
     *
     * @param pairs the group
     * @param most the greatest number of pairs in a run
     * @param scoredPieces how many pieces each decoder step has a score of; 0 where scores are not wanted
     * @return the same pairs in the same order; each run is within the budget or one pair
     */
    static List<List<PiecePair>> runs(List<PiecePair> pairs, int most, long scoredPieces) {
        List<List<PiecePair>> runs = new ArrayList<>();
        int first = 0;
        int longest = 0;
        for (int next = 0; next < pairs.size(); next++) {
            int own = pairs.get(next).rows();
            int size = next - first + 1;
            boolean fits = size <= most && (double) size * Math.max(longest, own) * scoredPieces <= SCORES;
            if (next > first && !fits) {
                runs.add(pairs.subList(first, next));
                first = next;
                longest = 0;
            }
            longest = Math.max(longest, own);
        }
        if (first < pairs.size()) {
            runs.add(pairs.subList(first, pairs.size()));
        }
        return runs;
    }
}
