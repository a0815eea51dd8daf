package io.github.normalign.cli;

import io.github.normalign.selection.Candidate;
import io.github.normalign.selection.Selection;
import io.github.normalign.words.AlignmentSetting;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The best candidates of a choice, as text: one a line, figures first. Rates and agreements in percent, as in other commands. */
final class SelectionTable {

    private static final String INTERVAL_LOW = "heldOutAerLow";
    private static final String INTERVAL_HIGH = "heldOutAerHigh";

    /** How a figure is called; those that are no fractions stay in their own unit. */
    private record Words(String name, boolean percent) {
        String print(Double figure) {
            return figure == null ? "n/a" : String.format(Locale.ROOT, percent ? "%.2f" : "%.4f", percent ? 100 * figure : figure);
        }
    }

    private static final Map<String, Words> WORDS = Map.of(
        "agreement", new Words("agreement", true),
        "selfAgreement", new Words("self-agreement", true),
        "confidence", new Words("confidence", true),
        "entropy", new Words("entropy (nats)", false),
        "norm", new Words("norm (model's unit)", false),
        "expectedF1", new Words("expected F1", true),
        "tunedAer", new Words("AER tuned on", true),
        "heldOutAer", new Words("AER held out", true));

    private SelectionTable() {
    }

    /**
     * The table and the figures below it.
     *
     * @param selection the choice
     * @param tooLong what became of pairs longer than a model's limit, such as "passed over"
     */
    static String of(Selection selection, String tooLong) {
        StringBuilder text = new StringBuilder();
        text.append(selection.pairs()).append(" sentence pairs");
        if (selection.skipped() > 0) {
            text.append(", ").append(selection.skipped()).append(" ").append(tooLong).append(": longer than a model's limit");
        }
        text.append("\n\n").append(aligned(rows(selection)));
        Map<String, Double> figures = selection.figures();
        for (Map.Entry<String, Double> figure : figures.entrySet()) {
            if (!figure.getKey().equals(INTERVAL_LOW) && !figure.getKey().equals(INTERVAL_HIGH)) {
                text.append("\n").append(words(figure.getKey()).name()).append(" ")
                    .append(words(figure.getKey()).print(figure.getValue()));
            }
        }
        if (figures.containsKey(INTERVAL_LOW)) {
            text.append(String.format(Locale.ROOT, ", 95 %% interval %.2f to %.2f", 100 * figures.get(INTERVAL_LOW),
                100 * figures.get(INTERVAL_HIGH)));
        }
        return text.append(figures.isEmpty() ? "" : "\n").toString();
    }

    private static List<List<String>> rows(Selection selection) {
        List<String> names = selection.top().stream().flatMap(candidate -> candidate.figures().keySet().stream())
            .distinct().toList();
        boolean two = selection.twoWay().isPresent();
        boolean combined = two && selection.top().get(0).combination().isPresent();
        List<List<String>> rows = new ArrayList<>();
        List<String> header = new ArrayList<>(names.stream().map(name -> words(name).name()).toList());
        header.addAll(combined ? List.of("combination") : two ? List.of("forward", "reverse") : List.of("setting"));
        rows.add(header);
        for (Candidate candidate : selection.top()) {
            List<String> row = new ArrayList<>();
            names.forEach(name -> row.add(words(name).print(candidate.figures().get(name))));
            if (combined) {
                row.add(candidate.combination().orElseThrow().toString());
            } else {
                row.add(words(candidate.setting()));
                candidate.reverse().ifPresent(reverse -> row.add(words(reverse)));
            }
            rows.add(row);
        }
        return rows;
    }

    private static String aligned(List<List<String>> rows) {
        int columns = rows.get(0).size();
        int[] widths = IntStream.range(0, columns)
            .map(column -> rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0)).toArray();
        return rows.stream().map(row -> IntStream.range(0, columns)
            .mapToObj(column -> row.get(column) + " ".repeat(widths[column] - row.get(column).length()))
            .collect(Collectors.joining("  ")).stripTrailing() + "\n").collect(Collectors.joining());
    }

    private static Words words(String figure) {
        return WORDS.getOrDefault(figure, new Words(figure, false));
    }

    private static String words(AlignmentSetting setting) {
        return "layer " + setting.layer() + " head " + setting.heads() + " " + setting.measure() + " " + setting.reading()
            + " " + setting.rule();
    }
}
