package io.github.normalign.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.normalign.error.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Directories as they are found: exporters put graphs here or there and add precisions beside them. */
class GraphFilesTest {

    @TempDir
    private Path model;

    @BeforeEach
    void copyTheSmallFilesOfTheTinyModel() throws IOException {
        for (String name : List.of("config.json", "source.spm", "target.spm", "vocab.json")) {
            Files.copy(TinyMarian.MODEL.resolve(name), model.resolve(name));
        }
    }

    private void put(String part, String as) throws IOException {
        Path file = model.resolve(as);
        Files.createDirectories(file.getParent());
        Files.copy(TinyMarian.MODEL.resolve(part + "_model.onnx"), file);
    }

    private ModelDirectory open(String variant) {
        return ModelDirectory.open(model, new ModelChoice(Optional.ofNullable(variant), Languages.UNSAID));
    }

    private List<String> opened(String variant) {
        ModelDirectory directory = open(variant);
        AttentionReader.open(directory, ReaderOptions.DEFAULT).close();
        return directory.graphs().stream().map(file -> model.relativize(file).toString().replace('\\', '/')).toList();
    }

    private String refusal(String variant) {
        return assertThrows(ModelException.class, () -> open(variant)).getMessage();
    }

    @Test
    void graphsInAFolderOfTheirOwnAreFound() throws IOException {
        put("encoder", "onnx/encoder_model.onnx");
        put("decoder", "onnx/decoder_model_merged.onnx");
        assertEquals(List.of("onnx/encoder_model.onnx", "onnx/decoder_model_merged.onnx"), opened(null));
    }

    @Test
    void theDirectorysOwnGraphsWinOverThoseInTheFolderAndADecoderWithoutCacheOverAMergedOne() throws IOException {
        for (String folder : List.of("", "onnx/")) {
            put("encoder", folder + "encoder_model.onnx");
            put("decoder", folder + "decoder_model.onnx");
            put("decoder", folder + "decoder_model_merged.onnx");
        }
        assertEquals(List.of("encoder_model.onnx", "decoder_model.onnx"), opened(null));
    }

    @Test
    void aPrecisionIsChosenByTheEndingOfItsNames() throws IOException {
        put("encoder", "onnx/encoder_model.onnx");
        put("decoder", "onnx/decoder_model_merged.onnx");
        put("encoder", "onnx/encoder_model_q4f16.onnx");
        put("decoder", "onnx/decoder_model_merged_q4f16.onnx");
        put("decoder", "onnx/decoder_model_merged_fp16.onnx");
        assertEquals(List.of("plain", "q4f16"), open(null).variants(), "fp16 lacks its encoder");
        assertEquals("plain", open(null).variant());
        assertEquals(List.of("onnx/encoder_model_q4f16.onnx", "onnx/decoder_model_merged_q4f16.onnx"), opened("q4f16"));
        assertEquals(List.of("onnx/encoder_model.onnx", "onnx/decoder_model_merged.onnx"), opened("plain"));
        assertTrue(refusal("fp16").contains("there is no variant 'fp16'; there are plain, q4f16"), refusal("fp16"));
    }

    @Test
    void theOnlyPrecisionIsTakenAndOfTwoNoneIsGuessed() throws IOException {
        put("encoder", "encoder_model_quantized.onnx");
        put("decoder", "decoder_model_quantized.onnx");
        assertEquals("quantized", open(null).variant());
        put("encoder", "encoder_model_int8.onnx");
        put("decoder", "decoder_model_int8.onnx");
        assertTrue(refusal(null).contains("the variants int8, quantized; choose one by --variant"), refusal(null));
    }

    @Test
    void aDecoderThatGoesOnFromACacheIsNoDecoderToRead() throws IOException {
        put("encoder", "encoder_model.onnx");
        put("decoder", "decoder_with_past_model.onnx");
        String message = refusal(null);
        assertTrue(message.contains("decoder_model.onnx is missing") && message.contains("goes on from a cache"), message);
    }

    @Test
    void encoderAndDecoderOfDifferentPrecisionsAreNotMixed() throws IOException {
        put("encoder", "encoder_model_fp16.onnx");
        put("decoder", "decoder_model_int8.onnx");
        assertTrue(refusal(null).contains("encoder and decoder are of different variants"), refusal(null));
    }

    @Test
    void aDecoderAloneCalledLikeAWholeModelIsSaidToLackItsEncoder() throws IOException {
        put("decoder", "model.onnx");
        String message = assertThrows(ModelException.class, () -> opened(null)).getMessage();
        assertTrue(message.contains("model.onnx") && message.contains("encoder"), message);
    }

    @Test
    void oneModelInTwoPrecisionsHasTwoFingerprints() throws IOException {
        put("encoder", "encoder_model.onnx");
        put("decoder", "decoder_model.onnx");
        put("encoder", "encoder_model_fp16.onnx");
        put("decoder", "decoder_model_fp16.onnx");
        assertFalse(open("plain").fingerprint().equals(open("fp16").fingerprint()));
    }

    @Test
    void anotherDirectionThanTheProfilesIsRefused() throws IOException {
        put("encoder", "encoder_model.onnx");
        put("decoder", "decoder_model.onnx");
        Files.writeString(model.resolve("normalign.json"), "{\"sourceLanguage\": \"en\", \"targetLanguage\": \"pt\"}");
        ModelChoice back = new ModelChoice(Optional.empty(), Languages.of("pt", "en"));
        String message = assertThrows(ModelException.class, () -> ModelDirectory.open(model, back)).getMessage();
        assertTrue(message.contains("the model reads 'en', says normalign.json, not 'pt'"), message);
        assertEquals("en to pt", ModelDirectory.open(model, back.reversed()).languages().toString());
    }
}
