package io.github.normalign.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.normalign.error.ModelException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ImportCommandTest {

    private static final String TINY = "src/test/resources/firefox/tiny/";

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter error = new StringWriter();
    private Exception thrown;

    @Test
    void oneVocabularyServesBothSides() {
        Path output = folder.resolve("model");
        assertEquals(0, run(output, "--model", TINY + "joint.bin", "--vocab", TINY + "joint.spm"));
        assertEquals("xx-yy: 2 encoder layers, 3 decoder layers, 4 heads, width 32, 40 pieces, written to " + output
            + System.lineSeparator(), out.toString());
        assertTrue(Files.exists(output.resolve("decoder_model.onnx")));
    }

    @Test
    void twoVocabulariesAreGivenTogether() {
        Path output = folder.resolve("model");
        assertEquals(0, run(output, "--model", TINY + "split.bin", "--source-vocab", TINY + "split-source.spm",
            "--target-vocab", TINY + "split-target.spm"));
        assertTrue(out.toString().contains("37 and 45 pieces"), out.toString());
    }

    @Test
    void anIncompleteOrContradictoryCommandIsAUsageError() {
        Path output = folder.resolve("model");
        assertEquals(2, run(output, "--model", TINY + "joint.bin"));
        assertEquals(2, run(output, "--vocab", TINY + "joint.spm"));
        assertEquals(2, run(output, "--model", TINY + "split.bin", "--source-vocab", TINY + "split-source.spm"));
        assertEquals(2, run(output, "--model", TINY + "joint.bin", "--vocab", TINY + "joint.spm", "--source-vocab",
            TINY + "joint.spm", "--target-vocab", TINY + "joint.spm"));
        assertEquals(2, command().execute());
        assertTrue(error.toString().contains("normalign import firefox"), error.toString());
        assertFalse(Files.exists(output));
    }

    @Test
    void aFailureIsLeftToTheProgramsOwnHandler() {
        Path output = folder.resolve("model");
        run(output, "--model", folder.resolve("nowhere.bin").toString(), "--vocab", TINY + "joint.spm");
        assertEquals(ModelException.class, thrown.getClass());
    }

    @Test
    void modelAndVocabularySwappedAreToldApart() {
        Path output = folder.resolve("model");
        assertEquals(1, run(output, "--model", TINY + "joint.spm", "--vocab", TINY + "joint.bin"));
        assertEquals("joint.spm is not a Marian model file; are --model and --vocab swapped?", thrown.getMessage());
        assertFalse(Files.exists(output));
    }

    private int run(Path output, String... arguments) {
        List<String> all = new ArrayList<>(List.of("firefox", "--source-lang", "xx", "--target-lang", "yy", "--output",
            output.toString()));
        all.addAll(List.of(arguments));
        return command().execute(all.toArray(String[]::new));
    }

    private CommandLine command() {
        return new CommandLine(new ImportCommand()).setOut(new PrintWriter(out, true)).setErr(new PrintWriter(error, true))
            .setExecutionExceptionHandler((exception, command, parsed) -> {
                thrown = exception;
                return 1;
            });
    }
}
