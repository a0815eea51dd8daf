package io.github.normalign.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What align writes beside links: pair scores, rejected pairs, unaligned words. */
class AlignFilterTest {

    @TempDir
    private Path folder;

    private CommandRun align(Object... more) throws IOException {
        return SmallCorpus.in(folder).align(more);
    }

    private List<String> lines(String file) throws IOException {
        return SmallCorpus.in(folder).lines(file);
    }

    @Test
    void everyFileHasALineForEveryLineAndAForeignTargetScoresLow() throws IOException {
        CommandRun run = align("--pair-scores", folder.resolve("scores"), "--unaligned", folder.resolve("unaligned"));
        assertEquals(ExitCode.SKIPPED, run.code(), run.err());
        assertEquals(5, lines("out").size());
        assertEquals(5, lines("scores").size());
        assertEquals(5, lines("unaligned").size());
        assertEquals("", lines("scores").get(1));
        assertEquals("", lines("scores").get(3));
        assertEquals(" ||| ", lines("unaligned").get(0), "every word has a link");
        assertTrue(lines("unaligned").get(4).matches("[\\d ]* \\|\\|\\| [\\d ]*"), lines("unaligned").get(4));
        double good = Double.parseDouble(lines("scores").get(0));
        double foreign = Double.parseDouble(lines("scores").get(2));
        assertTrue(good > 0.5 && foreign < 0.3, good + " and " + foreign);
    }

    @Test
    void pairsBelowTheLimitLeaveTheirLineEmptyAndAreListedWithTheirScore() throws IOException {
        CommandRun run = align("--min-score", 0.3, "--rejected", folder.resolve("rejected"));
        assertEquals("", lines("out").get(2));
        assertTrue(!lines("out").get(0).isEmpty() && !lines("out").get(4).isEmpty(), lines("out").toString());
        assertEquals(1, lines("rejected").size());
        assertTrue(lines("rejected").get(0).matches("3\\t0\\.[012]\\d{3}\\tthe white house\\tpor que chove tanto na cidade \\?"),
            lines("rejected").get(0));
        assertTrue(run.err().contains("1 of 3 pairs score below --min-score"), run.err());
        Path clean = Files.writeString(folder.resolve("clean"), "the white house ||| a casa branca\nhouse ||| chove\n");
        CommandRun filtered = CommandRun.of("align", "--model", "onnx-models/en-pt", "--input", clean, "--min-score", 1);
        assertEquals(ExitCode.DONE, filtered.code(), "a pair left out as asked is no bad line");
        assertEquals(List.of("", ""), filtered.lines());
    }

    @Test
    void optionsThatMakeNoSenseAreUsageErrors() throws IOException {
        assertEquals(ExitCode.USAGE, align("--rejected", folder.resolve("r")).code());
        assertEquals(ExitCode.USAGE, align("--min-score", 1.5).code());
        assertEquals(ExitCode.USAGE, align("--pair-scores", folder.resolve("in")).code());
        assertEquals(ExitCode.USAGE, align("--pair-scores", folder.resolve("x"), "--unaligned", folder.resolve("x")).code());
        assertEquals(ExitCode.FAILED, align("--unaligned", folder.resolve("absent").resolve("x")).code());
    }

    @Test
    void aSecondOutputThatCannotBeOpenedCostsTheFirstNothing() throws IOException {
        Files.writeString(folder.resolve("out"), "kept\n");
        Path link = Files.createSymbolicLink(folder.resolve("nowhere"), folder.resolve("absent").resolve("x"));
        CommandRun run = align("--overwrite", "--pair-scores", link);
        assertEquals(ExitCode.FAILED, run.code());
        assertTrue(run.err().contains("--pair-scores " + link + " cannot be written"), run.err());
        assertEquals("kept\n", Files.readString(folder.resolve("out")));
    }

    @Test
    void aLongerOldOutputIsReplacedAsAWhole() throws IOException {
        Files.writeString(folder.resolve("out"), "9-9\n".repeat(1000));
        align("--overwrite");
        assertEquals(5, lines("out").size());
    }

    @Test
    void aPairWithoutAScoreIsNotRejected() throws IOException {
        Path input = Files.writeString(folder.resolve("erased"), "\u200b ||| \u200b\n");
        CommandRun run = CommandRun.of("align", "--model", "onnx-models/en-pt", "--input", input, "--min-score", 0.5,
            "--rejected", folder.resolve("rejected"));
        assertEquals(ExitCode.DONE, run.code(), run.err());
        assertEquals(List.of(), lines("rejected"));
    }

    @Test
    void onlyLinksCanGoToStdout() throws IOException {
        assertEquals(ExitCode.USAGE, align("--pair-scores", "-").code());
        assertTrue(!Files.exists(Path.of("-")));
    }
}
