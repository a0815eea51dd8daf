package io.github.normalign.analysis;

import com.google.common.collect.ImmutableSortedSet;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.normalign.corpus.SentencePair;
import io.github.normalign.evaluation.Comparison;
import io.github.normalign.evaluation.ComparisonRow;
import io.github.normalign.firefox.FirefoxReference;
import io.github.normalign.gold.GoldAlignment;
import io.github.normalign.gold.GoldSet;
import io.github.normalign.model.AttentionReader;
import io.github.normalign.model.Device;
import io.github.normalign.model.ModelDirectory;
import io.github.normalign.model.ReaderOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The figures that numpy computed (see README.md in {@code src/test/resources/analysis}), and what this program finds for the
 * same 20 pairs from the embedded model.
 */
public record FigureReference(JsonObject expected, AttentionSummary summary, List<ComparisonRow> rows) {

    public static FigureReference of(String direction) throws IOException {
        List<FirefoxReference> references = FirefoxReference.read(direction);
        List<SentencePair> pairs = references.stream().map(pair -> SentencePair.of(pair.source(), pair.target())).toList();
        GoldSet set = GoldSet.load(Path.of("gold-alignments/graca-en-pt"));
        List<GoldAlignment> gold = (direction.equals("en-pt") ? set : set.swapped()).gold();
        AttentionTally tally =
            new AttentionTally(2, 8, WordFrequencies.of(pairs.stream().map(SentencePair::source).toList()));
        Comparison comparison = new Comparison(direction, 2, 8);
        try (AttentionReader reader = AttentionReader.open(ModelDirectory.open(Path.of("onnx-models", direction)),
                new ReaderOptions(ImmutableSortedSet.of(), true, Device.CPU, 2, 4))) {
            reader.read(pairs, (i, pair) -> {
                synchronized (tally) {
                    tally.add(tally.measure(pair.attention().orElseThrow(), pair.pieces().source(), pairs.get(i).source()));
                    comparison.add(comparison.judge(pair.attention().orElseThrow(), pair.pieces().source(),
                        pair.pieces().target(), gold.get(references.get(i).line() - 1)));
                }
                return i;
            });
        }
        return new FigureReference(all().getAsJsonObject(direction), tally.summary(), comparison.rows());
    }

    /** The whole file. */
    public static JsonObject all() throws IOException {
        return JsonParser.parseString(Files.readString(Path.of("src/test/resources/analysis/expected.json"))).getAsJsonObject();
    }

    /** A list of lists. */
    List<JsonArray> lines(String name) {
        return expected.getAsJsonArray(name).asList().stream().map(JsonElement::getAsJsonArray).toList();
    }
}
