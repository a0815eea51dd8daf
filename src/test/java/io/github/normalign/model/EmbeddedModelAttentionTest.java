package io.github.normalign.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.common.collect.ImmutableSortedSet;
import io.github.normalign.corpus.SentencePair;
import io.github.normalign.firefox.FirefoxReference;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The embedded models, from text to attention, against numpy reading Mozilla's own file: pieces, weights, norms and Gram
 * matrices of 20 gold pairs a direction, each alone and all padded together.
 */
class EmbeddedModelAttentionTest {

    @ParameterizedTest
    @CsvSource({"en-pt, 1", "en-pt, 32", "pt-en, 1", "pt-en, 32"})
    void everyLayerAndHeadEqualsNumpy(String direction, int batch) throws IOException {
        List<FirefoxReference> references = FirefoxReference.read(direction);
        assertEquals(20, references.size());
        List<SentencePair> pairs = references.stream().map(pair -> SentencePair.of(pair.source(), pair.target())).toList();
        ReaderOptions options = new ReaderOptions(ImmutableSortedSet.of(), true, Device.CPU, 2, batch);
        try (AttentionReader reader =
                AttentionReader.open(ModelDirectory.open(Path.of("onnx-models", direction)), options)) {
            reader.read(pairs, (i, found) -> {
                requireReference(references.get(i), found);
                return i;
            });
        }
    }

    private static void requireReference(FirefoxReference expected, PairAttention found) {
        int[] sourceIds = expected.sourceIds();
        assertArrayEquals(Arrays.copyOf(sourceIds, sourceIds.length - 1), found.pieces().source().ids());
        assertArrayEquals(expected.targetIds(), found.pieces().target().ids());
        assertEquals(2, expected.layers().size());
        for (int number = 1; number <= 2; number++) {
            FirefoxReference.Layer layer = expected.layers().get(number - 1);
            new AttentionExpectation(expected.rows(), expected.columns(), layer.weights(), layer.headNorms(), layer.layerNorms(),
                layer.gram()).requireMet("line " + expected.line() + ", layer " + number,
                    found.attention().orElseThrow().layer(number));
        }
    }
}
