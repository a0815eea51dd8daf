package io.github.normalign.report;

import com.google.common.collect.ImmutableList;
import io.github.normalign.analysis.MeasureContest;
import io.github.normalign.attention.HeadSelection;
import io.github.normalign.attention.Measure;
import io.github.normalign.attention.Reading;
import io.github.normalign.evaluation.AlignmentCounts;
import io.github.normalign.evaluation.ComparisonRow;
import io.github.normalign.evaluation.Interval;
import io.github.normalign.page.PageResource;
import io.github.normalign.words.WordRule;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The comparison as one self-contained HTML page: for each model and word rule a table by layer and heat maps of AER, layers x
 * heads, weights beside norms.
 *
 * <p>The page loads nothing, and its content security policy forbids it to. It needs no script; where scripts run, a switch shows
 * one word rule at a time. All maps of all pages share one colour scale (see {@link HeatMap}), and every value is printed as
 * well. The same report gives the same bytes.
 */
public final class ComparisonHtml {

    private ComparisonHtml() {
    }

    /**
     * The page.
     *
     * @param report what was compared
     * @return the text of an HTML file, to be written in UTF-8; well-formed XML too; lines end with LF
     */
    public static String of(ComparisonReport report) {
        ImmutableList<ModelResults> models = report.results();
        String style = PageTemplate.embedded("report.css");
        String script = PageTemplate.embedded("report.js");
        return PageTemplate.load("page.html").fill(
            Map.of(
                "title", models.stream().map(results -> results.model().name()).collect(Collectors.joining(", "))
                    + " against " + report.gold(),
                "gold", report.gold(),
                "version", report.version(),
                "policy", PageResource.policy(style, script)),
            Map.of("style", style, "script", script, "links", links(models), "overview", overviews(models),
                "scale", HeatMap.scale(), "models", sections(models)));
    }

    private static String links(List<ModelResults> models) {
        HtmlWriter html = new HtmlWriter();
        for (int at = 0; at < models.size(); at++) {
            html.open("a", "href", "#model-" + (at + 1)).element("bdi", models.get(at).model().name()).close();
        }
        return html.markup();
    }

    private static String overviews(List<ModelResults> models) {
        HtmlWriter html = new HtmlWriter();
        for (WordRule rule : WordRule.values()) {
            html.open("div", "class", "scroll", "data-rule", rule.toString(), "tabindex", "0", "role", "region",
                "aria-label", "Lowest AER of each model, " + rule + " rule");
            boolean resampled = models.stream().allMatch(results -> results.analysis().isPresent());
            html.open("table", "class", "overview").element("caption", "Lowest AER of each model, " + rule + " rule");
            html.open("thead").open("tr").element("th", "Model", "scope", "col", "rowspan", "2");
            for (String half : List.of("Whole layer", "Single head")) {
                html.element("th", half, "scope", "colgroup", "colspan", resampled ? "3" : "2", "class", "group");
            }
            html.close().open("tr");
            for (int half = 0; half < 2; half++) {
                html.element("th", "weights", "scope", "col", "class", "group").element("th", "norms", "scope", "col");
                if (resampled) {
                    html.element("th", "norms \u2212 weights", "scope", "col");
                }
            }
            html.close().close().open("tbody");
            for (ModelResults results : models) {
                html.open("tr").open("th", "scope", "row").element("bdi", results.model().name()).close();
                best(html, results, results.wholeLayers(rule).toList());
                contest(html, results, rule, true);
                best(html, results, results.singleHeads(rule).toList());
                contest(html, results, rule, false);
                html.close();
            }
            html.close().close().close();
        }
        return html.markup();
    }

    /** Two cells: the best of the weights and the best of the norms, the better of the two marked. */
    private static void best(HtmlWriter html, ModelResults results, List<ComparisonRow> rows) {
        Optional<ComparisonRow> better = ModelResults.best(rows.stream());
        for (Measure measure : Measure.values()) {
            Optional<ComparisonRow> best =
                ModelResults.best(rows.stream().filter(row -> row.setting().measure() == measure));
            html.open("td", "class", classes(measure == Measure.WEIGHT, ModelResults.isAsGood(best, better)));
            if (best.isPresent()) {
                html.element("strong", value(best.get())).text(" ").element("span", place(best.get()), "class", "place");
                interval(html, results, best.get());
            } else {
                html.text(HeatMap.UNDEFINED);
            }
            html.close();
        }
    }

    /** How far the best norms are from the best weights, if the model was resampled. */
    private static void contest(HtmlWriter html, ModelResults results, WordRule rule, boolean whole) {
        if (results.analysis().isEmpty()) {
            return;
        }
        Optional<MeasureContest> found = results.intervals().contests().stream().filter(contest ->
            contest.norm().rule() == rule && contest.norm().heads().numbers().isEmpty() == whole).findFirst();
        html.open("td").text(found.map(contest -> Percent.signed(contest.difference().value())).orElse(HeatMap.UNDEFINED));
        found.ifPresent(contest -> html.element("span", Percent.signed(contest.difference().interval().low()) + " to "
            + Percent.signed(contest.difference().interval().high()), "class", "ci"));
        html.close();
    }

    /** The 95 % interval below a figure, if there is one. */
    private static void interval(HtmlWriter html, ModelResults results, ComparisonRow row) {
        Interval interval = results.intervals().intervals().get(row.setting());
        if (interval != null) {
            html.element("span", Percent.of(interval.low()) + "\u2013" + Percent.of(interval.high()), "class", "ci");
        }
    }

    private static String classes(boolean group, boolean best) {
        return ((group ? "group" : "") + (best ? " best" : "")).strip();
    }

    private static String place(ComparisonRow row) {
        String heads = row.setting().heads().numbers().isEmpty() ? "" : ", head " + row.setting().heads();
        return "layer " + row.setting().layer() + heads + ", " + row.setting().reading().name();
    }

    private static String sections(List<ModelResults> models) {
        HtmlWriter html = new HtmlWriter();
        for (int at = 0; at < models.size(); at++) {
            ModelResults results = models.get(at);
            String id = "model-" + (at + 1);
            html.open("section", "id", id, "aria-labelledby", id + "-name");
            html.open("h2", "id", id + "-name").element("bdi", results.model().name());
            String direction = results.model().direction(" \u2192 ");
            if (!direction.isEmpty()) {
                html.text(" ").element("span", direction, "class", "direction");
            }
            html.close();
            AlignmentCounts counts = results.goldCounts();
            html.element("p", counted(results.pairs(), "sentence pair") + ", " + counted(counts.sure(), "sure link")
                + ", " + counted(counts.possible(), "possible link") + " (the sure ones included). "
                + counted(results.layers(), "decoder layer") + " of " + counted(results.heads(), "head") + ".", "class", "facts");
            for (WordRule rule : WordRule.values()) {
                panel(html, results, rule, id + "-" + rule);
            }
            if (results.analysis().isPresent()) {
                AttentionFigures.write(html, results, results.analysis().get(), id);
            }
            html.close();
        }
        return html.markup();
    }

    private static void panel(HtmlWriter html, ModelResults results, WordRule rule, String id) {
        html.open("div", "class", "panel", "data-rule", rule.toString());
        html.element("h3", rule == WordRule.WORD ? "Word rule" : "Piece rule", "id", id);
        layers(html, results, rule);
        html.open("p", "class", "settings").text("Lowest whole layer: ");
        ModelResults.best(results.wholeLayers(rule)).ifPresent(row -> html.element("code", row.setting().toString()));
        html.close().open("p", "class", "settings").text("Lowest single head: ");
        ModelResults.best(results.singleHeads(rule)).ifPresent(row -> html.element("code", row.setting().toString()));
        html.close();
        for (Reading reading : Reading.values()) {
            html.open("div", "class", results.heads() > HeatMap.ROOMY_HEADS ? "maps small" : "maps");
            for (Measure measure : Measure.values()) {
                HeatMap.write(html, results, measure, reading, rule);
            }
            html.close();
        }
        html.close();
    }

    private static void layers(HtmlWriter html, ModelResults results, WordRule rule) {
        Optional<ComparisonRow> bestLayer = ModelResults.best(results.wholeLayers(rule));
        Optional<ComparisonRow> bestHead = ModelResults.best(results.singleHeads(rule));
        String caption = "AER by layer, " + results.model().name() + ", " + rule + " rule";
        html.open("div", "class", "scroll", "tabindex", "0", "role", "region", "aria-label", caption);
        html.open("table", "class", "layers").element("caption", "AER by layer, in percent");
        html.open("thead").open("tr").element("th", "Layer", "scope", "col", "rowspan", "2")
            .element("th", "Whole layer", "scope", "colgroup", "colspan", "4", "class", "group")
            .element("th", "Best single head of the layer", "scope", "colgroup", "colspan", "4", "class", "group").close();
        html.open("tr");
        for (int half = 0; half < 2; half++) {
            for (Reading reading : Reading.values()) {
                for (Measure measure : Measure.values()) {
                    html.element("th", measure + "s " + reading.name(), "scope", "col", "class",
                        classes(group(measure, reading), false));
                }
            }
        }
        html.close().close().open("tbody");
        for (int layer = 1; layer <= results.layers(); layer++) {
            html.open("tr").element("th", String.valueOf(layer), "scope", "row");
            for (Reading reading : Reading.values()) {
                for (Measure measure : Measure.values()) {
                    Optional<ComparisonRow> whole =
                        Optional.of(results.row(layer, HeadSelection.ALL, measure, reading, rule));
                    cell(html, results, whole, bestLayer, group(measure, reading));
                }
            }
            for (Reading reading : Reading.values()) {
                for (Measure measure : Measure.values()) {
                    cell(html, results, ModelResults.best(results.heads(layer, measure, reading, rule)), bestHead,
                        group(measure, reading));
                }
            }
            html.close();
        }
        html.close().close().close();
    }

    /** Whether a column is the first of its group, and so has a line on its left. */
    private static boolean group(Measure measure, Reading reading) {
        return measure == Measure.WEIGHT && reading == Reading.AWI;
    }

    private static void cell(HtmlWriter html, ModelResults results, Optional<ComparisonRow> row, Optional<ComparisonRow> best,
            boolean group) {
        html.open("td", "class", classes(group, ModelResults.isAsGood(row, best)));
        if (row.isEmpty()) {
            html.text(HeatMap.UNDEFINED);
        } else if (row.get().setting().heads().numbers().isEmpty()) {
            html.text(value(row.get()));
        } else {
            html.element("span", "H" + row.get().setting().heads(), "class", "place").text(" " + value(row.get()));
        }
        if (ModelResults.isAsGood(row, best)) {
            html.element("span", " lowest", "class", "unseen");
        }
        row.ifPresent(found -> interval(html, results, found));
        html.close();
    }

    private static String value(ComparisonRow row) {
        return Percent.of(row.scores().aer(), HeatMap.UNDEFINED);
    }

    private static String counted(long number, String thing) {
        return number + " " + thing + (number == 1 ? "" : "s");
    }
}
