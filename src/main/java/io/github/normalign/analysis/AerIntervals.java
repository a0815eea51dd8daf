package io.github.normalign.analysis;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.normalign.attention.Measure;
import io.github.normalign.attention.Reading;
import io.github.normalign.evaluation.ComparisonRow;
import io.github.normalign.evaluation.Interval;
import io.github.normalign.evaluation.PairedBootstrap;
import io.github.normalign.words.AlignmentSetting;
import io.github.normalign.words.WordRule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * 95 % intervals of the alignment error rates that tables show: every whole layer, the best head of each layer, and the contest
 * of norms with weights. Not of all settings: resampling hundreds of them would take longer than running the model.
 *
 * @param intervals by setting, fractions in [0, 1]; a setting whose AER is undefined is missing
 * @param contests whole layers and single heads, by the word rule and the piece rule; one whose AER is undefined is missing
 */
public record AerIntervals(ImmutableMap<AlignmentSetting, Interval> intervals, ImmutableList<MeasureContest> contests) {

    /** Nothing resampled. */
    public static final AerIntervals NONE = new AerIntervals(ImmutableMap.of(), ImmutableList.of());

    /**
     * Resamples the sentences of one model.
     *
     * @param rows its rows, in the order of its settings
     * @param counts the counts of each sentence, settings in the same order
     * @param bootstrap how often, and from which seed
     * @return the intervals
     */
    public static AerIntervals of(List<ComparisonRow> rows, SentenceCounts counts, PairedBootstrap bootstrap) {
        Map<AlignmentSetting, Integer> places = new HashMap<>();
        for (int i = 0; i < rows.size(); i++) {
            places.put(rows.get(i).setting(), i);
        }
        Set<AlignmentSetting> chosen = new LinkedHashSet<>();
        rows.stream().map(ComparisonRow::setting).filter(AerIntervals::isWhole).forEach(chosen::add);
        int layers = rows.get(rows.size() - 1).setting().layer();
        for (int layer = 1; layer <= layers; layer++) {
            for (Measure measure : Measure.values()) {
                for (Reading reading : Reading.values()) {
                    for (WordRule rule : WordRule.values()) {
                        int number = layer;
                        best(rows, setting -> !isWhole(setting) && setting.layer() == number && setting.measure() == measure
                            && setting.reading() == reading && setting.rule() == rule).ifPresent(chosen::add);
                    }
                }
            }
        }
        List<AlignmentSetting> order = List.copyOf(chosen);
        List<Optional<Interval>> found =
            bootstrap.aerOfEach(order.stream().map(setting -> counts.of(places.get(setting))).toList());
        ImmutableMap.Builder<AlignmentSetting, Interval> intervals = ImmutableMap.builder();
        for (int i = 0; i < order.size(); i++) {
            AlignmentSetting setting = order.get(i);
            found.get(i).ifPresent(interval -> intervals.put(setting, interval));
        }
        return new AerIntervals(intervals.buildOrThrow(), contests(rows, counts, places, bootstrap));
    }

    private static ImmutableList<MeasureContest> contests(List<ComparisonRow> rows, SentenceCounts counts,
            Map<AlignmentSetting, Integer> places, PairedBootstrap bootstrap) {
        List<AlignmentSetting[]> rivals = new ArrayList<>();
        for (WordRule rule : WordRule.values()) {
            for (boolean whole : new boolean[] {true, false}) {
                Predicate<AlignmentSetting> kind = setting -> setting.rule() == rule && isWhole(setting) == whole;
                Optional<AlignmentSetting> weight = best(rows, kind.and(setting -> setting.measure() == Measure.WEIGHT));
                Optional<AlignmentSetting> norm = best(rows, kind.and(setting -> setting.measure() == Measure.NORM));
                if (weight.isPresent() && norm.isPresent()) {
                    rivals.add(new AlignmentSetting[] {weight.get(), norm.get()});
                }
            }
        }
        return rivals.parallelStream()
            .flatMap(pair -> bootstrap.difference(counts.of(places.get(pair[1])), counts.of(places.get(pair[0])))
                .map(difference -> new MeasureContest(pair[0], pair[1], difference)).stream())
            .collect(ImmutableList.toImmutableList());
    }

    /** The setting with the lowest AER, the first of equals, as in the tables. */
    private static Optional<AlignmentSetting> best(List<ComparisonRow> rows, Predicate<AlignmentSetting> which) {
        return rows.stream().filter(row -> which.test(row.setting()) && row.scores().aer().isPresent())
            .reduce((best, row) -> row.scores().aer().getAsDouble() < best.scores().aer().getAsDouble() ? row : best)
            .map(ComparisonRow::setting);
    }

    private static boolean isWhole(AlignmentSetting setting) {
        return setting.heads().numbers().isEmpty();
    }
}
