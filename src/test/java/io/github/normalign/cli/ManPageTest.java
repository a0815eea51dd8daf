package io.github.normalign.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The man pages: what roff would make of them, by its own rules and, where groff is installed, by groff. */
class ManPageTest {

    private static final Set<String> MACROS = Set.of("TH", "SH", "SS", "PP", "TP", "IP", "nf", "fi", "nh", "ad", "RS", "RE");

    @TempDir
    private Path folder;

    private List<Path> pages() throws IOException {
        CommandRun run = CommandRun.of("man", folder);
        assertEquals(ExitCode.DONE, run.code(), run.err());
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    @Test
    void everyCommandHasAPage() throws IOException {
        Set<String> commands = HelpExamples.all().keySet().stream().map(name -> name.replace(' ', '-') + ".1")
            .collect(Collectors.toCollection(TreeSet::new));
        assertTrue(commands.contains("normalign-import-firefox.1"));
        assertEquals(List.copyOf(commands), pages().stream().map(page -> page.getFileName().toString()).sorted().toList());
    }

    @Test
    void noTextIsTakenForAMacroOrAHyphen() throws IOException {
        for (Path page : pages()) {
            for (String line : Files.readAllLines(page)) {
                String place = page.getFileName() + ": " + line;
                if (line.startsWith(".")) {
                    assertTrue(MACROS.contains(line.substring(1).split(" ")[0]), place);
                } else {
                    assertTrue(!line.startsWith("'") && !line.isEmpty(), place);
                    assertTrue(line.matches("([^-'`\\\\]|\\\\[-e&]|\\\\\\((aq|ga|ha|ti)|\\\\f[BR]|\\\\\\[u[0-9A-F]{4}])*"), place);
                }
            }
        }
    }

    @Test
    void aPageHasTheSectionsOfAManPageAndEveryOption() throws IOException {
        pages();
        String align = Files.readString(folder.resolve("normalign-align.1"));
        List<String> sections = align.lines().filter(line -> line.startsWith(".SH")).toList();
        assertEquals(List.of(".SH NAME", ".SH SYNOPSIS", ".SH DESCRIPTION", ".SH OPTIONS", ".SH \"EXIT STATUS\"", ".SH EXAMPLES",
            ".SH \"SEE ALSO\""), sections);
        Main.commands().subcommands().get("align").getCommandSpec().options().forEach(option ->
            assertTrue(align.contains("\\fB" + String.join(", ", option.names()).replace("-", "\\-")), option.longestName()));
        assertTrue(align.contains("normalign\\-align \\- Aligns the words of a parallel corpus\n"), align);
        assertTrue(align.contains("Default: 32."), "no variable is left: " + align);
    }

    @Test
    void groffHasNothingToComplainOfAndShowsTheExamplesAsTheyAre() throws IOException, InterruptedException {
        for (Path page : pages()) {
            Process groff;
            try {
                groff = new ProcessBuilder("groff", "-man", "-Tutf8", "-ww", "-P-cbou", "-rLL=120n", page.toString())
                    .redirectError(folder.resolve("complaints").toFile()).start();
            } catch (IOException notInstalled) {
                Assumptions.abort("no groff here: " + notInstalled.getMessage());
                return;
            }
            String text = new String(groff.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(0, groff.waitFor());
            assertEquals("", Files.readString(folder.resolve("complaints")), page.toString());
            if (page.endsWith("normalign-align.1")) {
                assertTrue(text.contains("normalign align --model onnx-models/en-pt --reverse-model onnx-models/pt-en \\\n"), text);
                assertTrue(text.contains("echo 'the white house ||| a casa branca' | \\\n"), text);
            }
        }
    }
}
