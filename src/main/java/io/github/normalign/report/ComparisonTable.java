package io.github.normalign.report;

import com.google.common.base.CharMatcher;
import com.google.common.base.Strings;
import io.github.normalign.attention.HeadSelection;
import io.github.normalign.attention.Measure;
import io.github.normalign.attention.Reading;
import io.github.normalign.evaluation.ComparisonRow;
import io.github.normalign.words.WordRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The comparison as text for the terminal: for each model and word rule a table with a line a layer.
 *
 * <p>AER in percent with two decimals, {@code n/a} where undefined. The left half is of whole layers, the right half of the best
 * head of each layer ({@code H6 23.54}; the first among equals). {@code *} marks the lowest value of each half. A model of up to
 * nine heads fits in 80 columns. Plain ASCII, but for names.
 */
public final class ComparisonTable {

    private static final String LEGEND =
        "AER in %, lower is better; H1 is the first head. * = lowest of the whole layers,\n"
        + "lowest of the heads: picked on the gold that it is scored on, so it flatters.\n";
    private static final String UNDEFINED = "n/a";

    /** Columns before those of the best heads: the layer's number and four of whole layers. */
    private static final int BEST_HEADS = 1 + Reading.values().length * Measure.values().length;

    private ComparisonTable() {
    }

    /**
     * Tables of all models, by the word rule and by the piece rule, each with the best settings as options of {@code align}.
     *
     * @param report what was compared
     * @return lines ended by LF
     */
    public static String of(ComparisonReport report) {
        StringBuilder out = new StringBuilder("Gold: " + plain(report.gold()) + "\n" + LEGEND);
        for (ModelResults results : report.results()) {
            for (WordRule rule : WordRule.values()) {
                out.append('\n').append(heading(results, rule)).append('\n');
                append(out, columns(results, rule));
                best(out, "best layer", ModelResults.best(results.wholeLayers(rule)));
                best(out, "best head ", ModelResults.best(results.singleHeads(rule)));
            }
        }
        return out.toString();
    }

    private static String heading(ModelResults results, WordRule rule) {
        String direction = results.model().direction(" to ");
        return plain(results.model().name()) + (direction.isEmpty() ? "" : " (" + plain(direction) + ")") + ", "
            + results.pairs() + (results.pairs() == 1 ? " pair, " : " pairs, ") + rule + " rule";
    }

    private static List<Column> columns(ModelResults results, WordRule rule) {
        List<Column> columns = new ArrayList<>();
        Column numbers = new Column("", "layer");
        columns.add(numbers);
        for (int layer = 1; layer <= results.layers(); layer++) {
            numbers.cells.add(layer + " ");
        }
        Optional<ComparisonRow> bestLayer = ModelResults.best(results.wholeLayers(rule));
        Optional<ComparisonRow> bestHead = ModelResults.best(results.singleHeads(rule));
        for (boolean whole : new boolean[] {true, false}) {
            for (Reading reading : Reading.values()) {
                for (Measure measure : Measure.values()) {
                    Column column = new Column(measure + "s", reading.name());
                    columns.add(column);
                    for (int layer = 1; layer <= results.layers(); layer++) {
                        column.cells.add(whole
                            ? whole(results.row(layer, HeadSelection.ALL, measure, reading, rule), bestLayer)
                            : head(ModelResults.best(results.heads(layer, measure, reading, rule)), bestHead));
                    }
                }
            }
        }
        return columns;
    }

    private static String whole(ComparisonRow row, Optional<ComparisonRow> best) {
        return value(row) + mark(Optional.of(row), best);
    }

    private static String head(Optional<ComparisonRow> row, Optional<ComparisonRow> best) {
        String text = row.map(found -> "H" + found.setting().heads() + " " + value(found)).orElse(UNDEFINED);
        return text + mark(row, best);
    }

    private static String value(ComparisonRow row) {
        return Percent.of(row.scores().aer(), UNDEFINED);
    }

    private static String mark(Optional<ComparisonRow> row, Optional<ComparisonRow> best) {
        return ModelResults.isAsGood(row, best) ? "*" : " ";
    }

    private static void append(StringBuilder out, List<Column> columns) {
        int left = columns.get(0).width();
        int right = left + columns.subList(1, BEST_HEADS).stream().mapToInt(column -> 1 + column.width()).sum();
        out.append(Strings.padEnd(" ".repeat(left + 1) + "whole layer", right + 2, ' ')).append("best head\n");
        int lines = columns.get(0).cells.size();
        for (int line = -2; line < lines; line++) {
            StringBuilder text = new StringBuilder();
            for (int number = 0; number < columns.size(); number++) {
                Column column = columns.get(number);
                String cell = line == -2 ? column.top + " " : line == -1 ? column.bottom + " " : column.cells.get(line);
                text.append(number == BEST_HEADS ? "  " : number == 0 ? "" : " ");
                text.append(Strings.padStart(cell, column.width(), ' '));
            }
            out.append(CharMatcher.is(' ').trimTrailingFrom(text)).append('\n');
        }
    }

    private static void best(StringBuilder out, String name, Optional<ComparisonRow> best) {
        best.ifPresent(row -> out.append(name).append(' ').append(Strings.padStart(value(row), 6, ' ')).append("  ")
            .append(row.setting()).append('\n'));
    }

    /** Directory names are not ours: a terminal must not obey the control characters in one. */
    private static String plain(String name) {
        return CharMatcher.javaIsoControl().replaceFrom(name, '?');
    }

    /** Two lines of header and a cell a layer; each cell ends with a place for the mark. */
    private static final class Column {

        private final String top;
        private final String bottom;
        private final List<String> cells = new ArrayList<>();

        private Column(String top, String bottom) {
            this.top = top;
            this.bottom = bottom;
        }

        private int width() {
            int header = Math.max(top.length(), bottom.length()) + 1;
            return Math.max(header, cells.stream().mapToInt(String::length).max().orElse(0));
        }
    }
}
