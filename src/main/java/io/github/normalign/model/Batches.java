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
}
