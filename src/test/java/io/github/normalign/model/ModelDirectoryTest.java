package io.github.normalign.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.normalign.corpus.SentencePair;
import io.github.normalign.error.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Model directories that cannot be used: everything wrong is said at once, and nothing crashes. */
class ModelDirectoryTest {

    @TempDir
    private Path folder;
    private Path model;

    @BeforeEach
    void copyTheTinyModel() throws IOException {
        model = Files.createDirectory(folder.resolve("model"));
        try (Stream<Path> files = Files.list(TinyMarian.MODEL)) {
            for (Path file : files.toList()) {
                Files.copy(file, model.resolve(file.getFileName()));
            }
        }
    }

    private String refusal() {
        return assertThrows(ModelException.class,
            () -> AttentionReader.open(ModelDirectory.open(model), ReaderOptions.DEFAULT).close()).getMessage();
    }

    private void edit(String file, String from, String to) throws IOException {
        String text = Files.readString(model.resolve(file));
        assertTrue(text.contains(from), from);
        Files.writeString(model.resolve(file), text.replace(from, to));
    }

    @Test
    void theCopyItselfIsFine() {
        AttentionReader.open(ModelDirectory.open(model), ReaderOptions.DEFAULT).close();
    }

    @Test
    void allThatIsMissingIsListedAtOnce() throws IOException {
        Files.delete(model.resolve("decoder_model.onnx"));
        Files.delete(model.resolve("target.spm"));
        edit("config.json", "\"pad_token_id\": 681", "\"pad_token_id\": 700");
        edit("config.json", "\"decoder_layers\": 3", "\"decoder_layers\": \"three\"");
        String message = refusal();
        for (String part : List.of("decoder_model.onnx is missing", "target.spm: there is no such file", "pad_token_id is 700",
                "decoder_layers is \"three\"", "Optimum")) {
            assertTrue(message.contains(part), part + " in " + message);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"config.json", "normalign.json"})
    void textThatIsNoJsonIsSaidToBeNoneInOneSentence(String file) throws IOException {
        Files.writeString(model.resolve(file), "{\n  the white house\n");
        String message = refusal();
        assertTrue(message.contains("\n  " + file + ": expected a JSON object; it is not JSON (line 2, column 8)\n"), message);
    }

    @Test
    void aProfileThatIsNoJsonIsSaidToBeNoneInOneSentence() throws IOException {
        Path text = Files.writeString(folder.resolve("corpus.en"), "The white house\n");
        ProfileFile file = ProfileFile.at(text);
        assertEquals(text + ": expected a profile as 'select --profile' writes it; it is not JSON (line 1, column 6)",
            assertThrows(ModelException.class, () -> file.setting(ModelDirectory.open(model))).getMessage());
        Files.writeString(text, "The");
        assertEquals(text + ": expected a profile as 'select --profile' writes it; it is JSON, but no object",
            assertThrows(ModelException.class, () -> file.setting(ModelDirectory.open(model))).getMessage());
    }

    @Test
    void aFolderThatIsNoneIsSaidToBeNone() {
        model = folder.resolve("absent");
        assertTrue(refusal().contains("is not a directory"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"encoder_model.onnx", "decoder_model.onnx", "source.spm", "target.spm", "vocab.json", "config.json"})
    void aTruncatedFileIsRefusedWithItsName(String file) throws IOException {
        byte[] whole = Files.readAllBytes(model.resolve(file));
        for (int length : new int[] {0, 1, whole.length / 3, whole.length - 7}) {
            Files.write(model.resolve(file), Arrays.copyOf(whole, length));
            String message = refusal();
            assertTrue(message.contains(file), length + " bytes of " + file + ": " + message);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"encoder_model.onnx", "decoder_model.onnx", "source.spm", "vocab.json", "config.json"})
    void aFileOfSomethingElseIsRefusedWithItsName(String file) throws IOException {
        Files.writeString(model.resolve(file), "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n");
        String message = refusal();
        assertTrue(message.contains(file), message);
    }

    @ParameterizedTest
    @CsvSource({"\"decoder_layers\": 3,\"decoder_layers\": 2,layers",
        "\"decoder_attention_heads\": 4,\"decoder_attention_heads\": 5,heads"})
    void aConfigurationOfAnotherModelIsFoundOut(String from, String to, String part) throws IOException {
        edit("config.json", from, to);
        assertTrue(refusal().contains(part), refusal());
    }

    @Test
    void graphsAndTokenizersThatAreWrongAreListedTogether() throws IOException {
        for (String file : List.of("encoder_model.onnx", "decoder_model.onnx", "target.spm", "vocab.json")) {
            Files.writeString(model.resolve(file), "nothing");
        }
        String message = refusal();
        for (String file : List.of("encoder_model.onnx", "decoder_model.onnx", "target.spm", "vocab.json")) {
            assertTrue(message.contains(file), file + " in " + message);
        }
    }

    @Test
    void aVocabularyWithIdsTheModelDoesNotHaveIsRefused() throws IOException {
        String vocabulary = Files.readString(model.resolve("vocab.json"));
        Files.writeString(model.resolve("vocab.json"), vocabulary.replaceFirst("\\}\\s*$", ", \"a piece too many\": 40000}"));
        String message = refusal();
        assertTrue(message.contains("40000") && message.contains("vocab_size of 682"), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"config.json", "generation_config.json"})
    void aStartPieceTheModelDoesNotHaveIsRefused(String file) throws IOException {
        edit(file, "\"decoder_start_token_id\": 681", "\"decoder_start_token_id\": 682");
        if (file.equals("config.json")) {
            Files.delete(model.resolve("generation_config.json"));
        }
        assertTrue(refusal().contains("decoder_start_token_id has the id 682"), refusal());
    }

    @Test
    void aLimitAboveTheTableOfPositionsIsSuspectedWhereALongPairFails() throws IOException {
        edit("config.json", "\"max_position_embeddings\": 64", "\"max_position_embeddings\": 6400");
        try (AttentionReader reader = AttentionReader.open(ModelDirectory.open(model), ReaderOptions.DEFAULT)) {
            SentencePair pair = new SentencePair(Collections.nCopies(100, "a"), List.of("b"));
            String message = assertThrows(ModelException.class,
                () -> reader.read(List.of(pair), (i, attention) -> i)).getMessage();
            assertTrue(message.contains("101") && message.contains("limit of 6400 that config.json states"), message);
        }
    }

    @Test
    void numbersThatAreNotFiniteFailTheSelfCheckInTheirOwnWords() {
        String failure = new SelfCheck(new TreeMap<>(Map.of(1, 1e-7, 2, Double.NaN)), 1e-4).failure().orElseThrow();
        assertTrue(failure.contains("layer 2: the model's own numbers are not finite"), failure);
    }

    @Test
    void aFolderInAFilesPlaceIsMissed() throws IOException {
        Files.delete(model.resolve("decoder_model.onnx"));
        Files.createDirectory(model.resolve("decoder_model.onnx"));
        assertTrue(refusal().contains("decoder_model.onnx is no file"), refusal());
    }

    @Test
    void vocabulariesOfTheirOwnAreAskedForAndUsed() throws IOException {
        edit("config.json", "\"share_encoder_decoder_embeddings\": true", "\"share_encoder_decoder_embeddings\": false");
        assertTrue(refusal().contains("target_vocab.json: there is no such file"), refusal());
        // The target's own numbers: every id one higher than the source's, turned round at the end.
        JsonObject source = JsonParser.parseString(Files.readString(model.resolve("vocab.json"))).getAsJsonObject();
        JsonObject target = new JsonObject();
        source.asMap().forEach((piece, id) -> target.addProperty(piece, (id.getAsInt() + 1) % 682));
        Files.writeString(model.resolve("target_vocab.json"), target.toString());
        ModelParts parts = ModelParts.read(ModelDirectory.open(model));
        ModelParts shared = ModelParts.read(ModelDirectory.open(TinyMarian.MODEL));
        List<String> words = TinyMarian.pairs().get(3).words().target();
        int[] expected = Arrays.stream(shared.tokenizer().target().encode(words).ids()).map(id -> (id + 1) % 682).toArray();
        assertArrayEquals(expected, parts.tokenizer().target().encode(words).ids());
        assertArrayEquals(shared.tokenizer().source().encode(words).ids(), parts.tokenizer().source().encode(words).ids());
        assertEquals(0, parts.tokenizer().frame().afterSource().get(0));
        assertEquals(1, parts.tokenizer().frame().targetEnd(), "</s> by the target's own numbers");
    }

    @Test
    void anUnknownModelTypeIsRefusedAndTheKnownOnesNamed() throws IOException {
        edit("config.json", "\"model_type\": \"marian\"", "\"model_type\": \"whisper\"");
        String message = refusal();
        assertTrue(message.contains("whisper") && message.contains("marian"), message);
    }

    @Test
    void aProfileIsReadAndItsMistakesListed() throws IOException {
        Files.writeString(model.resolve("normalign.json"), "{\"sourceLanguage\": \"en\", \"targetLanguage\": \"pt\", \"setting\": "
            + "{\"layer\": 2, \"head\": \"1,3\", \"measure\": \"norm\", \"reading\": \"awo\", \"rule\": \"piece\"}}");
        ModelProfile profile = ModelDirectory.open(model).profile();
        assertEquals("en", profile.sourceLanguage().orElseThrow());
        assertEquals("--layer 2 --head 1,3 --measure norm --reading awo --rule piece", profile.setting().orElseThrow().toString());
        Files.writeString(model.resolve("normalign.json"), "{\"sourcelanguage\": \"en\", \"targetLanguage\": 3, \"setting\": "
            + "{\"layer\": 9, \"head\": \"1\", \"measure\": \"norm\", \"reading\": \"awi\", \"rule\": \"word\", \"Basis\": \"\"}}");
        String message = refusal();
        for (String part : List.of("sourcelanguage", "targetLanguage is 3", "layer 9", "Basis")) {
            assertTrue(message.contains(part), part + " in " + message);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {"\"layer\": 2;\"layer\": null;layer is null", "\"layer\": 2;\"layer\": 1.7;layer is 1.7",
        "norm;size;measure is 'size', expected weight or norm", "awo;first;reading is 'first', expected awi or awo",
        "piece;letter;rule is 'letter', expected word or piece", "\"1,3\";\"one\";found 'one'",
        "\"head\": \"1,3\",;;head is missing"})
    void aWrongSettingIsExplained(String from, String to, String part) throws IOException {
        String sound = "{\"setting\": {\"layer\": 2, \"head\": \"1,3\", \"measure\": \"norm\", \"reading\": \"awo\", "
            + "\"rule\": \"piece\"}}";
        Files.writeString(model.resolve("normalign.json"), sound.replace(from, to == null ? "" : to));
        assertTrue(refusal().contains(part), refusal());
    }

    @Test
    void aGpuThatIsNotThereIsAnErrorForCudaAndAFallbackForAuto() {
        ReaderOptions cuda = new ReaderOptions(ReaderOptions.DEFAULT.layers(), true, Device.CUDA, 1, 1);
        ReaderOptions auto = new ReaderOptions(ReaderOptions.DEFAULT.layers(), true, Device.AUTO, 1, 1);
        ModelDirectory directory = ModelDirectory.open(model);
        // Built with -Pcuda the jar has CUDA's provider, and it is the machine that lacks something.
        boolean gpuBuild = "gpu".equals(System.getProperty("onnxruntime.build"));
        assumeFalse(gpuBuild && opens(directory, cuda), "this machine has a GPU that works");
        String expected = gpuBuild ? "CUDA 12, cuDNN 9 or the NVIDIA driver is missing" : "-Pcuda";
        ModelException refused = assertThrows(ModelException.class, () -> AttentionReader.open(directory, cuda));
        assertTrue(refused.getMessage().contains(expected) && refused.getMessage().contains("--device cpu"), refused.getMessage());
        try (AttentionReader reader = AttentionReader.open(directory, auto)) {
            assertEquals(Device.CPU, reader.device().device());
            assertTrue(reader.device().fallback().orElseThrow().contains(expected));
        }
    }

    private static boolean opens(ModelDirectory directory, ReaderOptions options) {
        try (AttentionReader reader = AttentionReader.open(directory, options)) {
            return reader.device().device() == options.device();
        } catch (ModelException e) {
            return false;
        }
    }
}
