package io.github.normalign.tokenizer;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.github.normalign.error.FailureReason;
import io.github.normalign.error.ModelException;
import java.io.IOException;
import java.io.Reader;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/** A translation model's own numbers of the pieces, as {@code vocab.json} lists them. Immutable. */
public final class Vocabulary {

    /** The spelling of the piece for what is not in the vocabulary. */
    public static final String UNKNOWN = "<unk>";

    /** Faults listed before the rest is only counted. */
    private static final int LISTED = 10;

    private final Map<String, Integer> ids;
    private final int unknownId;

    /**
     * Makes a vocabulary.
     *
     * @param ids the id of each piece, {@value #UNKNOWN} among them
     * @throws ModelException if {@value #UNKNOWN} is missing or an id is negative
     */
    public Vocabulary(Map<String, Integer> ids) {
        this(ids, "the vocabulary");
    }

    private Vocabulary(Map<String, Integer> ids, String name) {
        this.ids = Map.copyOf(ids);
        List<String> faults = new ArrayList<>();
        this.ids.forEach((piece, id) -> {
            if (id < 0) {
                faults.add("the id of '" + piece + "' is " + id);
            }
        });
        if (!ids.containsKey(UNKNOWN)) {
            faults.add("it has no piece '" + UNKNOWN + "'");
        }
        refuse(faults, name);
        unknownId = ids.get(UNKNOWN);
    }

    /**
     * Reads a {@code vocab.json}: one JSON object, pieces to ids.
     *
     * @param path the file
     * @return the vocabulary
     * @throws ModelException if the file is missing, is no such object, or lacks {@value #UNKNOWN}
     */
    public static Vocabulary read(Path path) {
        List<String> faults = new ArrayList<>();
        Map<String, Integer> ids = new HashMap<>();
        for (Map.Entry<String, JsonElement> entry : parse(path).entrySet()) {
            OptionalInt id = id(entry.getValue());
            if (id.isPresent()) {
                ids.put(entry.getKey(), id.getAsInt());
            } else {
                faults.add("the id of '" + entry.getKey() + "' is " + entry.getValue() + ", expected a whole number from 0");
            }
        }
        refuse(faults, path.toString());
        return new Vocabulary(ids, path.toString());
    }

    private static JsonObject parse(Path path) {
        try (Reader reader = Files.newBufferedReader(path)) {
            JsonElement root = JsonParser.parseReader(reader);
            if (root.isJsonObject()) {
                return root.getAsJsonObject();
            }
            throw new ModelException(path + " is no vocabulary: expected one JSON object, pieces to ids");
        } catch (NoSuchFileException missing) {
            throw new ModelException(path + ": there is no such file", missing);
        } catch (IOException failure) {
            throw new ModelException(path + " cannot be read as JSON: " + FailureReason.of(failure), failure);
        } catch (JsonParseException failure) {
            throw new ModelException(path + " cannot be read as JSON: " + FailureReason.of(failure), failure);
        }
    }

    private static OptionalInt id(JsonElement value) {
        if (!value.isJsonPrimitive() || !value.getAsJsonPrimitive().isNumber()) {
            return OptionalInt.empty();
        }
        try {
            int id = new BigDecimal(value.getAsString()).intValueExact();
            return id < 0 ? OptionalInt.empty() : OptionalInt.of(id);
        } catch (ArithmeticException | NumberFormatException notWhole) {
            return OptionalInt.empty();
        }
    }

    private static void refuse(List<String> faults, String name) {
        if (!faults.isEmpty()) {
            List<String> listed = faults.subList(0, Math.min(LISTED, faults.size()));
            String more = faults.size() > LISTED ? "; and " + (faults.size() - LISTED) + " more" : "";
            throw new ModelException(name + " cannot be used: " + String.join("; ", listed) + more);
        }
    }

    /**
     * The number of pieces.
     *
     * @return how many have an id; ids need not be below it
     */
    public int size() {
        return ids.size();
    }

    /**
     * All pieces.
     *
     * @return their spellings, in no order
     */
    public Set<String> pieces() {
        return ids.keySet();
    }

    /**
     * The greatest id of a piece.
     *
     * @return what the translation model's table must be longer than
     */
    public int greatestId() {
        return ids.values().stream().mapToInt(Integer::intValue).max().orElseThrow();
    }

    /**
     * The id of a piece.
     *
     * @param piece its spelling
     * @return its id, or empty
     */
    public OptionalInt id(String piece) {
        Integer id = ids.get(piece);
        return id == null ? OptionalInt.empty() : OptionalInt.of(id);
    }

    /**
     * The id of what is not in the vocabulary.
     *
     * @return the id of {@value #UNKNOWN}
     */
    public int unknownId() {
        return unknownId;
    }
}
