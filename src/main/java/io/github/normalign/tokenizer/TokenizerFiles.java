package io.github.normalign.tokenizer;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.github.normalign.error.FailureReason;
import io.github.normalign.error.ModelException;
import io.github.normalign.error.OrdinaryFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/** The files of a model directory that say how text becomes ids. Collects what is wrong with them; not for several threads. */
final class TokenizerFiles {

    static final String FAIRSEQ_PIECES = "sentencepiece.bpe.model";
    static final String T5_PIECES = "spiece.model";
    static final String VOCABULARY = "vocab.json";
    static final String JSON = "tokenizer.json";

    /** The id that the decoder starts with, in {@code generation_config.json} or {@code config.json}. */
    static final String START = "decoder_start_token_id";

    private final Path directory;
    private final JsonObject config;
    private final JsonObject generation;
    private final JsonObject settings;
    private final List<String> problems = new ArrayList<>();

    /**
     * Reads the settings.
     *
     * @param directory where the files lie
     * @param config the object in {@code config.json}
     * @param generation the object in {@code generation_config.json}; empty where there is none
     */
    TokenizerFiles(Path directory, JsonObject config, JsonObject generation) {
        this.directory = directory;
        this.config = config;
        this.generation = generation;
        settings = json("tokenizer_config.json");
    }

    boolean has(String file) {
        return Files.exists(directory.resolve(file));
    }

    Path path(String file) {
        return directory.resolve(file);
    }

    void problem(String sentence) {
        problems.add(sentence);
    }

    /** Throws a {@link ModelException} that lists the problems met so far, if there are any. */
    void refuseProblems() {
        if (!problems.isEmpty()) {
            throw new ModelException("the tokenizer of " + directory + " cannot be used:\n  " + String.join("\n  ", problems));
        }
    }

    /** Reads a file, or adds to the problems. */
    <T> Optional<T> read(String file, Function<Path, T> reading) {
        try {
            return Optional.of(reading.apply(directory.resolve(file)));
        } catch (ModelException fault) {
            problems.add(fault.getMessage());
            return Optional.empty();
        }
    }

    /** A word of {@code config.json}. */
    Optional<String> config(String key) {
        return text(config, key);
    }

    /** An object within {@code config.json}; empty where there is none. */
    JsonObject object(String key) {
        return config.get(key) instanceof JsonObject object ? object : new JsonObject();
    }

    /** A word of {@code tokenizer_config.json}. */
    Optional<String> setting(String key) {
        return text(settings, key);
    }

    /** A switch of {@code tokenizer_config.json}. */
    boolean isSet(String key) {
        return settings.get(key) instanceof JsonPrimitive value && value.isBoolean() && value.getAsBoolean();
    }

    /** A switch of {@code config.json} that says no. */
    boolean isDenied(String key) {
        return config.get(key) instanceof JsonPrimitive value && value.isBoolean() && !value.getAsBoolean();
    }

    /** An id of {@code generation_config.json}, else of {@code config.json}: what generating goes by. */
    OptionalInt id(String key) {
        OptionalInt id = number(generation, key);
        return id.isPresent() ? id : number(config, key);
    }

    /**
     * Ids of pieces that were added to the SentencePiece model's own: from {@code tokenizer_config.json} and
     * {@code added_tokens.json}, and only where neither names one that is wanted from {@code tokenizer.json}, which is large.
     */
    Map<String, Integer> added(Function<String, Optional<String>> wanted) {
        Map<String, Integer> found = new HashMap<>();
        if (settings.get("added_tokens_decoder") instanceof JsonObject byId) {
            byId.entrySet().forEach(entry -> {
                if (entry.getValue() instanceof JsonObject piece && entry.getKey().matches("\\d{1,9}")) {
                    put(found, wanted, text(piece, "content"), Integer.parseInt(entry.getKey()));
                }
            });
        }
        JsonObject added = json("added_tokens.json");
        added.keySet().forEach(piece ->
            number(added, piece).ifPresent(id -> put(found, wanted, Optional.of(piece), id)));
        if (found.isEmpty() && has(JSON)) {
            read(JSON, TokenizerJson::added).ifPresent(pieces -> pieces.forEach((piece, id) ->
                put(found, wanted, Optional.of(piece), id)));
        }
        return found;
    }

    private static void put(Map<String, Integer> found, Function<String, Optional<String>> wanted, Optional<String> piece, int id) {
        piece.flatMap(wanted).ifPresent(code -> found.put(code, id));
    }

    /** Adds a problem if an id is too great for the model's table, whose size is the first of the keys that config.json has. */
    void requireWithin(String what, int greatest, String... keys) {
        for (String key : keys) {
            OptionalInt rows = number(config, key);
            if (rows.isPresent()) {
                if (greatest >= rows.getAsInt()) {
                    problems.add(what + " has the id " + greatest + ", but config.json states a " + key + " of "
                        + rows.getAsInt() + "; do they belong to the same model?");
                }
                return;
            }
        }
    }

    private JsonObject json(String file) {
        if (!has(file)) {
            return new JsonObject();
        }
        try {
            JsonElement root = JsonParser.parseString(OrdinaryFile.text(directory.resolve(file), TokenizerLimits.FILE_BYTES));
            if (root.isJsonObject()) {
                return root.getAsJsonObject();
            }
            problems.add(file + ": expected a JSON object");
        } catch (IOException failure) {
            problems.add(file + " cannot be read: " + FailureReason.of(failure));
        } catch (JsonParseException failure) {
            problems.add(file + ": expected a JSON object; " + FailureReason.of(failure));
        }
        return new JsonObject();
    }

    private static Optional<String> text(JsonObject json, String key) {
        return json.get(key) instanceof JsonPrimitive value && value.isString() ? Optional.of(value.getAsString())
            : Optional.empty();
    }

    private static OptionalInt number(JsonObject json, String key) {
        if (json.get(key) instanceof JsonPrimitive value && value.isNumber()) {
            double number = value.getAsDouble();
            if (number == Math.rint(number) && number >= 0 && number <= Integer.MAX_VALUE) {
                return OptionalInt.of((int) number);
            }
        }
        return OptionalInt.empty();
    }
}
