package io.github.normalign.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.normalign.model.HostileModels.Case;
import io.github.normalign.model.HostileModels.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Models made to do harm: each is refused with a sentence, in bounded time and memory, before ONNX Runtime sees it. */
class HostileModelTest {

    /** Java's memory for reading the sound model is 30 MiB; the largest limit, of an ONNX file, is 256 MiB. */
    private static final long MOST_BYTES = 1L << 30;

    /** Those that take a second each are left to {@link HostileModelTable}. */
    static List<Case> cases() {
        return HostileModels.all().stream().filter(hostile -> !hostile.large()).toList();
    }

    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "pipes, devices and links are made the way of Unix")
    @ParameterizedTest
    @MethodSource("cases")
    void aHostileModelIsRefusedWithASentence(Case hostile) throws IOException {
        Outcome outcome = HostileModels.run(hostile);
        assertEquals(hostile.part().isEmpty() ? "accepted" : "refused", outcome.end(), outcome.message());
        assertTrue(outcome.message().contains(hostile.part()), outcome.message());
        assertTrue(outcome.message().length() < 20_000, "the message has " + outcome.message().length() + " characters");
        assertTrue(outcome.bytes() < MOST_BYTES, outcome.bytes() + " bytes of memory were taken");
    }

    @Test
    void noLibraryOfOperatorsIsEverLoaded() throws IOException {
        try (Stream<Path> classes = Files.walk(Path.of("target/classes"))) {
            for (Path file : classes.filter(path -> path.toString().endsWith(".class")).toList()) {
                String names = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                assertFalse(names.contains("registerCustomOp"), file + " registers operators of a library");
            }
        }
    }

    @Test
    void theFingerprintTellsTokenizerSettingsApart(@TempDir Path folder) throws IOException {
        try (Stream<Path> files = Files.list(TinyMarian.MODEL)) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
        String sound = ModelDirectory.open(folder).fingerprint();
        for (String file : List.of("tokenizer_config.json", "generation_config.json", "added_tokens.json")) {
            String before = Files.exists(folder.resolve(file)) ? Files.readString(folder.resolve(file)) : null;
            Files.writeString(folder.resolve(file), before == null ? "{}" : before + "\n");
            assertNotEquals(sound, ModelDirectory.open(folder).fingerprint(), file);
            if (before == null) {
                Files.delete(folder.resolve(file));
            } else {
                Files.writeString(folder.resolve(file), before);
            }
            assertEquals(sound, ModelDirectory.open(folder).fingerprint(), file);
        }
    }
}
