package io.github.normalign.format;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import io.github.normalign.alignment.Alignment;
import io.github.normalign.alignment.Link;
import io.github.normalign.corpus.Line;
import io.github.normalign.corpus.LinePosition;
import io.github.normalign.corpus.LocatedWords;
import io.github.normalign.corpus.OffsetUnit;
import io.github.normalign.corpus.WordSpan;
import io.github.normalign.corpus.Words;
import io.github.normalign.error.CorpusException;
import io.github.normalign.error.FailureReason;
import io.github.normalign.projection.LabelledSpan;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A sentence pair with labelled spans as a JSON object on one line. Keys; others are left as they are:
 *
 * <ul>
 * <li>{@code source}, {@code target}: a text, whose words {@link Words} tells; or a list of words, whose text is the words with a
 * space between each two; or an object with {@code text} and {@code words}, as {@code align --jsonl} writes.</li>
 * <li>{@code source_words}, {@code target_words}, optional: the words of a text, for languages without spaces. Words are texts
 * (found in their order), pairs {@code [start, end]}, or objects with {@code utf16} or {@code codePoints}, such a pair.</li>
 * <li>{@code spans}: objects with {@code start} and {@code end}, offsets into the source text, half-open, and usually
 * {@code label}.</li>
 * <li>{@code links}, optional: {@code "0-0 1-2"}, or a list of {@code [source, target]}, of {@code "0-0"}, or of objects with
 * {@code source} and {@code target}; word numbers from 0.</li>
 * <li>{@code target_spans}, written: each span of {@code spans} with its keys, but {@code start} and {@code end} (and {@code text}
 * if there is one) of the target, null if no target word belongs to it.</li>
 * </ul>
 *
 * Immutable for its callers.
 */
public final class SpanLine {

    private static final Gson GSON = new GsonBuilder().serializeNulls().disableHtmlEscaping().create();

    private final JsonObject json;
    private final OffsetUnit unit;
    private final LinePosition position;
    private final Side source;
    private final Side target;
    private final List<LabelledSpan> spans;
    private final Optional<Alignment> links;

    /**
     * One side of the pair.
     *
     * @param text its text
     * @param words where its words stand, in order
     */
    public record Side(String text, List<WordSpan> words) {

        /** Copies the list. */
        public Side {
            words = List.copyOf(words);
        }
    }

    private SpanLine(JsonObject json, OffsetUnit unit, LinePosition position) {
        this.json = json;
        this.unit = unit;
        this.position = position;
        source = side("source");
        target = side("target");
        spans = spans();
        links = links();
    }

    /**
     * Reads a line.
     *
     * @param line the line
     * @param unit what the offsets in it count
     * @return the pair with its spans
     * @throws CorpusException naming file, line and key if it is no JSON object, or a key is missing, of the wrong type, or names
     *     a place outside of its text
     */
    public static SpanLine parse(Line line, OffsetUnit unit) {
        JsonElement root;
        try (JsonReader reader = new JsonReader(new StringReader(line.text()))) {
            reader.setStrictness(Strictness.STRICT);
            root = JsonParser.parseReader(reader);
            if (reader.peek() != JsonToken.END_DOCUMENT) {
                throw new CorpusException(line.position() + ": more than one JSON value; expected one object a line");
            }
        } catch (JsonParseException e) {
            throw notJson(line.position(), e);
        } catch (IOException e) {
            // Of a string there is no other: what stands behind the value is no JSON.
            throw notJson(line.position(), new JsonParseException(e.getMessage(), e));
        }
        if (!root.isJsonObject()) {
            throw new CorpusException(line.position() + ": found " + excerpt(root) + ", expected a JSON object");
        }
        return new SpanLine(root.getAsJsonObject(), unit, line.position());
    }

    private static CorpusException notJson(LinePosition position, JsonParseException failure) {
        return new CorpusException(position + ": " + FailureReason.of(failure).replace("line 1, ", "")
            + "; expected one JSON object a line", failure);
    }

    /**
     * The source side.
     *
     * @return text and words
     */
    public Side source() {
        return source;
    }

    /**
     * The target side.
     *
     * @return text and words
     */
    public Side target() {
        return target;
    }

    /**
     * The spans of the source.
     *
     * @return in the order of the line; UTF-16 units; a span without a label has an empty one
     */
    public List<LabelledSpan> labelled() {
        return spans;
    }

    /**
     * The links, if the line has any.
     *
     * @return the alignment; empty if there is no key {@code links}
     */
    public Optional<Alignment> alignment() {
        return links;
    }

    /**
     * Writes the line again with {@code target_spans}.
     *
     * @param found for each span its target spans, in UTF-16 units, none or more
     * @param numbered whether to tell by a key {@code span}, from 0, which of the spans each one belongs to
     * @return the object on one line; all other keys are as they were
     * @throws IllegalArgumentException if there are not as many entries as spans
     */
    public String withTargets(List<List<LabelledSpan>> found, boolean numbered) {
        if (found.size() != spans.size()) {
            throw new IllegalArgumentException(found.size() + " entries for " + spans.size() + " spans");
        }
        JsonArray written = new JsonArray();
        for (int i = 0; i < found.size(); i++) {
            JsonObject original = json.getAsJsonArray("spans").get(i).getAsJsonObject();
            List<Optional<LabelledSpan>> parts = found.get(i).isEmpty() ? List.of(Optional.empty())
                : found.get(i).stream().map(Optional::of).toList();
            for (Optional<LabelledSpan> part : parts) {
                JsonObject copy = original.deepCopy();
                copy.add("start", offset(part.map(LabelledSpan::start)));
                copy.add("end", offset(part.map(LabelledSpan::end)));
                if (copy.has("text")) {
                    copy.add("text", part.<JsonElement>map(span ->
                        new JsonPrimitive(target.text().substring(span.start(), span.end()))).orElse(JsonNull.INSTANCE));
                }
                if (numbered) {
                    copy.addProperty("span", i);
                }
                written.add(copy);
            }
        }
        JsonObject whole = json.deepCopy();
        whole.add("target_spans", written);
        return GSON.toJson(whole);
    }

    private JsonElement offset(Optional<Integer> utf16) {
        return utf16.<JsonElement>map(at -> new JsonPrimitive(unit.fromUtf16(target.text(), at))).orElse(JsonNull.INSTANCE);
    }

    private Side side(String key) {
        JsonElement found = json.get(key);
        String wordsKey = key + "_words";
        JsonElement words = json.get(wordsKey);
        if (found instanceof JsonObject object) {
            wordsKey = key + ".words";
            words = object.get("words");
            found = object.get("text");
        }
        if (found instanceof JsonArray list) {
            String text = String.join(" ", strings(list, key));
            return new Side(text, words(text, list, key));
        }
        if (!isString(found)) {
            throw wrong(key, found, "a text, a list of words, or an object with \"text\" and \"words\"");
        }
        String text = found.getAsString();
        return new Side(text, words == null ? Words.spans(text) : words(text, words, wordsKey));
    }

    private List<WordSpan> words(String text, JsonElement found, String key) {
        if (!(found instanceof JsonArray list)) {
            throw wrong(key, found, "a list of words");
        }
        if (list.isEmpty() || isString(list.get(0))) {
            try {
                return LocatedWords.spans(text, strings(list, key));
            } catch (CorpusException notThere) {
                throw new CorpusException(position + ": \"" + key + "\": " + notThere.getMessage(), notThere);
            }
        }
        List<WordSpan> words = new ArrayList<>();
        int free = 0;
        for (JsonElement element : list) {
            WordSpan word = word(text, element, key);
            if (word.start() < free) {
                throw wrong(key, element, "words in order, none overlapping the one before it");
            }
            free = word.end();
            words.add(word);
        }
        return words;
    }

    private WordSpan word(String text, JsonElement element, String key) {
        JsonElement pair = element;
        OffsetUnit counted = unit;
        if (element instanceof JsonObject object) {
            counted = object.has("utf16") ? OffsetUnit.UTF16 : OffsetUnit.CODE_POINTS;
            pair = object.get(object.has("utf16") ? "utf16" : "codePoints");
        }
        if (!(pair instanceof JsonArray ends) || ends.size() != 2) {
            throw wrong(key, element, "words as texts, as [start, end], or as objects with \"utf16\" or \"codePoints\"");
        }
        int start = place(text, ends.get(0), counted, key, element);
        int end = place(text, ends.get(1), counted, key, element);
        if (end <= start) {
            throw wrong(key, element, "start < end");
        }
        return new WordSpan(start, end);
    }

    private List<LabelledSpan> spans() {
        JsonElement found = json.get("spans");
        if (!(found instanceof JsonArray list)) {
            throw wrong("spans", found, "a list of objects with \"start\" and \"end\"");
        }
        List<LabelledSpan> result = new ArrayList<>();
        for (JsonElement element : list) {
            if (!(element instanceof JsonObject span)) {
                throw wrong("spans", element, "an object with \"start\" and \"end\"");
            }
            int start = place(source.text(), span.get("start"), unit, "spans", element);
            int end = place(source.text(), span.get("end"), unit, "spans", element);
            if (end < start) {
                throw wrong("spans", element, "start <= end");
            }
            result.add(new LabelledSpan(start, end, isString(span.get("label")) ? span.get("label").getAsString() : ""));
        }
        return List.copyOf(result);
    }

    private Optional<Alignment> links() {
        JsonElement found = json.get("links");
        if (found == null) {
            return Optional.empty();
        }
        Alignment alignment;
        if (isString(found)) {
            alignment = PharaohFormat.alignment(found.getAsString(), position);
        } else if (found instanceof JsonArray list) {
            List<Link> all = new ArrayList<>();
            list.forEach(element -> all.addAll(link(element).links()));
            alignment = Alignment.of(all);
        } else {
            throw wrong("links", found, "a text such as \"0-0 1-2\" or a list of links");
        }
        LinkRange.require(alignment, source.words().size(), target.words().size(), position);
        return Optional.of(alignment);
    }

    private Alignment link(JsonElement element) {
        if (isString(element)) {
            return PharaohFormat.alignment(element.getAsString(), position);
        }
        JsonElement first = element instanceof JsonObject object ? object.get("source") : null;
        JsonElement second = element instanceof JsonObject object ? object.get("target") : null;
        if (element instanceof JsonArray ends && ends.size() == 2) {
            first = ends.get(0);
            second = ends.get(1);
        }
        Optional<Integer> from = integer(first);
        Optional<Integer> to = integer(second);
        if (from.isEmpty() || to.isEmpty()) {
            throw wrong("links", element, "[source, target], \"0-0\", or an object with \"source\" and \"target\"");
        }
        return Alignment.of(new Link(from.get(), to.get()));
    }

    /** An offset in UTF-16 units; {@code whole} is what the message shows. */
    private int place(String text, JsonElement offset, OffsetUnit counted, String key, JsonElement whole) {
        int length = counted.length(text);
        Optional<Integer> found = integer(offset).filter(at -> at <= length);
        return counted.toUtf16(text, found.orElseThrow(() -> wrong(key, whole, "offsets from 0 to " + length
            + ", the text's length in " + (counted == OffsetUnit.UTF16 ? "UTF-16 units" : "code points"))));
    }

    private List<String> strings(JsonArray list, String key) {
        List<String> strings = new ArrayList<>();
        for (JsonElement element : list) {
            if (!isString(element) || element.getAsString().isEmpty()) {
                throw wrong(key, element, "words, none of them empty");
            }
            strings.add(element.getAsString());
        }
        return strings;
    }

    private static boolean isString(JsonElement element) {
        return element instanceof JsonPrimitive primitive && primitive.isString();
    }

    /** A whole number from 0. */
    private static Optional<Integer> integer(JsonElement element) {
        return element instanceof JsonPrimitive primitive && primitive.isNumber() && primitive.getAsString().matches("\\d{1,9}")
            ? Optional.of(Integer.parseInt(primitive.getAsString())) : Optional.empty();
    }

    private CorpusException wrong(String key, JsonElement found, String expected) {
        return new CorpusException(position + ": \"" + key + "\": found " + (found == null ? "nothing" : excerpt(found))
            + ", expected " + expected);
    }

    private static String excerpt(JsonElement element) {
        String text = element.toString();
        int points = text.codePointCount(0, text.length());
        return points <= 60 ? text : text.substring(0, text.offsetByCodePoints(0, 40)) + "...";
    }
}
