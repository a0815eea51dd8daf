package io.github.normalign.model;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.normalign.attention.HeadSelection;
import io.github.normalign.attention.Measure;
import io.github.normalign.attention.Reading;
import io.github.normalign.words.AlignmentSetting;
import io.github.normalign.words.WordRule;
import java.util.List;
import java.util.Locale;
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

    static ModelProfile read(JsonObject json, List<String> problems) {
        for (String key : json.keySet()) {
            if (!KEYS.contains(key)) {
                problems.add("normalign.json: unknown key '" + key + "', expected some of " + new TreeSet<>(KEYS));
            }
        }
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
        String at = "normalign.json: setting: ";
        try {
            return new AlignmentSetting(
                json.has("layer") ? json.get("layer").getAsInt() : -1,
                HeadSelection.parse(required(json, "head")),
                Measure.valueOf(required(json, "measure").toUpperCase(Locale.ROOT)),
                Reading.valueOf(required(json, "reading").toUpperCase(Locale.ROOT)),
                WordRule.valueOf(required(json, "rule").toUpperCase(Locale.ROOT)));
        } catch (IllegalArgumentException | IllegalStateException | UnsupportedOperationException e) {
            problems.add(at + e.getMessage());
            return null;
        }
    }

    private static String required(JsonObject json, String key) {
        if (!json.has(key)) {
            throw new IllegalArgumentException(key + " is missing");
        }
        return json.get(key).getAsString();
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
        setting.ifPresent(found -> {
            if (found.layer() > config.layers()) {
                problems.add("normalign.json: setting: layer " + found.layer() + ", but config.json has decoder_layers "
                    + config.layers());
            }
            if (!found.heads().numbers().isEmpty() && found.heads().numbers().last() > config.heads()) {
                problems.add("normalign.json: setting: head " + found.heads() + ", but config.json has decoder_attention_heads "
                    + config.heads());
            }
        });
    }
}
