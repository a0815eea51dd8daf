package io.github.normalign.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.gson.JsonObject;
import io.github.normalign.attention.HeadSelection;
import io.github.normalign.attention.Measure;
import io.github.normalign.attention.Reading;
import io.github.normalign.fuzz.FuzzTargets;
import io.github.normalign.words.AlignmentSetting;
import io.github.normalign.words.WordRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

class ModelFuzzTest extends FuzzTargets {

    private static final AlignmentSetting SETTING =
        new AlignmentSetting(1, HeadSelection.ALL, Measure.WEIGHT, Reading.AWI, WordRule.WORD);

    /** The JSON files of a model directory, whose graphs and pieces are sound. */
    @FuzzTest
    void directory(byte[] data) throws IOException {
        List<byte[]> files = parts(data, 5);
        Path folder = folder();
        List<String> names = List.of("config.json", "generation_config.json", "normalign.json", "tokenizer_config.json",
            "vocab.json");
        for (int i = 0; i < names.size(); i++) {
            if (files.get(i).length == 0) {
                Files.deleteIfExists(folder.resolve(names.get(i)));
            } else {
                Files.write(folder.resolve(names.get(i)), files.get(i));
            }
        }
        read(() -> ModelDirectory.open(folder)).ifPresent(model -> {
            read(model::fingerprint).ifPresent(print -> assertTrue(print.length() >= 16));
            read(model::languages);
            model.setting().ifPresent(setting -> assertTrue(setting.layer() <= model.config().layers()));
            read(model::readAll);
        });
    }

    /** A profile of the user's: what is written into it is read from it, and every other key stays. */
    @FuzzTest
    void profile(byte[] data) throws IOException {
        Path folder = folder();
        Files.write(folder.resolve("config.json"), resource("exports/planted/config.json"));
        Files.write(folder.resolve("vocab.json"), "{\"<unk>\": 0, \"</s>\": 1, \"<pad>\": 2}".getBytes());
        Files.deleteIfExists(folder.resolve("normalign.json"));
        Files.deleteIfExists(folder.resolve("generation_config.json"));
        Files.writeString(folder.resolve("tokenizer_config.json"), "{\"tokenizer_class\": \"MarianTokenizer\"}");
        ModelDirectory model = ModelDirectory.open(folder);
        // The seeds have a stand-in for the fingerprint, which a change of the fixtures would change.
        ProfileFile file = ProfileFile.at(file("profile.json", text(data).replace("FINGERPRINT", model.fingerprint()).getBytes()));
        read(() -> file.setting(model));
        read(() -> file.setting(model, model));
        boolean writable = read(() -> {
            file.requireWritable();
            return true;
        }).isPresent();
        boolean written = read(() -> {
            file.write(model, SETTING, "because", new JsonObject());
            return true;
        }).isPresent();
        if (written) {
            read(() -> file.setting(model)).ifPresent(found -> assertEquals(Optional.of(SETTING), found));
        }
        assertTrue(written || !writable);
    }

    private static Path folder() {
        Path folder = scratch().resolve("model");
        if (!Files.exists(folder)) {
            file("model/encoder_model.onnx", resource("exports/planted/encoder_model.onnx"));
            file("model/decoder_model.onnx", resource("exports/planted/decoder_model.onnx"));
            for (String name : List.of("source.spm", "target.spm", "sentencepiece.bpe.model", "spiece.model")) {
                file("model/" + name, resource("firefox/tiny/joint.spm"));
            }
        }
        return folder;
    }
}
