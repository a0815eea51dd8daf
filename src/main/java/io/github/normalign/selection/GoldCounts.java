package io.github.normalign.selection;

import com.google.common.collect.ImmutableSortedSet;
import io.github.normalign.evaluation.AlignmentCounts;
import io.github.normalign.evaluation.Comparison;
import io.github.normalign.evaluation.SettingGrid;
import io.github.normalign.gold.GoldSet;
import io.github.normalign.model.AttentionReader;
import io.github.normalign.model.ModelDirectory;
import io.github.normalign.model.ReaderOptions;
import io.github.normalign.words.AlignmentSetting;
import java.util.List;

/**
 * One model's counts against gold by every setting of its grid, piece rule included.
 *
 * @param settings the grid
 * @param counts by sentence and setting; a pair the model cannot take counts as without links
 * @param skipped how many such pairs there are
 */
record GoldCounts(List<AlignmentSetting> settings, List<List<AlignmentCounts>> counts, int skipped) {

    private record Judged(List<AlignmentCounts> counts, boolean skipped) {
    }

    static GoldCounts of(ModelDirectory model, GoldSet gold, SelectionOptions options) {
        Comparison comparison = new Comparison(model.name(), model.config().layers(), model.config().heads());
        try (AttentionReader reader = AttentionReader.open(model, new ReaderOptions(
                ImmutableSortedSet.of(), true, options.device(), options.threads(), options.batch()))) {
            List<Judged> judged = reader.read(gold.pairs(), (i, pair) -> pair.attention()
                .map(attention -> new Judged(comparison.judge(
                    attention, pair.pieces().source(), pair.pieces().target(), gold.gold().get(i)), false))
                .orElseGet(() -> new Judged(comparison.judgeSkipped(gold.gold().get(i)), true)));
            return new GoldCounts(SettingGrid.of(model.config().layers(), model.config().heads()),
                judged.stream().map(Judged::counts).toList(), (int) judged.stream().filter(Judged::skipped).count());
        }
    }
}
