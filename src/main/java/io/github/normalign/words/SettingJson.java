package io.github.normalign.words;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.normalign.alignment.LinkCriterion;
import io.github.normalign.alignment.ScoreFusion;
import io.github.normalign.alignment.Symmetrization;
import io.github.normalign.attention.HeadSelection;
import io.github.normalign.attention.Measure;
import io.github.normalign.attention.Reading;
import java.util.Set;
import java.util.TreeSet;

/**
 * Settings as {@code normalign.json} has them:
 *
 * <pre>
 * one direction   { "layer": 1, "head": "6", "measure": "weight", "reading": "awi", "rule": "word" }
 * two directions  { "forward": {one direction}, "reverse": {one direction},
 *                   "combination": { "fuse": "average", "links": "threshold", "threshold": 0.42 }
 *                               or { "symmetrize": "grow-diag" } }
 * </pre>
 *
 * <p>Reading refuses what is missing, unknown or out of range with an {@link IllegalArgumentException} that is a phrase for the
 * user.
 */
public final class SettingJson {

    /** The keys of a setting for one direction; all are required. */
    public static final Set<String> ONE_WAY = Set.of("layer", "head", "measure", "reading", "rule");

    private SettingJson() {
    }

    /**
     * Reads a setting for one direction.
     *
     * @param json the object
     * @param alsoAllowed keys that are no part of the setting, and left alone
     * @return the setting
     * @throws IllegalArgumentException with a phrase for the user, if a key is missing, unknown or wrong
     */
    public static AlignmentSetting read(JsonObject json, String... alsoAllowed) {
        requireKnown(json, ONE_WAY, alsoAllowed);
        return new AlignmentSetting(layer(json.get("layer")), HeadSelection.parse(text(json, "head")),
            Measure.parse(text(json, "measure")), Reading.parse(text(json, "reading")), WordRule.parse(text(json, "rule")));
    }

    /**
     * Reads a setting for two directions.
     *
     * @param json the object
     * @param alsoAllowed keys that are no part of the setting, and left alone
     * @return the setting
     * @throws IllegalArgumentException with a phrase for the user, if a key is missing, unknown or wrong
     */
    public static TwoWaySetting readTwoWay(JsonObject json, String... alsoAllowed) {
        requireKnown(json, Set.of("forward", "reverse", "combination"), alsoAllowed);
        return new TwoWaySetting(read(object(json, "forward")), read(object(json, "reverse")),
            combination(object(json, "combination")));
    }

    private static Combination combination(JsonObject json) {
        if (json.has("symmetrize")) {
            requireKnown(json, Set.of("symmetrize"));
            return new Combination.OfLinks(Symmetrization.parse(text(json, "symmetrize")));
        }
        requireKnown(json, Set.of("fuse", "links", "threshold"));
        double threshold = json.has("threshold") ? number(json.get("threshold"), "threshold") : 0;
        return new Combination.OfScores(ScoreFusion.parse(text(json, "fuse")),
            new LinkCriterion(LinkCriterion.Kind.parse(text(json, "links")), threshold));
    }

    /**
     * Writes a setting for one direction.
     *
     * @param setting the setting
     * @return a new object, which {@link #read} takes
     */
    public static JsonObject write(AlignmentSetting setting) {
        JsonObject json = new JsonObject();
        json.addProperty("layer", setting.layer());
        json.addProperty("head", setting.heads().toString());
        json.addProperty("measure", setting.measure().toString());
        json.addProperty("reading", setting.reading().toString());
        json.addProperty("rule", setting.rule().toString());
        return json;
    }

    /**
     * Writes a setting for two directions.
     *
     * @param setting the setting
     * @return a new object, which {@link #readTwoWay} takes
     */
    public static JsonObject write(TwoWaySetting setting) {
        JsonObject combination = new JsonObject();
        if (setting.combination() instanceof Combination.OfLinks links) {
            combination.addProperty("symmetrize", links.symmetrization().toString());
        } else if (setting.combination() instanceof Combination.OfScores scores) {
            combination.addProperty("fuse", scores.fusion().toString());
            combination.addProperty("links", scores.criterion().kind().toString());
            if (scores.criterion().threshold() > 0) {
                combination.addProperty("threshold", scores.criterion().threshold());
            }
        }
        JsonObject json = new JsonObject();
        json.add("forward", write(setting.forward()));
        json.add("reverse", write(setting.reverse()));
        json.add("combination", combination);
        return json;
    }

    private static int layer(JsonElement value) {
        if (value instanceof JsonPrimitive number && number.isNumber() && number.getAsDouble() == number.getAsInt()) {
            return number.getAsInt();
        }
        throw new IllegalArgumentException("layer is " + (value == null ? "missing" : value) + ", expected a whole number from 1");
    }

    private static double number(JsonElement value, String key) {
        if (value instanceof JsonPrimitive number && number.isNumber()) {
            return number.getAsDouble();
        }
        throw new IllegalArgumentException(key + " is " + value + ", expected a number");
    }

    private static String text(JsonObject json, String key) {
        if (json.get(key) instanceof JsonPrimitive value && (value.isString() || value.isNumber())) {
            return value.getAsString();
        }
        throw new IllegalArgumentException(key + " is " + (json.has(key) ? json.get(key) : "missing") + ", expected a string");
    }

    private static JsonObject object(JsonObject json, String key) {
        if (json.get(key) instanceof JsonObject object) {
            return object;
        }
        throw new IllegalArgumentException(key + " is " + (json.has(key) ? json.get(key) : "missing") + ", expected an object");
    }

    private static void requireKnown(JsonObject json, Set<String> known, String... alsoAllowed) {
        Set<String> allowed = new TreeSet<>(known);
        allowed.addAll(Set.of(alsoAllowed));
        for (String key : json.keySet()) {
            if (!allowed.contains(key)) {
                throw new IllegalArgumentException("unknown key '" + key + "', expected some of " + allowed);
            }
        }
    }
}
