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
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stock encoder through the same path as decoders, against the file as it is under ONNX Runtime. */
class EncoderGraphTest {

    private static final Path FILE = TinyMarian.MODEL.resolve("encoder_model.onnx");

    @Test
    void theVectorsAreThoseOfTheFileItself() throws IOException, OrtException {
        Map<String, Array> inputs = Map.of("input_ids", Array.of(new long[] {5, 9, 31, 0, 7, 0, 681, 681}, 2, 4),
            "attention_mask", Array.of(new long[] {1, 1, 1, 1, 1, 1, 0, 0}, 2, 4));
        Array expected = OrtRun.run(Files.readAllBytes(FILE), TinyMarian.MODEL, inputs).get("last_hidden_state");
        EncoderGraph encoder = EncoderGraph.of(OnnxModel.read(FILE), FILE);
        StandaloneGraph graph = encoder.prepare(GraphForm.STORED);
        assertEquals("last_hidden_state", graph.output().name());
        assertEquals(32, encoder.dimension().orElseThrow());
        assertEquals(List.of("input_ids", "attention_mask"), graph.inputs().stream().map(OnnxValue::name).sorted((a, b) ->
            b.compareTo(a)).toList());
        assertTrue(graph.inputs().stream().allMatch(input -> input.elementType() == ElementType.INT64));
        assertTrue(graph.model().length < Files.size(FILE) / 2, graph.model().length + " bytes");
        Array actual = OrtRun.run(graph.model(), graph.directory(), inputs).get("last_hidden_state");
        assertArrayEquals(expected.shape(), actual.shape());
        assertArrayEquals(expected.floats(), actual.floats());
    }

    @Test
    void aFileTooNewForOnnxRuntimeIsMadeReadable(@TempDir Path directory) throws IOException {
        OnnxModel model = OnnxModel.read(FILE);
        model.setIrVersion(14);
        Path file = directory.resolve("encoder_model.onnx");
        model.write(file);
        byte[] prepared = EncoderGraph.of(OnnxModel.read(file), file).prepare(GraphForm.STORED).model();
        assertEquals(10, OnnxModel.read(prepared, "prepared").irVersion());
    }

    @Test
    void aDecoderInTheEncodersPlaceIsRefused() {
        Path decoder = TinyMarian.MODEL.resolve("decoder_model.onnx");
        ModelException e = assertThrows(ModelException.class, () -> EncoderGraph.of(OnnxModel.read(decoder), decoder));
        assertTrue(e.getMessage().contains("as a decoder does") && e.getMessage().contains("encoder_model.onnx"), e.getMessage());
    }

    @Test
    void anEncoderOfAnotherModelIsRefused(@TempDir Path directory) throws IOException {
        DecoderGraphTest.decoder().requireMatch(EncoderGraph.of(OnnxModel.read(FILE), FILE));
        OnnxGraph graph = new OnnxGraph("encoder");
        graph.addInput(OnnxValue.tensor("input_ids", ElementType.INT64, "batch", "source"));
        graph.add("Cast", "last_hidden_state", "input_ids").with("to", ElementType.FLOAT);
        graph.addOutput(OnnxValue.tensor("last_hidden_state", ElementType.FLOAT, "batch", "source", 48));
        Path file = directory.resolve("encoder_model.onnx");
        new OnnxModel(8, 17, graph).write(file);
        EncoderGraph other = EncoderGraph.of(OnnxModel.read(file), file);
        ModelException e = assertThrows(ModelException.class, () -> DecoderGraphTest.decoder().requireMatch(other));
        assertTrue(e.getMessage().contains("wants vectors of 32 numbers") && e.getMessage().contains("gives 48"), e.getMessage());
    }

    @Test
    void aFileThatGivesNothingIsRefused(@TempDir Path directory) throws IOException {
        OnnxGraph graph = new OnnxGraph("nothing");
        graph.addInput(OnnxValue.tensor("input_ids", ElementType.INT64, "batch", "source"));
        Path file = directory.resolve("encoder_model.onnx");
        new OnnxModel(8, 17, graph).write(file);
        ModelException e = assertThrows(ModelException.class, () -> EncoderGraph.of(OnnxModel.read(file), file));
        assertTrue(e.getMessage().contains("gives nothing that depends on its input input_ids"), e.getMessage());
    }
}
