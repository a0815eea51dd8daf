package io.github.normalign.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What bench refuses, and a run on three pairs: its figures are the machine's. */
class BenchCommandTest {

    @TempDir
    private Path folder;

    @Test
    void aGzipThatIsNoneIsNamed() throws IOException {
        Path bad = Files.writeString(folder.resolve("bad.gz"), "no gzip");
        CommandRun run = CommandRun.of("bench", "--source", bad, "--target", bad);
        assertEquals(ExitCode.FAILED, run.code());
        assertEquals("normalign: " + bad + " cannot be unpacked: it is no gzip file" + System.lineSeparator(), run.err());
    }

    @Test
    void numbersBelowOneAreUsageErrorsThatNameTheOption() {
        for (String option : new String[] {"--rounds", "--batch", "--threads"}) {
            CommandRun run = CommandRun.of("bench", option, 0);
            assertEquals(ExitCode.USAGE, run.code());
            assertTrue(run.err().contains("'" + option + "'") && run.err().contains("at least 1; found '0'"), run.err());
        }
        assertEquals(ExitCode.USAGE, CommandRun.of("bench", "--rounds", "many").code());
    }

    @Test
    void speedAndMemoryAreMeasuredOnTheGivenPairs() throws IOException {
        Path source = Files.writeString(folder.resolve("s"), "the house\na dog\nyes\n");
        Path target = Files.writeString(folder.resolve("t"), "a casa\num cachorro\nsim\n");
        CommandRun run = CommandRun.of("bench", "--source", source, "--target", target, "--rounds", 1);
        assertEquals(ExitCode.DONE, run.code(), run.err());
        assertTrue(run.out().contains("corpus    3 pairs, 1.7 words a sentence"), run.out());
        assertTrue(run.out().matches("(?s).*speed     \\d+ pairs/s .*"), run.out());
    }
}
