package io.github.normalign.model;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.normalign.words.AlignmentSetting;
import io.github.normalign.words.SettingJson;
import io.github.normalign.words.TwoWaySetting;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What {@code normalign.json} says beside a model; every key may be missing:
 *
 * <pre>
 * { "sourceLanguage": "en", "targetLanguage": "pt",
 *   "setting": { "layer": 1, "head": "6", "measure": "weight", "reading": "awi", "rule": "word",
 *                "basis": "why this one", "evidence": { anything } },
 *   "twoWay": { "fingerprint of the reverse model": { "forward": {...}, "reverse": {...}, "combination": {...},
 *                                                     "basis": "why this one", "evidence": { anything } } },
 *   "provenance": { anything } }
 * </pre>
 *
 * @param sourceLanguage code of the language the model reads
 * @param targetLanguage code of the language the model writes
 * @param setting how to align where no option says
 * @param basis in words, what the setting was chosen by
 * @param twoWay how to align together with a reverse model, by that model's {@link ModelDirectory#fingerprint()}
 * @param twoWayBasis what those were chosen by, by the same fingerprints; missing where the file does not say
 */
public record ModelProfile(Optional<String> sourceLanguage, Optional<String> targetLanguage,
        Optional<AlignmentSetting> setting, Optional<String> basis, Map<String, TwoWaySetting> twoWay,
        Map<String, String> twoWayBasis) {

    /** Nothing known. */
    static final ModelProfile EMPTY =
        new ModelProfile(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Map.of(), Map.of());

    private static final Set<String> KEYS = Set.of("sourceLanguage", "targetLanguage", "setting", "twoWay", "provenance");

    private static final Set<String> SETTING_KEYS =
        ImmutableSet.<String>builder().addAll(SettingJson.ONE_WAY).add("basis", "evidence").build();

    /** Copies the maps. */
    public ModelProfile {
        twoWay = ImmutableMap.copyOf(twoWay);
        twoWayBasis = ImmutableMap.copyOf(twoWayBasis);
    }

    /**
     * Reads the keys, adding a phrase to the list for each that is unknown or wrong.
     *
     * @param json the object
     * @param where names it in those phrases: the file, or its place in one
     * @param problems what is wrong is added here
     * @return the profile; what was wrong is absent from it
     */
    static ModelProfile read(JsonObject json, String where, List<String> problems) {
        for (String key : json.keySet()) {
            if (!KEYS.contains(key)) {
                problems.add(where + ": unknown key '" + key + "', expected some of " + new TreeSet<>(KEYS));
            }
        }
        Optional<JsonObject> setting = object(json, "setting", where, problems);
        Map<String, TwoWaySetting> twoWay = new LinkedHashMap<>();
        Map<String, String> twoWayBasis = new LinkedHashMap<>();
        object(json, "twoWay", where, problems).ifPresent(pairs -> {
            for (String reverse : pairs.keySet()) {
                Optional<JsonObject> entry = object(pairs, reverse, where, problems);
                entry.flatMap(found -> twoWay(found, where, problems)).ifPresent(value -> twoWay.put(reverse, value));
                entry.flatMap(found -> text(found, "basis", where, problems)).ifPresent(value -> twoWayBasis.put(reverse, value));
            }
        });
        return new ModelProfile(text(json, "sourceLanguage", where, problems), text(json, "targetLanguage", where, problems),
            setting.flatMap(found -> oneWay(found, where, problems)),
            setting.flatMap(found -> text(found, "basis", where, problems)), twoWay, twoWayBasis);
    }

    private static Optional<AlignmentSetting> oneWay(JsonObject json, String where, List<String> problems) {
        JsonObject known = json.deepCopy();
        for (String key : json.keySet()) {
            // Taken out and listed, so that what is wrong with the others is found as well.
            if (!SETTING_KEYS.contains(key)) {
                problems.add(where + ": setting: unknown key '" + key + "', expected some of " + new TreeSet<>(SETTING_KEYS));
                known.remove(key);
            }
        }
        try {
            return Optional.of(SettingJson.read(known, "basis", "evidence"));
        } catch (IllegalArgumentException e) {
            problems.add(where + ": setting: " + e.getMessage());
            return Optional.empty();
        }
    }

    private static Optional<TwoWaySetting> twoWay(JsonObject json, String where, List<String> problems) {
        try {
            return Optional.of(SettingJson.readTwoWay(json, "basis", "evidence"));
        } catch (IllegalArgumentException e) {
            problems.add(where + ": twoWay: " + e.getMessage());
            return Optional.empty();
        }
    }

    private static Optional<JsonObject> object(JsonObject json, String key, String where, List<String> problems) {
        JsonElement value = json.get(key);
        if (value instanceof JsonObject object) {
            return Optional.of(object);
        }
        if (value != null) {
            problems.add(where + ": " + key + " is " + value + ", expected an object");
        }
        return Optional.empty();
    }

    private static Optional<String> text(JsonObject json, String key, String where, List<String> problems) {
        JsonElement value = json.get(key);
        if (value instanceof JsonPrimitive primitive && primitive.isString()) {
            return Optional.of(value.getAsString());
        }
        if (value != null) {
            problems.add(where + ": " + key + " is " + value + ", expected a string");
        }
        return Optional.empty();
    }

    void requireWithin(ModelConfig config, String where, List<String> problems) {
        setting.flatMap(found -> found.obstacle(config.layers(), config.heads()))
            .ifPresent(obstacle -> problems.add(where + ": setting: " + obstacle + ", says config.json"));
        twoWay.values().forEach(found -> found.forward().obstacle(config.layers(), config.heads())
            .ifPresent(obstacle -> problems.add(where + ": twoWay: " + obstacle + ", says config.json")));
    }
}
