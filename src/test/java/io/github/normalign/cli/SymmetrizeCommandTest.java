package io.github.normalign.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.normalign.alignment.Symmetrization;
import io.github.normalign.format.IndexBase;
import io.github.normalign.format.PharaohFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SymmetrizeCommandTest {

    private static final Path GIZA = Path.of("src/test/resources/peer-outputs/ro-en");
    private static final Path FORWARD = GIZA.resolve("giza.forward.talp");
    private static final Path REVERSE = GIZA.resolve("giza.reverse.talp");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"intersection, intersection", "union, union", "lilt-grow-diag, grow-diagonal",
        "lilt-grow-diag-final, grow-diagonal-final"})
    void aFileOfTheReverseModelIsTurnedRoundAndCombinedLineForLine(String method, String published) {
        Path output = folder.resolve("links");
        CommandRun run = CommandRun.of("symmetrize", FORWARD, REVERSE, "--method", method, "-o", output);
        assertEquals(new CommandRun(ExitCode.DONE, "", ""), run);
        assertEquals(PharaohFormat.read(GIZA.resolve("giza." + published + ".talp"), IndexBase.ZERO),
            PharaohFormat.read(output, IndexBase.ZERO));
    }

    @Test
    void linksGoToStdoutInNumericalOrderWithOneLineForEachLine() throws IOException {
        CommandRun run = CommandRun.of("symmetrize", write("f", "10-0 2-1\n\n0-0\n"), write("r", "1-2 0-10\n\n"
            + "1-0\n"), "--method", "UNION");
        assertEquals(List.of("2-1 10-0", "", "0-0 0-1"), run.lines());
        assertEquals("", run.err());
    }

    @Test
    void aLineFeedEndsEveryLineOfTheOutput() throws IOException {
        CommandRun run = CommandRun.of("symmetrize", write("f", "0-0\r\n1-1"), write("r", "0-0\n1-1\n"), "--method", "union");
        assertEquals("0-0\n1-1\n", run.out());
    }

    @Test
    void aReverseFileOfTheSameDirectionIsNotTurnedRound() throws IOException {
        CommandRun run = CommandRun.of("symmetrize", write("f", "3-1 0-0\n"), write("r", "3-1 1-0\n"), "--same-direction",
            "--method", "intersection");
        assertEquals(new CommandRun(ExitCode.DONE, "3-1\n", ""), run);
    }

    @Test
    void filesThatAgreeMoreTheOtherWayRoundAreRemarkedWithTheOptionToUse() throws IOException {
        CommandRun turned = CommandRun.of("symmetrize", FORWARD, REVERSE, "--method", "union", "--same-direction");
        assertEquals(ExitCode.DONE, turned.code());
        // 3516 links are in both directions: giza.results.txt, intersection.
        assertTrue(turned.err().contains("would share 3516 if the second were turned round")
            && turned.err().contains("leave out --same-direction"), turned.err());
        CommandRun same = CommandRun.of("symmetrize", write("f", "3-1 0-0\n"), write("r", "3-1 0-0\n"), "--method", "union");
        assertEquals("0-0 1-3 3-1\n", same.out());
        assertTrue(same.err().contains("share 1 links, and would share 2") && same.err().contains("use --same-direction."),
            same.err());
    }

    @Test
    void scoresAreReadAndDropped() throws IOException {
        CommandRun run = CommandRun.of("symmetrize", write("f", "0-0:0.9431 1-1:1e-05\n"), write("r", "0-0:3\n"), "--method",
            "union");
        assertEquals(new CommandRun(ExitCode.DONE, "0-0 1-1\n", ""), run);
    }

    @Test
    void wordsNumberedFromOneStaySo() throws IOException {
        CommandRun run = CommandRun.of("symmetrize", write("f", "1-1 2-2\n"), write("r", "1-1 3-2\n"), "--method", "grow-diag");
        assertEquals("1-1 2-2 2-3\n", run.out());
    }

    @ParameterizedTest
    @CsvSource({"3, 5", "5, 3", "0, 1"})
    void differentNumbersOfLinesAreRefusedWithBothFilesAndCounts(int forwardLines, int reverseLines) throws IOException {
        Path forward = write("f", "0-0\n".repeat(forwardLines));
        Path reverse = write("r", "0-0\n".repeat(reverseLines));
        CommandRun run = CommandRun.of("symmetrize", forward, reverse, "--method", "union");
        assertEquals(ExitCode.FAILED, run.code());
        assertTrue(run.err().contains(forward + " has " + forwardLines + ", " + reverse + " has " + reverseLines + ";"), run.err());
        assertEquals("", run.out(), "refused before any work");
    }

    @ParameterizedTest
    @CsvSource({"1-1 2p2, 'found ''2p2'', a possible link'", "1-1 NULL-3, 'found ''NULL-3'', expected a link i-j'"})
    void aWordThatIsNoLinkIsRefusedWithFileAndLine(String line, String message) throws IOException {
        Path reverse = write("r", "0-0\n" + line + "\n");
        CommandRun run = CommandRun.of("symmetrize", write("f", "0-0\n1-1\n"), reverse, "--method", "union");
        assertEquals(ExitCode.FAILED, run.code());
        assertTrue(run.err().contains(reverse + ":2: " + message), run.err());
    }

    @Test
    void aFileThatIsNotThereIsAFailureWithItsName() throws IOException {
        CommandRun run = CommandRun.of("symmetrize", write("f", "0-0\n"), folder.resolve("nothing"), "--method", "union");
        assertEquals(ExitCode.FAILED, run.code());
        assertTrue(run.err().contains("nothing: there is no such file"), run.err());
    }

    @Test
    void anInputIsNotOverwritten() throws IOException {
        Path forward = write("f", "0-0\n");
        Path link = Files.createSymbolicLink(folder.resolve("link"), forward);
        CommandRun run = CommandRun.of("symmetrize", forward, write("r", "0-0\n"), "--method", "union", "-o", link);
        assertEquals(ExitCode.USAGE, run.code());
        assertTrue(run.err().contains("would overwrite an input file"), run.err());
        assertEquals("0-0\n", Files.readString(forward));
    }

    @ParameterizedTest
    @CsvSource({"f", "f r", "f r --method och", "f r extra --method union", "f r --method union --reverse-swapped"})
    void wrongUsageIsExitStatusTwo(String options) {
        CommandRun run = CommandRun.of((Object[]) ("symmetrize " + options).split(" "));
        assertEquals(ExitCode.USAGE, run.code());
        assertFalse(run.err().isEmpty());
    }

    @ParameterizedTest
    @EnumSource
    void helpAndTheAnswerToAnUnknownMethodNameEveryMethod(Symmetrization method) {
        assertTrue(CommandRun.of("symmetrize", "--help").out().contains("  " + method + " "));
        String answer = CommandRun.of("symmetrize", "f", "r", "--method", "och").err();
        assertTrue(answer.matches("(?s).* " + method + "[,\n].*"), answer);
    }

    @Test
    void helpSaysThatScoresAreDroppedAndThatReverseIsTurned() {
        String help = CommandRun.of("symmetrize", "--help").out().replaceAll("\\s+", " ");
        assertTrue(help.contains("Scores (i-j:score) are dropped"), help);
        assertTrue(help.contains("as its model wrote them, target-source: they are turned round"), help);
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }
}
