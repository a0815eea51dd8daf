package io.github.normalign.model;

import com.google.common.primitives.Ints;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which pairs run together: pairs of like length, so that little is padding, and no more of them than fit a budget.
 *
 * <p>The budget counts padded positions, {@code pairs * (longest source + longest target)}; it bounds the memory a run takes
 * whatever the pairs' lengths are. A pair that is over it alone runs alone.
 */
final class Batches {

    /** Padded positions of both sides in one run. */
    private static final int POSITIONS = 8192;

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
        int columns = 0;
        int rows = 0;
        for (int i : order) {
            int wider = Math.max(columns, pairs.get(i).columns());
            int longer = Math.max(rows, pairs.get(i).rows());
            boolean fits = group.size() < most && (long) (group.size() + 1) * (wider + longer) <= POSITIONS;
            if (!group.isEmpty() && !fits) {
                groups.add(Ints.toArray(group));
                group.clear();
                wider = pairs.get(i).columns();
                longer = pairs.get(i).rows();
            }
            group.add(i);
            columns = wider;
            rows = longer;
        }
        if (!group.isEmpty()) {
            groups.add(Ints.toArray(group));
        }
        return groups;
    }
}
