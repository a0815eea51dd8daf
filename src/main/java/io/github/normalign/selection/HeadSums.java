package io.github.normalign.selection;

import io.github.normalign.attention.HeadSelection;
import io.github.normalign.model.PairAttention;
import io.github.normalign.words.AlignmentSetting;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Adds heads of the same layer to two settings, one at a time, for as long as the directions agree more by at least
 * {@link #MARGIN}: a head that adds less is noise of the text, and a single head is easier to understand.
 *
 * @param forward the forward setting
 * @param reverse the reverse setting
 * @param agreement their F1
 */
record HeadSums(AlignmentSetting forward, AlignmentSetting reverse, double agreement) {

    /** How much F1 a head has to add. */
    static final double MARGIN = 0.005;

    /**
     * Grows the sums.
     *
     * @param ahead the pairs' attention with the forward setting's layer
     * @param back likewise of the reverse model
     * @param heads heads in a layer of the forward model
     * @param reverseHeads likewise of the reverse model
     * @param threads how many pairs are worked on at the same time
     */
    static HeadSums grow(HeadSums start, List<PairAttention> ahead, List<PairAttention> back, int heads, int reverseHeads,
            int threads) {
        HeadSums now = start;
        while (true) {
            List<AlignmentSetting> forward = grown(now.forward, heads);
            List<AlignmentSetting> reverse = grown(now.reverse, reverseHeads);
            DirectionAgreement agreement = DirectionAgreement.of(
                choices(ahead, forward, threads), choices(back, reverse, threads), threads);
            // Position 0 is the setting as it is: one side grows at a time.
            HeadSums best = new HeadSums(now.forward, now.reverse, 0);
            for (int f = 1; f < forward.size(); f++) {
                best = best.orBetter(forward.get(f), now.reverse, agreement.f1(f, 0));
            }
            for (int r = 1; r < reverse.size(); r++) {
                best = best.orBetter(now.forward, reverse.get(r), agreement.f1(0, r));
            }
            if (best.agreement < now.agreement + MARGIN) {
                return now;
            }
            now = best;
        }
    }

    private HeadSums orBetter(AlignmentSetting ahead, AlignmentSetting back, double f1) {
        return f1 > agreement ? new HeadSums(ahead, back, f1) : this;
    }

    private static List<int[][]> choices(List<PairAttention> pairs, List<AlignmentSetting> settings, int threads) {
        return Workers.map(pairs.size(), threads, i -> DirectionAgreement.choices(pairs.get(i), settings));
    }

    private static List<AlignmentSetting> grown(AlignmentSetting setting, int heads) {
        List<AlignmentSetting> grown = new ArrayList<>(List.of(setting));
        for (int head = 1; head <= heads && !setting.heads().numbers().isEmpty(); head++) {
            if (!setting.heads().numbers().contains(head)) {
                TreeSet<Integer> numbers = new TreeSet<>(setting.heads().numbers());
                numbers.add(head);
                grown.add(new AlignmentSetting(setting.layer(), HeadSelection.of(numbers), setting.measure(),
                    setting.reading(), setting.rule()));
            }
        }
        return grown;
    }
}
