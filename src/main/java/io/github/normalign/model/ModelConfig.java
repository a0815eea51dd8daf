package io.github.normalign.model;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;

/**
 * What forced decoding needs to know of a model, read from {@code config.json} as Hugging Face writes it.
 *
 * @param modelType {@code model_type}: marian, or firefox-translations for an imported one
 * @param layers {@code decoder_layers}
 * @param heads {@code decoder_attention_heads}
 * @param padId {@code pad_token_id}
 * @param endId {@code eos_token_id}: closes the source
 * @param startId {@code decoder_start_token_id}: the decoder's first input
 * @param maxPositions {@code max_position_embeddings}: the most positions of a side, {@code </s>} or the start piece included
 * @param vocabularySize {@code vocab_size}: ids are below it
 */
public record ModelConfig(String modelType, int layers, int heads, int padId, int endId, int startId, int maxPositions,
        int vocabularySize) {

    /** The model types whose decoder start and tokenizer are known. */
    static final List<String> SUPPORTED_TYPES = List.of("marian", "firefox-translations");

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
            problems.add("config.json: model_type is '" + type + "', expected one of " + SUPPORTED_TYPES);
        }
        int vocabulary = number(json, "vocab_size", 1, Integer.MAX_VALUE, problems);
        int lastId = vocabulary < 1 ? Integer.MAX_VALUE : vocabulary - 1;
        return new ModelConfig(type,
            number(json, "decoder_layers", 1, 1000, problems),
            number(json, "decoder_attention_heads", 1, 1000, problems),
            number(json, "pad_token_id", 0, lastId, problems),
            number(json, "eos_token_id", 0, lastId, problems),
            number(json, "decoder_start_token_id", 0, lastId, problems),
            number(json, "max_position_embeddings", 2, Integer.MAX_VALUE, problems),
            vocabulary);
    }

    private static String text(JsonObject json, String key, List<String> problems) {
        JsonElement value = json.get(key);
        if (value == null || !value.isJsonPrimitive() || !value.getAsJsonPrimitive().isString()) {
            problems.add("config.json: " + key + " is " + (value == null ? "missing" : value) + ", expected a string");
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
                "config.json: " + key + " is " + (value == null ? "missing" : value) + ", expected a whole number " + range);
            return -1;
        }
        return (int) number;
    }
}
