package io.github.normalign.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.normalign.attention.HeadSelection;
import io.github.normalign.evaluation.ComparisonRow;
import io.github.normalign.words.AlignmentSetting;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonReportTest {

    private static final ComparedModel MODEL = new ComparedModel("m", "en", "pt");

    private final List<ComparisonRow> rows = new ArrayList<>(ReportRows.of("m", 2, 2, setting -> ReportRows.aer(5000)));

    @Test
    void aSettingThatIsMissingIsNamed() {
        rows.removeIf(row -> row.setting().toString().equals("--layer 2 --head 1 --measure norm --reading awo --rule word"));
        assertEquals("m: no row of --layer 2 --head 1 --measure norm --reading awo --rule word", refusal(List.of(MODEL)));
    }

    @Test
    void aSettingThatIsThereTwiceIsNamed() {
        rows.add(rows.get(0));
        assertEquals("m: two rows of " + rows.get(0).setting(), refusal(List.of(MODEL)));
    }

    @Test
    void aChoiceOfSeveralHeadsHasNoPlaceInAMap() {
        AlignmentSetting one = rows.get(0).setting();
        AlignmentSetting two =
            new AlignmentSetting(1, HeadSelection.of(1, 2), one.measure(), one.reading(), one.rule());
        rows.add(new ComparisonRow("m", two, 100, rows.get(0).scores()));
        assertEquals("m: one head or all expected, found " + two, refusal(List.of(MODEL)));
    }

    @Test
    void modelsAreToldApartByName() {
        assertEquals("two models are named 'm': rows could not be told apart", refusal(List.of(MODEL, MODEL)));
        assertEquals("a row of 'm', which is not among the models [n]", refusal(List.of(new ComparedModel("n", "", ""))));
        assertEquals("n: no row of a single head", refusal(List.of(MODEL, new ComparedModel("n", "", ""))));
    }

    private String refusal(List<ComparedModel> models) {
        return assertThrows(IllegalArgumentException.class, () -> ComparisonReport.of("gold", models, rows, "1.0")).getMessage();
    }
}
