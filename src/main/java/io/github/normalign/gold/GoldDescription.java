package io.github.normalign.gold;

import com.google.common.collect.Sets;
import com.google.common.collect.Streams;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import io.github.normalign.corpus.Line;
import io.github.normalign.corpus.LineReader;
import io.github.normalign.error.CorpusException;
import io.github.normalign.format.IndexBase;
import io.github.normalign.format.LinkFormat;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a gold.json says. Keys: {@code name, sourceLanguage, targetLanguage, base, format, licence, source, parts}, and
 * {@code ids} (false if left out). A part has {@code links} and either {@code sourceText} and {@code targetText} or
 * {@code texts}, a file of {@code source ||| target} lines.
 */
record GoldDescription(String name, String sourceLanguage, String targetLanguage, IndexBase base, LinkFormat format, boolean ids,
    String licence, String source, List<Part> parts) {

    private static final Set<String> KEYS = Set.of("name", "sourceLanguage", "targetLanguage", "base", "format", "ids", "licence",
        "source", "parts");
    private static final Set<String> PART_KEYS = Set.of("sourceText", "targetText", "texts", "links");

    /** The files of one part of a set: two texts, or one with both sides, and their links. */
    record Part(Optional<String> sourceText, Optional<String> targetText, Optional<String> texts, String links) {
    }

    /**
     * Reads a gold.json; the message of a failure lists everything that is wrong with it.
     *
     * @throws CorpusException if it is no JSON, or a key is missing, unknown or of the wrong type
     */
    static GoldDescription read(Path file) {
        String text;
        try (LineReader lines = LineReader.open(file)) {
            text = Streams.stream(lines).map(Line::text).collect(Collectors.joining("\n"));
        }
        JsonElement root;
        try (JsonReader reader = new JsonReader(new StringReader(text))) {
            reader.setStrictness(Strictness.STRICT);
            root = JsonParser.parseReader(reader);
            if (reader.peek() != JsonToken.END_DOCUMENT) {
                throw new CorpusException(file + ": more than one JSON value.");
            }
        } catch (JsonParseException | IOException e) {
            throw new CorpusException(file + ": not JSON: " + e.getMessage(), e);
        }
        if (!root.isJsonObject()) {
            throw new CorpusException(file + ": expected a JSON object.");
        }
        return new Checked(root.getAsJsonObject()).description(file);
    }

    /** Collects what is wrong with an object instead of stopping at the first. */
    private static final class Checked {

        private final JsonObject object;
        private final List<String> faults = new ArrayList<>();

        Checked(JsonObject object) {
            this.object = object;
        }

        GoldDescription description(Path file) {
            unknown(object, KEYS, "");
            String name = text(object, "name", "");
            String sourceLanguage = text(object, "sourceLanguage", "");
            String targetLanguage = text(object, "targetLanguage", "");
            Optional<IndexBase> base = base();
            Optional<LinkFormat> format = format();
            boolean ids = ids();
            String licence = text(object, "licence", "");
            String source = text(object, "source", "");
            List<Part> parts = parts();
            boolean joined = parts.stream().anyMatch(part -> part.texts().isPresent());
            if (ids && (joined || format.equals(Optional.of(LinkFormat.NAACL)))) {
                faults.add("\"ids\": true goes with format pharaoh, \"sourceText\" and \"targetText\" only");
            }
            if (!faults.isEmpty()) {
                throw new CorpusException(file + ": " + String.join("; ", faults) + ".");
            }
            return new GoldDescription(name, sourceLanguage, targetLanguage, base.orElseThrow(), format.orElseThrow(), ids,
                licence, source, parts);
        }

        private void unknown(JsonObject where, Set<String> known, String place) {
            Sets.difference(where.keySet(), known).forEach(key -> faults.add("unknown key \"" + key + "\"" + place));
        }

        private String text(JsonObject where, String key, String place) {
            return primitive(where, key, place).filter(value -> value.isString() && !value.getAsString().isBlank())
                .map(JsonPrimitive::getAsString).orElseGet(() -> fault(where, key, "a text", place));
        }

        private static Optional<JsonPrimitive> primitive(JsonObject where, String key, String place) {
            return Optional.ofNullable(where.get(key)).filter(JsonElement::isJsonPrimitive).map(JsonElement::getAsJsonPrimitive);
        }

        private String fault(JsonObject where, String key, String expected, String place) {
            faults.add(where.has(key) ? "\"" + key + "\"" + place + " is " + where.get(key) + ", expected " + expected
                : "missing key \"" + key + "\" (" + expected + ")" + place);
            return "";
        }

        private Optional<IndexBase> base() {
            Optional<IndexBase> base = primitive(object, "base", "").map(JsonPrimitive::getAsString)
                .flatMap(text -> text.equals("0") ? Optional.of(IndexBase.ZERO)
                    : text.equals("1") ? Optional.of(IndexBase.ONE) : Optional.empty());
            if (base.isEmpty()) {
                fault(object, "base", "0 or 1", "");
            }
            return base;
        }

        private Optional<LinkFormat> format() {
            Optional<LinkFormat> format = primitive(object, "format", "").map(JsonPrimitive::getAsString)
                .flatMap(text -> Arrays.stream(LinkFormat.values()).filter(value -> value.label().equals(text)).findFirst());
            if (format.isEmpty()) {
                fault(object, "format", Arrays.stream(LinkFormat.values()).map(LinkFormat::label)
                    .collect(Collectors.joining(" or ")), "");
            }
            return format;
        }

        private boolean ids() {
            Optional<JsonPrimitive> ids = primitive(object, "ids", "").filter(JsonPrimitive::isBoolean);
            if (ids.isEmpty() && object.has("ids")) {
                fault(object, "ids", "true or false", "");
            }
            return ids.map(JsonPrimitive::getAsBoolean).orElse(false);
        }

        private List<Part> parts() {
            JsonElement element = object.get("parts");
            List<Part> parts = new ArrayList<>();
            if (element == null || !element.isJsonArray() || element.getAsJsonArray().isEmpty()) {
                fault(object, "parts", "a list of the files of each part", "");
                return parts;
            }
            JsonArray array = element.getAsJsonArray();
            for (int i = 0; i < array.size(); i++) {
                String place = " in part " + (i + 1);
                if (!array.get(i).isJsonObject()) {
                    faults.add("part " + (i + 1) + " is " + array.get(i) + ", expected an object");
                } else {
                    parts.add(part(array.get(i).getAsJsonObject(), place));
                }
            }
            return parts;
        }

        private Part part(JsonObject part, String place) {
            unknown(part, PART_KEYS, place);
            String links = text(part, "links", place);
            if (part.has("texts")) {
                if (part.has("sourceText") || part.has("targetText")) {
                    faults.add("\"texts\" beside \"sourceText\" or \"targetText\"" + place);
                }
                return new Part(Optional.empty(), Optional.empty(), Optional.of(text(part, "texts", place)), links);
            }
            return new Part(Optional.of(text(part, "sourceText", place)), Optional.of(text(part, "targetText", place)),
                Optional.empty(), links);
        }
    }
}
