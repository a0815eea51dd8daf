package io.github.normalign.format;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.normalign.alignment.Alignment;
import io.github.normalign.alignment.Link;
import io.github.normalign.corpus.LinePosition;
import io.github.normalign.corpus.LocatedWords;
import io.github.normalign.corpus.OffsetUnit;
import io.github.normalign.corpus.SegmentedText;
import io.github.normalign.corpus.WordSpan;
import io.github.normalign.corpus.Words;
import io.github.normalign.error.CorpusException;
import io.github.normalign.error.Shown;
import io.github.normalign.projection.LabelledSpan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the keys of a {@link SpanLine}, each in all the forms it may have. What is wrong is a {@link CorpusException} with file,
 * line and key, what was found and what was expected.
 */
final class SpanFields {

    private final JsonObject json;
    private final OffsetUnit unit;
    private final LinePosition position;

    /**
     * The keys of an object.
     *
     * @param json the object
     * @param unit what offsets count where the object does not say
     * @param position its place, for messages
     */
    SpanFields(JsonObject json, OffsetUnit unit, LinePosition position) {
        this.json = json;
        this.unit = unit;
        this.position = position;
    }

    /** A side with the words it has; {@code source} or {@code target}. */
    SegmentedText side(String key) {
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
            return new SegmentedText(text, words(text, list, key));
        }
        if (!isString(found)) {
            throw wrong(key, found, "a text, a list of words, or an object with \"text\" and \"words\"");
        }
        String text = found.getAsString();
        return new SegmentedText(text, words == null ? Words.spans(text) : words(text, words, wordsKey));
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

    /** The labelled spans of the source text, in UTF-16 units. */
    List<LabelledSpan> spans(String text) {
        JsonElement found = json.get("spans");
        if (!(found instanceof JsonArray list)) {
            throw wrong("spans", found, "a list of objects with \"start\" and \"end\"");
        }
        List<LabelledSpan> result = new ArrayList<>();
        for (JsonElement element : list) {
            if (!(element instanceof JsonObject span)) {
                throw wrong("spans", element, "an object with \"start\" and \"end\"");
            }
            int start = place(text, span.get("start"), unit, "spans", element);
            int end = place(text, span.get("end"), unit, "spans", element);
            if (end < start) {
                throw wrong("spans", element, "start <= end");
            }
            result.add(new LabelledSpan(start, end, isString(span.get("label")) ? span.get("label").getAsString() : ""));
        }
        return List.copyOf(result);
    }

    /** The links, checked against the numbers of words; empty without such a key. */
    Optional<Alignment> links(int sourceWords, int targetWords) {
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
        LinkRange.require(alignment, sourceWords, targetWords, position);
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

    /** So much of a value that it is recognised in a message. */
    static String excerpt(JsonElement element) {
        return Shown.excerpt(element.toString());
    }
}
