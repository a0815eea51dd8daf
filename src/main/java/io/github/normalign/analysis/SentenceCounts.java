package io.github.normalign.analysis;

import io.github.normalign.evaluation.AlignmentCounts;
import java.util.ArrayList;
import java.util.List;

/**
 * The counts of every sentence under every setting, packed: resampling needs them one by one, and a large gold set under hundreds
 * of settings has millions. Not thread-safe.
 */
public final class SentenceCounts {

    private static final int FIELDS = 3;

    private final List<int[]> sentences = new ArrayList<>();
    private final List<long[]> gold = new ArrayList<>();

    /**
     * Adds one sentence.
     *
     * @param counts one count a setting, always in the same order; all of the same gold
     */
    public void add(List<AlignmentCounts> counts) {
        int[] packed = new int[counts.size() * FIELDS];
        int at = 0;
        for (AlignmentCounts count : counts) {
            packed[at++] = Math.toIntExact(count.links());
            packed[at++] = Math.toIntExact(count.linksInSure());
            packed[at++] = Math.toIntExact(count.linksInPossible());
        }
        sentences.add(packed);
        gold.add(new long[] {counts.get(0).sure(), counts.get(0).possible()});
    }

    /**
     * The counts of one setting.
     *
     * @param setting its place in the lists that were added, from 0
     * @return one count a sentence
     */
    public List<AlignmentCounts> of(int setting) {
        List<AlignmentCounts> counts = new ArrayList<>(sentences.size());
        for (int i = 0; i < sentences.size(); i++) {
            int[] packed = sentences.get(i);
            int at = setting * FIELDS;
            counts.add(new AlignmentCounts(packed[at], gold.get(i)[0], gold.get(i)[1], packed[at + 1], packed[at + 2]));
        }
        return counts;
    }
}
