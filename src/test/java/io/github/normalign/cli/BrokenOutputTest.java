package io.github.normalign.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** A full disk or closed pipe behind stdout, and failures nobody expects: one sentence, exit status 1. */
class BrokenOutputTest {

    private static final String GONE = "normalign: stdout cannot be written: is the disk full, or has the program that reads it"
        + " ended?" + System.lineSeparator();

    @TempDir
    private Path folder;

    private Object[] evaluate;

    @BeforeEach
    void writeFiles() throws IOException {
        Path links = Files.writeString(folder.resolve("links"), "0-0\n");
        evaluate = new Object[] {"evaluate", "--gold", links, "--alignment", links};
    }

    /** Fails as told at the first character. */
    private static Writer failing(Throwable failure) {
        return new Writer() {
            @Override
            public void write(char[] text, int from, int length) throws IOException {
                if (failure instanceof IOException io) {
                    throw io;
                }
                if (failure instanceof Error error) {
                    throw error;
                }
                throw (RuntimeException) failure;
            }

            @Override
            public void flush() {
                // Nothing is held back.
            }

            @Override
            public void close() {
                // Nothing is open.
            }
        };
    }

    @Test
    void aStdoutThatCannotBeWrittenIsSaidOnceAndFails() {
        for (Object[] command : new Object[][] {evaluate, {"--help"}, {"inspect", "src/test/resources/tiny-marian/model"}}) {
            CommandRun run = CommandRun.to(failing(new IOException("Broken pipe")), command);
            assertEquals(GONE, run.err());
            assertEquals(ExitCode.FAILED, run.code());
        }
    }

    @Test
    void alignStopsWhenItsOutputCannotBeWritten() throws IOException {
        Path input = Files.writeString(folder.resolve("in"), "the house ||| a casa\n");
        CommandRun run = CommandRun.to(failing(new IOException("Broken pipe")), "align", "--model", "onnx-models/en-pt", "--input",
            input);
        assertEquals(ExitCode.FAILED, run.code());
        assertEquals(1, run.err().split("cannot be written", -1).length - 1, run.err());
    }

    @Test
    @EnabledIf("aFullDeviceIsThere")
    void aFullDiskIsFoundAtTheEndAtTheLatest() throws IOException {
        try (Writer full = new FileWriter("/dev/full", StandardCharsets.UTF_8)) {
            CommandRun run = CommandRun.to(full, evaluate);
            assertEquals(GONE, run.err());
            assertEquals(ExitCode.FAILED, run.code());
        } catch (IOException closing) {
            assertTrue(closing.getMessage().contains("space"), "what is left cannot be written either");
        }
    }

    static boolean aFullDeviceIsThere() {
        return Files.isWritable(Path.of("/dev/full"));
    }

    @Test
    void aLackOfMemoryNamesTheOptionsThatHelp() {
        CommandRun run = CommandRun.to(failing(new OutOfMemoryError("Java heap space")), evaluate);
        assertEquals(ExitCode.FAILED, run.code());
        assertEquals("normalign: out of memory (Java heap space); give the program more with NORMALIGN_OPTS=-Xmx4g in the"
            + " environment, or let it need less with smaller --batch and --threads" + System.lineSeparator(), run.err());
    }

    @Test
    void whatNobodyExpectedIsOneLineAndItsTraceIsForDebug() {
        for (Throwable failure : new Throwable[] {new IllegalStateException("odd"), new AssertionError("odd")}) {
            CommandRun run = CommandRun.to(failing(failure), evaluate);
            assertEquals(ExitCode.FAILED, run.code());
            assertEquals("normalign: internal error: " + failure + "; run again with --debug, and report it with what that prints"
                + System.lineSeparator(), run.err());
            Object[] debug = Arrays.copyOf(evaluate, evaluate.length + 1);
            debug[evaluate.length] = "--debug";
            assertTrue(CommandRun.to(failing(failure), debug).err().contains("\tat "));
        }
    }
}
