package io.github.normalign.cli;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.normalign.evaluation.AerDifference;
import io.github.normalign.evaluation.AlignmentCounts;
import io.github.normalign.evaluation.AlignmentScores;
import io.github.normalign.evaluation.Interval;
import io.github.normalign.evaluation.PairedBootstrap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What {@code evaluate} prints: the scores of one alignment, then its interval, then how it differs from another one.
 *
 * @param system the counts of each sentence of the alignment
 * @param interval whether to print the interval of its error rate; a comparison always has it
 * @param against the counts of another alignment, if there is one to compare with
 * @param againstName what the output calls that one
 */
record ScoreOutput(List<AlignmentCounts> system, boolean interval, Optional<List<AlignmentCounts>> against, String againstName) {

    private static final PairedBootstrap BOOTSTRAP = new PairedBootstrap();

    String json() {
        AlignmentScores scores = AlignmentScores.ofSentences(system);
        JsonObject object = new JsonObject();
        fraction(object, "aer", scores.aer());
        fraction(object, "precision", scores.precision());
        fraction(object, "recall", scores.recall());
        fraction(object, "f1", scores.f1());
        AlignmentCounts counts = scores.counts();
        object.addProperty("links", counts.links());
        object.addProperty("sure", counts.sure());
        object.addProperty("possible", counts.possible());
        object.addProperty("linksInSure", counts.linksInSure());
        object.addProperty("linksInPossible", counts.linksInPossible());
        if (interval || against.isPresent()) {
            ends(object, "aer", BOOTSTRAP.aer(system));
        }
        against.ifPresent(other -> object.add("against", against(other)));
        return new GsonBuilder().serializeNulls().setPrettyPrinting().create().toJson(object) + "\n";
    }

    private JsonObject against(List<AlignmentCounts> other) {
        JsonObject object = new JsonObject();
        fraction(object, "aer", AlignmentScores.ofSentences(other).aer());
        ends(object, "aer", BOOTSTRAP.aer(other));
        Optional<AerDifference> difference = BOOTSTRAP.difference(system, other);
        object.add("difference", number(difference.map(AerDifference::value)));
        ends(object, "difference", difference.map(AerDifference::interval));
        return object;
    }

    private static void ends(JsonObject object, String name, Optional<Interval> interval) {
        object.add(name + "Low", number(interval.map(Interval::low)));
        object.add(name + "High", number(interval.map(Interval::high)));
    }

    private static void fraction(JsonObject object, String key, OptionalDouble value) {
        object.add(key, value.isPresent() ? new JsonPrimitive(value.getAsDouble()) : JsonNull.INSTANCE);
    }

    private static JsonElement number(Optional<Double> value) {
        return value.<JsonElement>map(JsonPrimitive::new).orElse(JsonNull.INSTANCE);
    }

    String table() {
        AlignmentScores scores = AlignmentScores.ofSentences(system);
        AlignmentCounts counts = scores.counts();
        StringBuilder lines = new StringBuilder();
        lines.append(percent("AER", scores.aer())).append(percent("precision", scores.precision()))
            .append(percent("recall", scores.recall())).append(percent("F1", scores.f1()))
            .append(count("links", counts.links())).append(count("sure links", counts.sure()))
            .append(count("possible links", counts.possible())).append(count("links in sure", counts.linksInSure()))
            .append(count("links in possible", counts.linksInPossible()));
        if (interval || against.isPresent()) {
            lines.append(range("AER, 95 %", BOOTSTRAP.aer(system), "%"));
        }
        against.ifPresent(other -> lines.append(comparison(other)));
        return lines.toString();
    }

    private String comparison(List<AlignmentCounts> other) {
        Optional<AerDifference> difference = BOOTSTRAP.difference(system, other);
        return "\nagainst " + againstName + "\n"
            + percent("AER", AlignmentScores.ofSentences(other).aer()) + range("AER, 95 %", BOOTSTRAP.aer(other), "%")
            + row("difference", difference.map(it -> number(it.value()) + " points"))
            + range("difference, 95 %", difference.map(AerDifference::interval), "points")
            + row("samples above 0", difference.map(it -> share(it.shareAbove(), 1)))
            + row("two-sided share", difference.map(it -> share(it.twoSidedShare(), 2)));
    }

    /** A share of the samples, or its bound where it is of none: so many samples cannot tell it from 0. */
    private static String share(double fraction, int sides) {
        return (fraction > 0 ? number(fraction)
            : String.format(Locale.ROOT, "%9s", "< " + number(sides / (double) PairedBootstrap.SAMPLES).strip())) + " %";
    }

    private static String percent(String label, OptionalDouble value) {
        return row(label, value.isPresent() ? Optional.of(number(value.getAsDouble()) + " %") : Optional.empty());
    }

    private static String range(String label, Optional<Interval> value, String unit) {
        return row(label, value.map(it -> number(it.low()) + " to " + number(it.high()).strip() + " " + unit));
    }

    private static String row(String label, Optional<String> value) {
        return String.format(Locale.ROOT, "%-18s%9s\n", label, value.orElse("n/a"));
    }

    /** A fraction as a percentage of two decimals; minus zero is printed as zero. */
    private static String number(double fraction) {
        String text = String.format(Locale.ROOT, "%.2f", 100 * fraction);
        return String.format("%9s", text.equals("-0.00") ? "0.00" : text);
    }

    private static String count(String label, long value) {
        return String.format(Locale.ROOT, "%-18s%9d\n", label, value);
    }
}
