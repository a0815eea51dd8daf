package io.github.normalign.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtException;
import io.github.normalign.error.ModelException;
import io.github.normalign.onnx.OrtRun.Array;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The traps of {@link ToyDecoder}, and graphs that must be refused. */
class ToyDecoderTest {

    private static final int BATCH = 2;
    private static final int ROWS = 4;
    private static final int COLUMNS = 5;

    @TempDir
    private Path directory;

    @Test
    void everyFormOfCrossAttentionIsFoundAndNothingElse() throws IOException {
        DecoderGraph decoder = stored(new ToyDecoder().model(), ToyDecoder.LAYERS);
        assertEquals(3, decoder.layers());
        assertEquals(ToyDecoder.HEAD_SIZE, decoder.headSize());
        assertEquals(ToyDecoder.DIMENSION, decoder.dimension());
    }

    @Test
    void weightsAndGramAreThoseOfTheModelItself() throws IOException, OrtException {
        ToyDecoder toy = new ToyDecoder();
        Map<String, Array> outputs = OrtRun.run(stored(toy.model(), ToyDecoder.LAYERS)
            .prepare(Set.of(), AlignmentOutputs.WEIGHTS_AND_GRAM), inputs());
        for (int layer = 1; layer <= ToyDecoder.LAYERS; layer++) {
            toy.graph.addOutput(OnnxValue.ofAnyShape("cross" + layer + ".weights", ElementType.FLOAT));
            toy.graph.addOutput(OnnxValue.ofAnyShape("cross" + layer + ".v", ElementType.FLOAT));
        }
        Map<String, Array> own = OrtRun.run(toy.model().toBytes(), directory, inputs());
        for (int layer = 1; layer <= ToyDecoder.LAYERS; layer++) {
            Array weights = outputs.get(AlignmentGraph.weights(layer));
            assertArrayEquals(new long[] {BATCH, ToyDecoder.HEADS, ROWS, COLUMNS}, weights.shape());
            assertArrayEquals(own.get("cross" + layer + ".weights").floats(), weights.floats(), 1e-6f);
            Array gram = outputs.get(AlignmentGraph.gram(layer));
            assertArrayEquals(new long[] {BATCH, COLUMNS, ToyDecoder.HEADS, ToyDecoder.HEADS}, gram.shape());
            float[] expected = gram(own.get("cross" + layer + ".v").floats(), toy.outputWeights[layer - 1]);
            DecoderGraphTest.assertClose(expected, gram.floats(), ToyDecoder.HEADS * ToyDecoder.HEADS);
        }
    }

    @Test
    void theSelfCheckAgreesForEveryForm() throws IOException, OrtException {
        Map<String, Array> outputs = OrtRun.run(stored(new ToyDecoder().model(), ToyDecoder.LAYERS)
            .prepare(Set.of(), AlignmentOutputs.SELF_CHECK), inputs());
        int size = ROWS * ToyDecoder.DIMENSION;
        for (int layer = 1; layer <= ToyDecoder.LAYERS; layer++) {
            for (int pair = 0; pair < BATCH; pair++) {
                float[] sum = part(outputs.get(AlignmentGraph.sum(layer)), pair, size);
                float[] own = part(outputs.get(AlignmentGraph.projection(layer)), pair, size);
                assertTrue(DecoderGraphTest.disagreement(sum, own, ROWS) < 1e-5, "layer " + layer);
            }
        }
    }

    @Test
    void aSelfCheckOfAWrongReadingFails() throws IOException, OrtException {
        // The heads lie crosswise in the joined vectors: head-major reading is wrong, and only a run can show it.
        ToyDecoder toy = new ToyDecoder();
        toy.graph.nodes().stream().filter(node -> node.output().equals("cross1.joined")).findFirst().orElseThrow()
            .with("perm", new long[] {0, 2, 3, 1});
        Map<String, Array> outputs = OrtRun.run(stored(toy.model(), ToyDecoder.LAYERS)
            .prepare(Set.of(1), AlignmentOutputs.SELF_CHECK), inputs());
        int size = ROWS * ToyDecoder.DIMENSION;
        float[] sum = part(outputs.get(AlignmentGraph.sum(1)), 0, size);
        assertTrue(DecoderGraphTest.disagreement(sum, part(outputs.get(AlignmentGraph.projection(1)), 0, size), ROWS) > 0.05);
    }

    @Test
    void whatIsNotNeededIsCutAwayAndWhatALoopUsesIsKept() throws IOException {
        AlignmentGraph graph = stored(new ToyDecoder().model(), ToyDecoder.LAYERS).prepare(Set.of(1), AlignmentOutputs.WEIGHTS);
        OnnxGraph left = OnnxModel.read(graph.model(), "cut").graph();
        assertTrue(left.nodes().stream().anyMatch(node -> node.is("Scan")));
        assertTrue(left.initializers().containsKey("gain.raw"));
        assertTrue(left.nodes().stream().anyMatch(node -> node.outputs().contains("gain")));
        assertFalse(left.initializers().containsKey("vocabulary"));
        assertTrue(left.nodes().stream().noneMatch(node -> node.output().startsWith("cross2.")));
        assertEquals(List.of("normalign.weights.1"), left.outputs().stream().map(OnnxValue::name).toList());
    }

    @Test
    void nodesOutOfOrderAreSorted() throws IOException, OrtException {
        OnnxModel model = new ToyDecoder().model();
        AlignmentGraph ordered = stored(model, ToyDecoder.LAYERS).prepare(Set.of(), AlignmentOutputs.WEIGHTS_AND_GRAM);
        Map<String, Array> expected = OrtRun.run(ordered, inputs());
        Collections.reverse(model.graph().nodes());
        AlignmentGraph sorted = stored(model, ToyDecoder.LAYERS).prepare(Set.of(), AlignmentOutputs.WEIGHTS_AND_GRAM);
        Map<String, Array> actual = OrtRun.run(sorted, inputs());
        expected.forEach((name, array) -> assertArrayEquals(array.floats(), actual.get(name).floats(), 1e-6f, name));
    }

    @Test
    void theBranchWithoutCacheOfAMergedDecoderGivesTheSame() throws IOException, OrtException {
        OnnxModel model = new ToyDecoder().model();
        Map<String, Array> expected = OrtRun.run(stored(model, ToyDecoder.LAYERS)
            .prepare(Set.of(), AlignmentOutputs.WEIGHTS_AND_GRAM), inputs());
        OnnxGraph merged = new OnnxGraph("merged");
        model.graph().inputs().forEach(merged::addInput);
        merged.addInput(OnnxValue.tensor("past_key_values.0.decoder.key", ElementType.FLOAT, "batch", "past", ToyDecoder.PIECES));
        merged.addInput(OnnxValue.tensor("use_cache_branch", ElementType.BOOL, 1));
        model.graph().initializers().values().forEach(merged::add);
        OnnxGraph without = new OnnxGraph("without");
        model.graph().nodes().forEach(without::add);
        model.graph().outputs().forEach(without::addOutput);
        OnnxGraph with = new OnnxGraph("with");
        with.add("Identity", "logits.past", "past_key_values.0.decoder.key");
        with.addOutput(OnnxValue.ofAnyShape("logits.past", ElementType.FLOAT));
        merged.add("If", "scores", "use_cache_branch").with("then_branch", with).with("else_branch", without);
        merged.addOutput(OnnxValue.ofAnyShape("scores", ElementType.FLOAT));
        AlignmentGraph graph = stored(new OnnxModel(14, 17, merged), ToyDecoder.LAYERS)
            .prepare(Set.of(), AlignmentOutputs.WEIGHTS_AND_GRAM);
        assertEquals(3, graph.inputs().size());
        Map<String, Array> actual = OrtRun.run(graph, inputs());
        expected.forEach((name, array) -> assertArrayEquals(array.floats(), actual.get(name).floats(), name));
    }

    @Test
    void aDecoderThatGoesOnFromACacheIsRefused() throws IOException {
        ToyDecoder toy = new ToyDecoder();
        toy.graph.addInput(OnnxValue.tensor("past_key_values.0.encoder.value", ElementType.FLOAT, "batch", 2, "source", 3));
        toy.graph.nodes().stream().filter(node -> node.output().equals("cross1.mixed")).findFirst().orElseThrow()
            .inputs().set(1, "past_key_values.0.encoder.value");
        assertRefused(toy.model(), 3, "use decoder_model.onnx or decoder_model_merged.onnx");
    }

    @Test
    void aDamagedFileIsRefusedOrPreparedButNeverCrashes() throws IOException {
        Path file = directory.resolve("decoder_model.onnx");
        byte[] whole = new ToyDecoder().model().toBytes();
        Files.write(file, whole);
        int refused = 0;
        for (int at = 0; at < whole.length; at += 3) {
            byte[] damaged = whole.clone();
            damaged[at] ^= (byte) (1 << at % 8);
            try {
                DecoderGraph.of(OnnxModel.read(damaged, "damaged"), file, 3, 2).prepare(Set.of(), AlignmentOutputs.SELF_CHECK);
            } catch (ModelException e) {
                refused++;
            }
        }
        assertTrue(refused > whole.length / 12, refused + " of " + whole.length / 3);
    }

    @Test
    void nodesInACircleAreRefused() throws IOException {
        OnnxModel model = new ToyDecoder().model();
        OnnxNode first = model.graph().nodes().get(0);
        first.inputs().set(1, "logits");
        assertRefused(model, 3, "needs it in turn");
    }

    @Test
    void aValueThatNothingMakesIsRefused() throws IOException {
        OnnxModel model = new ToyDecoder().model();
        model.graph().nodes().get(0).inputs().set(1, "nowhere");
        assertRefused(model, 3, "\"nowhere\", which nothing makes");
    }

    @Test
    void aFileTooNewForOnnxRuntimeIsMadeReadable() throws IOException, OrtException {
        OnnxModel model = new ToyDecoder().model();
        model.setIrVersion(14);
        AlignmentGraph graph = stored(model, ToyDecoder.LAYERS).prepare(Set.of(), AlignmentOutputs.WEIGHTS);
        assertEquals(10, OnnxModel.read(graph.model(), "m").irVersion());
        assertEquals(3, OrtRun.run(graph, inputs()).size());
    }

    @Test
    void preparingLeavesTheModelAsItWas() throws IOException {
        OnnxModel model = new ToyDecoder().model();
        byte[] before = model.toBytes();
        stored(model, ToyDecoder.LAYERS).prepare(Set.of(), AlignmentOutputs.SELF_CHECK);
        assertArrayEquals(before, model.toBytes());
    }

    @Test
    void aQuantisedProjectionIsNamed() throws IOException {
        OnnxModel model = new ToyDecoder().model();
        for (OnnxNode node : List.copyOf(model.graph().nodes())) {
            if (node.output().matches("cross[123]\\.o")) {
                model.graph().nodes().set(model.graph().nodes().indexOf(node), new OnnxNode("MatMulNBits", node.inputs(),
                    node.outputs()).inDomain("com.microsoft"));
            }
        }
        assertRefused(model, 3, "[MatMulNBits]");
    }

    @Test
    void fusedAttentionIsNamed() throws IOException {
        OnnxGraph graph = new OnnxGraph("fused");
        graph.addInput(OnnxValue.tensor("input_ids", ElementType.INT64, "batch", "target"));
        graph.add("Attention", "y", "input_ids", "input_ids", "input_ids");
        assertRefused(new OnnxModel(10, 23, graph), 3, "[Attention]");
    }

    @Test
    void aGraphWithoutDecoderIdsIsRefusedWithWhatItHas() throws IOException {
        OnnxGraph graph = new OnnxGraph("encoder");
        graph.addInput(OnnxValue.tensor("pixels", ElementType.FLOAT, "batch", 3));
        assertRefused(new OnnxModel(8, 17, graph), 3, "[pixels]");
    }

    @Test
    void filesOfWeightsAreCheckedAllAtOnce() throws IOException {
        OnnxModel model = new ToyDecoder().model();
        Files.write(directory.resolve("short.bin"), new byte[10]);
        model.graph().add(OnnxTensor.external("a", ElementType.FLOAT, new long[] {2}, "missing.bin", 0, 8));
        model.graph().add(OnnxTensor.external("b", ElementType.FLOAT, new long[] {2}, "short.bin", 4, 8));
        model.graph().add(OnnxTensor.external("c", ElementType.FLOAT, new long[] {2}, "../outside.bin", 0, 8));
        model.graph().add(OnnxTensor.external("d", ElementType.FLOAT, new long[] {2}, "/etc/hostname", 0, 1));
        String message = refusal(model, 3);
        assertTrue(message.contains("missing.bin is missing"), message);
        assertTrue(message.contains("short.bin has 10 bytes; the model needs 12"), message);
        assertTrue(message.contains("\"../outside.bin\""), message);
        assertTrue(message.contains("\"/etc/hostname\""), message);
    }

    private void assertRefused(OnnxModel model, int layers, String part) throws IOException {
        String message = refusal(model, layers);
        assertTrue(message.contains(part), message);
        assertTrue(message.contains("decoder_model.onnx"), message);
    }

    private String refusal(OnnxModel model, int layers) {
        return assertThrows(ModelException.class, () -> stored(model, layers)).getMessage();
    }

    private DecoderGraph stored(OnnxModel model, int layers) throws IOException {
        Path file = directory.resolve("decoder_model.onnx");
        model.write(file);
        return DecoderGraph.of(OnnxModel.read(file), file, layers, ToyDecoder.HEADS);
    }

    static Map<String, Array> inputs() {
        float[] states = new float[BATCH * COLUMNS * ToyDecoder.DIMENSION];
        for (int i = 0; i < states.length; i++) {
            states[i] = (float) Math.sin(1.7 * i + 0.3);
        }
        return Map.of("input_ids", Array.of(new long[] {1, 7, 3, 9, 2, 2, 10, 0}, BATCH, ROWS),
            "encoder_hidden_states", Array.of(states, BATCH, COLUMNS, ToyDecoder.DIMENSION),
            "encoder_attention_mask", Array.of(new long[] {1, 1, 1, 1, 1, 1, 1, 1, 0, 0}, BATCH, COLUMNS));
    }

    private static float[] part(Array array, int pair, int size) {
        float[] part = new float[size];
        System.arraycopy(array.floats(), pair * size, part, 0, size);
        return part;
    }

    /** The definition, vector by vector: f_h(s) = v_h(s) W_O^h and their products; v as (B,H,S,d), flat. */
    static float[] gram(float[] v, float[] weight) {
        int heads = ToyDecoder.HEADS;
        double[] f = new double[BATCH * heads * COLUMNS * ToyDecoder.DIMENSION];
        for (int row = 0; row < BATCH * heads * COLUMNS; row++) {
            int head = row / COLUMNS % heads;
            for (int i = 0; i < ToyDecoder.HEAD_SIZE; i++) {
                for (int j = 0; j < ToyDecoder.DIMENSION; j++) {
                    f[row * ToyDecoder.DIMENSION + j] += (double) v[row * ToyDecoder.HEAD_SIZE + i]
                        * weight[(head * ToyDecoder.HEAD_SIZE + i) * ToyDecoder.DIMENSION + j];
                }
            }
        }
        float[] gram = new float[BATCH * COLUMNS * heads * heads];
        for (int cell = 0; cell < gram.length; cell++) {
            int position = cell / (heads * heads);
            int batch = position / COLUMNS;
            double sum = 0;
            for (int j = 0; j < ToyDecoder.DIMENSION; j++) {
                sum += f[row(batch, cell / heads % heads, position % COLUMNS) + j]
                    * f[row(batch, cell % heads, position % COLUMNS) + j];
            }
            gram[cell] = (float) sum;
        }
        return gram;
    }

    private static int row(int batch, int head, int position) {
        return ((batch * ToyDecoder.HEADS + head) * COLUMNS + position) * ToyDecoder.DIMENSION;
    }
}
