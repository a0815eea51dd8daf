package io.github.normalign.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.normalign.corpus.Compression;
import io.github.normalign.error.Shown;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Text made to harm: what a command does with it, from its arguments to its exit code. {@code eval/robustness} has the large ones. */
class HostileTextTest {

    private static final String TITLE = "\u001B]0;title\u0007\u009B31m\u202E";

    @TempDir
    private Path folder;

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static void assertNothingIsObeyed(CommandRun run) {
        for (String text : List.of(run.out(), run.err())) {
            assertTrue(text.chars().allMatch(c -> c == '\n' || c == '\t' || !Shown.isEscaped((char) c)), text);
            assertFalse(text.contains("normalign: internal error"), text);
        }
        assertTrue((run.out() + run.err()).contains("\\u001b]0;title\\u0007\\u009b31m\\u202e"), run.out() + run.err());
    }

    @Test
    void noWordOfAFileReachesTheTerminalAsASequenceItObeys() throws IOException {
        Path gold = file("gold", "0-0\n");
        assertNothingIsObeyed(CommandRun.of("evaluate", "--gold", gold, "--gold-base", 0, "--alignment", file("a", TITLE + "\n")));
        assertNothingIsObeyed(CommandRun.of("evaluate", "--alignment", gold, "--gold", file("b", TITLE + "\n")));
        assertNothingIsObeyed(CommandRun.of("evaluate", "--alignment", gold, "--gold", file("c", "1 1 1 S\n" + TITLE + "\n")));
        assertNothingIsObeyed(CommandRun.of("evaluate", "--gold", gold, "--gold-base", 0, "--alignment",
            file("d", "{\"version\":\"\\u001b]0;title\\u0007" + "\u009B31m\u202E\"}\n")));
        assertNothingIsObeyed(CommandRun.of("project", "--source", file("e", "<a x='" + TITLE + "'>\n"), "--strip", "-o",
            folder.resolve("out")));
        assertNothingIsObeyed(CommandRun.of("project", "--source", file("f", "x\n"), "--source-words", file("g", TITLE + "\n"),
            "--target", file("h", "x\n"), "--alignment", gold, "-o", folder.resolve("out")));
        assertNothingIsObeyed(CommandRun.of("explain", "--model", "onnx-models/en-pt", "--source", TITLE, "--target", "casa",
            "--link", "0-0"));
    }

    @Test
    void noNameOfAFileReachesTheTerminalAsASequenceItObeys() throws IOException {
        String name = folder.resolve(TITLE).toString();
        assertNothingIsObeyed(CommandRun.of("align", "--model", "onnx-models/en-pt", "--input", name));
        assertNothingIsObeyed(CommandRun.of("align", "--model", name, "--input", "x"));
        assertNothingIsObeyed(CommandRun.of("inspect", name));
        assertNothingIsObeyed(CommandRun.of("evaluate", "--gold", "x", "--alignment", "x", "--gold-base", TITLE));
        Path input = file("pair", "a ||| b\n");
        assertNothingIsObeyed(CommandRun.of("view", "--input", input, "--alignment", file("links", "0-0\n"), "--html", name));
    }

    @Test
    void noEntityIsLookedUpAndNoFileThatOneNamesIsRead() throws IOException {
        Path secret = file("secret", "the secret\n");
        String doctype = "<!DOCTYPE a [<!ENTITY x SYSTEM \"" + secret.toUri() + "\"><!ENTITY y \"yyy\"><!ENTITY % z SYSTEM \""
            + secret.toUri() + "\"> %z;]>";
        String line = doctype + "<a>&x; &y; %z; <xi:include href='" + secret + "' parse='text'/></a>";
        CommandRun run = CommandRun.of("project", "--source", file("markup", line + "\n"), "--strip");
        assertEquals(doctype + "&x; &y; %z; \n", run.out());
        assertEquals("", run.err());
    }

    @Test
    void aHundredThousandLevelsAreRefusedOnTheirLine() throws IOException {
        Path one = file("one", "b\nb\n");
        Path links = file("links", "\n\n");
        int deep = 100_000;
        CommandRun tags = CommandRun.of("project", "--source", file("tags", "<a>".repeat(deep) + "\n<b>x</b>\n"), "--target", one,
            "--alignment", links);
        assertEquals(ExitCode.SKIPPED, tags.code(), tags.err());
        assertEquals(2, tags.lines().size());
        assertTrue(tags.err().contains("tags:1: column 193: <a> stands in 64 other elements"), tags.err());
        CommandRun json = CommandRun.of("project", "--jsonl", file("json", "[".repeat(deep) + "\n" + "{\"source\":".repeat(deep)
            + "\n"), "--alignment", links);
        assertEquals(ExitCode.SKIPPED, json.code(), json.err());
        assertEquals(2, json.lines().size());
        assertTrue(json.err().contains("json:1: its values are nested more than 255 deep (column 257)"), json.err());
        CommandRun scored = CommandRun.of("evaluate", "--gold", one, "--alignment", folder.resolve("json"));
        assertEquals(ExitCode.FAILED, scored.code());
    }

    @Test
    void numbersThatNoSentenceHasAreRefusedBeforeTheyTakeMemory() throws IOException {
        CommandRun sentence = CommandRun.of("evaluate", "--gold", file("gold", "999999999 1 1 S\n"), "--gold-base", 1, "--alignment",
            file("links", "0-0\n"));
        assertEquals(ExitCode.FAILED, sentence.code());
        assertTrue(sentence.err().contains("gold:1: found sentence id 999999999, expected at most 1000000"), sentence.err());
        Path large = file("large", "999999999-999999999\n99999999999-1\n");
        CommandRun word = CommandRun.of("symmetrize", large, large, "--method", "grow-diag-final");
        assertEquals("999999999-999999999\n", word.out());
        assertTrue(word.err().contains("large:2: found '99999999999-1', expected a link"), word.err());
    }

    @Test
    void filesOfLinksMayBePackedAsTheirNamesSay() throws IOException {
        Path links = folder.resolve("links.gz");
        try (OutputStream out = Compression.GZIP.pack(Files.newOutputStream(links))) {
            out.write("0-0\n\n1-1\n".getBytes(StandardCharsets.US_ASCII));
        }
        assertEquals("0-0\n\n1-1\n", CommandRun.of("symmetrize", links, links, "--method", "union").out());
        CommandRun scored = CommandRun.of("evaluate", "--gold", links, "--gold-base", 0, "--alignment", links);
        assertEquals(ExitCode.DONE, scored.code(), scored.err());
    }
}
