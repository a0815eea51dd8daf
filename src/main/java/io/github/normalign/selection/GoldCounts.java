package io.github.normalign.selection;

import com.google.common.collect.ImmutableSortedSet;
import io.github.normalign.evaluation.AlignmentCounts;
import io.github.normalign.evaluation.Comparison;
import io.github.normalign.evaluation.SettingGrid;
import io.github.normalign.gold.GoldSet;
import io.github.normalign.model.AttentionReader;
import io.github.normalign.model.ModelDirectory;
import io.github.normalign.words.AlignmentSetting;
import java.util.List;
import java.util.Optional;

/**
 * One model's counts against gold by every setting of its grid, piece rule included.
 *
 * @param settings the grid
 * @param counts by sentence and setting; a pair the model cannot take counts as without links
 * @param skipped by sentence, why the model cannot take it, if it cannot
 */
record GoldCounts(List<AlignmentSetting> settings, List<List<AlignmentCounts>> counts, List<Optional<String>> skipped) {

    private record Judged(List<AlignmentCounts> counts, Optional<String> skipped) {
    }

    static GoldCounts of(ModelDirectory model, GoldSet gold, SelectionOptions options, SelectionWatch watch) {
        Comparison comparison = new Comparison(model.name(), model.config().layers(), model.config().heads());
        try (AttentionReader reader = watch.open(model, ImmutableSortedSet.of(), options)) {
            List<Judged> judged = reader.read(gold.pairs(), (i, pair) -> {
                watch.read().run();
                return new Judged(pair.attention().map(attention -> comparison.judge(
                        attention, pair.pieces().source(), pair.pieces().target(), gold.gold().get(i)))
                    .orElseGet(() -> comparison.judgeSkipped(gold.gold().get(i))), pair.skipped());
            });
            return new GoldCounts(SettingGrid.of(model.config().layers(), model.config().heads()),
                judged.stream().map(Judged::counts).toList(), judged.stream().map(Judged::skipped).toList());
        }
    }

    /** Tells of each pair that one model or more cannot take, once, and counts them. */
    static int tell(List<GoldCounts> models, SelectionWatch watch) {
        int count = 0;
        for (int i = 0; i < models.get(0).skipped.size(); i++) {
            int pair = i;
            Optional<String> why = models.stream().flatMap(model -> model.skipped.get(pair).stream()).findFirst();
            if (why.isPresent()) {
                count++;
                watch.skipped().accept(pair, why.get());
            }
        }
        return count;
    }
}
