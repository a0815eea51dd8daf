package io.github.normalign.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.normalign.evaluation.AlignmentCounts;
import io.github.normalign.words.AlignmentSetting;
import io.github.normalign.words.WordRule;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ComparisonTableTest {

    /** AER by the word rule in hundredths of a percent; what is not here, and the piece rule, is undefined. */
    private static final Map<String, Integer> AER = Map.ofEntries(
        Map.entry("1 all weight awi", 3432), Map.entry("1 all norm awi", 2693),
        Map.entry("1 all weight awo", 9200), Map.entry("1 all norm awo", 10000),
        Map.entry("1 1 weight awi", 4000), Map.entry("1 1 norm awi", 2565), Map.entry("1 1 norm awo", 9510),
        Map.entry("1 2 weight awi", 2354), Map.entry("1 2 norm awi", 2565), Map.entry("1 2 norm awo", 9500),
        Map.entry("2 all norm awi", 8005), Map.entry("2 all weight awo", 4345), Map.entry("2 all norm awo", 4478),
        Map.entry("2 1 weight awi", 9000), Map.entry("2 1 norm awi", 9001),
        Map.entry("2 1 weight awo", 9002), Map.entry("2 1 norm awo", 9003),
        Map.entry("2 2 weight awi", 9900), Map.entry("2 2 norm awi", 9900),
        Map.entry("2 2 weight awo", 9900), Map.entry("2 2 norm awo", 5000));

    private static final String EXPECTED = """
        Gold: graca/en-pt
        AER in %, lower is better; H1 is the first head. * = lowest of the whole layers,
        lowest of the heads: picked on the gold that it is scored on, so it flatters.

        en-pt (en to pt), 100 pairs, word rule
               whole layer                       best head
               weights  norms  weights   norms    weights     norms   weights     norms
        layer      AWI    AWI      AWO     AWO        AWI       AWI       AWO       AWO
            1    34.32  26.93*   92.00  100.00   H2 23.54* H1 25.65       n/a  H2 95.00
            2      n/a  80.05    43.45   44.78   H1 90.00  H1 90.01  H1 90.02  H2 50.00
        best layer  26.93  --layer 1 --head all --measure norm --reading awi --rule word
        best head   23.54  --layer 1 --head 2 --measure weight --reading awi --rule word

        en-pt (en to pt), 100 pairs, piece rule
               whole layer                      best head
               weights  norms  weights  norms   weights  norms  weights  norms
        layer      AWI    AWI      AWO    AWO       AWI    AWI      AWO    AWO
            1      n/a    n/a      n/a    n/a       n/a    n/a      n/a    n/a
            2      n/a    n/a      n/a    n/a       n/a    n/a      n/a    n/a
        """;

    private static AlignmentCounts counts(AlignmentSetting setting) {
        Integer aer = AER.get(
            setting.layer() + " " + setting.heads() + " " + setting.measure() + " " + setting.reading());
        return aer == null || setting.rule() == WordRule.PIECE ? AlignmentCounts.ZERO : ReportRows.aer(aer);
    }

    private static String table(String name, int heads) {
        return ComparisonTable.of(ComparisonReport.of("graca/en-pt", List.of(new ComparedModel(name, "en", "pt")),
            ReportRows.of(name, 2, heads, ComparisonTableTest::counts), "1.0"));
    }

    @Test
    void theTableIsTheOneDrawnByHand() {
        assertEquals(EXPECTED, table("en-pt", 2));
    }

    @Test
    void theTableIsTheSameWhereTheMachineWritesADecimalComma() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.GERMANY);
            assertEquals(EXPECTED, table("en-pt", 2));
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void equalsOfTheBestAreMarkedToo() {
        String table = ComparisonTable.of(ComparisonReport.of("g", List.of(new ComparedModel("m", "", "")),
            ReportRows.of("m", 1, 1, setting -> ReportRows.aer(5000)), "1.0"));
        assertTrue(table.contains(
            "    1    50.00* 50.00*   50.00* 50.00*  H1 50.00* H1 50.00* H1 50.00* H1 50.00*\n"), table);
        assertTrue(table.contains("\nm, 100 pairs, word rule\n"), table);
    }

    @Test
    void aTerminalDoesNotObeyTheNameOfADirectory() {
        String table = table("en\u001b[31m\u009b-pt", 2);
        assertTrue(table.contains("\nen?[31m?-pt (en to pt)"), table);
        assertFalse(table.contains("\u001b"));
    }

    @Test
    void aModelOfEightHeadsFitsInEightyColumns() {
        String table = ComparisonTable.of(ComparisonReport.of("graca/en-pt", List.of(new ComparedModel("en-pt", "en", "pt")),
            ReportRows.of("en-pt", 2, 8, setting -> ReportRows.aer(9999)), "1.0"));
        assertEquals(List.of(),
            table.lines().filter(line -> line.length() > 80 && !line.startsWith("best ")).toList());
    }
}
