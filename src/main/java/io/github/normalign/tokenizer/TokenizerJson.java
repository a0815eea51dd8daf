package io.github.normalign.tokenizer;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.gson.JsonSyntaxException;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import io.github.normalign.error.FailureReason;
import io.github.normalign.error.ModelException;
import io.github.normalign.error.OrdinaryFile;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A SentencePiece model read back from a {@code tokenizer.json} that was made of one: for directories without the model itself.
 * The ids are those of the model it was made of, which is what the translation model was trained with.
 *
 * <p>The library that usually runs such files (tokenizers 0.22) agrees but for its normaliser, which goes by what a reader sees as
 * one character and so departs from SentencePiece where combining marks meet the model's rules: on 6 of 10,355 lines of catalogues
 * (Hindi and Tamil ones), where this class keeps to SentencePiece. A file that says anything SentencePiece has no word for is
 * refused.
 */
final class TokenizerJson {

    private static final Set<String> WITHOUT_EFFECT = Set.of("Strip", "Replace");

    private final String name;
    private final Map<String, Integer> added = new LinkedHashMap<>();
    private final List<String> ordinaryAdded = new ArrayList<>();
    private final JsonObject rest = new JsonObject();
    private final List<String> pieces = new ArrayList<>();
    private final List<Float> scores = new ArrayList<>();
    private final Map<String, Integer> merged = new LinkedHashMap<>();

    private TokenizerJson(Path path) {
        name = path.toString();
    }

    /**
     * Reads only the pieces added to the model's own.
     *
     * @param path the file
     * @return their ids
     * @throws ModelException if it is no such file
     */
    static Map<String, Integer> added(Path path) {
        TokenizerJson file = new TokenizerJson(path);
        file.read(path, false);
        return file.added;
    }

    /**
     * Reads the model.
     *
     * @param path the file
     * @return a SentencePiece model whose ids are those of the file; added pieces never come out of it
     * @throws ModelException if it is no such file, or not one made of a SentencePiece model
     */
    static SentencePieceModel model(Path path) {
        TokenizerJson file = new TokenizerJson(path);
        file.read(path, true);
        return file.model();
    }

    private void read(Path path, boolean withModel) {
        try {
            try (JsonReader reader = new JsonReader(OrdinaryFile.reader(path, TokenizerLimits.FILE_BYTES))) {
                reader.beginObject();
                while (reader.hasNext()) {
                    switch (reader.nextName()) {
                        case "added_tokens" -> readAdded(JsonParser.parseReader(reader));
                        case "model" -> readModel(reader, withModel);
                        case "normalizer" -> rest.add("normalizer", JsonParser.parseReader(reader));
                        case "pre_tokenizer" -> rest.add("pre_tokenizer", JsonParser.parseReader(reader));
                        default -> reader.skipValue();
                    }
                }
            }
        } catch (MalformedJsonException | EOFException notJson) {
            String reason = FailureReason.of(new JsonSyntaxException(notJson));
            throw new ModelException(name + " cannot be read as a tokenizer: " + reason, notJson);
        } catch (IOException failure) {
            throw new ModelException(name + " cannot be read as a tokenizer: " + FailureReason.of(failure), failure);
        } catch (JsonParseException failure) {
            throw new ModelException(name + " cannot be read as a tokenizer: " + FailureReason.of(failure), failure);
        } catch (IllegalStateException | NumberFormatException | UnsupportedOperationException other) {
            throw new ModelException(name + " cannot be read as a tokenizer: it is laid out in another way", other);
        }
    }

    private void readAdded(JsonElement list) {
        for (JsonElement element : list.getAsJsonArray()) {
            JsonObject piece = element.getAsJsonObject();
            if (!(piece.get("content") instanceof JsonPrimitive spelling) || !(piece.get("id") instanceof JsonPrimitive number)
                    || number.getAsInt() < 0) {
                throw new IllegalStateException("an added piece without spelling and id");
            }
            String content = spelling.getAsString();
            added.put(content, number.getAsInt());
            boolean special = piece.get("special") instanceof JsonPrimitive flag && flag.getAsBoolean();
            if (!special && !(content.startsWith("<") && content.endsWith(">"))) {
                ordinaryAdded.add(content);
            }
        }
    }

    private void readModel(JsonReader reader, boolean wanted) throws IOException {
        if (!wanted) {
            reader.skipValue();
            return;
        }
        reader.beginObject();
        while (reader.hasNext()) {
            String key = reader.nextName();
            switch (key) {
                case "vocab" -> readVocabulary(reader);
                case "merges" -> readMerges(reader);
                default -> rest.add(key, JsonParser.parseReader(reader));
            }
        }
        reader.endObject();
    }

    /** A list of pairs for Unigram, an object from pieces to ids for BPE. */
    private void readVocabulary(JsonReader reader) throws IOException {
        if (reader.peek() == JsonToken.BEGIN_ARRAY) {
            reader.beginArray();
            while (reader.hasNext()) {
                reader.beginArray();
                requireRoom(pieces.size());
                pieces.add(reader.nextString());
                float score = (float) reader.nextDouble();
                if (Float.isInfinite(score)) {
                    throw new IllegalStateException("a score that no float can hold");
                }
                scores.add(score);
                reader.endArray();
            }
            reader.endArray();
            return;
        }
        Map<Integer, String> byId = new LinkedHashMap<>();
        reader.beginObject();
        while (reader.hasNext()) {
            requireRoom(byId.size());
            String piece = reader.nextName();
            byId.put(reader.nextInt(), piece);
        }
        reader.endObject();
        for (int id = 0; id < byId.size(); id++) {
            if (!byId.containsKey(id)) {
                throw new ModelException(name + " cannot be used: no piece of its vocabulary has the id " + id);
            }
            pieces.add(byId.get(id));
        }
    }

    private void requireRoom(int read) {
        if (read == TokenizerLimits.PIECES) {
            throw new ModelException(name + " has more than " + TokenizerLimits.PIECES + " pieces or merges, too many for a"
                + " tokenizer. It is damaged or made to exhaust memory; fetch it again.");
        }
    }

    /** Each merge is written as two pieces in a list, or in older files as one string with a space between them. */
    private void readMerges(JsonReader reader) throws IOException {
        reader.beginArray();
        while (reader.hasNext()) {
            requireRoom(merged.size());
            String whole;
            if (reader.peek() == JsonToken.BEGIN_ARRAY) {
                reader.beginArray();
                whole = reader.nextString() + reader.nextString();
                reader.endArray();
            } else {
                String pair = reader.nextString();
                int space = pair.indexOf(' ', 1);
                whole = space < 0 ? pair : pair.substring(0, space) + pair.substring(space + 1);
            }
            merged.putIfAbsent(whole, merged.size());
        }
        reader.endArray();
    }

    private SentencePieceModel model() {
        List<String> faults = new ArrayList<>();
        String type = text(rest, "type");
        boolean unigram = type.equals("Unigram") || type.isEmpty() && !scores.isEmpty();
        if (!unigram && !type.equals("BPE") || unigram && scores.size() != pieces.size() || pieces.isEmpty()) {
            faults.add("its model is of type '" + type + "', supported are Unigram and BPE");
        }
        for (String key : List.of("byte_fallback", "ignore_merges", "continuing_subword_prefix", "end_of_word_suffix", "dropout")) {
            JsonElement value = rest.get(key);
            if (value != null && !value.isJsonNull() && !List.of("false", "\"\"").contains(value.toString())) {
                faults.add("its model sets " + key + " to " + value);
            }
        }
        if (!ordinaryAdded.isEmpty()) {
            faults.add("words were added to its pieces, such as '" + ordinaryAdded.get(0) + "'");
        }
        byte[] characterMap = characterMap(faults);
        checkSpaces(faults);
        int unknown = unknown(unigram);
        if (unknown < 0 || unknown >= pieces.size()) {
            faults.add("it names no unknown piece");
        }
        if (!faults.isEmpty()) {
            throw new ModelException(name + " cannot be used, for it is not what is made of a SentencePiece model: "
                + String.join("; ", faults) + ". Put the SentencePiece model itself ("
                + TokenizerFiles.FAIRSEQ_PIECES + " or " + TokenizerFiles.T5_PIECES
                + ", from the repository of the original model) into the directory");
        }
        return SentencePieceModel.of(SpmFile.of(unigram ? SpmFile.Algorithm.UNIGRAM : SpmFile.Algorithm.BPE, pieces,
            scores(unigram), types(unigram, unknown), characterMap), name);
    }

    /** SentencePiece's scores of BPE pieces only order them; so do the places of their merges. */
    private float[] scores(boolean unigram) {
        float[] result = new float[pieces.size()];
        for (int id = 0; id < result.length; id++) {
            result[id] = unigram ? scores.get(id) : -merged.getOrDefault(pieces.get(id), merged.size());
        }
        return result;
    }

    private byte[] types(boolean unigram, int unknown) {
        byte[] result = new byte[pieces.size()];
        for (int id = 0; id < result.length; id++) {
            String piece = pieces.get(id);
            boolean reached = unigram || merged.containsKey(piece) || piece.codePointCount(0, piece.length()) == 1;
            result[id] = id == unknown ? SpmFile.UNKNOWN
                : Integer.valueOf(id).equals(added.get(piece)) || !reached ? SpmFile.CONTROL : SpmFile.NORMAL;
        }
        return result;
    }

    private int unknown(boolean unigram) {
        if (unigram) {
            double id = rest.get("unk_id") instanceof JsonPrimitive number && number.isNumber() ? number.getAsDouble() : -1;
            return id == Math.rint(id) && id < pieces.size() ? (int) id : -1;
        }
        return pieces.indexOf(text(rest, "unk_token"));
    }

    /** The rules of a Precompiled normaliser; the others that a conversion puts beside it repeat what SentencePiece does itself. */
    private byte[] characterMap(List<String> faults) {
        JsonElement normalizer = rest.has("normalizer") ? rest.get("normalizer") : JsonNull.INSTANCE;
        byte[] found = {};
        for (JsonObject step : steps(normalizer, "normalizers")) {
            String type = text(step, "type");
            if (type.equals("Precompiled")) {
                try {
                    found = Base64.getDecoder().decode(text(step, "precompiled_charsmap"));
                } catch (IllegalArgumentException damaged) {
                    faults.add("the rules of its normalizer are damaged");
                }
            } else if (!WITHOUT_EFFECT.contains(type) || type.equals("Replace") && !step.toString().contains("{2,}")) {
                faults.add("its normalizer has a step " + type);
            }
        }
        return found;
    }

    private void checkSpaces(List<String> faults) {
        boolean marks = false;
        for (JsonObject step : steps(rest.has("pre_tokenizer") ? rest.get("pre_tokenizer") : JsonNull.INSTANCE, "pretokenizers")) {
            String type = text(step, "type");
            if (type.equals("Metaspace")) {
                marks = text(step, "replacement").equals("\u2581") && !text(step, "prepend_scheme").equals("never")
                    && !(step.get("add_prefix_space") instanceof JsonPrimitive flag && !flag.getAsBoolean());
            } else if (!type.equals("WhitespaceSplit")) {
                faults.add("its pre_tokenizer has a step " + type);
            }
        }
        if (!marks) {
            faults.add("its pre_tokenizer does not put U+2581 before every word");
        }
    }

    private static List<JsonObject> steps(JsonElement element, String list) {
        if (!(element instanceof JsonObject object)) {
            return List.of();
        }
        if (!(object.get(list) instanceof JsonArray steps)) {
            return List.of(object);
        }
        return steps.asList().stream().filter(JsonElement::isJsonObject).map(JsonElement::getAsJsonObject).toList();
    }

    private static String text(JsonObject json, String key) {
        return json.get(key) instanceof JsonPrimitive value && value.isString() ? value.getAsString() : "";
    }
}
