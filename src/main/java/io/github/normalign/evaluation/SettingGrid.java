package io.github.normalign.evaluation;

import io.github.normalign.attention.HeadSelection;
import io.github.normalign.attention.Measure;
import io.github.normalign.attention.Reading;
import io.github.normalign.words.AlignmentSetting;
import io.github.normalign.words.WordRule;
import java.util.ArrayList;
import java.util.List;

/** Every setting a model offers: all layers, each head and all heads together, measures, readings and word rules. */
public final class SettingGrid {

    private SettingGrid() {
    }

    /**
     * Lists the settings in the order of the tables: layer, head 1 .. then all, weight before norm, awi before awo, word before
     * piece.
     *
     * @param layers number of decoder layers
     * @param heads number of heads in each
     * @return {@code layers * (heads + 1) * 8} settings
     */
    public static List<AlignmentSetting> of(int layers, int heads) {
        List<AlignmentSetting> settings = new ArrayList<>();
        for (int layer = 1; layer <= layers; layer++) {
            for (int head = 1; head <= heads + 1; head++) {
                HeadSelection selection = head > heads ? HeadSelection.ALL : HeadSelection.of(head);
                for (Measure measure : Measure.values()) {
                    for (Reading reading : Reading.values()) {
                        for (WordRule rule : WordRule.values()) {
                            settings.add(new AlignmentSetting(layer, selection, measure, reading, rule));
                        }
                    }
                }
            }
        }
        return settings;
    }
}
