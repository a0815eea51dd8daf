package io.github.normalign.firefox;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.normalign.fuzz.FuzzTargets;
import io.github.normalign.fuzz.Seeds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

class MarianFuzzTest extends FuzzTargets {

    /** The configuration inside a model file, YAML. */
    @FuzzTest
    void settings(byte[] data) {
        List<String> problems = new ArrayList<>();
        read(() -> MarianConfig.parse(text(data), problems));
    }

    /** A model file: imported whole, or refused with nothing left behind. */
    @FuzzTest
    @Seeds("firefox/tiny/split.bin")
    void modelFile(byte[] data) throws IOException {
        Path folder = scratch().resolve("import");
        Files.createDirectories(folder);
        Path model = file("model.bin", data);
        Path source = scratch().resolve("source.spm");
        Path target = scratch().resolve("target.spm");
        if (!Files.exists(source)) {
            file("source.spm", resource("firefox/tiny/split-source.spm"));
            file("target.spm", resource("firefox/tiny/split-target.spm"));
        }
        Path output = folder.resolve("en-pt");
        boolean imported = read(() -> FirefoxImporter.run(new FirefoxImport(model, source, target, "en", "pt", output, false)))
            .isPresent();
        if (imported) {
            assertTrue(Files.exists(output.resolve("decoder_model.onnx")));
            delete(output);
        }
        try (Stream<Path> left = Files.list(folder)) {
            assertFalse(left.findAny().isPresent());
        }
    }

    private static void delete(Path output) throws IOException {
        try (Stream<Path> files = Files.list(output)) {
            files.forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
        Files.delete(output);
    }
}
