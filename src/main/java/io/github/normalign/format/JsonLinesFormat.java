package io.github.normalign.format;

import com.google.common.io.Resources;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.normalign.alignment.ScoredLink;
import io.github.normalign.corpus.WordSpan;
import io.github.normalign.words.LogProbabilities;
import io.github.normalign.words.LogProbability;
import io.github.normalign.words.SentenceScores;
import io.github.normalign.words.SettingJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * JSON Lines: one JSON object a line of the corpus, on one line of UTF-8 text, described by {@link #schema()}.
 * {@link JsonLinesReader} reads it again.
 *
 * <p>Whatever the texts hold, a line is valid JSON and has no character that any program takes for a line's end: controls, U+007F
 * to U+009F, U+2028 and U+2029 are escaped. A surrogate without its other half, which only a program can make, is no text and
 * becomes U+FFFD: many readers refuse it even when escaped, and the offsets stay right, for both are one unit and one code point.
 * Numbers are written so that they read back as the same double. Sources: RFC 8259, sections 7 and 8.2; jsonlines.org.
 */
public final class JsonLinesFormat {

    /** The version of the form that is written: the value of each object's key {@code version}. */
    public static final int VERSION = 1;

    private static final String SCHEMA = "aligned-pair.schema.json";

    private static final Gson GSON = new GsonBuilder().serializeNulls().disableHtmlEscaping().create();

    private JsonLinesFormat() {
    }

    /**
     * The JSON Schema (draft 2020-12) of a line, which says what each key means.
     *
     * @return the schema's text
     */
    public static String schema() {
        try {
            return Resources.toString(Resources.getResource(JsonLinesFormat.class, SCHEMA), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("the schema cannot be read from the program's own file", e);
        }
    }

    /**
     * Writes one line.
     *
     * @param line the line's content
     * @return a JSON object without a line end
     */
    public static String line(AlignedLine line) {
        JsonObject json = new JsonObject();
        json.addProperty("version", VERSION);
        json.addProperty("line", line.line());
        json.addProperty("status", line.status().toString());
        json.add("reason", text(line.reason()));
        json.add("source", side(line.source()));
        json.add("target", side(line.target()));
        JsonArray links = new JsonArray();
        line.links().forEach(link -> links.add(link(link)));
        json.add("links", links);
        json.add("unaligned", unaligned(line));
        json.add("scores", line.scores().map(JsonLinesFormat::scores).orElse(JsonNull.INSTANCE));
        line.logProbabilities().ifPresent(found -> json.add("logProbability", logProbability(found)));
        json.add("method", method(line.method()));
        return escaped(GSON.toJson(json));
    }

    private static JsonElement side(Optional<AlignedLine.Side> found) {
        if (found.isEmpty()) {
            return JsonNull.INSTANCE;
        }
        AlignedLine.Side side = found.get();
        List<String> words = side.text().words();
        List<WordSpan> points = side.text().codePointSpans();
        JsonArray array = new JsonArray();
        for (int i = 0; i < words.size(); i++) {
            JsonObject word = new JsonObject();
            word.addProperty("text", words.get(i));
            word.add("codePoints", range(points.get(i)));
            word.add("utf16", range(side.text().spans().get(i)));
            int index = i;
            word.add("pieces", side.pieces().map(pieces -> strings(pieces.get(index))).orElse(JsonNull.INSTANCE));
            array.add(word);
        }
        JsonObject json = new JsonObject();
        json.addProperty("text", side.text().text());
        json.add("words", array);
        return json;
    }

    private static JsonArray range(WordSpan span) {
        JsonArray array = new JsonArray(2);
        array.add(span.start());
        array.add(span.end());
        return array;
    }

    private static JsonElement strings(List<String> strings) {
        JsonArray array = new JsonArray(strings.size());
        strings.forEach(array::add);
        return array;
    }

    private static JsonObject link(ScoredLink link) {
        JsonObject json = new JsonObject();
        json.addProperty("source", link.link().source());
        json.addProperty("target", link.link().target());
        json.addProperty("score", link.score());
        return json;
    }

    private static JsonElement unaligned(AlignedLine line) {
        if (line.status() != AlignedLine.Status.ALIGNED) {
            return JsonNull.INSTANCE;
        }
        JsonArray source = new JsonArray();
        JsonArray target = new JsonArray();
        line.unalignedSource().forEach(source::add);
        line.unalignedTarget().forEach(target::add);
        JsonObject json = new JsonObject();
        json.add("source", source);
        json.add("target", target);
        return json;
    }

    private static JsonElement scores(SentenceScores scores) {
        JsonObject json = new JsonObject();
        json.addProperty("score", scores.score());
        json.addProperty("support", scores.support());
        json.addProperty("sourceSupport", scores.sourceSupport());
        json.addProperty("targetSupport", scores.targetSupport());
        json.addProperty("weakest", scores.weakest());
        json.addProperty("share", scores.share());
        json.addProperty("attended", scores.attended());
        json.addProperty("sourceCoverage", scores.sourceCoverage());
        json.addProperty("targetCoverage", scores.targetCoverage());
        json.add("agreement", number(scores.agreement()));
        return json;
    }

    private static JsonElement logProbability(LogProbabilities found) {
        JsonObject json = new JsonObject();
        json.add("forward", logProbability(found.forward()));
        json.add("reverse", logProbability(found.reverse()));
        return json;
    }

    private static JsonElement logProbability(Optional<LogProbability> found) {
        if (found.isEmpty()) {
            return JsonNull.INSTANCE;
        }
        JsonObject json = new JsonObject();
        json.addProperty("mean", found.get().mean());
        json.addProperty("pieces", found.get().pieces());
        return json;
    }

    private static JsonObject method(AlignmentMethod method) {
        JsonObject json = new JsonObject();
        json.add("models", strings(method.models()));
        JsonObject languages = new JsonObject();
        languages.add("source", text(method.sourceLanguage()));
        languages.add("target", text(method.targetLanguage()));
        json.add("languages", languages);
        json.add("setting", method.setting().map(SettingJson::write)
            .orElseGet(() -> SettingJson.write(method.twoWaySetting().orElseThrow())));
        json.addProperty("threshold", method.threshold());
        JsonObject words = new JsonObject();
        words.addProperty("source", method.sourceWords());
        words.addProperty("target", method.targetWords());
        json.add("words", words);
        JsonObject score = new JsonObject();
        score.addProperty("kind", method.scores().toString());
        score.addProperty("min", 0);
        score.add("max", number(method.scores().max()));
        score.addProperty("better", "higher");
        score.addProperty("meaning", method.scores().meaning());
        json.add("score", score);
        return json;
    }

    private static JsonElement text(Optional<String> value) {
        return value.<JsonElement>map(JsonPrimitive::new).orElse(JsonNull.INSTANCE);
    }

    private static JsonElement number(OptionalDouble value) {
        return value.isPresent() ? new JsonPrimitive(value.getAsDouble()) : JsonNull.INSTANCE;
    }

    /** Escapes or replaces what Gson leaves; such characters stand only inside strings, so the whole line can be treated as one. */
    private static String escaped(String json) {
        StringBuilder result = null;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            boolean pair = Character.isHighSurrogate(c) && i + 1 < json.length() && Character.isLowSurrogate(json.charAt(i + 1));
            boolean alone = Character.isSurrogate(c) && !pair;
            if (alone || c >= 0x7F && c <= 0x9F) {
                result = result == null ? new StringBuilder(json.length() + 16).append(json, 0, i) : result;
                result.append(alone ? "\uFFFD" : String.format("\\u%04x", (int) c));
            } else if (result != null) {
                result.append(c);
            }
            if (pair) {
                i++;
                if (result != null) {
                    result.append(json.charAt(i));
                }
            }
        }
        return result == null ? json : result.toString();
    }
}
