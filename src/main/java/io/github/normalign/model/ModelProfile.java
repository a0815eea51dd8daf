package io.github.normalign.model;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.normalign.attention.HeadSelection;
import io.github.normalign.attention.Measure;
import io.github.normalign.attention.Reading;
import io.github.normalign.words.AlignmentSetting;
import io.github.normalign.words.WordRule;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What {@code normalign.json} says beside a model:
 *
 * <pre>
 * { "sourceLanguage": "en", "targetLanguage": "pt",
 *   "setting": { "layer": 1, "head": "6", "measure": "weight", "reading": "awi", "rule": "word", "basis": "why this one" },
 *   "provenance": { anything } }
 * </pre>
 *
 * @param sourceLanguage code of the language the model reads
 * @param targetLanguage code of the language the model writes
 * @param setting how to align where no option says
 * @param basis in words, what the setting was chosen by
 */
public record ModelProfile(Optional<String> sourceLanguage, Optional<String> targetLanguage,
        Optional<AlignmentSetting> setting, Optional<String> basis) {

    /** Nothing known. */
    static final ModelProfile EMPTY =
        new ModelProfile(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    private static final Set<String> KEYS = Set.of("sourceLanguage", "targetLanguage", "setting", "provenance");
    private static final Set<String> SETTING_KEYS = Set.of("layer", "head", "measure", "reading", "rule", "basis");

    static ModelProfile read(JsonObject json, List<String> problems) {
        unknownKeys(json, KEYS, "normalign.json", problems);
        JsonElement setting = json.get("setting");
        if (setting != null && !setting.isJsonObject()) {
            problems.add("normalign.json: setting is " + setting + ", expected an object");
            setting = null;
        }
        JsonObject object = setting == null ? null : setting.getAsJsonObject();
        return new ModelProfile(text(json, "sourceLanguage", problems), text(json, "targetLanguage", problems),
            Optional.ofNullable(object).map(found -> setting(found, problems)),
            object == null ? Optional.empty() : text(object, "basis", problems));
    }

    private static AlignmentSetting setting(JsonObject json, List<String> problems) {
        unknownKeys(json, SETTING_KEYS, "normalign.json: setting", problems);
        try {
            return new AlignmentSetting(layer(json.get("layer")), HeadSelection.parse(required(json, "head")),
                Measure.parse(required(json, "measure")), Reading.parse(required(json, "reading")),
                WordRule.parse(required(json, "rule")));
        } catch (IllegalArgumentException e) {
            problems.add("normalign.json: setting: " + e.getMessage());
            return null;
        }
    }

    private static int layer(JsonElement value) {
        if (value instanceof JsonPrimitive number && number.isNumber() && number.getAsDouble() == number.getAsInt()) {
            return number.getAsInt();
        }
        throw new IllegalArgumentException("layer is " + (value == null ? "missing" : value) + ", expected a whole number from 1");
    }

    private static String required(JsonObject json, String key) {
        if (json.get(key) instanceof JsonPrimitive value && (value.isString() || value.isNumber())) {
            return value.getAsString();
        }
        throw new IllegalArgumentException(key + " is " + (json.has(key) ? json.get(key) : "missing") + ", expected a string");
    }

    private static void unknownKeys(JsonObject json, Set<String> known, String where, List<String> problems) {
        for (String key : json.keySet()) {
            if (!known.contains(key)) {
                problems.add(where + ": unknown key '" + key + "', expected some of " + new TreeSet<>(known));
            }
        }
    }

    private static Optional<String> text(JsonObject json, String key, List<String> problems) {
        JsonElement value = json.get(key);
        if (value == null) {
            return Optional.empty();
        }
        if (!value.isJsonPrimitive() || !value.getAsJsonPrimitive().isString()) {
            problems.add("normalign.json: " + key + " is " + value + ", expected a string");
            return Optional.empty();
        }
        return Optional.of(value.getAsString());
    }

    void requireWithin(ModelConfig config, List<String> problems) {
        setting.flatMap(found -> found.obstacle(config.layers(), config.heads()))
            .ifPresent(obstacle -> problems.add("normalign.json: setting: " + obstacle + ", says config.json"));
    }
}
