package io.github.normalign.firefox;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtException;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.normalign.error.ModelException;
import io.github.normalign.onnx.OnnxModel;
import io.github.normalign.onnx.OnnxTensor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FirefoxImporterTest {

    private static final Path TINY = TinyReference.FOLDER;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"joint, true", "joint, false", "split, true", "split, false"})
    void otherDepthsAndWidthsGiveTheNumbersOfTheReference(String name, boolean fold) throws IOException, OrtException {
        Path model = imported(name);
        List<TinyReference> pairs = TinyReference.read(name);
        try (OnnxPair onnx = new OnnxPair(model, fold)) {
            OnnxPair.Output padded = onnx.run(pairs.stream().map(TinyReference::ids).toList());
            for (int i = 0; i < pairs.size(); i++) {
                TinyReference pair = pairs.get(i);
                compare(pair, padded, i);
                OnnxPair.Output alone = onnx.run(List.of(pair.ids()));
                compare(pair, alone, 0);
                if (fold) {
                    // Weights that stay int8 take another path for a single row, with other last digits.
                    assertArrayEquals(alone.states(), padded.statesOf(i, alone.columns()), "the encoder, pair " + i);
                    assertArrayEquals(alone.logits(), padded.logitsOf(i, alone.rows()), "the decoder, pair " + i);
                }
            }
        }
    }

    @Test
    void aStepDependsOnNothingToItsRight() throws IOException, OrtException {
        Path model = imported("joint");
        try (OnnxPair onnx = new OnnxPair(model)) {
            int[] source = {5, 9, 3, 0};
            float[] one = onnx.run(List.of(new OnnxPair.Ids(source, new int[] {7, 8, 9, 10}))).logits();
            float[] other = onnx.run(List.of(new OnnxPair.Ids(source, new int[] {7, 8, 20, 21}))).logits();
            int pieces = one.length / 5;
            assertArrayEquals(Arrays.copyOf(one, 3 * pieces), Arrays.copyOf(other, 3 * pieces));
            assertFalse(Arrays.equals(one, other));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"joint", "split"})
    void everyInt8ValueOfTheModelFileIsInTheWeightFile(String name) throws IOException {
        Path model = imported(name);
        byte[] weights = Files.readAllBytes(model.resolve("weights.bin"));
        MarianFile file = MarianFile.read(name, Files.readAllBytes(TINY.resolve(name + ".bin")));
        int seen = 0;
        for (String graph : List.of("encoder_model.onnx", "decoder_model.onnx")) {
            for (OnnxTensor tensor : OnnxModel.read(model.resolve(graph)).graph().initializers().values()) {
                MarianTensor origin = file.tensor(tensor.name());
                if (origin != null && origin.type() == MarianTensor.INTGEMM8) {
                    seen++;
                    assertInt8(origin, tensor, weights);
                    OnnxTensor scale = OnnxModel.read(model.resolve(graph)).graph().initializers().get(tensor.name() + "/scale");
                    assertEquals((float) (1.0 / origin.multiplier()), scale.asFloats()[0], tensor.name());
                }
            }
        }
        long matrices = file.tensors().stream()
            .filter(tensor -> tensor.type() == MarianTensor.INTGEMM8 && tensor.elements() > 1).count();
        assertEquals(name.equals("joint") ? matrices + 1 : matrices, seen, "a joint table is in both graphs");
    }

    private static void assertInt8(MarianTensor origin, OnnxTensor tensor, byte[] weights) {
        assertEquals("weights.bin", tensor.externalLocation().orElseThrow());
        byte[] stored = origin.quantised();
        int from = (int) tensor.externalOffset();
        byte[] written = Arrays.copyOfRange(weights, from, from + (int) tensor.byteCount());
        assertArrayEquals(stored, Arrays.copyOf(written, stored.length), origin.name());
        byte[] behind = Arrays.copyOfRange(written, stored.length, written.length);
        assertArrayEquals(new byte[behind.length], behind, "the pad piece's embedding is zero");
        assertEquals(origin.name().endsWith("Wemb"), behind.length > 0, "only tables get rows");
    }

    @Test
    void theSameInputGivesTheSameBytes() throws IOException {
        Path one = imported("split");
        Path other = folder.resolve("other");
        FirefoxImporter.run(request("split", other, false));
        for (String file : names(one)) {
            assertArrayEquals(Files.readAllBytes(one.resolve(file)), Files.readAllBytes(other.resolve(file)), file);
        }
    }

    @Test
    void theDirectoryHoldsTheStockLayout() throws IOException {
        Path joint = imported("joint");
        assertEquals(Set.of("encoder_model.onnx", "decoder_model.onnx", "weights.bin", "config.json", "source.spm",
            "target.spm", "vocab.json", "normalign.json"), names(joint));
        assertArrayEquals(Files.readAllBytes(TINY.resolve("joint.spm")), Files.readAllBytes(joint.resolve("source.spm")));
        assertArrayEquals(Files.readAllBytes(TINY.resolve("joint.spm")), Files.readAllBytes(joint.resolve("target.spm")));
        JsonObject config = json(joint.resolve("config.json"));
        assertEquals("firefox-translations", config.get("model_type").getAsString());
        assertEquals(41, config.get("vocab_size").getAsInt());
        assertEquals(40, config.get("pad_token_id").getAsInt());
        assertEquals(40, config.get("decoder_start_token_id").getAsInt());
        assertEquals(2, config.get("encoder_layers").getAsInt());
        assertEquals(3, config.get("decoder_layers").getAsInt());
        assertEquals(4, config.get("decoder_attention_heads").getAsInt());
        assertEquals(32, config.get("d_model").getAsInt());
        assertEquals(48, config.get("decoder_ffn_dim").getAsInt());
        assertEquals(12.5, config.getAsJsonObject("activation_scales").get("none_QuantMultA").getAsDouble());
        assertTrue(config.getAsJsonObject("activation_scales").has("encoder_l2_ffn_W1_QuantMultA"));
        JsonObject pieces = json(joint.resolve("vocab.json"));
        assertEquals(41, pieces.size());
        assertEquals(0, pieces.get("</s>").getAsInt());
        assertEquals(40, pieces.get("<pad>").getAsInt());
        JsonObject ours = json(joint.resolve("normalign.json"));
        assertEquals("xx", ours.get("sourceLanguage").getAsString());
        assertEquals("yy", ours.get("targetLanguage").getAsString());
    }

    @Test
    void twoVocabulariesShareOnePadPiece() throws IOException {
        Path split = imported("split");
        assertEquals(45, json(split.resolve("config.json")).get("pad_token_id").getAsInt());
        assertEquals(45, json(split.resolve("vocab.json")).get("<pad>").getAsInt());
        assertEquals(38, json(split.resolve("vocab.json")).size());
        assertEquals(45, json(split.resolve("target_vocab.json")).get("<pad>").getAsInt());
        assertEquals(46, json(split.resolve("target_vocab.json")).size());
        assertArrayEquals(
            Files.readAllBytes(TINY.resolve("split-target.spm")), Files.readAllBytes(split.resolve("target.spm")));
    }

    @Test
    void gzippedInputGivesTheSameModelWhateverItsName() throws IOException {
        Path plain = imported("joint");
        Path packed = folder.resolve("packed");
        Path output = folder.resolve("output");
        Files.createDirectories(packed);
        gzip(TINY.resolve("joint.bin"), packed.resolve("joint.bin.gz"));
        gzip(TINY.resolve("joint.spm"), packed.resolve("joint.spm"));
        FirefoxImporter.run(new FirefoxImport(packed.resolve("joint.bin.gz"), packed.resolve("joint.spm"),
            packed.resolve("joint.spm"), "xx", "yy", output, false));
        for (String file : names(plain)) {
            assertArrayEquals(Files.readAllBytes(plain.resolve(file)), Files.readAllBytes(output.resolve(file)), file);
        }
    }

    @Test
    void aDirectoryThatHoldsSomethingIsRefusedWithoutOverwrite() throws IOException {
        Path output = Files.createDirectory(folder.resolve("output"));
        Files.writeString(output.resolve("README.md"), "mine");
        ModelException error = assertThrows(ModelException.class, () -> FirefoxImporter.run(request("joint", output, false)));
        assertTrue(error.getMessage().contains("not empty; use --overwrite"), error.getMessage());
        assertEquals(Set.of("README.md"), names(output));
    }

    @Test
    void forceReplacesTheModelAndKeepsOtherFiles() throws IOException {
        Path output = Files.createDirectory(folder.resolve("output"));
        Files.writeString(output.resolve("README.md"), "mine");
        Files.writeString(output.resolve("config.json"), "old");
        FirefoxImporter.run(request("joint", output, true));
        assertEquals("mine", Files.readString(output.resolve("README.md")));
        assertEquals(9, names(output).size());
        assertEquals(4, json(output.resolve("config.json")).get("decoder_attention_heads").getAsInt());
    }

    @Test
    void forceKeepsWhatWasMeasuredOnTheSameModelOnly() throws IOException {
        Path output = imported("joint");
        Path file = output.resolve("normalign.json");
        JsonObject ours = json(file);
        ours.addProperty("setting", "measured");
        Files.writeString(file, ours.toString());
        FirefoxImporter.run(request("joint", output, true));
        assertEquals("measured", json(file).get("setting").getAsString());
        FirefoxImporter.run(request("split", output, true));
        assertFalse(json(file).has("setting"));
    }

    @Test
    void aFailedImportLeavesNothingBehind() throws IOException {
        Path output = folder.resolve("deep/output");
        FirefoxImport wrong = new FirefoxImport(TINY.resolve("joint.bin"), TINY.resolve("split-source.spm"),
            TINY.resolve("split-source.spm"), "xx", "yy", output, false);
        ModelException error = assertThrows(ModelException.class, () -> FirefoxImporter.run(wrong));
        assertTrue(error.getMessage().contains("split-source.spm has 37 pieces, but the model's source table has 40 rows"),
            error.getMessage());
        assertEquals(Set.of(), names(folder));
    }

    @Test
    void aDirectoryThatCannotBeWrittenIsAnErrorWithItsName() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        for (Path output : List.of(file, file.resolve("below"))) {
            ModelException error =
                assertThrows(ModelException.class, () -> FirefoxImporter.run(request("joint", output, true)));
            assertTrue(error.getMessage().contains(output.toString()), error.getMessage());
        }
        assertEquals(Set.of("file"), names(folder));
    }

    @Test
    void aMissingInputIsNamed() {
        Path nowhere = folder.resolve("nowhere.bin");
        ModelException error = assertThrows(ModelException.class, () -> FirefoxImporter.run(new FirefoxImport(
            nowhere, nowhere, nowhere, "xx", "yy", folder.resolve("output"), false)));
        assertEquals("cannot read " + nowhere + ": there is no such file", error.getMessage());
    }

    @Test
    void vocabulariesThatDoNotFitAreAllReported() {
        ModelException oneForTwo = assertThrows(ModelException.class, () -> FirefoxImporter.run(new FirefoxImport(
            TINY.resolve("split.bin"), TINY.resolve("split-source.spm"), TINY.resolve("split-source.spm"), "xx", "yy",
            folder.resolve("output"), false)));
        assertTrue(oneForTwo.getMessage().contains("give both with --source-vocab and --target-vocab"), oneForTwo.getMessage());
        ModelException swapped = assertThrows(ModelException.class, () -> FirefoxImporter.run(new FirefoxImport(
            TINY.resolve("split.bin"), TINY.resolve("split-target.spm"), TINY.resolve("split-source.spm"), "xx", "yy",
            folder.resolve("output"), false)));
        assertTrue(swapped.getMessage().contains("split-target.spm has 45 pieces"), swapped.getMessage());
        assertTrue(swapped.getMessage().contains("split-source.spm has 37 pieces"), swapped.getMessage());
        ModelException noPieces = assertThrows(ModelException.class, () -> FirefoxImporter.run(new FirefoxImport(
            TINY.resolve("joint.bin"), TINY.resolve("joint.bin"), TINY.resolve("joint.bin"), "xx", "yy",
            folder.resolve("output"), false)));
        assertTrue(noPieces.getMessage().contains("joint.bin is no SentencePiece model"), noPieces.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "e n", "../x", "-"})
    void aLanguageThatIsNoCodeIsRefused(String language) {
        FirefoxImport wrong = new FirefoxImport(TINY.resolve("joint.bin"), TINY.resolve("joint.spm"),
            TINY.resolve("joint.spm"), "xx", language, folder.resolve("output"), false);
        ModelException error = assertThrows(ModelException.class, () -> FirefoxImporter.run(wrong));
        assertTrue(error.getMessage().contains("the target language is '" + language + "'"), error.getMessage());
    }

    private Path imported(String name) {
        Path output = folder.resolve(name);
        FirefoxImporter.run(request(name, output, false));
        return output;
    }

    private static FirefoxImport request(String name, Path output, boolean force) {
        boolean joint = name.equals("joint");
        return new FirefoxImport(TINY.resolve(name + ".bin"), TINY.resolve(joint ? "joint.spm" : "split-source.spm"),
            TINY.resolve(joint ? "joint.spm" : "split-target.spm"), "xx", "yy", output, force);
    }

    private static void compare(TinyReference pair, OnnxPair.Output output, int index) {
        assertClose(pair.encoder(), output.statesOf(index, pair.ids().source().length), output.width(), output.width());
        int steps = pair.ids().target().length + 1;
        float[] logits = output.logitsOf(index, steps);
        assertClose(pair.logits(), logits, pair.logits().length / steps, output.pieces());
        for (int step = 0; step < steps; step++) {
            assertTrue(logits[(step + 1) * output.pieces() - 1] < -1e8, "the pad piece never wins");
        }
    }

    /** {@code |a - b| <= 1e-5 + 1e-4 x} the largest of the row; the model has one column more, the pad. */
    private static void assertClose(float[] expected, float[] found, int width, int foundWidth) {
        assertEquals(expected.length / width, found.length / foundWidth);
        for (int row = 0; row < expected.length / width; row++) {
            float largest = 0;
            for (int i = 0; i < width; i++) {
                largest = Math.max(largest, Math.abs(expected[row * width + i]));
            }
            for (int i = 0; i < width; i++) {
                assertEquals(expected[row * width + i], found[row * foundWidth + i], 1e-5 + 1e-4 * largest,
                    "row " + row + ", column " + i);
            }
        }
    }

    private static Set<String> names(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(entry -> entry.getFileName().toString()).collect(Collectors.toSet());
        }
    }

    private static JsonObject json(Path file) throws IOException {
        return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    }

    private static void gzip(Path from, Path to) throws IOException {
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(to))) {
            Files.copy(from, out);
        }
    }
}
