package io.github.normalign.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtException;
import io.github.normalign.error.ModelException;
import io.github.normalign.model.TinyMarian;
import io.github.normalign.onnx.OrtRun.Array;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stock export under ONNX Runtime against what PyTorch computed (see the fixture's README). */
class DecoderGraphTest {

    private static final Path FILE = TinyMarian.MODEL.resolve("decoder_model.onnx");
    private static final int HEADS = 4;
    private static final int DIMENSION = 32;
    private static final int PAD = 681;

    @Test
    void theStockExportIsUnderstood() {
        DecoderGraph decoder = decoder();
        assertEquals(3, decoder.layers());
        assertEquals(HEADS, decoder.heads());
        assertEquals(8, decoder.headSize());
        assertEquals(DIMENSION, decoder.dimension());
        assertEquals("float32", decoder.precision());
        assertEquals("input_ids", decoder.decoderIds());
        assertEquals(Set.of("input_ids", "encoder_hidden_states", "encoder_attention_mask"), names(decoder.inputs()));
    }

    @Test
    void weightsAndGramAreThoseOfPyTorchForEachPairAlone() throws OrtException, IOException {
        AlignmentGraph graph = decoder().prepare(Set.of(), AlignmentOutputs.WEIGHTS_AND_GRAM);
        for (TinyMarian.Pair pair : TinyMarian.pairs()) {
            compare(List.of(pair), OrtRun.run(graph, inputs(List.of(pair))), Set.of(1, 2, 3));
        }
    }

    @Test
    void weightsAndGramAreThoseOfPyTorchInOnePaddedBatch() throws OrtException, IOException {
        AlignmentGraph graph = decoder().prepare(Set.of(), AlignmentOutputs.WEIGHTS_AND_GRAM);
        List<TinyMarian.Pair> pairs = TinyMarian.pairs();
        assertTrue(pairs.size() >= 12 && pairs.stream().mapToInt(TinyMarian.Pair::columns).distinct().count() > 3);
        compare(pairs, OrtRun.run(graph, inputs(pairs)), Set.of(1, 2, 3));
    }

    @Test
    void oneLayerGivesTheSameNumbersFromASmallerGraph() throws OrtException, IOException {
        DecoderGraph decoder = decoder();
        AlignmentGraph first = decoder.prepare(Set.of(1), AlignmentOutputs.WEIGHTS_AND_GRAM);
        AlignmentGraph all = decoder.prepare(Set.of(), AlignmentOutputs.WEIGHTS_AND_GRAM);
        List<TinyMarian.Pair> pairs = TinyMarian.pairs();
        Map<String, Array> outputs = OrtRun.run(first, inputs(pairs));
        assertEquals(Set.of("normalign.weights.1", "normalign.gram.1"), outputs.keySet());
        compare(pairs, outputs, Set.of(1));
        int small = OnnxModel.read(first.model(), "first").graph().nodes().size();
        int large = OnnxModel.read(all.model(), "all").graph().nodes().size();
        assertTrue(3 * small < 2 * large, small + " nodes of " + large);
    }

    @Test
    void weightsAloneNeedNoOutputProjection() throws OrtException, IOException {
        AlignmentGraph graph = decoder().prepare(Set.of(2), AlignmentOutputs.WEIGHTS);
        List<TinyMarian.Pair> pairs = TinyMarian.pairs().subList(0, 1);
        Map<String, Array> outputs = OrtRun.run(graph, inputs(pairs));
        assertEquals(Set.of("normalign.weights.2"), outputs.keySet());
        assertClose(pairs.get(0).layers().get(1).weights(), outputs.get("normalign.weights.2").floats(), pairs.get(0).columns());
    }

    @Test
    void theSelfCheckComparesTwoWaysToTheSameSum() throws OrtException, IOException {
        AlignmentGraph graph = decoder().prepare(Set.of(), AlignmentOutputs.SELF_CHECK);
        TinyMarian.Pair pair = TinyMarian.pairs().get(11);
        Map<String, Array> outputs = OrtRun.run(graph, inputs(List.of(pair)));
        for (int layer = 1; layer <= 3; layer++) {
            Array sum = outputs.get(AlignmentGraph.sum(layer));
            Array own = outputs.get(AlignmentGraph.projection(layer));
            assertArrayEquals(new long[] {1, pair.rows(), DIMENSION}, sum.shape());
            assertArrayEquals(new long[] {1, pair.rows(), DIMENSION}, own.shape());
            double disagreement = disagreement(sum.floats(), own.floats(), pair.rows());
            assertTrue(disagreement < 2e-6, "layer " + layer + ": " + disagreement);
            // The check can fail: the sum of another layer does not pass.
            Array other = outputs.get(AlignmentGraph.sum(layer % 3 + 1));
            assertTrue(disagreement(other.floats(), own.floats(), pair.rows()) > 0.1);
        }
    }

    @Test
    void theWeightsOfTheModelStayInTheUsersFile() throws IOException {
        AlignmentGraph graph = decoder().prepare(Set.of(), AlignmentOutputs.WEIGHTS_AND_GRAM);
        assertTrue(graph.model().length < Files.size(FILE) / 2, graph.model().length + " bytes");
        OnnxModel model = OnnxModel.read(graph.model(), "graph");
        byte[] original = Files.readAllBytes(FILE);
        int external = 0;
        for (OnnxTensor tensor : model.graph().initializers().values()) {
            if (tensor.isExternal()) {
                external++;
                assertEquals("decoder_model.onnx", tensor.externalLocation().orElseThrow());
                assertTrue(tensor.externalOffset() + tensor.byteCount() <= original.length);
            } else {
                assertTrue(tensor.byteCount() <= 1024, tensor.toString());
            }
        }
        assertTrue(external > 20);
        assertTrue(model.graph().outputs().stream().noneMatch(value -> value.name().equals("logits")));
    }

    @Test
    void aConfigurationOfAnotherModelIsRefusedWithAllThatDisagrees() {
        OnnxModel model = OnnxModel.read(FILE);
        ModelException e = assertThrows(ModelException.class, () -> DecoderGraph.of(model, FILE, 6, 5));
        assertTrue(e.getMessage().contains("in 3 layers, but its configuration states 6"), e.getMessage());
        assertTrue(e.getMessage().contains("decoder layer 3"), e.getMessage());
        assertTrue(e.getMessage().contains("which 5 heads cannot share"), e.getMessage());
    }

    @Test
    void anEncoderIsRefused() {
        Path encoder = TinyMarian.MODEL.resolve("encoder_model.onnx");
        OnnxModel model = OnnxModel.read(encoder);
        ModelException e = assertThrows(ModelException.class, () -> DecoderGraph.of(model, encoder, 3, HEADS));
        assertTrue(e.getMessage().contains("encoder_model.onnx") && e.getMessage().contains("No cross-attention"), e.getMessage());
    }

    @Test
    void aLayerThatIsNotThereIsRefused() {
        DecoderGraph decoder = decoder();
        assertThrows(ModelException.class, () -> decoder.prepare(Set.of(4), AlignmentOutputs.WEIGHTS));
        assertThrows(ModelException.class, () -> decoder.prepare(Set.of(0), AlignmentOutputs.WEIGHTS));
    }

    @Test
    void aPreparedGraphIsNotPreparedAgain(@TempDir Path directory) throws IOException {
        AlignmentGraph graph = decoder().prepare(Set.of(), AlignmentOutputs.SELF_CHECK);
        Path file = directory.resolve("decoder_model.onnx");
        Files.copy(FILE, file);
        OnnxModel again = OnnxModel.read(graph.model(), "again");
        ModelException e = assertThrows(ModelException.class, () -> DecoderGraph.of(again, file, 3, HEADS));
        assertTrue(e.getMessage().contains("already changed by normalign"), e.getMessage());
    }

    static DecoderGraph decoder() {
        return DecoderGraph.of(OnnxModel.read(FILE), FILE, 3, HEADS);
    }

    /** Largest difference of two sums, less what is the same at every step (the output bias), as a part of the largest value. */
    static double disagreement(float[] sum, float[] own, int rows) {
        int width = sum.length / rows;
        double worst = 0;
        double largest = 0;
        for (float value : sum) {
            largest = Math.max(largest, Math.abs(value));
        }
        for (int i = 0; i < width; i++) {
            double mean = 0;
            for (int row = 0; row < rows; row++) {
                mean += (own[row * width + i] - sum[row * width + i]) / (double) rows;
            }
            for (int row = 0; row < rows; row++) {
                worst = Math.max(worst, Math.abs(own[row * width + i] - sum[row * width + i] - mean));
            }
        }
        return worst / largest;
    }

    private static Set<String> names(List<OnnxValue> values) {
        return Set.copyOf(values.stream().map(OnnxValue::name).toList());
    }

    /** The encoder's output and the decoder's inputs, padded to the longest. */
    private static Map<String, Array> inputs(List<TinyMarian.Pair> pairs) throws OrtException, IOException {
        int columns = pairs.stream().mapToInt(TinyMarian.Pair::columns).max().orElseThrow();
        int rows = pairs.stream().mapToInt(TinyMarian.Pair::rows).max().orElseThrow();
        long[] source = new long[pairs.size() * columns];
        long[] mask = new long[source.length];
        long[] target = new long[pairs.size() * rows];
        for (int b = 0; b < pairs.size(); b++) {
            int[] sourceIds = pairs.get(b).source().ids();
            int[] targetIds = pairs.get(b).target().ids();
            for (int s = 0; s < columns; s++) {
                source[b * columns + s] = s < sourceIds.length ? sourceIds[s] : s == sourceIds.length ? 0 : PAD;
                mask[b * columns + s] = s <= sourceIds.length ? 1 : 0;
            }
            for (int t = 0; t < rows; t++) {
                target[b * rows + t] = t == 0 || t > targetIds.length ? PAD : targetIds[t - 1];
            }
        }
        Array maskArray = Array.of(mask, pairs.size(), columns);
        Map<String, Array> inputs = new HashMap<>(Map.of("input_ids", Array.of(source, pairs.size(), columns),
            "attention_mask", maskArray));
        byte[] encoder = Files.readAllBytes(TinyMarian.MODEL.resolve("encoder_model.onnx"));
        Array states = OrtRun.run(encoder, TinyMarian.MODEL, inputs).get("last_hidden_state");
        return Map.of("input_ids", Array.of(target, pairs.size(), rows), "encoder_hidden_states", states,
            "encoder_attention_mask", maskArray);
    }

    private static void compare(List<TinyMarian.Pair> pairs, Map<String, Array> outputs, Set<Integer> layers) {
        for (int layer : layers) {
            Array weights = outputs.get(AlignmentGraph.weights(layer));
            Array gram = outputs.get(AlignmentGraph.gram(layer));
            int rows = (int) weights.shape()[2];
            int columns = (int) weights.shape()[3];
            assertArrayEquals(new long[] {pairs.size(), HEADS, rows, columns}, weights.shape());
            assertArrayEquals(new long[] {pairs.size(), columns, HEADS, HEADS}, gram.shape());
            for (int b = 0; b < pairs.size(); b++) {
                TinyMarian.Pair pair = pairs.get(b);
                TinyMarian.Layer expected = pair.layers().get(layer - 1);
                float[] own = cut(weights.floats(), b * HEADS * rows * columns, pair, rows, columns);
                int matrices = HEADS * HEADS;
                float[] ownGram = new float[pair.columns() * matrices];
                System.arraycopy(gram.floats(), b * columns * matrices, ownGram, 0, ownGram.length);
                assertClose(expected.weights(), own, pair.columns());
                assertClose(expected.gram(), ownGram, matrices);
                assertClose(expected.layerNorms(), norms(own, ownGram, pair), pair.columns());
            }
        }
    }

    private static float[] cut(float[] weights, int start, TinyMarian.Pair pair, int rows, int columns) {
        float[] own = new float[HEADS * pair.rows() * pair.columns()];
        for (int h = 0; h < HEADS; h++) {
            for (int t = 0; t < pair.rows(); t++) {
                System.arraycopy(weights, start + (h * rows + t) * columns, own, (h * pair.rows() + t) * pair.columns(),
                    pair.columns());
            }
        }
        return own;
    }

    private static float[] norms(float[] weights, float[] gram, TinyMarian.Pair pair) {
        int cells = pair.rows() * pair.columns();
        float[] norms = new float[cells];
        for (int cell = 0; cell < cells; cell++) {
            double square = 0;
            for (int h = 0; h < HEADS; h++) {
                for (int k = 0; k < HEADS; k++) {
                    square += (double) weights[h * cells + cell] * weights[k * cells + cell]
                        * gram[(cell % pair.columns() * HEADS + h) * HEADS + k];
                }
            }
            norms[cell] = (float) Math.sqrt(Math.max(0, square));
        }
        return norms;
    }

    /** The project's tolerance: 1e-5 + 1e-4 x the row's largest. */
    static void assertClose(float[] expected, float[] actual, int rowLength) {
        assertEquals(expected.length, actual.length);
        for (int row = 0; row < expected.length; row += rowLength) {
            double largest = 0;
            for (int i = row; i < row + rowLength; i++) {
                largest = Math.max(largest, Math.abs(expected[i]));
            }
            for (int i = row; i < row + rowLength; i++) {
                assertEquals(expected[i], actual[i], 1e-5 + 1e-4 * largest, "at " + i);
            }
        }
    }
}
