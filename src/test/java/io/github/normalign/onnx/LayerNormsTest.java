package io.github.normalign.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import ai.onnxruntime.OrtException;
import io.github.normalign.onnx.OrtRun.Array;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Layer normalisation written another way: what it must give is computed here in doubles, from the definition. */
class LayerNormsTest {

    private static final int PAIRS = 2;
    private static final int LENGTH = 3;
    private static final int WIDTH = 10;
    private static final float EPSILON = 0.25f;

    @TempDir
    private Path directory;
    private final OnnxGraph graph = new OnnxGraph("norms");
    private final float[] x = new float[PAIRS * LENGTH * WIDTH];
    private final float[] gamma = new float[WIDTH];
    private final float[] beta = new float[WIDTH];

    LayerNormsTest() {
        Random random = new Random(5);
        for (int i = 0; i < x.length; i++) {
            // Far from 0, where squares less the square of the mean would be wrong.
            x[i] = 300 + (float) random.nextGaussian();
        }
        for (int i = 0; i < WIDTH; i++) {
            gamma[i] = (float) random.nextGaussian();
            beta[i] = (float) random.nextGaussian();
        }
        graph.addInput(OnnxValue.tensor("x", ElementType.FLOAT, PAIRS, LENGTH, WIDTH));
        graph.addOutput(OnnxValue.tensor("y", ElementType.FLOAT, PAIRS, LENGTH, WIDTH));
        graph.add(OnnxTensor.ofFloats("g", new long[] {WIDTH}, gamma));
        graph.add(OnnxTensor.ofFloats("b", new long[] {WIDTH}, beta));
        graph.add(OnnxTensor.scalar("epsilon", EPSILON));
        graph.add(OnnxTensor.scalar("two", 2f));
        graph.add(OnnxTensor.vector("last", -1));
    }

    private float[] expected(boolean biased) {
        float[] y = new float[x.length];
        for (int from = 0; from < x.length; from += WIDTH) {
            double mean = 0;
            double variance = 0;
            for (int i = 0; i < WIDTH; i++) {
                mean += x[from + i] / (double) WIDTH;
            }
            for (int i = 0; i < WIDTH; i++) {
                variance += (x[from + i] - mean) * (x[from + i] - mean) / WIDTH;
            }
            for (int i = 0; i < WIDTH; i++) {
                y[from + i] = (float) ((x[from + i] - mean) / Math.sqrt(variance + EPSILON) * gamma[i] + (biased ? beta[i] : 0));
            }
        }
        return y;
    }

    private OnnxNode mean(int opset, String output, String input) {
        return opset < 18 ? graph.add("ReduceMean", output, input).with("axes", new long[] {-1})
            : graph.add("ReduceMean", output, input, "last");
    }

    /** As PyTorch's exporter writes it before opset 17. */
    private void quotient(int opset) {
        mean(opset, "mean", "x");
        graph.add("Sub", "deviation", "x", "mean");
        graph.add("Pow", "square", "deviation", "two");
        mean(opset, "variance", "square");
        graph.add("Add", "more", "variance", "epsilon");
        graph.add("Sqrt", "root", "more");
        graph.add("Div", "normal", "deviation", "root");
        graph.add("Mul", "scaled", "normal", "g");
        graph.add("Add", "y", "scaled", "b");
    }

    private OnnxNode whole(String... inputs) {
        return graph.add("LayerNormalization", "y", inputs).with("epsilon", EPSILON);
    }

    private void turnsTo(int opset, float[] expected) throws OrtException {
        assertEquals(1, LayerNorms.turn(graph));
        assertArrayEquals(expected, run(opset), 2e-4f);
        assertFalse(operators().stream().anyMatch(List.of("LayerNormalization", "ReduceMean", "Sqrt")::contains),
            operators().toString());
    }

    private float[] run(int opset) throws OrtException {
        Array input = Array.of(x, PAIRS, LENGTH, WIDTH);
        return OrtRun.run(new OnnxModel(8, opset, graph).toBytes(), directory, Map.of("x", input)).get("y").floats();
    }

    private List<String> operators() {
        return graph.nodes().stream().map(OnnxNode::opType).toList();
    }

    @Test
    void theOperatorIsTurned() throws OrtException {
        whole("x", "g", "b");
        turnsTo(17, expected(true));
    }

    @Test
    void theOperatorWithoutABiasIsTurned() throws OrtException {
        whole("x", "g");
        turnsTo(17, expected(false));
    }

    @ParameterizedTest
    @ValueSource(ints = {11, 13, 18})
    void theQuotientIsTurnedInEveryOpset(int opset) throws OrtException {
        quotient(opset);
        turnsTo(opset, expected(true));
    }

    @Test
    void theQuotientWithItsSquareAsAProductIsTurned() throws OrtException {
        quotient(13);
        OnnxNode square = graph.nodes().get(2);
        graph.nodes().set(2, new OnnxNode("Mul", List.of("deviation", "deviation"), square.outputs()));
        turnsTo(13, expected(true));
    }

    @Test
    void theDeviationMayBeComputedTwice() throws OrtException {
        quotient(13);
        graph.nodes().get(6).inputs().set(0, "again");
        graph.nodes().add(6, new OnnxNode("Sub", List.of("x", "mean"), List.of("again")));
        turnsTo(13, expected(true));
    }

    @Test
    void whatOnlyLooksLikeItStays() {
        quotient(13);
        graph.nodes().get(0).with("axes", new long[] {1});
        assertEquals(0, LayerNorms.turn(graph));
        graph.nodes().get(0).with("axes", new long[] {-1}).with("keepdims", 0);
        assertEquals(0, LayerNorms.turn(graph));
        graph.nodes().get(0).with("keepdims", 1);
        graph.add(OnnxTensor.scalar("two", 3f));
        assertEquals(0, LayerNorms.turn(graph));
        graph.add(OnnxTensor.scalar("two", 2f));
        graph.nodes().get(6).inputs().set(0, "x");
        assertEquals(0, LayerNorms.turn(graph));
        graph.nodes().get(6).inputs().set(0, "deviation");
        assertEquals(1, LayerNorms.turn(graph));
    }

    @Test
    void anotherSideAnotherTypeAndTheMeanAsAnOutputStay() {
        whole("x", "g", "b").with("axis", 1);
        assertEquals(0, LayerNorms.turn(graph));
        graph.nodes().clear();
        whole("x", "g", "b").outputs().add("its mean");
        assertEquals(0, LayerNorms.turn(graph));
        graph.nodes().clear();
        whole("x", "g", "b");
        graph.add(new OnnxTensor("g", ElementType.FLOAT16, new long[] {WIDTH}, new byte[2 * WIDTH]));
        assertEquals(0, LayerNorms.turn(graph));
    }

    @Test
    void theEmbeddedModelsAreTurnedThroughout() {
        for (String model : List.of("en-pt", "pt-en")) {
            Path encoder = Path.of("onnx-models", model, "encoder_model.onnx");
            OnnxGraph prepared = OnnxModel.read(EncoderGraph.of(OnnxModel.read(encoder), encoder)
                .prepare(GraphForm.onProcessor(Map.of())).model(), "prepared").graph();
            List<String> operators = prepared.nodes().stream().map(OnnxNode::opType).toList();
            assertEquals(12, operators.stream().filter("InstanceNormalization"::equals).count(), model);
            assertFalse(operators.contains("LayerNormalization"), model);
        }
    }
}
