package io.github.normalign.tokenizer;

import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonSyntaxException;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import io.github.normalign.error.FailureReason;
import io.github.normalign.error.ModelException;
import io.github.normalign.error.OrdinaryFile;
import java.io.EOFException;
import java.io.IOException;
import java.math.BigDecimal;
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
        try (JsonReader reader = new JsonReader(OrdinaryFile.reader(path, TokenizerLimits.FILE_BYTES))) {
            readIds(reader, path, ids, faults);
        } catch (NoSuchFileException missing) {
            throw new ModelException(path + ": there is no such file", missing);
        } catch (MalformedJsonException | EOFException notJson) {
            String reason = FailureReason.of(new JsonSyntaxException(notJson));
            throw new ModelException(path + " cannot be read as JSON: " + reason, notJson);
        } catch (IOException failure) {
            throw new ModelException(path + " cannot be read as JSON: " + FailureReason.of(failure), failure);
        } catch (JsonParseException failure) {
            throw new ModelException(path + " cannot be read as JSON: " + FailureReason.of(failure), failure);
        }
        refuse(faults, path.toString());
        return new Vocabulary(ids, path.toString());
    }

    /** Piece by piece: as a tree, a quarter of a million pieces would take more memory than the model's. */
    private static void readIds(JsonReader reader, Path path, Map<String, Integer> ids, List<String> faults) throws IOException {
        if (reader.peek() != JsonToken.BEGIN_OBJECT) {
            throw new ModelException(path + " is no vocabulary: expected one JSON object, pieces to ids");
        }
        reader.beginObject();
        while (reader.hasNext()) {
            String piece = reader.nextName();
            if (ids.size() + faults.size() == TokenizerLimits.PIECES) {
                throw new ModelException(path + " has more than " + TokenizerLimits.PIECES + " pieces, too many for a vocabulary."
                    + " It is damaged or made to exhaust memory; fetch it again.");
            }
            boolean number = reader.peek() == JsonToken.NUMBER;
            String value = number ? reader.nextString() : JsonParser.parseReader(reader).toString();
            OptionalInt id = number ? whole(value) : OptionalInt.empty();
            if (id.isPresent()) {
                ids.put(piece, id.getAsInt());
            } else {
                faults.add("the id of '" + piece + "' is " + value + ", expected a whole number from 0");
            }
        }
        reader.endObject();
        if (reader.peek() != JsonToken.END_DOCUMENT) {
            throw new ModelException(path + " is no vocabulary: expected one JSON object, found more behind it");
        }
    }

    private static OptionalInt whole(String number) {
        try {
            int id = new BigDecimal(number).intValueExact();
            return id < 0 ? OptionalInt.empty() : OptionalInt.of(id);
        } catch (ArithmeticException | NumberFormatException notWhole) {
            return OptionalInt.empty();
        }
    }

    private static void refuse(List<String> faults, String name) {
        if (!faults.isEmpty()) {
            List<String> listed = faults.subList(0, Math.min(TokenizerLimits.LISTED, faults.size()));
            String more = faults.size() > TokenizerLimits.LISTED
                ? "; and " + (faults.size() - TokenizerLimits.LISTED) + " more" : "";
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
