package io.github.normalign.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.normalign.evaluation.ComparisonRow;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;

class FigureFileTest {

    @Test
    void everyFileHasItsHeaderAndALineForEachFigure() throws IOException {
        List<ComparisonRow> rows = ReportRows.of("m, \"x\"", 2, 3, setting -> ReportRows.aer(2000 + 100 * setting.layer()));
        List<ComparedModel> models = List.of(new ComparedModel("m, \"x\"", "", ""));
        rows = ComparisonReport.of("gold", models, rows, "1").rows();
        ComparisonReport report = ComparisonReport.of("gold", models, rows, "1")
            .with(List.of(ReportAnalyses.of("m, \"x\"", 2, 3, rows, List.of("a", "b", "a", ","))));
        // Whole layers and best heads: 8 settings a layer each; contests: 2 rules, layers and heads; 4 columns a layer.
        Map<FigureFile, Integer> lines = Map.of(FigureFile.INTERVALS, 2 * 16, FigureFile.CONTESTS, 4, FigureFile.HEADS, 2 * 4 * 2,
            FigureFile.ATTENTION, 2 * 4 * 6, FigureFile.WORDS, 3 * 2, FigureFile.CORRELATIONS, 2 + 2 * 4);
        for (FigureFile figure : FigureFile.values()) {
            StringBuilder out = new StringBuilder();
            figure.write(report, out);
            try (CSVParser parser = CSVParser.parse(out.toString(), CSVFormat.RFC4180.builder().setHeader().get())) {
                assertEquals(figure.header(), String.join(",", parser.getHeaderNames()));
                List<CSVRecord> records = parser.getRecords();
                assertEquals(lines.get(figure), records.size(), figure.toString());
                for (CSVRecord line : records) {
                    assertEquals("m, \"x\"", line.get(0));
                    assertEquals(parser.getHeaderNames().size(), line.size());
                    line.forEach(cell -> assertEquals(-1, cell.indexOf("NaN")));
                }
            }
        }
    }

    @Test
    void aModelWithoutAnalysisHasNoLines() throws IOException {
        ComparisonReport report = ComparisonReport.of("gold", List.of(new ComparedModel("m", "", "")),
            ReportRows.of("m", 1, 1, setting -> ReportRows.aer(100)), "1");
        StringBuilder out = new StringBuilder();
        FigureFile.HEADS.write(report, out);
        assertEquals(FigureFile.HEADS.header() + "\n", out.toString());
    }
}
