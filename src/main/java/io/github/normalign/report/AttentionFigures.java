package io.github.normalign.report;

import io.github.normalign.analysis.AttentionSummary;
import io.github.normalign.analysis.CategoryFigures;
import io.github.normalign.analysis.ModelAnalysis;
import io.github.normalign.analysis.SourceCategory;
import io.github.normalign.analysis.WordFigures;
import io.github.normalign.attention.HeadSelection;
import io.github.normalign.attention.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The paper's figures of one model: norms against AER, what attention falls on, ||f(x)|| against the weight,
     and against frequency.
 */
final class AttentionFigures {

    /** With more marks than this their letters would cover each other. */
    private static final int FEW_HEADS = 40;

    private final HtmlWriter html;
    private final ModelResults results;
    private final AttentionSummary attention;
    private final String frequencies;
    private final String id;

    private AttentionFigures(HtmlWriter html, ModelResults results, ModelAnalysis analysis, String id) {
        this.html = html;
        this.results = results;
        this.attention = analysis.attention();
        this.frequencies = analysis.frequencies();
        this.id = id;
    }

    /** Writes all figures of a model, with ids that begin with the given one. */
    static void write(HtmlWriter html, ModelResults results, ModelAnalysis analysis, String id) {
        AttentionFigures figures = new AttentionFigures(html, results, analysis, id);
        figures.normsAgainstAer();
        figures.shares();
        figures.vectors();
        figures.frequency();
    }

    private void normsAgainstAer() {
        html.element("h3", "Do heads with large norms align better?");
        html.element("p", "Each mark is a head, named layer.head: across, the mean norm \u2016a f(x)\u2016 over all the "
            + "cells "
            + "that its setting reads; up, its AER by norms and the word rule. Spearman's \u03c1 compares the two "
            + "orders: \u22121 would mean "
            + "that norms alone pick out the best heads, without gold.", "class", "note");
        html.open("div", "class", "plots");
        List<List<String>> rows = new ArrayList<>();
        double most = 0;
        for (Reading reading : Reading.values()) {
            most = Math.max(most, NormAgainstAer.of(results, attention, reading).heads().stream()
                .mapToDouble(NormAgainstAer.Head::norm).max().orElse(0));
        }
        for (Reading reading : Reading.values()) {
            NormAgainstAer points = NormAgainstAer.of(results, attention, reading);
            String correlation = "Spearman's \u03c1 = " + coefficient(points.spearman()) + " over "
                + points.heads().size() + " heads";
            html.open("figure").open("figcaption").element("b", reading.name()).text(" " + correlation).close();
            Plot plot = new Plot(html, id + "-norms-" + reading, "Mean norm against AER, " + reading.name(), correlation,
                Axis.upTo(most, "mean norm"), new Axis("AER in percent", 20, 5));
            for (NormAgainstAer.Head head : points.heads()) {
                plot.mark(head.norm(), 100 * head.aer(),
                    points.heads().size() > FEW_HEADS ? "" : head.layer() + "." + head.head(), layerClass(head.layer()),
                    "layer " + head.layer() + ", head " + head.head() + ": mean norm " + mean(OptionalDouble.of(head.norm()))
                        + ", AER " + Percent.of(head.aer()));
                rows.add(List.of("layer " + head.layer() + ", head " + head.head(), reading.name(),
                    mean(OptionalDouble.of(head.norm())), Percent.of(head.aer())));
            }
            plot.close();
            html.close();
        }
        html.close();
        FigureTable.write(html, "Mean norm and AER of each head, " + results.model().name(),
            List.of("head", "reading", "mean norm", "AER by norms"), rows);
    }

    private void shares() {
        html.element("h3", "What does attention fall on?");
        html.element("p", "The share of the attention weight (mean of the heads) and of the norm (of the sum of the "
            + "heads) that each kind "
            + "of source position gets, the mean over all decoder steps. \u201ceven\u201d is the kind's share of all "
            + "source positions: "
            + "what it would get if attention took no notice. Words are cut in thirds of the running words by frequency, "
            + "counted in "
            + frequencies + ".", "class", "note");
        legend();
        html.open("div", "class", "bars", "role", "img", "aria-label", "Stacked bars: shares by kind of source position; "
            + "the table below has "
            + "the figures");
        List<List<String>> rows = new ArrayList<>();
        for (int layer = 1; layer <= results.layers(); layer++) {
            List<CategoryFigures> categories = attention.categories(layer, HeadSelection.ALL);
            if (layer == 1) {
                bar("even", categories.stream().mapToDouble(CategoryFigures::positionShare).toArray(), "first");
            }
            bar("layer " + layer + ", weights", categories.stream().mapToDouble(CategoryFigures::weightShare).toArray(),
                "first");
            bar("norms", categories.stream().mapToDouble(figures -> figures.normShare().orElse(0)).toArray(), "");
            for (CategoryFigures figures : categories) {
                if (figures.positions() > 0) {
                    rows.add(List.of("layer " + layer + ", " + figures.category().label(),
                        String.valueOf(figures.positions()),
                        Percent.of(figures.positionShare()), Percent.of(figures.weightShare()),
                        Percent.of(figures.normShare(), HeatMap.UNDEFINED)));
                }
            }
        }
        html.close();
        FigureTable.write(html, "Shares in percent, " + results.model().name(),
            List.of("source positions", "how many", "even", "of the weight", "of the norm"), rows);
    }

    private void legend() {
        html.open("p", "class", "kinds");
        for (CategoryFigures figures : attention.categories(1, HeadSelection.ALL)) {
            if (figures.positions() > 0) {
                html.open("span").element("b", letter(figures.category()), "class", kind(figures.category()))
                    .text(" " + figures.category().label()).close();
            }
        }
        html.close();
    }

    private void bar(String name, double[] shares, String classes) {
        html.open("div", "class", ("bar " + classes).strip()).element("span", name, "class", "what");
        html.open("svg", "viewBox", "0 0 1000 30", "preserveAspectRatio", "none", "aria-hidden", "true");
        double at = 0;
        for (SourceCategory category : SourceCategory.values()) {
            double width = 1000 * shares[category.ordinal()];
            if (width > 0) {
                html.open("rect", "x", tenth(at), "y", "0", "width", tenth(width), "height", "30", "class", kind(category))
                    .element("title", name + ": " + category.label() + " " + Percent.of(shares[category.ordinal()]) + " "
                        + "%").close();
            }
            at += width;
        }
        html.close();
        // Text in a stretched drawing would be stretched too: figures lie above it, placed by the same shares.
        html.open("svg", "class", "over", "aria-hidden", "true");
        at = 0;
        for (SourceCategory category : SourceCategory.values()) {
            double share = shares[category.ordinal()];
            int letters = letter(category).length();
            if (share >= 0.025 + 0.012 * letters) {
                // A telephone's bar is half as wide: what fits only a wide one is hidden there.
                html.element("text", letter(category) + " " + Math.round(100 * share), "x",
                    tenth(100 * (at + share / 2)) + "%", "y", "68%", "class",
                    "middle on-" + category + (share < 0.04 + 0.0235 * letters ? " tight" : ""));
            }
            at += share;
        }
        html.close().close();
    }

    private void vectors() {
        html.element("h3", "Are vectors small where weights are large?");
        html.element("p", "Across, the mean attention weight a of a cell; up, the mean length \u2016f(x)\u2016 of the "
            + "transformed vector, both "
            + "means of the heads. The paper found in BERT that what gets much weight without need (special pieces, "
            + "punctuation) has "
            + "short vectors, which cancels it out.", "class", "note");
        legend();
        double weight = 0;
        double vector = 0;
        for (int layer = 1; layer <= results.layers(); layer++) {
            for (CategoryFigures figures : attention.categories(layer, HeadSelection.ALL)) {
                weight = Math.max(weight, figures.weight().orElse(0));
                vector = Math.max(vector, figures.vector().orElse(0));
            }
        }
        html.open("div", "class", "plots");
        List<List<String>> rows = new ArrayList<>();
        for (int layer = 1; layer <= results.layers(); layer++) {
            html.open("figure").open("figcaption").element("b", "Layer " + layer).close();
            Plot plot = new Plot(html, id + "-vectors-" + layer, "Mean weight against mean length of vectors, layer " + layer,
                "A mark a kind of source position; the table below has the figures.", Axis.upTo(weight, "mean attention "
                    + "weight a"),
                Axis.upTo(vector, "mean \u2016f(x)\u2016"));
            for (CategoryFigures figures : attention.categories(layer, HeadSelection.ALL)) {
                if (figures.positions() > 0) {
                    plot.mark(figures.weight().orElse(0), figures.vector().orElse(0), letter(figures.category()),
                        kind(figures.category()), figures.category().label() + ": mean weight " + mean(figures.weight())
                            + ", mean \u2016f(x)\u2016 " + mean(figures.vector()));
                    rows.add(List.of("layer " + layer + ", " + figures.category().label(), mean(figures.weight()),
                        mean(figures.vector()), mean(figures.norm())));
                }
            }
            plot.close();
            html.close();
        }
        html.close();
        FigureTable.write(html, "Means by kind of source position, " + results.model().name(),
            List.of("source positions", "weight a", "\u2016f(x)\u2016", "\u2016a f(x)\u2016, whole layer"), rows);
    }

    private void frequency() {
        List<WordFigures> words = attention.counted();
        html.element("h3", "Do frequent words have shorter vectors?");
        html.element("p", "The mean \u2016f(x)\u2016 of words by how often they occur (each different word once, "
            + "punctuation left out; counted in "
            + frequencies + "), a line a layer. Spearman's \u03c1 is over all " + words.size() + " words, not over the "
            + "points drawn.",
            "class", "note");
        TreeMap<Integer, List<WordFigures>> bins = new TreeMap<>();
        for (WordFigures word : words) {
            // 0, 1, 2-3, 4-7, ...: a step on the axis doubles the count.
            bins.computeIfAbsent(64 - Long.numberOfLeadingZeros(word.count()), bin -> new ArrayList<>()).add(word);
        }
        double most = 0;
        List<double[]> lines = new ArrayList<>();
        List<List<String>> rows = new ArrayList<>();
        for (int layer = 1; layer <= results.layers(); layer++) {
            int number = layer;
            double[] line = bins.values().stream().mapToDouble(bin -> bin.stream()
                .mapToDouble(word -> attention.vector(word, number, HeadSelection.ALL)).average().orElse(0)).toArray();
            for (double value : line) {
                most = Math.max(most, value);
            }
            lines.add(line);
            int at = 0;
            for (var bin : bins.entrySet()) {
                rows.add(List.of("layer " + layer, count(bin.getKey()), String.valueOf(bin.getValue().size()),
                    mean(OptionalDouble.of(line[at++]))));
            }
        }
        html.open("div", "class", "plots").open("figure").open("figcaption");
        for (int layer = 1; layer <= results.layers(); layer++) {
            html.element("b", "Layer " + layer).text(" \u03c1 = " + coefficient(attention.frequencyCorrelation(layer,
                HeadSelection.ALL))
                + (layer < results.layers() ? ", " : ""));
        }
        html.close();
        Plot plot = new Plot(html, id + "-frequency", "Mean length of vectors by frequency of the word",
            "A line a layer, points are means of words of like frequency; the table below has the figures.",
            Axis.named(bins.keySet().stream().map(AttentionFigures::count).toList(), "how often the word was counted"),
            Axis.upTo(most, "mean \u2016f(x)\u2016"));
        double[] places = IntStream.rangeClosed(1, bins.size()).asDoubleStream().toArray();
        for (int layer = 1; layer <= results.layers(); layer++) {
            double[] line = lines.get(layer - 1);
            plot.path(places, line, layerClass(layer), "layer " + layer);
            if (line.length > 0) {
                plot.mark(places[places.length - 1], line[line.length - 1], String.valueOf(layer), layerClass(layer),
                    "layer " + layer);
            }
        }
        plot.close();
        html.close().close();
        FigureTable.write(html, "Mean length of vectors by frequency, " + results.model().name(),
            List.of("layer", "counted", "words", "mean \u2016f(x)\u2016"), rows);
    }

    private static String count(int bin) {
        long from = bin == 0 ? 0 : 1L << bin - 1;
        long to = bin == 0 ? 0 : (1L << bin) - 1;
        return from == to ? String.valueOf(from) : from + "\u2013" + to;
    }

    private static String letter(SourceCategory category) {
        return switch (category) {
            case END -> "</s>";
            case SPECIAL -> "S";
            case PUNCTUATION -> "P";
            case FREQUENT -> "F";
            case MEDIUM -> "M";
            case RARE -> "R";
        };
    }

    private static String kind(SourceCategory category) {
        return "kind-" + category;
    }

    private static String layerClass(int layer) {
        return "layer-" + ((layer - 1) % 6 + 1);
    }

    private static String coefficient(OptionalDouble value) {
        return value.isEmpty() ? HeatMap.UNDEFINED : String.format(Locale.ROOT, "%+.2f",
            value.getAsDouble()).replace('-', '\u2212');
    }

    private static String mean(OptionalDouble value) {
        return value.isEmpty() ? HeatMap.UNDEFINED : String.format(Locale.ROOT, "%.3f", value.getAsDouble());
    }

    private static String tenth(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
