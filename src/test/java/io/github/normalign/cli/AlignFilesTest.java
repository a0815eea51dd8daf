package io.github.normalign.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.normalign.corpus.Compression;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the files that aligning writes: whole or not there, replaced only when told, gone on with when interrupted. */
class AlignFilesTest {

    private static final String PAIR = "a b c ||| d e\n";

    @TempDir
    private Path folder;

    private Path output;
    private Path part;
    private Path state;

    @BeforeEach
    void names() {
        output = folder.resolve("out");
        part = folder.resolve("out.part");
        state = folder.resolve("out.normalign-run.json");
    }

    private static CommandRun align(Path input, Object... more) {
        List<Object> arguments = new ArrayList<>(List.of("align", "--model", "src/test/resources/tiny-marian/model", "--layer", 1,
            "--input", input));
        arguments.addAll(Arrays.asList(more));
        return CommandRun.of(arguments.toArray());
    }

    private Path input(String text) throws IOException {
        return Files.writeString(folder.resolve("in"), text);
    }

    private List<String> left() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** A corpus that ends in the middle of a gzip file, 1,000 pairs behind its beginning. */
    private Path torn() throws IOException {
        Path whole = folder.resolve("torn.gz");
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 3000; i++) {
            text.append("a ").append(Long.toString(i * 7_919L * 104_729 % 1_000_003, 36)).append(" ||| d e\n");
        }
        try (OutputStream out = Compression.GZIP.pack(Files.newOutputStream(whole))) {
            out.write(text.toString().getBytes(StandardCharsets.UTF_8));
        }
        byte[] bytes = Files.readAllBytes(whole);
        return Files.write(whole, Arrays.copyOf(bytes, bytes.length / 2));
    }

    @Test
    void nothingButTheOutputsIsLeft() throws IOException {
        CommandRun run = align(input(PAIR.repeat(3)), "-o", output, "--pair-scores", folder.resolve("scores"));
        assertEquals(ExitCode.DONE, run.code(), run.err());
        assertEquals(List.of("in", "out", "scores"), left());
        assertEquals(3, Files.readAllLines(output).size());
    }

    @Test
    void aFileIsReplacedOnlyWithOverwrite() throws IOException {
        Files.writeString(output, "precious\n");
        CommandRun refused = align(input(PAIR), "-o", output);
        assertEquals(ExitCode.FAILED, refused.code());
        assertEquals("normalign: -o " + output + ": there is such a file already; replace it with --overwrite, or give another name"
            + System.lineSeparator(), refused.err());
        assertEquals("precious\n", Files.readString(output));
        assertEquals(ExitCode.DONE, align(input(PAIR), "-o", output, "--overwrite").code());
        assertTrue(Files.readString(output).matches("\\d-\\d.*\n"));
    }

    @Test
    void anEmptyFileIsNothingToLose() throws IOException {
        Files.createFile(output);
        assertEquals(ExitCode.DONE, align(input(PAIR), "-o", output).code());
        assertTrue(Files.size(output) > 0);
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aLinkIsWrittenThroughAndADeviceAsItIs() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), output);
        Files.createFile(output);
        assertEquals(ExitCode.DONE, align(input(PAIR), "-o", link, "--words", "/dev/null", "--raw").code());
        assertTrue(Files.isSymbolicLink(link));
        assertTrue(Files.size(output) > 0);
    }

    @Test
    void whatFailsBeforeAnyLineIsDoneLeavesNothing() throws IOException {
        Path bad = Files.writeString(folder.resolve("bad.zst"), "no Zstandard");
        CommandRun run = align(bad, "-o", output);
        assertEquals(ExitCode.FAILED, run.code());
        assertEquals(List.of("bad.zst"), left());
    }

    @Test
    void linesBeforeAFailureAreKeptAndTheFailureIsSaid() throws IOException {
        CommandRun run = align(torn(), "-o", output);
        assertEquals(ExitCode.FAILED, run.code());
        assertTrue(run.err().contains(folder.resolve("torn.gz") + " cannot be read after line "), run.err());
        long lines = Files.readAllLines(part).size();
        assertTrue(lines > 1000, lines + " lines");
        assertTrue(run.err().contains("normalign: " + lines + " lines are done; the same command with --resume goes on there"),
            run.err());
        assertFalse(Files.exists(output));
        CommandRun stdout = align(folder.resolve("torn.gz"));
        assertEquals(lines, stdout.lines().size());
        assertEquals(Files.readString(part), stdout.out());
    }

    @Test
    void anInterruptedRunIsGoneOnWithAndNeverMixedWithAnother() throws IOException {
        Path torn = torn();
        align(torn, "-o", output, "--scores");
        String before = Files.readString(part);
        CommandRun anew = align(torn, "-o", output, "--scores");
        assertEquals(ExitCode.FAILED, anew.code());
        assertTrue(anew.err().contains("is what an interrupted run left; go on with it by --resume"), anew.err());
        CommandRun other = align(torn, "-o", output, "--resume");
        assertEquals(ExitCode.FAILED, other.code());
        assertTrue(other.err().contains("--scores: true before, false now"), other.err());
        Files.write(torn, Arrays.copyOf(Files.readAllBytes(torn), (int) Files.size(torn) - 100));
        CommandRun shorter = align(torn, "-o", output, "--scores", "--resume");
        assertTrue(shorter.err().contains("input: torn.gz ("), shorter.err());
        assertEquals(before, Files.readString(part));
        assertEquals(ExitCode.FAILED, align(torn, "-o", output, "--overwrite").code());
        assertTrue(Files.readString(part).length() < before.length(), "begun anew, without scores");
    }

    @Test
    void aCorpusThatBeginsOtherwiseIsRefused() throws IOException {
        Path corpus = torn();
        align(corpus, "-o", output);
        byte[] bytes = Files.readAllBytes(corpus);
        try (OutputStream out = Compression.GZIP.pack(Files.newOutputStream(corpus))) {
            out.write(PAIR.repeat(5000).getBytes(StandardCharsets.UTF_8));
        }
        Files.write(corpus, Arrays.copyOf(Files.readAllBytes(corpus), bytes.length));
        CommandRun run = align(corpus, "-o", output, "--resume");
        assertEquals(ExitCode.FAILED, run.code());
        assertTrue(run.err().contains("but the input does not begin with them any more"), run.err());
    }

    @Test
    void resumeBeginsWhereNothingWasLeftAndRefusesWhatIsWhole() throws IOException {
        Path input = input(PAIR.repeat(3));
        assertEquals(ExitCode.DONE, align(input, "-o", output, "--resume").code());
        CommandRun again = align(input, "-o", output, "--resume");
        assertEquals(ExitCode.FAILED, again.code());
        assertTrue(again.err().contains("there is such a file already"), again.err());
        CommandRun stdout = align(input, "--resume");
        assertEquals(ExitCode.USAGE, stdout.code());
        assertTrue(stdout.err().contains("--resume goes on with files"), stdout.err());
        assertEquals(ExitCode.USAGE, align(input, "-o", output, "--resume", "--overwrite").code());
    }

    @Test
    void whatStopsBetweenTheNamesOfTwoFilesIsRepairedByResume() throws IOException {
        Path second = folder.resolve("second");
        List<OutputFile> files = List.of(new OutputFile("-o", output), new OutputFile("--words", second));
        LineDigest digest = new LineDigest();
        try (OutputFiles run = OutputFiles.open(files, Map.of("a", "b"), OutputMode.NEW)) {
            run.writer(Optional.of(files.get(0))).orElseThrow().print("1\n");
            run.writer(Optional.of(files.get(1))).orElseThrow().print("2\n");
            run.done(1, digest, RunState.Counts.NONE);
            Files.createFile(Files.createDirectory(second).resolve("in the way"));
            assertThrows(IOException.class, run::finish);
        }
        assertEquals("1\n", Files.readString(output));
        Files.delete(second.resolve("in the way"));
        Files.delete(second);
        assertTrue(RunState.read(state).complete());
        try (OutputFiles run = OutputFiles.open(files, Map.of("a", "b"), OutputMode.RESUME)) {
            assertEquals(1, run.state().lines());
            run.finish();
        }
        assertEquals(List.of("1\n", "2\n"), List.of(Files.readString(output), Files.readString(second)));
        assertEquals(List.of("out", "second"), left());
    }

    @Test
    void twoRunsDoNotWriteOneFile() throws IOException {
        try (PartFile other = PartFile.open(new OutputFile("-o", output))) {
            CommandRun run = align(input(PAIR), "-o", output);
            assertEquals(ExitCode.FAILED, run.code());
            assertTrue(run.err().contains("-o " + output + ": another run is writing it"), run.err());
            other.discard();
        }
    }

    @Test
    void packedOutputsHoldWhatPlainOnesDo() throws IOException {
        Path input = input(PAIR.repeat(200) + "\n" + PAIR);
        align(input, "-o", output);
        for (String end : List.of(".gz", ".zst")) {
            Path packed = folder.resolve("out" + end);
            assertEquals(ExitCode.DONE, align(input, "-o", packed).code());
            try (InputStream in = Compression.of(packed).unpack(Files.newInputStream(packed))) {
                assertArrayEquals(Files.readAllBytes(output), in.readAllBytes());
            }
            Path repacked = folder.resolve("in" + end);
            try (OutputStream out = Compression.of(repacked).pack(Files.newOutputStream(repacked))) {
                out.write(Files.readAllBytes(input));
            }
            assertEquals(Files.readString(output), align(repacked).out());
            Path nothing = folder.resolve("nothing" + end);
            assertEquals(ExitCode.DONE, align(Files.createTempFile(folder, "empty", ""), "-o", nothing).code());
            try (InputStream in = Compression.of(nothing).unpack(Files.newInputStream(nothing))) {
                assertEquals(0, in.readAllBytes().length);
            }
        }
    }
}
