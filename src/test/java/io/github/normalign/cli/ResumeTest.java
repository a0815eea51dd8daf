package io.github.normalign.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.normalign.corpus.Compression;
import io.github.normalign.error.CorpusException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Processes that are killed, and go on: what they write in the end is what one that was left in peace writes. */
@DisabledOnOs(OS.WINDOWS)
class ResumeTest {

    private static final int LINES = 700;
    private static final List<String> OUTPUTS = List.of("links", "lines.jsonl.gz", "scores.zst", "rejected");

    @TempDir
    private Path folder;

    private Path source;
    private Path target;

    /** Real sentences, and lines that are none: empty, one-sided, not UTF-8. */
    @BeforeEach
    void writeCorpus() throws IOException {
        source = folder.resolve("source");
        target = folder.resolve("target");
        write("en", source, 100);
        write("pt", target, 200);
    }

    private static void write(String language, Path file, int oneSided) throws IOException {
        List<String> lines = new ArrayList<>();
        Path sample = Path.of("eval/data/python-docs-3000." + language + ".gz");
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                Compression.GZIP.unpack(Files.newInputStream(sample)), StandardCharsets.UTF_8))) {
            while (lines.size() < LINES) {
                lines.add(lines.size() == oneSided || lines.size() == 300 ? "" : in.readLine());
            }
        }
        Files.write(file, lines);
    }

    private Process start(Path to, String... more) throws IOException {
        Files.createDirectories(to);
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), "io.github.normalign.cli.Main",
            "align", "--model", "onnx-models/en-pt", "--source", source.toString(), "--target", target.toString(), "--threads", "1",
            "--scores", "--min-score", "0.4"));
        List<String> options = List.of("-o", "--jsonl", "--pair-scores", "--rejected");
        for (int i = 0; i < options.size(); i++) {
            command.add(options.get(i));
            command.add(to.resolve(OUTPUTS.get(i)).toString());
        }
        command.addAll(List.of(more));
        return new ProcessBuilder(command).redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(to.resolve("said").toFile())).start();
    }

    /** Waits until a run is well under way, and further than before; false if it ends meanwhile. */
    private static boolean reaches(Process process, Path to, long more) throws IOException, InterruptedException {
        Path state = to.resolve("links.normalign-run.json");
        while (process.isAlive()) {
            try {
                if (RunState.read(state).lines() > more) {
                    return true;
                }
            } catch (java.nio.file.NoSuchFileException notYet) {
                // It is still opening the model, or has ended.
            }
            Thread.sleep(3);
        }
        return false;
    }

    private static String said(Path to) throws IOException {
        return Files.readString(to.resolve("said"));
    }

    private void assertSame(Path whole, Path resumed) throws IOException {
        for (String name : OUTPUTS) {
            assertArrayEquals(Files.readAllBytes(whole.resolve(name)), Files.readAllBytes(resumed.resolve(name)), name);
        }
        // The last line of messages counts what all runs together did.
        assertEquals(said(whole).lines().reduce((a, b) -> b), said(resumed).lines().reduce((a, b) -> b));
        try (var files = Files.list(resumed)) {
            assertEquals(OUTPUTS.size() + 1, files.count(), "no unfinished file is left");
        }
    }

    @Test
    void aStateThatIsNoTextIsDamaged() throws IOException {
        Path state = Files.write(folder.resolve("links.normalign-run.json"), new byte[] {'{', (byte) 0xff, '}'});
        String message = assertThrows(CorpusException.class, () -> RunState.read(state)).getMessage();
        assertTrue(message.contains("it is not UTF-8 text") && message.contains("--overwrite"), message);
    }

    @Test
    void whateverKillsARunItEndsAsOneThatWasLeftInPeace() throws Exception {
        Path whole = folder.resolve("whole");
        assertEquals(ExitCode.SKIPPED, start(whole).waitFor(), () -> "see " + whole);
        assertEquals(LINES, Files.readAllLines(whole.resolve("links")).size());
        assertTrue(Files.size(whole.resolve("rejected")) > 0);
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Path killed = folder.resolve("killed");
        long done = 0;
        for (int kill = 0; kill < 3; kill++) {
            Process process = start(killed, "--resume");
            boolean under = reaches(process, killed, done);
            Thread.sleep(random.nextInt(40));
            // The first is told to end, the others are not asked.
            if (kill == 0) {
                process.destroy();
            } else {
                process.destroyForcibly();
            }
            int code = process.waitFor();
            // A fast machine may have done what is left by the third time.
            assertTrue(under || kill == 2, said(killed));
            if (kill == 0) {
                assertEquals(ExitCode.STOPPED, code, said(killed));
                assertTrue(said(killed).contains("lines are done; the same command with --resume goes on there"), said(killed));
            }
            if (under) {
                done = RunState.read(killed.resolve("links.normalign-run.json")).lines();
            }
        }
        Process last = start(killed, "--resume");
        assertTrue(last.waitFor(2, TimeUnit.MINUTES));
        assertEquals(ExitCode.SKIPPED, last.exitValue(), "seed " + seed + ": " + said(killed));
        assertTrue(said(killed).contains("normalign: going on at line "), said(killed));
        assertSame(whole, killed);
    }
}
