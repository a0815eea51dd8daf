package io.github.normalign.report;

import com.google.common.collect.ImmutableList;
import io.github.normalign.analysis.AerIntervals;
import io.github.normalign.analysis.ModelAnalysis;
import io.github.normalign.attention.HeadSelection;
import io.github.normalign.attention.Measure;
import io.github.normalign.attention.Reading;
import io.github.normalign.evaluation.AlignmentCounts;
import io.github.normalign.evaluation.ComparisonRow;
import io.github.normalign.words.AlignmentSetting;
import io.github.normalign.words.WordRule;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The complete rows of one model, found by setting. */
final class ModelResults {

    private final ComparedModel model;
    private final int layers;
    private final int heads;
    private final Map<AlignmentSetting, ComparisonRow> bySetting;
    private final Optional<ModelAnalysis> analysis;

    private ModelResults(ComparedModel model, int layers, int heads, Map<AlignmentSetting, ComparisonRow> bySetting,
            Optional<ModelAnalysis> analysis) {
        this.model = model;
        this.layers = layers;
        this.heads = heads;
        this.bySetting = bySetting;
        this.analysis = analysis;
    }

    /**
     * Picks a model's rows out of all rows and checks that none is missing.
     *
     * @throws IllegalArgumentException saying which setting is missing, there twice or of several heads
     */
    static ModelResults of(ComparedModel model, List<ComparisonRow> rows, Optional<ModelAnalysis> analysis) {
        Map<AlignmentSetting, ComparisonRow> bySetting = new HashMap<>();
        int layers = 0;
        int heads = 0;
        for (ComparisonRow row : rows) {
            if (!row.model().equals(model.name())) {
                continue;
            }
            AlignmentSetting setting = row.setting();
            if (setting.heads().numbers().size() > 1) {
                throw new IllegalArgumentException(model.name() + ": one head or all expected, found " + setting);
            }
            if (bySetting.put(setting, row) != null) {
                throw new IllegalArgumentException(model.name() + ": two rows of " + setting);
            }
            layers = Math.max(layers, setting.layer());
            heads = Math.max(heads, setting.heads().numbers().isEmpty() ? 0 : setting.heads().numbers().last());
        }
        ModelResults results = new ModelResults(model, layers, heads, bySetting, analysis);
        if (layers == 0 || heads == 0) {
            throw new IllegalArgumentException(model.name() + ": no row of a single head");
        }
        results.settings().filter(setting -> !bySetting.containsKey(setting)).findFirst().ifPresent(setting -> {
            throw new IllegalArgumentException(model.name() + ": no row of " + setting);
        });
        return results;
    }

    ComparedModel model() {
        return model;
    }

    /** Figures beyond the scores, if there are any. */
    Optional<ModelAnalysis> analysis() {
        return analysis;
    }

    /** The intervals of the model's error rates; none where nothing was resampled. */
    AerIntervals intervals() {
        return analysis.map(ModelAnalysis::intervals).orElse(AerIntervals.NONE);
    }

    int layers() {
        return layers;
    }

    /** Heads of a layer; the columns of a map are these and the whole layer. */
    int heads() {
        return heads;
    }

    /** Every row, in the order of the report. */
    ImmutableList<ComparisonRow> rows() {
        return settings().map(bySetting::get).collect(ImmutableList.toImmutableList());
    }

    /** Sentence pairs judged; the same for every setting. */
    int pairs() {
        return first().pairs();
    }

    /** Of these, only the counts of gold links are the same for every setting. */
    AlignmentCounts goldCounts() {
        return first().scores().counts();
    }

    ComparisonRow row(int layer, HeadSelection selection, Measure measure, Reading reading, WordRule rule) {
        return bySetting.get(new AlignmentSetting(layer, selection, measure, reading, rule));
    }

    ComparisonRow row(AlignmentSetting setting) {
        return bySetting.get(setting);
    }

    /** The single heads of a layer, from 1. */
    Stream<ComparisonRow> heads(int layer, Measure measure, Reading reading, WordRule rule) {
        return IntStream.rangeClosed(1, heads).mapToObj(head -> row(layer, HeadSelection.of(head), measure, reading, rule));
    }

    /** The whole layers by one rule. */
    Stream<ComparisonRow> wholeLayers(WordRule rule) {
        return rows().stream().filter(row -> row.setting().rule() == rule && isWholeLayer(row));
    }

    /** The single heads of all layers by one rule. */
    Stream<ComparisonRow> singleHeads(WordRule rule) {
        return rows().stream().filter(row -> row.setting().rule() == rule && !isWholeLayer(row));
    }

    /** The columns of a map: heads from 1, then the whole layer. */
    Stream<HeadSelection> columns() {
        return Stream.concat(IntStream.rangeClosed(1, heads).mapToObj(HeadSelection::of), Stream.of(HeadSelection.ALL));
    }

    /** The row with the lowest AER, the first of equals; empty where every AER is undefined. */
    static Optional<ComparisonRow> best(Stream<ComparisonRow> rows) {
        return rows.filter(row -> row.scores().aer().isPresent())
            .reduce((best, row) -> row.scores().aer().getAsDouble() < best.scores().aer().getAsDouble() ? row : best);
    }

    /** Equals of the best count as best: a number twice in a table, marked once, would look like a mistake. */
    static boolean isAsGood(Optional<ComparisonRow> row, Optional<ComparisonRow> best) {
        return row.isPresent() && best.isPresent() && row.get().scores().aer().equals(best.get().scores().aer());
    }

    private static boolean isWholeLayer(ComparisonRow row) {
        return row.setting().heads().numbers().isEmpty();
    }

    private ComparisonRow first() {
        return row(1, HeadSelection.ALL, Measure.WEIGHT, Reading.AWI, WordRule.WORD);
    }

    private Stream<AlignmentSetting> settings() {
        return IntStream.rangeClosed(1, layers).boxed()
            .flatMap(layer -> columns()
                .flatMap(selection -> Stream.of(Measure.values())
                    .flatMap(measure -> Stream.of(Reading.values())
                        .flatMap(reading -> Stream.of(WordRule.values())
                            .map(rule -> new AlignmentSetting(layer, selection, measure, reading, rule))))));
    }
}
