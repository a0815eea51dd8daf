package io.github.normalign.model;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The numbers that forced decoding needs to know of a model, read from {@code config.json} as Hugging Face writes it. What
 * stands around the pieces is the tokenizer's to know: {@link io.github.normalign.tokenizer.PieceFrame}.
 *
 * @param modelType {@code model_type}: marian, m2m_100, mbart, t5, mt5, or firefox-translations for an imported one
 * @param layers {@code decoder_layers}; for T5 {@code num_decoder_layers}, or {@code num_layers} where that is absent
 * @param heads {@code decoder_attention_heads}; for T5 {@code num_heads}
 * @param padId {@code pad_token_id}
 * @param maxPositions {@code max_position_embeddings}: the most positions of a side, special pieces included; for T5, whose
 *     positions are relative, {@code n_positions}, the length it was trained with, where the file has it; empty for no limit
 * @param vocabularySize {@code vocab_size}: ids are below it
 * @param activationSteps for products in int8, the step of what is multiplied with a weight, by the weight's name; from
 *     {@code activation_scales}, which imported Firefox models have; empty for others
 */
public record ModelConfig(String modelType, int layers, int heads, int padId, OptionalInt maxPositions, int vocabularySize,
        Map<String, Float> activationSteps) {

    /** Characters of a value that a message shows. */
    private static final int SHOWN = 80;

    /** What stands behind a weight's name in {@code activation_scales}. */
    private static final String SCALE = "_QuantMultA";

    /** Copies the map. */
    public ModelConfig {
        activationSteps = Map.copyOf(activationSteps);
    }

    /** The model types whose numbers and tokenizer are known. NLLB is m2m_100 with a tokenizer of its own. */
    static final List<String> SUPPORTED_TYPES = List.of("marian", "m2m_100", "mbart", "t5", "mt5", "firefox-translations");

    /**
     * Reads the keys, adding a sentence to the list for each that is missing or wrong.
     *
     * @param json the object in config.json
     * @param problems what is wrong is added here
     * @return the configuration; only meaningful where no problem was added
     */
    static ModelConfig read(JsonObject json, List<String> problems) {
        String type = text(json, "model_type", problems);
        if (type != null && !SUPPORTED_TYPES.contains(type)) {
            problems.add("config.json: model_type is " + shown(json.get("model_type")) + ", expected one of " + SUPPORTED_TYPES);
        }
        boolean t5 = "t5".equals(type) || "mt5".equals(type);
        int vocabulary = number(json, "vocab_size", 1, Integer.MAX_VALUE, problems);
        int lastId = vocabulary < 1 ? Integer.MAX_VALUE : vocabulary - 1;
        String layers = !t5 ? "decoder_layers" : json.has("num_decoder_layers") ? "num_decoder_layers" : "num_layers";
        String positions = t5 ? "n_positions" : "max_position_embeddings";
        return new ModelConfig(type,
            number(json, layers, 1, 1000, problems),
            number(json, t5 ? "num_heads" : "decoder_attention_heads", 1, 1000, problems),
            number(json, "pad_token_id", 0, lastId, problems),
            t5 && !json.has(positions) ? OptionalInt.empty()
                : OptionalInt.of(number(json, positions, 2, Integer.MAX_VALUE, problems)),
            vocabulary, activationSteps(json, problems));
    }

    /** Marian states how many steps one is: the step is the inverse. */
    private static Map<String, Float> activationSteps(JsonObject json, List<String> problems) {
        Map<String, Float> steps = new HashMap<>();
        if (!(json.get("activation_scales") instanceof JsonObject scales)) {
            return steps;
        }
        scales.asMap().forEach((name, value) -> {
            double scale = value.isJsonPrimitive() && value.getAsJsonPrimitive().isNumber() ? value.getAsDouble() : Double.NaN;
            if (!name.endsWith(SCALE) || !(scale > 0) || scale > Float.MAX_VALUE) {
                problems.add("config.json: activation_scales: " + shown(new JsonPrimitive(name)) + " is " + shown(value)
                    + ", expected the name of a weight with " + SCALE + " and a number above 0");
            } else {
                steps.put(name.substring(0, name.length() - SCALE.length()), (float) (1 / scale));
            }
        });
        return steps;
    }

    private static String text(JsonObject json, String key, List<String> problems) {
        JsonElement value = json.get(key);
        if (value == null || !value.isJsonPrimitive() || !value.getAsJsonPrimitive().isString()) {
            problems.add("config.json: " + key + " is " + shown(value) + ", expected a string");
            return null;
        }
        return value.getAsString();
    }

    private static int number(JsonObject json, String key, int least, int most, List<String> problems) {
        JsonElement value = json.get(key);
        double number = value != null && value.isJsonPrimitive() && value.getAsJsonPrimitive().isNumber()
            ? value.getAsDouble() : Double.NaN;
        if (number != Math.rint(number) || number < least || number > most) {
            String range = most == Integer.MAX_VALUE ? "of at least " + least : "from " + least + " to " + most;
            problems.add(
                "config.json: " + key + " is " + shown(value) + ", expected a whole number " + range);
            return -1;
        }
        return (int) number;
    }

    /** A value for a message, cut where it would fill it. */
    private static String shown(JsonElement value) {
        String text = value == null ? "missing" : value.toString();
        return text.length() > SHOWN ? text.substring(0, SHOWN) + "..." : text;
    }
}
