package io.github.normalign.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtException;
import io.github.normalign.error.ModelException;
import io.github.normalign.onnx.OrtRun.Array;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The output projection in each form that quantisers and optimizers give it. The weight that is expected is computed here from
 * the definition of the form, the value vectors are read from the model itself.
 */
class ProductFormsTest {

    private static final int N = ToyDecoder.DIMENSION;
    private static final String MICROSOFT = "com.microsoft";

    @TempDir
    private Path directory;
    private final ToyDecoder toy = new ToyDecoder();
    private final Random random = new Random(11);
    private final byte[] bytes = new byte[N * N];
    private final float[] expected = new float[N * N];

    ProductFormsTest() {
        random.nextBytes(bytes);
    }

    @Test
    void aFusedProductWithATurnedWeightAndAFactorIsRead() throws IOException, OrtException {
        float[] turned = floats("w");
        project(new OnnxNode("FusedMatMul", List.of("cross1.flat", "w"), List.of("cross1.o")).inDomain(MICROSOFT)
            .with("transB", 1).with("alpha", 0.5f));
        expect((row, column) -> 0.5f * turned[column * N + row]);
        assertRead("float32", 1e-5);
    }

    @Test
    void aGemmWithFactorsAndItsInputTurnedIsRead() throws IOException, OrtException {
        float[] turned = floats("w");
        toy.graph.add("Reshape", "rows", "cross1.flat", ints(-1, N));
        toy.graph.add("Transpose", "columns", "rows").with("perm", new long[] {1, 0});
        OnnxNode gemm = new OnnxNode("Gemm", List.of("columns", "w", "cross1.o.bias"), List.of("gemm")).with("transA", 1)
            .with("transB", 1).with("alpha", 2f).with("beta", 3f);
        toy.graph.add(gemm);
        project(new OnnxNode("Reshape", List.of("gemm", ints(2, -1, N)), List.of("cross1.o")));
        expect((row, column) -> 2 * turned[column * N + row]);
        assertRead("float32", 1e-5);
    }

    @Test
    void wholeNumbersWithAScaleForEachColumnAreRead() throws IOException, OrtException {
        float[] scales = quantised(true);
        toy.graph.add(new OnnxNode("DynamicQuantizeLinear", List.of("cross1.flat"), List.of("q", "q.scale", "q.zero")));
        toy.graph.add("MatMulInteger", "whole", "q", "w", "q.zero", "w.zero");
        toy.graph.add("Cast", "whole.float", "whole").with("to", ElementType.FLOAT);
        toy.graph.add("Mul", "scales", "q.scale", "w.scale");
        project(new OnnxNode("Mul", List.of("whole.float", "scales"), List.of("cross1.o")));
        expect((row, column) -> (bytes[row * N + column] - zero(column, true)) * scales[column]);
        assertRead("int8", 2e-2);
    }

    @Test
    void scalesThatAreMultipliedOneAfterTheOtherAreRead() throws IOException, OrtException {
        float[] scales = quantised(false);
        toy.graph.add(new OnnxNode("DynamicQuantizeLinear", List.of("cross1.flat"), List.of("q", "q.scale", "q.zero")));
        toy.graph.add("MatMulInteger", "whole", "q", "w", "q.zero", "w.zero");
        toy.graph.add("Cast", "whole.float", "whole").with("to", ElementType.FLOAT);
        toy.graph.add("Mul", "scaled", "whole.float", "q.scale");
        project(new OnnxNode("Mul", List.of("w.scale", "scaled"), List.of("cross1.o")));
        expect((row, column) -> (bytes[row * N + column] - zero(column, false)) * scales[0]);
        assertRead("int8", 2e-2);
    }

    @Test
    void theFormsThatOnnxRuntimeFusesWholeNumbersIntoAreRead() throws IOException, OrtException {
        float[] scales = quantised(true);
        project(new OnnxNode("DynamicQuantizeMatMul", List.of("cross1.flat", "w", "w.scale", "w.zero"), List.of("cross1.o"))
            .inDomain(MICROSOFT));
        expect((row, column) -> (bytes[row * N + column] - zero(column, true)) * scales[column]);
        assertRead("int8", 2e-2);
    }

    @Test
    void aProductOfWholeNumbersThatGivesFloatsIsRead() throws IOException, OrtException {
        float[] scales = quantised(false);
        toy.graph.add(new OnnxNode("DynamicQuantizeLinear", List.of("cross1.flat"), List.of("q", "q.scale", "q.zero")));
        project(new OnnxNode("MatMulIntegerToFloat", List.of("q", "w", "q.scale", "w.scale", "q.zero", "w.zero", "cross1.o.bias"),
            List.of("cross1.o")).inDomain(MICROSOFT));
        expect((row, column) -> (bytes[row * N + column] - zero(column, false)) * scales[0]);
        assertRead("int8", 2e-2);
    }

    @Test
    void aProductThatGivesWholeNumbersIsRead() throws IOException, OrtException {
        float[] scales = quantised(false);
        toy.graph.add(OnnxTensor.scalar("x.scale", 0.04f));
        toy.graph.add(OnnxTensor.scalar("y.scale", 0.08f));
        toy.graph.add(new OnnxTensor("x.zero", ElementType.INT8, new long[0], new byte[] {0}));
        toy.graph.add("QuantizeLinear", "q", "cross1.flat", "x.scale", "x.zero");
        toy.graph.add(new OnnxNode("QLinearMatMul",
            List.of("q", "x.scale", "x.zero", "w", "w.scale", "w.zero", "y.scale", "x.zero"),
            List.of("whole")));
        project(new OnnxNode("DequantizeLinear", List.of("whole", "y.scale", "x.zero"), List.of("cross1.o")));
        expect((row, column) -> (bytes[row * N + column] - zero(column, false)) * scales[0]);
        assertRead("int8", 5e-2);
    }

    @Test
    void fourBitBlocksAreRead() throws IOException, OrtException {
        // One block of 16 numbers a column, of which 6 are used; the first of a byte is in its low half.
        byte[] blocks = new byte[N * 8];
        random.nextBytes(blocks);
        byte[] zeros = new byte[N];
        random.nextBytes(zeros);
        float[] scales = new float[N];
        for (int column = 0; column < N; column++) {
            scales[column] = 0.03f + 0.02f * column;
        }
        toy.graph.add(new OnnxTensor("w", ElementType.UINT8, new long[] {N, 1, 8}, blocks));
        toy.graph.add(OnnxTensor.ofFloats("w.scale", new long[] {N}, scales));
        toy.graph.add(new OnnxTensor("w.zero", ElementType.UINT8, new long[] {N}, zeros));
        project(new OnnxNode("MatMulNBits", List.of("cross1.flat", "w", "w.scale", "w.zero", "", "cross1.o.bias"),
            List.of("cross1.o")).inDomain(MICROSOFT).with("K", N).with("N", N).with("bits", 4).with("block_size", 16));
        expect((row, column) -> ((blocks[column * 8 + row / 2] >> 4 * (row % 2) & 15) - (zeros[column] & 15)) * scales[column]);
        assertRead("int4", 1e-5);
    }

    @Test
    void aWeightUnpackedByArithmeticIsRead() throws IOException, OrtException {
        float[] scales = quantised(true);
        toy.graph.add("Cast", "w.float", "w").with("to", ElementType.FLOAT);
        toy.graph.add("Mul", "w.flat", "w.float", "w.scale");
        toy.graph.add("Reshape", "w.matrix", "w.flat", ints(N, N));
        project(new OnnxNode("MatMul", List.of("cross1.flat", "w.matrix"), List.of("cross1.o")));
        expect((row, column) -> bytes[row * N + column] * scales[column]);
        assertRead("int8", 1e-5);
    }

    @Test
    void weightsTimesValuesInWholeNumbersAreRead() throws IOException, OrtException {
        // As quantize_dynamic writes with MatMulConstBOnly=False: both factors of the mixture are quantised on the way.
        System.arraycopy(toy.outputWeights[0], 0, expected, 0, N * N);
        toy.graph.add(new OnnxNode("DynamicQuantizeLinear", List.of("cross1.guarded"), List.of("a", "a.scale", "a.zero")));
        toy.graph.add(new OnnxNode("DynamicQuantizeLinear", List.of("cross1.v"), List.of("v", "v.scale", "v.zero")));
        toy.graph.add("MatMulInteger", "whole", "a", "v", "a.zero", "v.zero");
        toy.graph.add("Cast", "whole.float", "whole").with("to", ElementType.FLOAT);
        toy.graph.add("Mul", "scales", "a.scale", "v.scale");
        replace("cross1.mixed", new OnnxNode("Mul", List.of("whole.float", "scales"), List.of("cross1.mixed")));
        assertRead("float32", 3e-2);
    }

    @Test
    void valuesThatAreTurnedAndScaledByTheProductAreRead() throws IOException, OrtException {
        for (int i = 0; i < N * N; i++) {
            expected[i] = 0.5f * toy.outputWeights[0][i];
        }
        toy.graph.add("Transpose", "v.turned", "cross1.v").with("perm", new long[] {0, 1, 3, 2});
        replace("cross1.mixed", new OnnxNode("FusedMatMul", List.of("cross1.guarded", "v.turned"), List.of("cross1.mixed"))
            .inDomain(MICROSOFT).with("transB", 1).with("alpha", 0.5f));
        assertRead("float32", 1e-5);
    }

    @Test
    void aSoftmaxThatIsWrittenOutIsRead() throws IOException, OrtException {
        System.arraycopy(toy.outputWeights[0], 0, expected, 0, N * N);
        toy.graph.add("ReduceMax", "largest", "cross1.masked").with("axes", new long[] {-1});
        toy.graph.add("Sub", "below", "cross1.masked", "largest");
        toy.graph.add("Exp", "powers", "below");
        toy.graph.add("ReduceSum", "total", "powers", ints(-1));
        replace("cross1.weights", new OnnxNode("Div", List.of("powers", "total"), List.of("cross1.weights")));
        assertRead("float32", 1e-5);
    }

    @Test
    void anUnknownOperatorWithAConstantMatrixIsReadByWhatItMakesOfOnesAndNoughts() throws IOException, OrtException {
        float[] turned = floats("w");
        project(new OnnxNode("Einsum", List.of("cross1.flat", "w"), List.of("cross1.o")).with("equation", "bth,dh->btd"));
        expect((row, column) -> turned[column * N + row]);
        assertRead("Einsum", 1e-5);
    }

    @Test
    void theBiasOfAnUnknownOperatorIsNotPartOfItsWeight() throws IOException, OrtException {
        float[] turned = floats("w");
        fusedGemm(1);
        expect((row, column) -> turned[column * N + row]);
        assertRead("FusedGemm", 1e-5);
    }

    @Test
    void anUnknownOperatorThatIsNotLinearFailsTheSelfCheck() throws IOException, OrtException {
        floats("w");
        fusedGemm(0);
        assertTrue(selfCheck(OrtRun.run(stored().prepare(Set.of(1), AlignmentOutputs.SELF_CHECK), ToyDecoderTest.inputs())) > 0.1);
    }

    @Test
    void anUnknownOperatorThatTakesTheMixtureElsewhereIsRefused() {
        floats("w");
        project(new OnnxNode("Einsum", List.of("w", "cross1.flat"), List.of("cross1.o")).with("equation", "hd,bth->btd"));
        ModelException e = assertThrows(ModelException.class, () -> stored());
        assertTrue(e.getMessage().contains("in 2 layers, but its configuration states 3"), e.getMessage());
        assertTrue(e.getMessage().contains("not followed by a product with a constant weight that can be read"), e.getMessage());
    }

    /** What is below nought is multiplied by a slope; a slope of 1 makes it linear. */
    private void fusedGemm(float slope) {
        toy.graph.add("Reshape", "rows", "cross1.flat", ints(-1, N));
        OnnxNode gemm = new OnnxNode("FusedGemm", List.of("rows", "w", "cross1.o.bias"), List.of("gemm")).inDomain(MICROSOFT)
            .with("transB", 1).with("activation", "LeakyRelu").with("activation_alpha", slope);
        toy.graph.add(gemm);
        project(new OnnxNode("Reshape", List.of("gemm", ints(2, -1, N)), List.of("cross1.o")));
    }

    /** A number of the weight that is expected. */
    private interface Cell {
        float at(int row, int column);
    }

    private void expect(Cell cell) {
        for (int i = 0; i < N * N; i++) {
            expected[i] = cell.at(i / N, i % N);
        }
    }

    /** Adds a weight of signed bytes with its scales and zero points; gives the scales. */
    private float[] quantised(boolean byColumn) {
        float[] scales = new float[byColumn ? N : 1];
        byte[] zeros = new byte[scales.length];
        for (int i = 0; i < scales.length; i++) {
            scales[i] = 0.004f + 0.001f * i;
            zeros[i] = (byte) zero(i, byColumn);
        }
        toy.graph.add(OnnxTensor.ofInt8s("w", new long[] {N, N}, bytes));
        long[] sides = byColumn ? new long[] {N} : new long[0];
        toy.graph.add(OnnxTensor.ofFloats("w.scale", sides, scales));
        toy.graph.add(OnnxTensor.ofInt8s("w.zero", sides, zeros));
        return scales;
    }

    private static int zero(int column, boolean byColumn) {
        return byColumn ? column - 2 : 3;
    }

    private float[] floats(String name) {
        float[] values = new float[N * N];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        toy.graph.add(OnnxTensor.ofFloats(name, new long[] {N, N}, values));
        return values;
    }

    private String ints(long... values) {
        return toy.graph.add(OnnxTensor.vector("ints" + Arrays.toString(values), values));
    }

    private void project(OnnxNode node) {
        replace("cross1.o", node);
    }

    /** Nodes may stand in any order, so the new one need not take the place of the old one. */
    private void replace(String output, OnnxNode node) {
        toy.graph.nodes().removeIf(old -> old.output().equals(output));
        toy.graph.add(node);
    }

    private DecoderGraph stored() throws IOException {
        Path file = directory.resolve("decoder_model.onnx");
        OnnxModel model = toy.model();
        model.opsets().put(MICROSOFT, 1L);
        model.write(file);
        return DecoderGraph.of(OnnxModel.read(file), file, ToyDecoder.LAYERS, ToyDecoder.HEADS);
    }

    /** The first layer gives the expected products, and the sum over them is the model's own projection within a tolerance. */
    private void assertRead(String precision, double tolerance) throws IOException, OrtException {
        DecoderGraph decoder = stored();
        assertEquals(precision, decoder.precision());
        Map<String, Array> outputs = OrtRun.run(decoder.prepare(Set.of(1), AlignmentOutputs.SELF_CHECK), ToyDecoderTest.inputs());
        toy.graph.addOutput(OnnxValue.ofAnyShape("cross1.guarded", ElementType.FLOAT));
        toy.graph.addOutput(OnnxValue.ofAnyShape("cross1.v", ElementType.FLOAT));
        stored();
        Map<String, Array> own = OrtRun.run(OnnxModel.read(directory.resolve("decoder_model.onnx")).toBytes(), directory,
            ToyDecoderTest.inputs());
        assertArrayEquals(own.get("cross1.guarded").floats(), outputs.get(AlignmentGraph.weights(1)).floats(), 1e-6f);
        float[] gram = ToyDecoderTest.gram(own.get("cross1.v").floats(), expected);
        DecoderGraphTest.assertClose(gram, outputs.get(AlignmentGraph.gram(1)).floats(), gram.length);
        double difference = selfCheck(outputs);
        assertTrue(difference < tolerance, "the self-check gives " + difference);
    }

    private static double selfCheck(Map<String, Array> outputs) {
        Array sum = outputs.get(AlignmentGraph.sum(1));
        int rows = (int) (sum.shape()[0] * sum.shape()[1]);
        return DecoderGraphTest.disagreement(sum.floats(), outputs.get(AlignmentGraph.projection(1)).floats(), rows);
    }
}
