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
import io.github.normalign.corpus.Line;
import io.github.normalign.corpus.LinePosition;
import io.github.normalign.corpus.OffsetUnit;
import io.github.normalign.corpus.SegmentedText;
import io.github.normalign.corpus.Words;
import io.github.normalign.error.CorpusException;
import io.github.normalign.error.FailureReason;
import io.github.normalign.projection.LabelledSpan;
import java.io.IOException;
import java.io.StringReader;
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
    private final SegmentedText source;
    private final SegmentedText target;
    private final List<LabelledSpan> spans;
    private final Optional<Alignment> links;

    private SpanLine(JsonObject json, SpanFields fields, OffsetUnit unit) {
        this.json = json;
        this.unit = unit;
        source = fields.side("source");
        target = fields.side("target");
        spans = fields.spans(source.text());
        links = fields.links(source.spans().size(), target.spans().size());
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
            throw new CorpusException(line.position() + ": found " + SpanFields.excerpt(root) + ", expected a JSON object");
        }
        JsonObject json = root.getAsJsonObject();
        return new SpanLine(json, new SpanFields(json, unit, line.position()), unit);
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
    public SegmentedText source() {
        return source;
    }

    /**
     * The target side.
     *
     * @return text and words
     */
    public SegmentedText target() {
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
}
