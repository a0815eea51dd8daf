package io.github.normalign.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableSortedSet;
import io.github.normalign.attention.LayerAttention;
import io.github.normalign.corpus.SentencePair;
import io.github.normalign.firefox.FirefoxReference;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The embedded models computed with int8: near to numpy's float32 attention, and the same whatever else is in the batch. */
class IntegerPrecisionTest {

    private static List<LayerAttention> read(List<SentencePair> pairs, int batch, Precision precision) {
        ReaderOptions options = new ReaderOptions(ImmutableSortedSet.of(1), true, Device.CPU, 1, batch).withPrecision(precision);
        try (AttentionReader reader = AttentionReader.open(ModelDirectory.open(Path.of("onnx-models/en-pt")), options)) {
            return reader.read(pairs, (i, found) -> found.attention().orElseThrow().layer(1));
        }
    }

    private static List<SentencePair> pairs(List<FirefoxReference> references) {
        return references.stream().map(pair -> SentencePair.of(pair.source(), pair.target())).toList();
    }

    @Test
    void aPairsNumbersAreTheSameAloneAndInABatch() throws IOException {
        List<SentencePair> pairs = pairs(FirefoxReference.read("en-pt"));
        List<LayerAttention> alone = read(pairs, 1, Precision.INT8);
        List<LayerAttention> together = read(pairs, 32, Precision.INT8);
        for (int i = 0; i < pairs.size(); i++) {
            assertArrayEquals(alone.get(i).weights(), together.get(i).weights(), 1e-5f, "pair " + i);
        }
    }

    /** Of the largest weight of every row, at least 95 in 100 stand where numpy's do; and it is really another arithmetic. */
    @Test
    void attentionStaysNearNumpysFloats() throws IOException {
        List<FirefoxReference> references = FirefoxReference.read("en-pt");
        List<LayerAttention> found = read(pairs(references), 32, Precision.INT8);
        int rows = 0;
        int same = 0;
        double greatest = 0;
        for (int i = 0; i < found.size(); i++) {
            float[] expected = references.get(i).layers().get(0).weights();
            LayerAttention layer = found.get(i);
            for (int row = 0; row < layer.heads() * layer.rows(); row++, rows++) {
                same += argmax(expected, row, layer.columns()) == argmax(layer.weights(), row, layer.columns()) ? 1 : 0;
            }
            for (int at = 0; at < expected.length; at++) {
                greatest = Math.max(greatest, Math.abs(expected[at] - layer.weights()[at]));
            }
        }
        assertTrue(same >= 0.95 * rows, same + " of " + rows);
        assertTrue(greatest > 1e-3 && greatest < 0.5, "greatest difference " + greatest);
    }

    private static int argmax(float[] values, int row, int columns) {
        int best = 0;
        for (int column = 1; column < columns; column++) {
            best = values[row * columns + column] > values[row * columns + best] ? column : best;
        }
        return best;
    }

    @Test
    void aModelThatStatesNoStepsIsComputedAsItIs() {
        ReaderOptions options = new ReaderOptions(ImmutableSortedSet.of(), true, Device.CPU, 1, 4);
        List<SentencePair> pairs = TinyMarian.pairs().stream().map(TinyMarian.Pair::words).toList();
        try (AttentionReader floats = AttentionReader.open(ModelDirectory.open(TinyMarian.MODEL), options);
                AttentionReader integers =
                    AttentionReader.open(ModelDirectory.open(TinyMarian.MODEL), options.withPrecision(Precision.INT8))) {
            List<float[]> expected = floats.read(pairs, (i, found) -> found.attention().orElseThrow().layer(2).weights());
            List<float[]> same = integers.read(pairs, (i, found) -> found.attention().orElseThrow().layer(2).weights());
            for (int i = 0; i < expected.size(); i++) {
                assertArrayEquals(expected.get(i), same.get(i));
            }
        }
    }
}
