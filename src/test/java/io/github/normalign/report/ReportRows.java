package io.github.normalign.report;

import io.github.normalign.attention.HeadSelection;
import io.github.normalign.attention.Measure;
import io.github.normalign.attention.Reading;
import io.github.normalign.evaluation.AlignmentCounts;
import io.github.normalign.evaluation.AlignmentScores;
import io.github.normalign.evaluation.ComparisonRow;
import io.github.normalign.words.AlignmentSetting;
import io.github.normalign.words.WordRule;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Complete rows of made-up models; which counts a setting has is up to the test. */
final class ReportRows {

    private ReportRows() {
    }

    static List<ComparisonRow> of(String model, int layers, int heads, Function<AlignmentSetting, AlignmentCounts> counts) {
        List<ComparisonRow> rows = new ArrayList<>();
        for (int layer = 1; layer <= layers; layer++) {
            for (int head = 0; head <= heads; head++) {
                HeadSelection selection = head == 0 ? HeadSelection.ALL : HeadSelection.of(head);
                for (Measure measure : Measure.values()) {
                    for (Reading reading : Reading.values()) {
                        for (WordRule rule : WordRule.values()) {
                            AlignmentSetting setting = new AlignmentSetting(layer, selection, measure, reading, rule);
                            rows.add(new ComparisonRow(model, setting, 100, new AlignmentScores(counts.apply(setting))));
                        }
                    }
                }
            }
        }
        return rows;
    }

    /** 5,000 links and 5,000 sure links of which so many agree that AER is this, in hundredths of a percent. */
    static AlignmentCounts aer(int hundredths) {
        int agreeing = (10_000 - hundredths) / 2;
        return new AlignmentCounts(5_000, 5_000, 5_000, agreeing, 10_000 - hundredths - agreeing);
    }
}
