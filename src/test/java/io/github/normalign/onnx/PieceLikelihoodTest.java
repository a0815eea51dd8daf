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
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Log-probabilities of given pieces against the definition, computed here from the scores of the model as it is stored. */
class PieceLikelihoodTest {

    private static final int STEPS = 8;
    private static final long[] LABELS = {7, 3, 9, 0, 2, 10, 0, 5};

    @TempDir
    private Path directory;

    private DecoderGraph stored(OnnxGraph graph) throws IOException {
        Path file = directory.resolve("decoder_model.onnx");
        new OnnxModel(8, 17, graph).write(file);
        return DecoderGraph.of(OnnxModel.read(file), file, ToyDecoder.LAYERS, ToyDecoder.HEADS);
    }

    private static AlignmentGraph prepare(DecoderGraph decoder) {
        return decoder.prepare(Set.of(1), Set.of(2), AlignmentOutputs.WEIGHTS, true, GraphForm.onProcessor(Map.of()));
    }

    private static Map<String, Array> inputs() {
        Map<String, Array> inputs = new HashMap<>(ToyDecoderTest.inputs());
        inputs.put(AlignmentGraph.LABELS, Array.of(LABELS, 2, STEPS / 2, 1));
        return inputs;
    }

    /** {@code log (exp(score of the label) / sum exp(scores))}, in double. */
    private float[] defined(OnnxGraph graph) throws OrtException {
        float[] scores = OrtRun.run(new OnnxModel(8, 17, graph).toBytes(), directory, ToyDecoderTest.inputs())
            .get("logits").floats();
        float[] expected = new float[STEPS];
        for (int step = 0; step < STEPS; step++) {
            double sum = 0;
            for (int piece = 0; piece < ToyDecoder.PIECES; piece++) {
                sum += Math.exp(scores[step * ToyDecoder.PIECES + piece]);
            }
            expected[step] = (float) Math.log(Math.exp(scores[step * ToyDecoder.PIECES + (int) LABELS[step]]) / sum);
        }
        return expected;
    }

    @Test
    void eachStepHasTheLogarithmOfItsPiecesShare() throws IOException, OrtException {
        ToyDecoder toy = new ToyDecoder();
        AlignmentGraph graph = prepare(stored(toy.graph));
        assertTrue(graph.givesLogProbabilities());
        assertEquals(ToyDecoder.PIECES, graph.scoredPieces());
        Array found = OrtRun.run(graph, inputs()).get(AlignmentGraph.LOG_PROBABILITIES);
        assertArrayEquals(new long[] {2, STEPS / 2, 1}, found.shape());
        assertArrayEquals(defined(toy.graph), found.floats(), 1e-5f);
    }

    @Test
    void aPieceThatIsNeverToWinDisturbsNoOther() throws IOException, OrtException {
        ToyDecoder toy = new ToyDecoder();
        OnnxNode scores = toy.graph.nodes().stream().filter(node -> node.output().equals("logits")).findFirst().orElseThrow();
        scores.outputs().set(0, "raw");
        float[] bias = new float[ToyDecoder.PIECES];
        bias[4] = Float.NEGATIVE_INFINITY;
        bias[6] = -1e9f;
        toy.graph.add("Add", "logits", "raw", toy.graph.add(OnnxTensor.ofFloats("bias", new long[] {bias.length}, bias)));
        Array found = OrtRun.run(prepare(stored(toy.graph)), inputs()).get(AlignmentGraph.LOG_PROBABILITIES);
        assertArrayEquals(defined(toy.graph), found.floats(), 1e-5f);
    }

    @Test
    void aMergedDecodersBranchMayCallItsScoresAsItLikes() throws IOException, OrtException {
        ToyDecoder toy = new ToyDecoder();
        float[] expected = defined(toy.graph);
        OnnxGraph merged = new OnnxGraph("merged");
        toy.graph.inputs().forEach(merged::addInput);
        merged.addInput(OnnxValue.tensor("past_key_values.0.decoder.key", ElementType.FLOAT, "batch", "past", ToyDecoder.PIECES));
        merged.addInput(OnnxValue.tensor("use_cache_branch", ElementType.BOOL, 1));
        toy.graph.initializers().values().forEach(merged::add);
        OnnxGraph with = new OnnxGraph("with");
        with.add("Identity", "past", "past_key_values.0.decoder.key");
        with.addOutput(OnnxValue.ofAnyShape("past", ElementType.FLOAT));
        OnnxGraph without = new OnnxGraph("without");
        toy.graph.nodes().forEach(without::add);
        without.nodes().stream().filter(node -> node.output().equals("logits")).forEach(node -> node.outputs().set(0, "inner"));
        without.addOutput(OnnxValue.ofAnyShape("inner", ElementType.FLOAT));
        merged.add("If", "logits", "use_cache_branch").with("then_branch", with).with("else_branch", without);
        merged.addOutput(OnnxValue.ofAnyShape("logits", ElementType.FLOAT));
        AlignmentGraph graph = prepare(stored(merged));
        assertEquals(ToyDecoder.PIECES, graph.scoredPieces(), "as many as the table of the pieces has rows");
        assertArrayEquals(expected, OrtRun.run(graph, inputs()).get(AlignmentGraph.LOG_PROBABILITIES).floats(), 1e-5f);
    }

    @Test
    void aDecoderWithoutScoresIsRefusedWhereTheyAreNeededOnly() throws IOException {
        ToyDecoder toy = new ToyDecoder();
        toy.graph.nodes().removeIf(node -> node.output().equals("logits"));
        toy.graph.outputs().clear();
        toy.graph.addOutput(OnnxValue.ofAnyShape("embedded", ElementType.FLOAT));
        DecoderGraph decoder = stored(toy.graph);
        assertFalse(decoder.prepare(Set.of(), AlignmentOutputs.WEIGHTS).givesLogProbabilities());
        String message = assertThrows(ModelException.class, () -> prepare(decoder)).getMessage();
        assertTrue(message.contains("has no output 'logits'") && message.contains("its outputs are [embedded]"), message);
    }

    /** The projection to the vocabulary, which is cut away else, must keep the rules when it is not. */
    @Test
    void anOperatorOfALibraryIsRefusedWhereTheScoresNeedIt() throws IOException {
        ToyDecoder toy = new ToyDecoder();
        toy.graph.nodes().stream().filter(node -> node.output().equals("logits")).forEach(node -> node.inDomain("evil.ops"));
        DecoderGraph decoder = stored(toy.graph);
        String message = assertThrows(ModelException.class, () -> prepare(decoder)).getMessage();
        assertTrue(message.contains("[evil.ops.MatMul]"), message);
        assertEquals(List.of("normalign.weights.1"), OnnxModel.read(decoder.prepare(Set.of(1), AlignmentOutputs.WEIGHTS).model(),
            "cut").graph().outputs().stream().map(OnnxValue::name).toList());
    }
}
