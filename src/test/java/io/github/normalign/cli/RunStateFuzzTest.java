package io.github.normalign.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.normalign.fuzz.FuzzTargets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

class RunStateFuzzTest extends FuzzTargets {

    /** The file that {@code --resume} reads: what is read is written and read as the same. */
    @FuzzTest
    void state(byte[] data) {
        Path file = file("run.json", data);
        read(() -> state(file)).ifPresent(state -> {
            Path again = file.resolveSibling("again.json");
            try {
                state.write(again);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            assertEquals(state, state(again));
        });
    }

    private static RunState state(Path file) {
        try {
            return RunState.read(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
