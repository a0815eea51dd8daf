package io.github.normalign.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.normalign.attention.Measure;
import io.github.normalign.attention.Reading;
import io.github.normalign.error.CorpusException;
import io.github.normalign.evaluation.AlignmentCounts;
import io.github.normalign.evaluation.ComparisonRow;
import io.github.normalign.words.AlignmentSetting;
import io.github.normalign.words.WordRule;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ComparisonCsvTest {

    private static final String HEADER =
        "model,layer,head,measure,reading,rule,pairs,links,sure,possible,precision,recall,f1,aer\n";

    private static final String EXPECTED = HEADER
        + "en-pt,1,1,weight,awi,word,100,4,2,5,75.00,50.00,60.00,33.33\n"
        + "en-pt,1,1,weight,awi,piece,100,4,2,5,75.00,50.00,60.00,33.33\n"
        + "en-pt,1,1,weight,awo,word,100,4,2,5,75.00,50.00,60.00,33.33\n"
        + "en-pt,1,1,weight,awo,piece,100,0,2,5,,0.00,,100.00\n"
        + "en-pt,1,1,norm,awi,word,100,3,2,5,100.00,100.00,100.00,0.00\n"
        + "en-pt,1,1,norm,awi,piece,100,3,2,5,100.00,100.00,100.00,0.00\n"
        + "en-pt,1,1,norm,awo,word,100,3,2,5,100.00,100.00,100.00,0.00\n"
        + "en-pt,1,1,norm,awo,piece,100,3,2,5,100.00,100.00,100.00,0.00\n"
        + "en-pt,1,all,weight,awi,word,100,4,2,5,75.00,50.00,60.00,33.33\n"
        + "en-pt,1,all,weight,awi,piece,100,4,2,5,75.00,50.00,60.00,33.33\n"
        + "en-pt,1,all,weight,awo,word,100,4,2,5,75.00,50.00,60.00,33.33\n"
        + "en-pt,1,all,weight,awo,piece,100,0,2,5,,0.00,,100.00\n"
        + "en-pt,1,all,norm,awi,word,100,0,0,0,,,,\n"
        + "en-pt,1,all,norm,awi,piece,100,3,2,5,100.00,100.00,100.00,0.00\n"
        + "en-pt,1,all,norm,awo,word,100,3,2,5,100.00,100.00,100.00,0.00\n"
        + "en-pt,1,all,norm,awo,piece,100,3,2,5,100.00,100.00,100.00,0.00\n";

    private static AlignmentCounts counts(AlignmentSetting setting) {
        if (setting.measure() == Measure.NORM) {
            boolean nothing = setting.heads().numbers().isEmpty() && setting.reading() == Reading.AWI
                && setting.rule() == WordRule.WORD;
            return nothing ? AlignmentCounts.ZERO : new AlignmentCounts(3, 2, 5, 2, 3);
        }
        return setting.reading() == Reading.AWO && setting.rule() == WordRule.PIECE
            ? new AlignmentCounts(0, 2, 5, 0, 0) : new AlignmentCounts(4, 2, 5, 1, 3);
    }

    private static ComparisonReport report(String model, List<ComparisonRow> rows) {
        return ComparisonReport.of("graca/en-pt", List.of(new ComparedModel(model, "en", "pt")), rows, "1.0");
    }

    private static String csv(ComparisonReport report) throws IOException {
        StringBuilder out = new StringBuilder();
        ComparisonCsv.write(report, out);
        return out.toString();
    }

    private static List<ComparisonLine> read(String text) throws IOException {
        return ComparisonCsv.read(new StringReader(text), "c.csv");
    }

    @Test
    void headerOrderAndUndefinedCellsAreThoseOfTheContract() throws IOException {
        assertEquals(EXPECTED, csv(report("en-pt", ReportRows.of("en-pt", 1, 1, ComparisonCsvTest::counts))));
    }

    @Test
    void numbersHaveADecimalPointWhereTheMachineWritesACommaItself() throws IOException {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.GERMANY);
            assertEquals(EXPECTED, csv(report("en-pt", ReportRows.of("en-pt", 1, 1, ComparisonCsvTest::counts))));
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void linesComeByModelLayerAndHeadWhateverTheOrderOfTheRows() throws IOException {
        List<ComparisonRow> rows = new ArrayList<>(ReportRows.of("a", 1, 1, setting -> ReportRows.aer(5000)));
        rows.addAll(ReportRows.of("z", 2, 11, setting -> ReportRows.aer(4000)));
        Collections.shuffle(rows, new Random(3));
        List<ComparedModel> models = List.of(new ComparedModel("z", "", ""), new ComparedModel("a", "", ""));
        List<String> places = read(csv(ComparisonReport.of("gold", models, rows, "1.0"))).stream()
            .map(line -> line.model() + line.setting().layer() + "-" + line.setting().heads()).distinct().toList();
        assertEquals(List.of("z1-1", "z1-2", "z1-3", "z1-4", "z1-5", "z1-6", "z1-7", "z1-8", "z1-9", "z1-10", "z1-11", "z1-all",
            "z2-1", "z2-2", "z2-3", "z2-4", "z2-5", "z2-6", "z2-7", "z2-8", "z2-9", "z2-10", "z2-11", "z2-all", "a1-1", "a1-all"),
            places);
    }

    @Test
    void whatWasWrittenReadsBack() throws IOException {
        String model = "odd, \"name\"\nof two lines";
        List<ComparisonRow> rows = ReportRows.of(model, 1, 1, ComparisonCsvTest::counts);
        List<ComparisonLine> lines = read(csv(report(model, rows)));
        assertEquals(16, lines.size());
        for (ComparisonLine line : lines) {
            AlignmentCounts counts = counts(line.setting());
            assertEquals(model, line.model());
            assertEquals(100, line.pairs());
            assertEquals(List.of(counts.links(), counts.sure(), counts.possible()),
                List.of(line.links(), line.sure(), line.possible()));
        }
        assertEquals(OptionalDouble.of(33.33), lines.get(0).aer());
        assertEquals(OptionalDouble.of(75), lines.get(0).precision());
        assertEquals(OptionalDouble.of(50), lines.get(0).recall());
        assertEquals(OptionalDouble.of(60), lines.get(0).f1());
        assertEquals(OptionalDouble.empty(), lines.get(12).aer());
        assertEquals("--layer 1 --head all --measure norm --reading awi --rule word", lines.get(12).setting().toString());
    }

    @Test
    void aFileThatIsNotOursIsRefusedWithItsLine() {
        String good = "en-pt,1,1,weight,awi,word,100,4,2,5,75.00,50.00,60.00,33.33\n";
        assertRefused("", "c.csv, line 1: found an empty file");
        assertRefused("model,layer\n", "c.csv, line 1: found 'model,layer', expected the header '" + HEADER.strip() + "'");
        assertRefused(HEADER + good + "en-pt,1\n", "c.csv, line 3: found 2 cells, expected 14");
        assertRefused(HEADER + good.replace("weight", "mass"), "c.csv, line 2: found 'mass', expected weight or norm");
        assertRefused(HEADER + good.replace("100", "many"), "c.csv, line 2: found something else where a number");
        assertRefused(HEADER + good.replace("33.33", "NaN"), "c.csv, line 2: found 'NaN', expected a percentage");
        assertRefused(HEADER + good.replace("en-pt,1", "en-pt,0"), "c.csv, line 2: layers are counted from 1");
        assertRefused(HEADER + good + "\"en-pt\"x,1\n", "c.csv, line 3: the quotes of a CSV cell do not match");
    }

    private static void assertRefused(String text, String start) {
        String message = assertThrows(CorpusException.class, () -> read(text)).getMessage();
        assertTrue(message.startsWith(start), message);
    }
}
