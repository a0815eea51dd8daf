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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files may belong to a model: links in Hugging Face caches and links to anywhere. */
class ModelFilesTest {

    @TempDir
    private Path directory;

    @Test
    void aModelInAHuggingFaceCacheRunsAsOneInADirectory() throws IOException, OrtException {
        ToyDecoder toy = new ToyDecoder();
        Path plain = Files.createDirectories(directory.resolve("plain/onnx"));
        Map<String, Array> expected = run(stored(toy, plain.resolve("decoder_model.onnx")));

        Path blobs = Files.createDirectories(directory.resolve("models--a--b/blobs"));
        Path snapshot = Files.createDirectories(directory.resolve("models--a--b/snapshots/4f1c/onnx"));
        Files.move(plain.resolve("decoder_model.onnx"), blobs.resolve("aa11"));
        Files.move(plain.resolve("weights.bin"), blobs.resolve("bb22"));
        Path file = snapshot.resolve("decoder_model.onnx");
        Files.createSymbolicLink(file, Path.of("../../../blobs/aa11"));
        Files.createSymbolicLink(snapshot.resolve("weights.bin"), Path.of("../../../blobs/bb22"));
        AlignmentGraph graph = open(file).prepare(Set.of(), AlignmentOutputs.WEIGHTS_AND_GRAM);
        assertEquals(blobs.toRealPath(), graph.directory());
        Map<String, Array> actual = run(graph);
        expected.forEach((name, array) -> assertArrayEquals(array.floats(), actual.get(name).floats(), name));
    }

    @Test
    void aModelHalfInTheStoreAndHalfInTheSnapshotHasTheirCommonFolder() throws IOException, OrtException {
        Path blobs = Files.createDirectories(directory.resolve("models--a--b/blobs"));
        Path snapshot = Files.createDirectories(directory.resolve("models--a--b/snapshots/4f1c"));
        Path file = snapshot.resolve("decoder_model.onnx");
        stored(new ToyDecoder(), file);
        Files.move(snapshot.resolve("weights.bin"), blobs.resolve("bb22"));
        Files.createSymbolicLink(snapshot.resolve("weights.bin"), Path.of("../../blobs/bb22"));
        AlignmentGraph graph = open(file).prepare(Set.of(), AlignmentOutputs.WEIGHTS);
        assertEquals(directory.resolve("models--a--b").toRealPath(), graph.directory());
        assertTrue(locations(graph).contains("blobs/bb22"), locations(graph).toString());
        assertEquals(3, run(graph).size());
    }

    @Test
    void aDirectoryThatIsItselfALinkIsRead() throws IOException, OrtException {
        Path real = Files.createDirectories(directory.resolve("real"));
        stored(new ToyDecoder(), real.resolve("decoder_model.onnx"));
        Path link = Files.createSymbolicLink(directory.resolve("link"), real);
        AlignmentGraph graph = open(link.resolve("decoder_model.onnx")).prepare(Set.of(), AlignmentOutputs.WEIGHTS);
        assertEquals(real.toRealPath(), graph.directory());
        assertEquals(3, run(graph).size());
    }

    @Test
    void weightsBehindALinkToAnywhereElseAreRefused() throws IOException {
        Path model = Files.createDirectories(directory.resolve("model"));
        Path file = model.resolve("decoder_model.onnx");
        stored(new ToyDecoder(), file);
        Path outside = Files.move(model.resolve("weights.bin"), directory.resolve("outside.bin"));
        Files.createSymbolicLink(model.resolve("weights.bin"), outside);
        assertRefused(file, "outside.bin, outside the model's directory");
    }

    @Test
    void aGraphBehindALinkToAnywhereElseIsRefused() throws IOException {
        Path model = Files.createDirectories(directory.resolve("model"));
        stored(new ToyDecoder(), directory.resolve("decoder_model.onnx"));
        Path link = Files.createSymbolicLink(model.resolve("decoder_model.onnx"), directory.resolve("decoder_model.onnx"));
        assertRefused(link, "outside the model's directory");
    }

    @Test
    void theStoreOfAnotherCacheIsRefused() throws IOException {
        Path blobs = Files.createDirectories(directory.resolve("models--other/blobs"));
        Path snapshot = Files.createDirectories(directory.resolve("models--a--b/snapshots/4f1c"));
        Path file = snapshot.resolve("decoder_model.onnx");
        stored(new ToyDecoder(), file);
        Files.move(snapshot.resolve("weights.bin"), blobs.resolve("bb22"));
        Files.createSymbolicLink(snapshot.resolve("weights.bin"), blobs.resolve("bb22"));
        assertRefused(file, "Hugging Face cache");
    }

    @Test
    void aStoreThatIsALinkToAnywhereElseIsRefused() throws IOException {
        Path elsewhere = Files.createDirectories(directory.resolve("elsewhere"));
        Path snapshot = Files.createDirectories(directory.resolve("models--a--b/snapshots/4f1c"));
        Files.createSymbolicLink(directory.resolve("models--a--b/blobs"), elsewhere);
        Path file = snapshot.resolve("decoder_model.onnx");
        stored(new ToyDecoder(), file);
        Files.move(snapshot.resolve("weights.bin"), elsewhere.resolve("bb22"));
        Files.createSymbolicLink(snapshot.resolve("weights.bin"), Path.of("../../blobs/bb22"));
        assertRefused(file, "outside the model's directory");
    }

    @Test
    void aNameThatClimbsToTheStoreIsRefusedThoughALinkMayLeadThere() throws IOException {
        Path blobs = Files.createDirectories(directory.resolve("models--a--b/blobs"));
        Path snapshot = Files.createDirectories(directory.resolve("models--a--b/snapshots/4f1c"));
        Path file = snapshot.resolve("decoder_model.onnx");
        ToyDecoder toy = new ToyDecoder();
        Files.write(blobs.resolve("bb22"), new byte[64]);
        toy.graph.add(OnnxTensor.external("gain.raw", ElementType.FLOAT, new long[] {6}, "../../blobs/bb22", 0, 24));
        toy.model().write(file);
        assertRefused(file, "\"../../blobs/bb22\"");
    }

    @Test
    void aLinkToNothingIsSaidToBeOne() throws IOException {
        Path file = Files.createSymbolicLink(directory.resolve("decoder_model.onnx"), Path.of("blobs/none"));
        ModelException e = assertThrows(ModelException.class, () -> ExternalFiles.realFile(directory, file));
        assertTrue(e.getMessage().contains("decoder_model.onnx is missing (a link to a file that is not there)"), e.getMessage());
    }

    @Test
    void aDirectoryInPlaceOfAFileIsRefused() throws IOException {
        Path inner = Files.createDirectory(directory.resolve("config.json"));
        ModelException e = assertThrows(ModelException.class, () -> ExternalFiles.realFile(directory, inner));
        assertTrue(e.getMessage().contains("config.json is not a file"), e.getMessage());
    }

    @Test
    void constantsOfInnerGraphsStayInTheirFileToo() throws IOException, OrtException {
        ToyDecoder toy = new ToyDecoder();
        OnnxNode scan = toy.graph.nodes().stream().filter(node -> node.is("Scan")).findFirst().orElseThrow();
        OnnxGraph body = scan.attributes().get("body").asGraph();
        float[] ones = new float[600];
        Arrays.fill(ones, 1f);
        body.add(OnnxTensor.ofFloats("inner", new long[] {600}, ones));
        body.add("ReduceMean", "mean", "inner").with("keepdims", 0);
        body.nodes().removeIf(node -> List.of("next", "y").contains(node.output()));
        body.add("Add", "sum", "faded", "x");
        body.add("Mul", "next", "sum", "mean");
        body.add("Tanh", "y", "next");
        AlignmentGraph graph = stored(toy, directory.resolve("decoder_model.onnx"));
        OnnxGraph left = OnnxModel.read(graph.model(), "cut").graph();
        OnnxNode leftScan = left.nodes().stream().filter(node -> node.is("Scan")).findFirst().orElseThrow();
        assertTrue(leftScan.attributes().get("body").asGraph().initializers().get("inner").isExternal());
        Map<String, Array> expected = run(stored(new ToyDecoder(), directory.resolve("decoder_model.onnx")));
        stored(toy, directory.resolve("decoder_model.onnx"));
        Map<String, Array> actual = run(graph);
        expected.forEach((name, array) -> assertArrayEquals(array.floats(), actual.get(name).floats(), 1e-5f, name));
        assertFalse(actual.isEmpty());
    }

    /** Stores a decoder with one of its constants in a second file, and opens it. */
    private static AlignmentGraph stored(ToyDecoder toy, Path file) throws IOException {
        OnnxTensor gain = toy.graph.initializers().get("gain.raw");
        if (!gain.isExternal()) {
            Files.write(file.resolveSibling("weights.bin"), gain.bytes());
            toy.graph.add(
                OnnxTensor.external("gain.raw", ElementType.FLOAT, gain.dimensions(), "weights.bin", 0, gain.byteCount()));
        }
        toy.model().write(file);
        return open(file).prepare(Set.of(), AlignmentOutputs.WEIGHTS_AND_GRAM);
    }

    private static DecoderGraph open(Path file) {
        return DecoderGraph.of(OnnxModel.read(file), file, ToyDecoder.LAYERS, ToyDecoder.HEADS);
    }

    private static Map<String, Array> run(AlignmentGraph graph) throws OrtException {
        return OrtRun.run(graph, ToyDecoderTest.inputs());
    }

    private static List<String> locations(AlignmentGraph graph) {
        return OnnxModel.read(graph.model(), "graph").graph().initializers().values().stream()
            .flatMap(tensor -> tensor.externalLocation().stream()).distinct().toList();
    }

    private static void assertRefused(Path file, String part) {
        ModelException e = assertThrows(ModelException.class, () -> open(file));
        assertTrue(e.getMessage().contains(part), e.getMessage());
    }
}
