package io.github.normalign.selection;

import com.google.common.collect.ImmutableMap;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.normalign.words.AlignmentSetting;
import io.github.normalign.words.TwoWaySetting;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was chosen, and by what.
 *
 * @param oneWay the setting, if one model was given
 * @param twoWay the settings and their combination, if two were
 * @param basis a sentence: by what it was chosen
 * @param pairs sentence pairs used
 * @param skipped sentence pairs that could not be used, being longer than a model's limit
 * @param top the best candidates, best first
 * @param figures what else was measured, by name; fractions, and counts where the name says so
 */
public record Selection(Optional<AlignmentSetting> oneWay, Optional<TwoWaySetting> twoWay, String basis, int pairs, int skipped,
        List<Candidate> top, Map<String, Double> figures) {

    /** How many candidates the evidence keeps. */
    private static final int KEPT = 10;

    private static final double DIGITS = 1e4;

    /** Copies list and map. */
    public Selection {
        top = List.copyOf(top);
        figures = ImmutableMap.copyOf(figures);
    }

    /**
     * The evidence as {@code normalign.json} keeps it.
     *
     * @param version of the program
     * @param date of the choice
     * @param text what the text or gold was, in words
     * @return an object with these, the pairs used and skipped, the figures and the ten best candidates
     */
    public JsonObject evidence(String version, String date, String text) {
        JsonObject json = new JsonObject();
        json.addProperty("normalign", version);
        json.addProperty("date", date);
        json.addProperty("text", text);
        json.addProperty("pairs", pairs);
        json.addProperty("skipped", skipped);
        figures.forEach((name, value) -> json.addProperty(name, rounded(value)));
        JsonArray candidates = new JsonArray();
        for (Candidate candidate : top.subList(0, Math.min(KEPT, top.size()))) {
            JsonObject one = new JsonObject();
            one.addProperty(candidate.reverse().isPresent() ? "forward" : "setting", candidate.setting().toString());
            candidate.reverse().ifPresent(reverse -> one.addProperty("reverse", reverse.toString()));
            candidate.combination().ifPresent(combination -> one.addProperty("combination", combination.toString()));
            candidate.figures().forEach((name, value) -> one.addProperty(name, rounded(value)));
            candidates.add(one);
        }
        json.add("top", candidates);
        return json;
    }

    /** Four digits: further ones differ from machine to machine. */
    private static Number rounded(double value) {
        double rounded = Math.round(value * DIGITS) / DIGITS;
        if (rounded == Math.rint(rounded)) {
            return (long) rounded;
        }
        return rounded;
    }
}
