package io.github.normalign.cli;

import io.github.normalign.selection.Candidate;
import io.github.normalign.selection.Selection;
import io.github.normalign.words.AlignmentSetting;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The best candidates of a choice, as text: one a line, figures first. */
final class SelectionTable {

    private SelectionTable() {
    }

    static String of(Selection selection) {
        List<String> names = new ArrayList<>();
        selection.top().forEach(candidate -> candidate.figures().keySet().stream().filter(name -> !names.contains(name))
            .forEach(names::add));
        StringBuilder text = new StringBuilder();
        text.append(selection.pairs()).append(" sentence pairs");
        if (selection.skipped() > 0) {
            text.append(", ").append(selection.skipped()).append(" passed over: longer than a model's limit");
        }
        text.append("\n\n");
        names.forEach(name -> text.append(String.format(Locale.ROOT, "%-" + width(name) + "s", name)));
        boolean two = selection.twoWay().isPresent();
        boolean combined = two && selection.top().get(0).combination().isPresent();
        text.append(combined ? "combination" : String.format(Locale.ROOT, "%-38s", two ? "forward" : "setting")
            + (two ? "reverse" : "")).append("\n");
        for (Candidate candidate : selection.top()) {
            StringBuilder line = new StringBuilder();
            for (String name : names) {
                Double figure = candidate.figures().get(name);
                line.append(String.format(Locale.ROOT, "%-" + width(name) + "s",
                    figure == null ? "n/a" : String.format(Locale.ROOT, "%.4f", figure)));
            }
            line.append(combined ? candidate.combination().orElseThrow().toString()
                : String.format(Locale.ROOT, "%-38s", words(candidate.setting()))
                    + candidate.reverse().map(SelectionTable::words).orElse(""));
            text.append(line.toString().stripTrailing()).append("\n");
        }
        for (Map.Entry<String, Double> figure : selection.figures().entrySet()) {
            text.append(String.format(Locale.ROOT, "\n%s %.4f", figure.getKey(), figure.getValue()));
        }
        return text.append(selection.figures().isEmpty() ? "" : "\n").toString();
    }

    private static int width(String name) {
        return Math.max(name.length(), "0.0000".length()) + 2;
    }

    private static String words(AlignmentSetting setting) {
        return "layer " + setting.layer() + " head " + setting.heads() + " " + setting.measure() + " " + setting.reading()
            + " " + setting.rule();
    }
}
