package io.github.normalign.onnx;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.normalign.error.ModelException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models that cannot be used, and models that must not be: each with a sentence, and before ONNX Runtime sees them. */
class RefusalTest {

    @TempDir
    private Path directory;

    @Test
    void aWholeTranslatorInOneOperatorIsRefused() throws IOException {
        OnnxGraph graph = new OnnxGraph("search");
        graph.addInput(OnnxValue.tensor("input_ids", ElementType.INT32, "batch", "source"));
        graph.add("BeamSearch", "sequences", "input_ids").inDomain("com.microsoft");
        graph.addOutput(OnnxValue.ofAnyShape("sequences", ElementType.INT32));
        String message = refusal(graph);
        assertTrue(message.contains("a whole translator in one operator (BeamSearch)"), message);
        assertTrue(message.contains("optimum-cli export onnx --task text2text-generation"), message);
    }

    @Test
    void aDecoderFusedByTheOptimizerIsRefused() throws IOException {
        OnnxGraph graph = decoderInputs("encoder_hidden_states");
        graph.add("RelativePositionBias", "bias", "input_ids").inDomain("com.microsoft");
        graph.add("DecoderAttention", "y", "bias", "encoder_hidden_states").inDomain("com.microsoft");
        String message = refusal(graph);
        assertTrue(message.contains("[DecoderAttention, RelativePositionBias]"), message);
        assertTrue(message.contains("without --optimize"), message);
    }

    @Test
    void anEncoderAloneIsRefused() throws IOException {
        OnnxGraph graph = selfAttention();
        graph.addOutput(OnnxValue.ofAnyShape("last_hidden_state", ElementType.FLOAT));
        String message = refusal(graph);
        assertTrue(message.contains("it looks like an encoder") && message.contains("BERT"), message);
    }

    @Test
    void aLanguageModelIsRefused() throws IOException {
        OnnxGraph graph = selfAttention();
        graph.add("Identity", "logits", "last_hidden_state");
        graph.addOutput(OnnxValue.ofAnyShape("logits", ElementType.FLOAT));
        String message = refusal(graph);
        assertTrue(message.contains("language model (decoder only), which has no cross-attention"), message);
    }

    @Test
    void operatorsOfALibraryAreRefused() throws IOException {
        ToyDecoder toy = new ToyDecoder();
        toy.graph.nodes().stream().filter(node -> node.is("Tanh") || node.output().equals("gain")).findFirst().orElseThrow()
            .inDomain("evil.ops");
        String message = refusal(toy.graph);
        assertTrue(message.contains("[evil.ops.Sigmoid]") && message.contains("loads no libraries"), message);
    }

    @Test
    void operatorsOfALibraryInAnInnerGraphAreRefused() throws IOException {
        ToyDecoder toy = new ToyDecoder();
        toy.graph.nodes().stream().filter(node -> node.is("Scan")).findFirst().orElseThrow().attributes().get("body").asGraph()
            .nodes().get(0).inDomain("evil.ops");
        assertTrue(refusal(toy.graph).contains("not part of ONNX Runtime"));
    }

    @Test
    void whatIsCutAwayMayBeAnything() throws IOException {
        ToyDecoder toy = new ToyDecoder();
        toy.graph.nodes().stream().filter(node -> node.output().equals("logits")).findFirst().orElseThrow().inDomain("evil.ops");
        OnnxGraph left = OnnxModel.read(prepare(toy.graph).model(), "left").graph();
        assertFalse(left.nodes().stream().anyMatch(node -> node.domain().equals("evil.ops")));
    }

    @Test
    void aValueThatIsMadeTwiceIsRefusedAndNotFollowedForEver() throws IOException {
        ToyDecoder toy = new ToyDecoder();
        OnnxNode quantised = toy.graph.nodes().stream().filter(node -> node.is("DequantizeLinear")).findFirst().orElseThrow();
        toy.graph.add("Identity", quantised.output(), quantised.output());
        assertTrue(refusal(toy.graph).contains("which is there already"));
    }

    @Test
    void aValueThatIsAnInputTooIsRefused() throws IOException {
        ToyDecoder toy = new ToyDecoder();
        toy.graph.add("Identity", "encoder_hidden_states", "embedded");
        assertTrue(refusal(toy.graph).contains("which is there already"));
    }

    @Test
    void aShapeThatAConstantHoldsInAnotherFormIsNoReasonToFail() throws IOException {
        ToyDecoder toy = new ToyDecoder();
        toy.graph.nodes().add(0, new OnnxNode("Constant", List.of(), List.of("sides")).with("value_ints", new long[] {6, 6}));
        List<OnnxNode> nodes = List.copyOf(toy.graph.nodes());
        for (OnnxNode node : nodes) {
            if (node.is("Gemm")) {
                toy.graph.nodes().add(0, new OnnxNode("Reshape", List.of(node.input(1), "sides"), List.of("reshaped")));
                node.inputs().set(1, "reshaped");
            }
        }
        assertTrue(refusal(toy.graph).contains("layers"));
    }

    @Test
    void tenThousandCastsOneAfterTheOtherAreFollowed() throws IOException {
        ToyDecoder toy = new ToyDecoder();
        String value = "embedded";
        for (int i = 0; i < 10_000; i++) {
            toy.graph.add("Cast", "cast." + i, value).with("to", ElementType.FLOAT);
            value = "cast." + i;
        }
        toy.graph.add("Div", "divided", value, value);
        assertFalse(prepare(toy.graph).layers().isEmpty());
    }

    @Test
    void sidesThatOverflowAreRefused() throws IOException {
        ToyDecoder toy = new ToyDecoder();
        toy.graph.add(new OnnxTensor("gain.raw", ElementType.FLOAT, new long[] {1L << 40, 1L << 40}, new byte[24]));
        assertTrue(refusal(toy.graph).contains("impossible shape"));
        toy.graph.add(new OnnxTensor("gain.raw", ElementType.FLOAT, new long[] {1L << 61}, new byte[24]));
        assertTrue(refusal(toy.graph).contains("impossible shape"));
    }

    @Test
    void sidesThatDoNotFitTheBytesAreRefused() throws IOException {
        ToyDecoder toy = new ToyDecoder();
        toy.graph.add(new OnnxTensor("gain.raw", ElementType.FLOAT, new long[] {1L << 35}, new byte[24]));
        String message = refusal(toy.graph);
        assertTrue(message.contains("needs 137438953472 bytes, but the file has 24"), message);
    }

    @Test
    void aConstantThatIsMadeTooLargeIsRefused() throws IOException {
        ToyDecoder toy = new ToyDecoder();
        toy.graph.add(OnnxTensor.vector("large", 1L << 20, 1L << 20));
        toy.graph.add("ConstantOfShape", "zeros", "large");
        toy.graph.add("Shape", "zeros.shape", "zeros");
        toy.graph.add("ReduceSum", "sum", "zeros");
        toy.graph.nodes().removeIf(node -> node.output().equals("gain"));
        toy.graph.add("Add", "gain", "sum", "gain.raw");
        String message = refusal(toy.graph);
        assertTrue(message.contains("more than 67108864 numbers"), message);
    }

    private static OnnxGraph decoderInputs(String states) {
        OnnxGraph graph = new OnnxGraph("decoder");
        graph.addInput(OnnxValue.tensor("input_ids", ElementType.INT64, "batch", "target"));
        graph.addInput(OnnxValue.tensor(states, ElementType.FLOAT, "batch", "source", 6));
        return graph;
    }

    private static OnnxGraph selfAttention() {
        OnnxGraph graph = new OnnxGraph("self");
        graph.addInput(OnnxValue.tensor("input_ids", ElementType.INT64, "batch", "target"));
        graph.addInput(OnnxValue.tensor("attention_mask", ElementType.INT64, "batch", "target"));
        graph.add("Cast", "x", "input_ids").with("to", ElementType.FLOAT);
        graph.add("Unsqueeze", "hidden", "x", graph.add(OnnxTensor.vector("axes", 2)));
        graph.add("Transpose", "turned", "hidden").with("perm", new long[] {0, 2, 1});
        graph.add("MatMul", "scores", "hidden", "turned");
        graph.add("Softmax", "weights", "scores");
        graph.add("MatMul", "mixed", "weights", "hidden");
        graph.add("MatMul", "last_hidden_state", "mixed", graph.add(OnnxTensor.ofFloats("w", new long[] {1, 1}, 2f)));
        return graph;
    }

    private String refusal(OnnxGraph graph) throws IOException {
        ModelException e = assertThrows(ModelException.class, () -> prepare(graph));
        assertTrue(List.of("decoder_model.onnx", "Tensor").stream().anyMatch(e.getMessage()::contains), e.getMessage());
        return e.getMessage();
    }

    private AlignmentGraph prepare(OnnxGraph graph) throws IOException {
        Path file = directory.resolve("decoder_model.onnx");
        OnnxModel model = new OnnxModel(8, 17, graph);
        model.write(file);
        return DecoderGraph.of(OnnxModel.read(file), file, ToyDecoder.LAYERS, ToyDecoder.HEADS)
            .prepare(Set.of(), AlignmentOutputs.WEIGHTS_AND_GRAM);
    }
}
