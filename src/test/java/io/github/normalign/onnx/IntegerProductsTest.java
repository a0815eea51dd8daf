package io.github.normalign.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtException;
import io.github.normalign.onnx.OrtRun.Array;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Products of int8: what they must give is computed here in whole numbers, from the definition. */
class IntegerProductsTest {

    private static final int ROWS = 5;
    private static final int INNER = 8;
    private static final int WIDTH = 6;
    private static final float STEP = 0.125f;
    private static final float SCALE = 0.03f;

    @TempDir
    private Path directory;
    private final Random random = new Random(3);
    private final OnnxGraph graph = new OnnxGraph("products");
    private final byte[] weight = new byte[INNER * WIDTH];
    private final float[] bias = new float[WIDTH];
    private final float[] x = new float[ROWS * INNER];

    IntegerProductsTest() {
        random.nextBytes(weight);
        for (int i = 0; i < bias.length; i++) {
            bias[i] = (float) random.nextGaussian();
        }
        for (int i = 0; i < x.length; i++) {
            // A quarter of them is beyond what the step can tell.
            x[i] = (float) random.nextGaussian() * 16;
        }
        graph.addInput(OnnxValue.tensor("x", ElementType.FLOAT, ROWS, INNER));
        graph.add(OnnxTensor.scalar("w/scale", SCALE));
        graph.add(OnnxTensor.ofFloats("b", new long[] {WIDTH}, bias));
        graph.addOutput(OnnxValue.tensor("y", ElementType.FLOAT, ROWS, WIDTH));
    }

    /** x W + b, the weight stored as (K, N). */
    private void product(String from, String to) {
        graph.add(OnnxTensor.ofInt8s("w", new long[] {INNER, WIDTH}, weight));
        graph.add("DequantizeLinear", "w/floats", "w", "w/scale");
        graph.add("MatMul", "xw", from, "w/floats");
        graph.add("Add", to, "xw", "b");
    }

    /** The same, stored as (N, K), as Marian does. */
    private void turnedProduct(String from, String to) {
        byte[] turned = new byte[weight.length];
        for (int row = 0; row < INNER; row++) {
            for (int column = 0; column < WIDTH; column++) {
                turned[column * INNER + row] = weight[row * WIDTH + column];
            }
        }
        graph.add(OnnxTensor.ofInt8s("w", new long[] {WIDTH, INNER}, turned));
        graph.add("DequantizeLinear", "w/stored", "w", "w/scale");
        graph.add("Transpose", "w/floats", "w/stored").with("perm", new long[] {1, 0});
        graph.add("MatMul", "xw", from, "w/floats");
        graph.add("Add", to, "xw", "b");
    }

    private float[] expected(int least, int most) {
        float[] y = new float[ROWS * WIDTH];
        for (int row = 0; row < ROWS; row++) {
            for (int column = 0; column < WIDTH; column++) {
                int sum = 0;
                for (int k = 0; k < INNER; k++) {
                    int steps = (int) Math.rint(x[row * INNER + k] / STEP);
                    sum += Math.max(least, Math.min(most, steps)) * weight[k * WIDTH + column];
                }
                y[row * WIDTH + column] = sum * STEP * SCALE + bias[column];
            }
        }
        return y;
    }

    private float[] run(Map<String, Float> steps, int turned) throws OrtException {
        OnnxModel model = new OnnxModel(8, 17, graph);
        assertEquals(turned, IntegerProducts.turn(model, steps));
        return OrtRun.run(model.toBytes(), directory, Map.of("x", Array.of(x, ROWS, INNER))).get("y").floats();
    }

    private List<String> operators() {
        return graph.nodes().stream().map(OnnxNode::opType).toList();
    }

    @Test
    void aProductAndItsBiasBecomeOneOperationOnWholeNumbers() throws OrtException {
        product("x", "y");
        assertArrayEquals(expected(-128, 127), run(Map.of("w", STEP), 1), 1e-4f);
        assertEquals(List.of("QuantizeLinear", "MatMulIntegerToFloat"), operators());
    }

    @Test
    void aWeightStoredTheOtherWayRoundIsTurned() throws OrtException {
        turnedProduct("x", "y");
        assertArrayEquals(expected(-128, 127), run(Map.of("w", STEP), 1), 1e-4f);
        assertEquals(List.of("QuantizeLinear", "Transpose", "MatMulIntegerToFloat"), operators());
    }

    @Test
    void behindAReluWhatIsNegativeIsCutOffByTheBytesThemselves() throws OrtException {
        graph.add("Relu", "positive", "x");
        turnedProduct("positive", "y");
        assertArrayEquals(expected(0, 255), run(Map.of("w", STEP), 1), 1e-4f);
        assertTrue(!operators().contains("Relu"), operators().toString());
    }

    @Test
    void oneValueIsMadeWholeOnceForAllItsProductsWithTheSameStep() throws OrtException {
        turnedProduct("x", "first");
        graph.add(OnnxTensor.ofInt8s("w2", new long[] {WIDTH, INNER}, weight));
        graph.add("DequantizeLinear", "w2/stored", "w2", "w/scale");
        graph.add("Transpose", "w2/floats", "w2/stored").with("perm", new long[] {1, 0});
        graph.add("MatMul", "second", "x", "w2/floats");
        graph.add("Add", "y", "first", "second");
        run(Map.of("w", STEP, "w2", STEP), 2);
        assertEquals(1, operators().stream().filter("QuantizeLinear"::equals).count());
    }

    /** The sum of two products is not a product and its bias. */
    @Test
    void anAdditionThatIsNoBiasStays() throws OrtException {
        product("x", "plus");
        graph.add("Add", "y", "plus", "plus");
        float[] doubled = expected(-128, 127);
        for (int i = 0; i < doubled.length; i++) {
            doubled[i] *= 2;
        }
        assertArrayEquals(doubled, run(Map.of("w", STEP), 1), 1e-3f);
    }

    @Test
    void withoutAStepNothingChanges() throws OrtException {
        product("x", "y");
        List<String> before = operators();
        run(Map.of("another", STEP), 0);
        assertEquals(before, operators());
    }
}
