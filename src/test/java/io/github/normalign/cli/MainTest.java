package io.github.normalign.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Exit codes and messages that all commands share. */
class MainTest {

    @Test
    void noCommandIsAUsageErrorThatNamesTheCommands() {
        CommandRun run = CommandRun.of();
        assertEquals(ExitCode.USAGE, run.code());
        assertTrue(run.err().startsWith("normalign: which command? There are "), run.err());
        List<String> named = List.of(run.err().lines().findFirst().orElseThrow().replaceAll(".*There are |\\.$", "").split(", "));
        for (String command : new String[] {"align", "evaluate", "compare", "inspect", "import", "bench"}) {
            assertTrue(named.contains(command), run.err());
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

    @ParameterizedTest
    @ValueSource(strings = {"", "align", "evaluate", "compare", "inspect", "import", "import firefox", "bench",
        "symmetrize", "select"})
    void everyHelpEndsWithTheExitStatus(String command) {
        CommandRun run = CommandRun.of((Object[]) (command + " --help").strip().split(" "));
        assertEquals(ExitCode.DONE, run.code(), run.err());
        String status = run.out().substring(run.out().indexOf("\nExit status:") + 1);
        assertTrue(status.matches("(?s)Exit status:\\R  0   done\\R  1   .*\\R  2   the command line is wrong\\R.*"), run.out());
    }

    @Test
    void theOptionsOfAnImportAreInTheOrderTheyAreGivenIn() {
        String help = CommandRun.of("import", "firefox", "--help").out();
        String options = help.substring(help.indexOf("gzipped"));
        assertTrue(options.indexOf("--model=") < options.indexOf("--source-lang="), help);
        assertTrue(options.indexOf("--source-lang=") < options.indexOf("--output="), help);
        assertTrue(options.indexOf("--output=") < options.indexOf("--force"), help);
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
    void aPathTheSystemCannotExpressIsAUsageErrorThatNamesTheOption() {
        CommandRun run = CommandRun.of("align", "--model", "m", "--input", "a\0b");
        assertEquals(ExitCode.USAGE, run.code());
        assertTrue(run.err().contains("'--input'") && run.err().contains("is no path here: Nul character not allowed"), run.err());
        assertFalse(run.err().contains("Exception"), run.err());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aPathBeyondTheLocalesEncodingNamesTheLocale() throws IOException, InterruptedException {
        // The name is made by the shell: this JVM may not be able to express it either.
        ProcessBuilder child = new ProcessBuilder("sh", "-c",
            "exec \"$0\" -cp \"$1\" io.github.normalign.cli.Main align --model m --input \"$(printf 'caf\\303\\251')\"",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(), System.getProperty("java.class.path"));
        child.environment().put("LC_ALL", "C");
        Process process = child.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(ExitCode.USAGE, process.waitFor(), said);
        assertTrue(said.contains("the encoding of the locale") && said.contains("LC_ALL=C.UTF-8"), said);
        assertFalse(said.contains("Exception"), said);
    }

    @Test
    void theVersionIsPrinted() {
        CommandRun run = CommandRun.of("--version");
        assertEquals(ExitCode.DONE, run.code());
        assertTrue(run.out().startsWith("normalign "), run.out());
    }
}
