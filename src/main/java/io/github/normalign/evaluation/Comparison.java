package io.github.normalign.evaluation;

import io.github.normalign.alignment.Alignment;
import io.github.normalign.alignment.ScoreMatrix;
import io.github.normalign.alignment.ScoredLink;
import io.github.normalign.attention.CrossAttention;
import io.github.normalign.gold.GoldAlignment;
import io.github.normalign.tokenizer.Pieces;
import io.github.normalign.words.AlignmentSetting;
import io.github.normalign.words.LinkExtractor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Counts of one model against gold under every setting of its {@link SettingGrid}, summed over pairs. Not thread-safe:
 * {@link #judge} is called by any thread, {@link #add} by one.
 */
public final class Comparison {

    private final String model;
    private final List<AlignmentSetting> settings;
    private final AlignmentCounts[] sums;
    private int pairs;

    /**
     * Starts with no pair.
     *
     * @param model the model's name in the rows
     * @param layers number of decoder layers
     * @param heads number of heads in each
     */
    public Comparison(String model, int layers, int heads) {
        this.model = model;
        this.settings = SettingGrid.of(layers, heads);
        this.sums = new AlignmentCounts[settings.size()];
        Arrays.fill(sums, AlignmentCounts.ZERO);
    }

    /**
     * Aligns one pair under every setting and counts.
     *
     * @param attention all layers of the pair
     * @param source source pieces
     * @param target target pieces
     * @param gold the pair's gold, in the model's direction
     * @return one count a setting, for {@link #add}
     */
    public List<AlignmentCounts> judge(CrossAttention attention, Pieces source, Pieces target, GoldAlignment gold) {
        List<AlignmentCounts> counts = new ArrayList<>(settings.size());
        AlignmentSetting scored = null;
        ScoreMatrix scores = null;
        for (AlignmentSetting setting : settings) {
            // Settings that differ in the word rule only stand next to each other and share the scores of pieces.
            if (scored == null || !sameScores(scored, setting)) {
                scores = setting.pieceScores(attention);
                scored = setting;
            }
            List<ScoredLink> links = LinkExtractor.links(scores, source, target, setting.rule());
            counts.add(AlignmentCounts.of(Alignment.of(links.stream().map(ScoredLink::link).toList()), gold));
        }
        return counts;
    }

    /**
     * Counts a pair the model could not take: no link under any setting.
     *
     * @param gold the pair's gold
     * @return one count a setting, for {@link #add}
     */
    public List<AlignmentCounts> judgeSkipped(GoldAlignment gold) {
        AlignmentCounts none = AlignmentCounts.of(Alignment.EMPTY, gold);
        return settings.stream().map(setting -> none).toList();
    }

    /**
     * Adds one pair's counts.
     *
     * @param counts what {@link #judge} or {@link #judgeSkipped} returned
     */
    public void add(List<AlignmentCounts> counts) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] = sums[i].plus(counts.get(i));
        }
        pairs++;
    }

    /**
     * The scores of all settings.
     *
     * @return one row a setting, in the order of the grid
     */
    public List<ComparisonRow> rows() {
        List<ComparisonRow> rows = new ArrayList<>(sums.length);
        for (int i = 0; i < sums.length; i++) {
            rows.add(new ComparisonRow(model, settings.get(i), pairs, new AlignmentScores(sums[i])));
        }
        return rows;
    }

    private static boolean sameScores(AlignmentSetting one, AlignmentSetting other) {
        return one.layer() == other.layer() && one.measure() == other.measure() && one.reading() == other.reading()
            && one.heads().equals(other.heads());
    }
}
