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
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The first layer's attention in one operator, in the forms that operators have. What is expected is what the same layer gives
 * written out as a softmax and two products; the second of the two sentences is padded, so a mask that is misread shows.
 */
class FusedAttentionTest {

    private static final float SCALE = 0.6f;

    @TempDir
    private Path directory;
    private final ToyDecoder toy = new ToyDecoder();
    private Map<String, Array> expected;

    @BeforeEach
    void runWrittenOut() throws IOException, OrtException {
        expected = OrtRun.run(stored(17).prepare(Set.of(1), AlignmentOutputs.SELF_CHECK), ToyDecoderTest.inputs());
        toy.graph.nodes().removeIf(node -> List.of("cross1.raw", "cross1.scaled", "cross1.masked", "cross1.weights", "cross1.nan",
            "cross1.guarded", "cross1.mixed").contains(node.output()));
        // Keys as (B,H,S,d), as the operators take them.
        toy.graph.add("Transpose", "keys", "cross1.k").with("perm", new long[] {0, 1, 3, 2});
    }

    @Test
    void headsApartWithAnAddedMaskAreRead() throws IOException, OrtException {
        toy.graph.add("Attention", "cross1.mixed", "cross1.q", "keys", "cross1.v", "mask").with("scale", SCALE);
        assertSame(23);
    }

    @Test
    void headsApartWithAMaskOfTruthValuesAreRead() throws IOException, OrtException {
        truth();
        toy.graph.add("Attention", "cross1.mixed", "cross1.q", "keys", "cross1.v", "mask.truth").with("scale", SCALE);
        assertSame(23);
    }

    @Test
    void headsSideBySideAreRead() throws IOException, OrtException {
        joined();
        truth();
        toy.graph.add("Attention", "cross1.flat", "cross1.q.biased", "cross1.k.biased", "cross1.v.biased", "mask.truth")
            .with("scale", SCALE).with("q_num_heads", ToyDecoder.HEADS).with("kv_num_heads", ToyDecoder.HEADS);
        assertSame(23);
    }

    @Test
    void theScaleIsTheUsualOneWhereNoneIsStated() throws IOException, OrtException {
        // 0.6 in the queries' stead, after what the operator multiplies by itself: 1 / sqrt(d).
        toy.graph.add("Mul", "scaled", "cross1.q", toy.graph.add(OnnxTensor.scalar("factor",
            (float) (SCALE * Math.sqrt(ToyDecoder.HEAD_SIZE)))));
        toy.graph.add("Attention", "cross1.mixed", "scaled", "keys", "cross1.v", "mask");
        assertSame(23);
    }

    @Test
    void multiHeadAttentionWithAnAddedMaskIsRead() throws IOException, OrtException {
        joined();
        multiHead("cross1.q.biased", "cross1.k.biased", "cross1.v.biased", "", "", "mask");
        assertSame(17);
    }

    @Test
    void multiHeadAttentionWithBiasesAndAMaskOfPositionsIsRead() throws IOException, OrtException {
        joined();
        toy.graph.add("Cast", "positions", "encoder_attention_mask").with("to", ElementType.INT32);
        toy.graph.add("Concat", "biases", "cross1.q.bias", "cross1.k.bias", "cross1.v.bias").with("axis", 0);
        multiHead("cross1.q.product", "cross1.k.product", "cross1.v.product", "biases", "positions");
        assertSame(17);
    }

    @Test
    void multiHeadAttentionWithKeysAndValuesApartIsRead() throws IOException, OrtException {
        joined();
        multiHead("cross1.q.biased", "keys", "cross1.v", "", "", "mask");
        assertSame(17);
    }

    @Test
    void anOperatorThatGoesOnFromACacheIsNamed() {
        toy.graph.add("Attention", "cross1.mixed", "cross1.q", "keys", "cross1.v", "mask", "keys", "cross1.v");
        ModelException e = assertThrows(ModelException.class, () -> stored(23));
        assertTrue(e.getMessage().contains("cross1.mixed goes on from a cache"), e.getMessage());
    }

    private void multiHead(String... inputs) {
        toy.graph.add(new OnnxNode("MultiHeadAttention", List.of(inputs), List.of("cross1.flat")).inDomain("com.microsoft")
            .with("num_heads", ToyDecoder.HEADS).with("scale", SCALE));
    }

    /** Takes away what puts the heads of the mixture side by side. */
    private void joined() {
        toy.graph.nodes().removeIf(node -> List.of("cross1.joined", "cross1.flat").contains(node.output()));
    }

    private void truth() {
        toy.graph.add("Equal", "mask.truth", "mask", toy.graph.add(OnnxTensor.scalar("nothing", 0f)));
    }

    private void assertSame(int opset) throws IOException, OrtException {
        DecoderGraph decoder = stored(opset);
        assertEquals(ToyDecoder.HEAD_SIZE, decoder.headSize());
        Map<String, Array> outputs = OrtRun.run(decoder.prepare(Set.of(1), AlignmentOutputs.SELF_CHECK), ToyDecoderTest.inputs());
        for (String name : expected.keySet()) {
            assertArrayEquals(expected.get(name).shape(), outputs.get(name).shape(), name);
            float[] values = expected.get(name).floats();
            DecoderGraphTest.assertClose(values, outputs.get(name).floats(), values.length);
        }
    }

    private DecoderGraph stored(int opset) throws IOException {
        Path file = directory.resolve("decoder_model.onnx");
        OnnxModel model = toy.model();
        model.opsets().put("", (long) opset);
        model.opsets().put("com.microsoft", 1L);
        model.write(file);
        return DecoderGraph.of(OnnxModel.read(file), file, ToyDecoder.LAYERS, ToyDecoder.HEADS);
    }
}
