package io.github.normalign.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.normalign.model.ModelDirectory;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Exit codes and messages that all commands share. */
class MainTest {

    @TempDir
    private static Path folder;

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
        assertTrue(status.matches("(?s)Exit status:\\R  0 +done\\R  1 +.*\\R  2 +the command line is wrong\\R.*"), run.out());
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
        List<String> lines = run.lines();
        assertTrue(lines.get(0).startsWith("normalign "), run.out());
        assertTrue(lines.get(1).matches("ONNX Runtime 1\\.\\d+\\.\\d+"), run.out());
        assertTrue(lines.get(2).startsWith("Java " + System.getProperty("java.version") + " ("), run.out());
        assertEquals(Stream.of("en-pt", "marian-en-pt", "marian-pt-en", "pt-en").map(model ->
            "model " + model + " " + ModelDirectory.open(Path.of("onnx-models", model)).fingerprint()).toList(),
            lines.subList(3, lines.size()));
    }

    @Test
    void everyOptionOfAlignStandsUnderOneHeading() {
        CommandSpec align = Main.commands().subcommands().get("align").getCommandSpec();
        Map<String, List<OptionSpec>> sections = HelpPage.sections(align);
        assertEquals(List.of("Model", "Sentence pairs", "How links are read", "Two models of opposite directions", "Output",
            "Device and speed", "General"), List.copyOf(sections.keySet()));
        assertEquals(Set.copyOf(align.options()), sections.values().stream().flatMap(List::stream).collect(Collectors.toSet()));
        List<String> help = CommandRun.of("align", "--help").lines();
        sections.forEach((heading, options) -> {
            int at = help.indexOf(heading + ":");
            assertEquals("", help.get(at - 1), heading);
            assertTrue(help.get(at + 1).contains(options.get(0).longestName()), heading);
        });
    }

    @Test
    void aSynopsisOfManyOptionsNamesThoseThatMustBeGiven() {
        assertEquals(List.of("Usage: normalign align --model=DIR (--input=FILE|- | (--source=FILE",
            "                       --target=FILE)) [OPTIONS]"), CommandRun.of("align", "--help").lines().subList(0, 2));
    }

    @Test
    void quietLeavesOutWhatIsUsedAndKeepsWhatIsWrong() throws IOException {
        Path corpus = folder.resolve("corpus");
        Files.writeString(corpus, "the white house ||| a casa branca\nthe house |||\n");
        CommandRun loud = CommandRun.of("align", "--model", "onnx-models/en-pt", "--input", corpus);
        CommandRun quiet = CommandRun.of("align", "--model", "onnx-models/en-pt", "--input", corpus, "--quiet");
        assertEquals(ExitCode.SKIPPED, quiet.code());
        assertEquals(loud.out(), quiet.out());
        List<String> said = loud.err().lines().toList();
        assertTrue(said.get(0).startsWith("normalign: en-pt (en to pt), --layer"), loud.err());
        assertTrue(said.get(1).contains("2"), loud.err());
        assertEquals(said.subList(1, said.size()), quiet.err().lines().toList());
    }

    @Test
    void quietWorkShowsNoProgressHoweverLongItIs() {
        StringWriter err = new StringWriter();
        try (Progress progress = new Progress("align", Progress.LONG, Progress.Display.quiet(new PrintWriter(err)))) {
            progress.add(Progress.LONG - 1);
            progress.message("a message");
            progress.add(1);
        }
        assertEquals("a message" + System.lineSeparator(), err.toString());
    }

    @Test
    void helpThatIsNoTerminalsHasNoColours() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp", System.getProperty("java.class.path"), Main.class.getName(), "align", "--help")
            .redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(ExitCode.DONE, process.waitFor(), said);
        assertFalse(said.contains("\033"), said);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void helpOnATerminalHasColoursUnlessNoColorIsSet() throws IOException, InterruptedException {
        assertTrue(onTerminal(Map.of()).contains("\033["));
        assertFalse(onTerminal(Map.of("NO_COLOR", "1")).contains("\033["));
    }

    /** What help prints on a terminal, which util-linux's script plays. */
    private static String onTerminal(Map<String, String> environment) throws IOException, InterruptedException {
        ProcessBuilder script = new ProcessBuilder("script", "-qec", "\"$JAVA\" -cp \"$CLASSES\" " + Main.class.getName()
            + " schema --help", "/dev/null");
        script.environment().remove("NO_COLOR");
        script.environment().putAll(Map.of("TERM", "xterm", "CLASSES", System.getProperty("java.class.path"),
            "JAVA", Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        script.environment().putAll(environment);
        Process process;
        try {
            process = script.redirectErrorStream(true).start();
        } catch (IOException notInstalled) {
            return Assumptions.abort("no script(1) here: " + notInstalled.getMessage());
        }
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        return said;
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void bashCompletesCommandsOptionsAndValues() throws IOException, InterruptedException {
        Path script = folder.resolve("completion.sh");
        Files.writeString(script, CommandRun.of("completion").out());
        assertEquals("align", completed(script, "normalign", "ali"));
        assertTrue(List.of(completed(script, "normalign", "align", "--rev").split(" ")).contains("--reverse-model"));
        assertEquals("--swap-gold", completed(script, "normalign", "view", "--swap-g"));
    }

    /** What bash offers for the last word, in one line. */
    private static String completed(Path completions, String... words) throws IOException, InterruptedException {
        String line = String.join(" ", words);
        Process bash;
        try {
            bash = new ProcessBuilder("bash", "-c", "source \"$0\"; COMP_WORDS=(" + line + "); COMP_CWORD=" + (words.length - 1)
                + "; COMP_LINE='" + line + "'; _complete_normalign 2>/dev/null; echo \"${COMPREPLY[*]}\"", completions.toString())
                .redirectErrorStream(true).start();
        } catch (IOException notInstalled) {
            return Assumptions.abort("no bash here: " + notInstalled.getMessage());
        }
        String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, bash.waitFor(), said);
        return said.strip();
    }
}
