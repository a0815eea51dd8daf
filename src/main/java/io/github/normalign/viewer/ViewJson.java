package io.github.normalign.viewer;

import com.google.gson.stream.JsonWriter;
import io.github.normalign.alignment.Link;
import io.github.normalign.alignment.ScoredLink;
import io.github.normalign.evaluation.AlignmentScores;
import io.github.normalign.words.AlignmentSetting;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Everything of a page but its matrices, as JSON that may stand in a script element: {@code <}, {@code >} and {@code &} are
 * written as escapes, so that no text can end the element or begin a comment in it.
 */
final class ViewJson {

    private static final MathContext DIGITS = new MathContext(4);
    private static final int SKIPPED_WORDS = 200;

    private final StringWriter out = new StringWriter();
    private final JsonWriter json = new JsonWriter(out);

    private ViewJson() {
        json.setHtmlSafe(true);
    }

    static String of(View view) {
        try {
            ViewJson writer = new ViewJson();
            writer.view(view);
            return writer.out.toString();
        } catch (IOException e) {
            throw new UncheckedIOException("a text in memory cannot fail to be written", e);
        }
    }

    private void view(View view) throws IOException {
        json.beginObject();
        text("title", view.title());
        text("version", view.version());
        text("setting", view.setting());
        text("combination", view.combination());
        json.name("threshold").value(view.threshold());
        texts("languages", view.languages());
        texts("given", view.given());
        json.name("left").value(view.left());
        json.name("models").beginArray();
        for (ViewedModel model : view.models()) {
            model(model);
        }
        json.endArray();
        Optional<AlignmentScores> scores = view.scores();
        if (scores.isPresent()) {
            json.name("gold").beginObject();
            text("name", view.gold().orElseThrow());
            fraction("aer", scores.get().aer());
            fraction("precision", scores.get().precision());
            fraction("recall", scores.get().recall());
            json.endObject();
        }
        json.name("pairs").beginArray();
        for (ViewedPair pair : view.pairs()) {
            pair(view, pair);
        }
        json.endArray().endObject();
    }

    private void model(ViewedModel model) throws IOException {
        AlignmentSetting setting = model.setting();
        json.beginObject();
        text("name", model.name());
        text("source", model.sourceLanguage().orElse(""));
        text("target", model.targetLanguage().orElse(""));
        json.name("layers").value(model.layers());
        json.name("heads").value(model.heads());
        json.name("chosen").beginObject();
        json.name("layer").value(String.valueOf(setting.layer()));
        text("head", setting.heads().toString());
        text("measure", setting.measure().toString());
        text("reading", setting.reading().toString());
        text("rule", setting.rule().toString());
        json.endObject().endObject();
    }

    private void pair(View view, ViewedPair pair) throws IOException {
        json.beginObject();
        json.name("line").value(pair.line());
        texts("source", shown(pair, pair.words().source()));
        texts("target", shown(pair, pair.words().target()));
        if (pair.finding().skipped().isPresent()) {
            text("skipped", pair.finding().skipped().get());
        }
        json.name("links").beginArray();
        for (ScoredLink scored : pair.finding().links()) {
            json.value(scored.link().source()).value(scored.link().target()).value(rounded(scored.score()));
        }
        json.endArray();
        fraction("score", pair.finding().score());
        fraction("aer", view.aer(pair).map(OptionalDouble::of).orElse(OptionalDouble.empty()));
        if (pair.gold().isPresent()) {
            links("sure", pair.gold().get().sure());
            links("possible", pair.gold().get().possible());
        }
        json.name("given").beginArray();
        for (var given : pair.given()) {
            links(given.links());
        }
        json.endArray().endObject();
    }

    /** What a model skipped may be a line of any length; its beginning is enough to know it by. */
    private static List<String> shown(ViewedPair pair, List<String> words) {
        return pair.finding().skipped().isEmpty() ? words : words.subList(0, Math.min(SKIPPED_WORDS, words.size()));
    }

    private void links(String name, Collection<Link> links) throws IOException {
        json.name(name);
        links(links);
    }

    private void links(Collection<Link> links) throws IOException {
        json.beginArray();
        for (Link link : links) {
            json.value(link.source()).value(link.target());
        }
        json.endArray();
    }

    private void text(String name, String value) throws IOException {
        json.name(name).value(clean(value));
    }

    private void texts(String name, List<String> values) throws IOException {
        json.name(name).beginArray();
        for (String value : values) {
            json.value(clean(value));
        }
        json.endArray();
    }

    /** A number, or null where it is not defined. */
    private void fraction(String name, OptionalDouble value) throws IOException {
        json.name(name);
        if (value.isPresent()) {
            json.value(rounded(value.getAsDouble()));
        } else {
            json.nullValue();
        }
    }

    private static BigDecimal rounded(double value) {
        return BigDecimal.valueOf(value).round(DIGITS);
    }

    /** Halves of surrogate pairs have no form in UTF-8. */
    private static String clean(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints().forEach(point -> clean.appendCodePoint(
            point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE ? 0xFFFD : point));
        return clean.toString();
    }
}
