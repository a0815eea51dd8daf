package io.github.normalign.report;

import io.github.normalign.attention.HeadSelection;
import io.github.normalign.attention.Measure;
import io.github.normalign.attention.Reading;
import io.github.normalign.evaluation.AlignmentScores;
import io.github.normalign.evaluation.ComparisonRow;
import io.github.normalign.words.WordRule;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A map of AER: a line a layer, a column a head, the whole layer last.
 *
 * <p>One colour scale, {@value #STEPS} steps of 5 points from 0 to 100, for every map of every page, so that maps and pages can
 * be laid side by side. Colour only repeats what the cell says in figures; the lowest cell of a map has an outline.
 */
final class HeatMap {

    /** What a cell says where the quotient is one by zero. */
    static final String UNDEFINED = "n/a";

    /** Models with more heads than this get smaller type, so that weights still fit beside norms. */
    static final int ROOMY_HEADS = 9;

    private static final int STEPS = 20;

    private HeatMap() {
    }

    static void write(HtmlWriter html, ModelResults results, Measure measure, Reading reading, WordRule rule) {
        Optional<ComparisonRow> best = ModelResults.best(results.rows().stream().filter(row -> row.setting().rule() == rule
            && row.setting().measure() == measure && row.setting().reading() == reading));
        String name = (measure == Measure.WEIGHT ? "Weights" : "Norms") + ", " + reading.name();
        html.open("div", "class", "scroll", "tabindex", "0", "role", "region",
            "aria-label", "Heat map: " + name + ", " + results.model().name() + ", " + rule + " rule");
        html.open("table", "class", "map").element("caption", name);
        html.open("thead").open("tr").element("th", "layer", "scope", "col");
        results.columns().forEach(heads -> html.element("th", isAll(heads) ? "all" : "H" + heads, "scope", "col",
            "class", isAll(heads) ? "whole" : ""));
        html.close().close().open("tbody");
        for (int layer = 1; layer <= results.layers(); layer++) {
            html.open("tr").element("th", String.valueOf(layer), "scope", "row");
            int number = layer;
            results.columns().forEach(heads -> cell(html, results.row(number, heads, measure, reading, rule), best));
            html.close();
        }
        html.close().close().close();
    }

    private static void cell(HtmlWriter html, ComparisonRow row, Optional<ComparisonRow> best) {
        AlignmentScores scores = row.scores();
        boolean lowest = ModelResults.isAsGood(Optional.of(row), best);
        html.open("td",
            "class", step(scores.aer()) + (isAll(row.setting().heads()) ? " whole" : "") + (lowest ? " best" : ""),
            "title", "precision " + Percent.of(scores.precision(), UNDEFINED) + ", recall "
                + Percent.of(scores.recall(), UNDEFINED) + ", " + scores.counts().links() + " links");
        html.text(Percent.of(scores.aer(), UNDEFINED));
        if (lowest) {
            html.element("span", " lowest", "class", "unseen");
        }
        html.close();
    }

    /** The scale as a strip of its steps, 0 to 100. */
    static String scale() {
        HtmlWriter html = new HtmlWriter();
        html.open("div", "class", "strip", "aria-hidden", "true");
        for (int step = 0; step < STEPS; step++) {
            html.element("span", step % 4 == 0 ? String.valueOf(step * 100 / STEPS) : "", "class", "q" + step);
        }
        return html.close().markup();
    }

    private static String step(OptionalDouble aer) {
        return aer.isEmpty() ? "undefined" : "q" + Math.min(STEPS - 1, (int) (aer.getAsDouble() * STEPS));
    }

    private static boolean isAll(HeadSelection heads) {
        return heads.numbers().isEmpty();
    }
}
