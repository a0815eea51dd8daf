package io.github.normalign.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Exit codes and messages that all commands share. */
class MainTest {

    @Test
    void noCommandIsAUsageErrorThatNamesTheCommands() {
        CommandRun run = CommandRun.of();
        assertEquals(ExitCode.USAGE, run.code());
        for (String command : new String[] {"align", "evaluate", "compare", "inspect", "import", "bench"}) {
            assertTrue(run.err().contains(command), run.err());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--no-such-option", "no-such-command"})
    void anUnknownWordIsAUsageError(String word) {
        CommandRun run = CommandRun.of(word);
        assertEquals(ExitCode.USAGE, run.code());
        assertTrue(run.err().contains(word), run.err());
        assertEquals("", run.out());
    }

    @ParameterizedTest
    @ValueSource(strings = {"align", "evaluate", "compare", "inspect", "import", "bench"})
    void everyCommandHasHelpOnStdoutAndExitsWithZero(String command) {
        CommandRun run = CommandRun.of(command, "--help");
        assertEquals(ExitCode.DONE, run.code(), run.err());
        assertTrue(run.out().contains("normalign " + command), run.out());
        assertEquals("", run.err());
    }

    @Test
    void aFailureIsOneMessageWithoutAStackTraceUnlessDebugIsAsked() {
        CommandRun plain = CommandRun.of("inspect", "no/such/directory");
        assertEquals(ExitCode.FAILED, plain.code());
        assertTrue(plain.err().startsWith("normalign: no/such/directory"), plain.err());
        assertFalse(plain.err().contains("\tat "), plain.err());
        CommandRun debug = CommandRun.of("inspect", "no/such/directory", "--debug");
        assertEquals(ExitCode.FAILED, debug.code());
        assertTrue(debug.err().contains("\tat "), debug.err());
    }

    @Test
    void theVersionIsPrinted() {
        CommandRun run = CommandRun.of("--version");
        assertEquals(ExitCode.DONE, run.code());
        assertTrue(run.out().startsWith("normalign "), run.out());
    }
}
