package io.github.normalign.format;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import io.github.normalign.alignment.Link;
import io.github.normalign.alignment.ScoredLink;
import io.github.normalign.corpus.Line;
import io.github.normalign.corpus.LineReader;
import io.github.normalign.corpus.SegmentedText;
import io.github.normalign.corpus.WordSpan;
import io.github.normalign.error.CorpusException;
import io.github.normalign.error.FailureReason;
import io.github.normalign.error.Shown;
import io.github.normalign.words.AlignmentSetting;
import io.github.normalign.words.LogProbabilities;
import io.github.normalign.words.LogProbability;
import io.github.normalign.words.SentenceScores;
import io.github.normalign.words.SettingJson;
import io.github.normalign.words.TwoWaySetting;
import java.io.Closeable;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Reads what {@link JsonLinesFormat} writes, one line in memory at a time; keys it does not know are left alone. What it reads is
 * checked: every word is what its offsets cut out of the text, in both units, and every link and unaligned word belongs to the
 * pair. Not safe for use by several threads.
 */
public final class JsonLinesReader implements Iterator<AlignedLine>, Closeable {

    private final Iterator<Line> lines;
    private final Closeable file;
    private JsonElement knownMethod;
    private AlignmentMethod method;

    private JsonLinesReader(Iterator<Line> lines, Closeable file) {
        this.lines = lines;
        this.file = file;
    }

    /**
     * Opens a file.
     *
     * @param file the file; compressed as {@link io.github.normalign.corpus.Compression#of} says
     * @return a reader at its first line
     * @throws CorpusException if the file cannot be opened
     */
    public static JsonLinesReader open(Path file) {
        LineReader reader = LineReader.openByName(file);
        return new JsonLinesReader(reader, reader);
    }

    /**
     * Reads lines of a file that is open already.
     *
     * @param lines the lines, read as they are asked for; the caller closes them
     * @return a reader at the first of them
     */
    public static JsonLinesReader of(Iterator<Line> lines) {
        return new JsonLinesReader(lines, () -> { });
    }

    /**
     * Whether another line follows.
     *
     * @throws CorpusException if the file cannot be read
     */
    @Override
    public boolean hasNext() {
        return lines.hasNext();
    }

    /**
     * The next line.
     *
     * @throws CorpusException with file, line, the key at fault, what was found and what was expected
     * @throws NoSuchElementException after the last line
     */
    @Override
    public AlignedLine next() {
        Line line = lines.next();
        try {
            return read(parse(line.text()));
        } catch (IllegalArgumentException e) {
            throw refusal(line, e.getMessage(), e);
        } catch (JsonParseException e) {
            throw refusal(line, FailureReason.of(e).replace("line 1, ", ""), e);
        } catch (IOException e) {
            throw refusal(line, "it is not JSON, or not all of it", e);
        }
    }

    private static CorpusException refusal(Line line, String why, Exception cause) {
        return new CorpusException(line.position() + ": " + why + ". Expected a line of 'normalign align --jsonl'.", cause);
    }

    /** Closes the file. */
    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new CorpusException("the file cannot be closed: " + FailureReason.of(e), e);
        }
    }

    private static JsonValue parse(String text) throws IOException {
        try (JsonReader reader = new JsonReader(new StringReader(text))) {
            reader.setStrictness(Strictness.STRICT);
            JsonElement element = JsonParser.parseReader(reader);
            if (reader.peek() != JsonToken.END_DOCUMENT) {
                throw new IllegalArgumentException("more than one JSON value");
            }
            return new JsonValue("", element);
        } catch (MalformedJsonException e) {
            throw new JsonParseException(e.getMessage(), e);
        }
    }

    private AlignedLine read(JsonValue json) {
        JsonValue version = json.get("version");
        if (version.count(1) != JsonLinesFormat.VERSION) {
            throw version.unexpected(JsonLinesFormat.VERSION + "; a newer normalign has written it");
        }
        Optional<AlignedLine.Side> source = json.get("source").nullable().map(JsonLinesReader::side);
        Optional<AlignedLine.Side> target = json.get("target").nullable().map(JsonLinesReader::side);
        AlignedLine line = new AlignedLine(json.get("line").count(1), status(json.get("status")),
            json.get("reason").nullable().map(JsonValue::text), source, target,
            json.get("links").array().stream().map(JsonLinesReader::link).toList(),
            json.get("scores").nullable().map(JsonLinesReader::scores),
            json.get("logProbability").optional().map(JsonLinesReader::logProbabilities), method(json.get("method")));
        json.get("unaligned").nullable().ifPresent(unaligned -> {
            requireSame(unaligned.get("source"), line.unalignedSource());
            requireSame(unaligned.get("target"), line.unalignedTarget());
        });
        return line;
    }

    private static AlignedLine.Status status(JsonValue json) {
        String name = json.text();
        for (AlignedLine.Status status : AlignedLine.Status.values()) {
            if (status.toString().equals(name)) {
                return status;
            }
        }
        throw json.unexpected("aligned, skipped, rejected, empty or bad");
    }

    private static AlignedLine.Side side(JsonValue json) {
        String text = json.get("text").text();
        List<JsonValue> words = json.get("words").array();
        List<WordSpan> spans = new ArrayList<>(words.size());
        List<List<String>> pieces = new ArrayList<>(words.size());
        for (JsonValue word : words) {
            WordSpan span = span(word.get("utf16"));
            if (span.end() > text.length() || !span.cut(text).equals(word.get("text").text())) {
                throw word.get("text").unexpected("what utf16 cuts out of the text"
                    + (span.end() > text.length() ? ", which is shorter" : ", '" + Shown.excerpt(span.cut(text)) + "'"));
            }
            spans.add(span);
            word.get("pieces").nullable().ifPresent(found -> pieces.add(found.texts()));
        }
        if (!pieces.isEmpty() && pieces.size() != words.size()) {
            throw new IllegalArgumentException(json.path() + ": some words have pieces and others have null; expected one or the"
                + " other for all");
        }
        SegmentedText segmented = new SegmentedText(text, spans);
        List<WordSpan> points = segmented.codePointSpans();
        for (int i = 0; i < points.size(); i++) {
            JsonValue found = words.get(i).get("codePoints");
            if (!span(found).equals(points.get(i))) {
                throw found.unexpected("[" + points.get(i).start() + "," + points.get(i).end() + "], which utf16 says");
            }
        }
        return new AlignedLine.Side(segmented, words.isEmpty() || !pieces.isEmpty() ? Optional.of(pieces) : Optional.empty());
    }

    private static WordSpan span(JsonValue json) {
        List<JsonValue> ends = json.array();
        if (ends.size() != 2 || ends.get(1).count(0) <= ends.get(0).count(0)) {
            throw json.unexpected("[start,end], the end behind the word and greater than the start");
        }
        return new WordSpan(ends.get(0).count(0), ends.get(1).count(0));
    }

    private static ScoredLink link(JsonValue json) {
        return new ScoredLink(new Link(json.get("source").count(0), json.get("target").count(0)), json.get("score").number());
    }

    private static SentenceScores scores(JsonValue json) {
        return new SentenceScores(json.get("score").number(), json.get("support").number(), json.get("sourceSupport").number(),
            json.get("targetSupport").number(), json.get("weakest").number(), json.get("share").number(),
            json.get("attended").number(), json.get("sourceCoverage").number(), json.get("targetCoverage").number(),
            json.get("agreement").nullable().map(value -> OptionalDouble.of(value.number())).orElse(OptionalDouble.empty()));
    }

    private static LogProbabilities logProbabilities(JsonValue json) {
        return new LogProbabilities(json.get("forward").nullable().map(JsonLinesReader::logProbability),
            json.get("reverse").nullable().map(JsonLinesReader::logProbability));
    }

    private static LogProbability logProbability(JsonValue json) {
        return new LogProbability(json.get("mean").number(), json.get("pieces").count(1));
    }

    /** The same on every line, and not read anew for each. */
    private AlignmentMethod method(JsonValue json) {
        if (!json.object().equals(knownMethod)) {
            method = new AlignmentMethod(json.get("models").texts(), setting(json, false).map(AlignmentSetting.class::cast),
                setting(json, true).map(TwoWaySetting.class::cast),
                json.get("languages").get("source").nullable().map(JsonValue::text),
                json.get("languages").get("target").nullable().map(JsonValue::text), json.get("threshold").number(),
                json.get("words").get("source").text(), json.get("words").get("target").text());
            JsonValue kind = json.get("score").get("kind");
            if (!kind.text().equals(method.scores().toString())) {
                throw kind.unexpected(method.scores() + ", which the setting gives");
            }
            knownMethod = json.value();
        }
        return method;
    }

    private static Optional<Record> setting(JsonValue method, boolean two) {
        JsonObject setting = method.get("setting").object();
        if (setting.has("forward") != two) {
            return Optional.empty();
        }
        try {
            return Optional.of(two ? SettingJson.readTwoWay(setting) : SettingJson.read(setting));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("method.setting: " + e.getMessage(), e);
        }
    }

    private static void requireSame(JsonValue json, List<Integer> expected) {
        if (!json.array().stream().map(word -> word.count(0)).toList().equals(expected)) {
            throw json.unexpected(expected + ", the words that no link names");
        }
    }
}
