package io.github.normalign.selection;

import io.github.normalign.alignment.ScoredLink;
import io.github.normalign.model.PairAttention;
import io.github.normalign.words.AlignmentSetting;
import io.github.normalign.words.LinkExtractor;
import java.util.Arrays;
import java.util.List;

/**
 * How far the links of two directions agree, for every setting of one with every setting of the other:
 * {@code F1 = 2 |F n R| / (|F| + |R|)}, F the forward links of all pairs, R the reverse ones turned round.
 *
 * <p>By the word rule a word has at most one link to the other side, so a direction's links are one number a word, and comparing
 * two settings takes one step a word.
 *
 * @param both |F n R| by forward and reverse setting
 * @param forward |F| by forward setting
 * @param reverse |R| by reverse setting
 * @param forwardWords target words of all pairs: what |F| could be at most
 * @param reverseWords source words of all pairs
 */
record DirectionAgreement(long[][] both, long[] forward, long[] reverse, long forwardWords, long reverseWords) {

    private static final int NO_LINK = -1;

    /**
     * The links of one pair by every setting.
     *
     * @param pair a pair with attention
     * @param settings settings of the word rule
     * @return by setting and target word (the model's own target) the source word it is linked to, or -1
     */
    static int[][] choices(PairAttention pair, List<AlignmentSetting> settings) {
        int[][] choices = new int[settings.size()][pair.pieces().target().words()];
        for (int setting = 0; setting < choices.length; setting++) {
            Arrays.fill(choices[setting], NO_LINK);
            for (ScoredLink link : LinkExtractor.extract(pair.attention().orElseThrow(), pair.pieces().source(),
                    pair.pieces().target(), settings.get(setting))) {
                choices[setting][link.link().target()] = link.link().source();
            }
        }
        return choices;
    }

    /**
     * Counts.
     *
     * @param forward {@link #choices} of each pair by the forward model
     * @param reverse by the reverse model, not turned round
     * @param threads how many settings are counted at the same time
     */
    static DirectionAgreement of(List<int[][]> forward, List<int[][]> reverse, int threads) {
        int settings = forward.get(0).length;
        int others = reverse.get(0).length;
        long[][] both = Workers.map(settings, threads, f -> {
            long[] counts = new long[others];
            for (int pair = 0; pair < forward.size(); pair++) {
                for (int r = 0; r < others; r++) {
                    counts[r] += inBoth(forward.get(pair)[f], reverse.get(pair)[r]);
                }
            }
            return counts;
        }).toArray(long[][]::new);
        return new DirectionAgreement(both, links(forward, settings), links(reverse, others),
            forward.stream().mapToLong(pair -> pair[0].length).sum(), reverse.stream().mapToLong(pair -> pair[0].length).sum());
    }

    private static int inBoth(int[] forward, int[] reverse) {
        int count = 0;
        for (int target = 0; target < forward.length; target++) {
            if (forward[target] != NO_LINK && reverse[forward[target]] == target) {
                count++;
            }
        }
        return count;
    }

    private static long[] links(List<int[][]> choices, int settings) {
        long[] links = new long[settings];
        for (int[][] pair : choices) {
            for (int setting = 0; setting < settings; setting++) {
                links[setting] += Arrays.stream(pair[setting]).filter(word -> word != NO_LINK).count();
            }
        }
        return links;
    }

    /** The F1; 0 where neither direction has a link. */
    double f1(int f, int r) {
        long total = forward[f] + reverse[r];
        return total == 0 ? 0 : 2.0 * both[f][r] / total;
    }

    /**
     * Whether both settings link at least half of their words. Two heads that look at {@code </s>} nearly always have few links,
     * and may agree on these few (a final full stop) perfectly.
     */
    boolean covers(int f, int r) {
        return 2 * forward[f] >= forwardWords && 2 * reverse[r] >= reverseWords;
    }
}
