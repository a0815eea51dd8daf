package io.github.normalign.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.normalign.corpus.Compression;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every command that writes files: whole or not at all, nothing replaced unasked, no input written to. */
class WholeFilesTest {

    private static final String TINY = "src/test/resources/tiny-marian/model";
    private static final String KEPT = "what was there before\n";

    @TempDir
    private Path folder;

    private Path tagged;
    private Path plain;
    private Path links;

    /** Each command with what it reads and the option that names a file it writes. */
    private enum Writing {
        ALIGN, PROJECT, STRIP, SYMMETRIZE, VIEW, COMPARE_CSV, COMPARE_HTML, COMPARE_FIGURES, MAN
    }

    @BeforeEach
    void writeInputs() throws IOException {
        tagged = Files.writeString(folder.resolve("tagged"), "the <b>white</b> house\n");
        plain = Files.writeString(folder.resolve("plain"), "a casa branca\n");
        links = Files.writeString(folder.resolve("links"), "0-0 1-2 2-1\n");
    }

    private List<Object> command(Writing writing, Path output) {
        return switch (writing) {
            case ALIGN -> List.of("align", "--model", TINY, "--layer", "1", "--source", plain, "--target", plain, "-o", output);
            case PROJECT -> List.of("project", "--source", tagged, "--target", plain, "--alignment", links, "-o", output);
            case STRIP -> List.of("project", "--source", tagged, "--strip", "-o", output);
            case SYMMETRIZE -> List.of("symmetrize", links, links, "--method", "union", "-o", output);
            case VIEW -> List.of("view", "--source", plain, "--target", plain, "--alignment", links, "--html", output);
            case COMPARE_CSV -> List.of("compare", "--model", TINY, "--csv", output, "--html", folder.resolve("page.html"));
            case COMPARE_HTML -> List.of("compare", "--model", TINY, "--html", output, "--csv", folder.resolve("table.csv"));
            case COMPARE_FIGURES -> List.of("compare", "--model", TINY, "--csv", folder.resolve("t.csv"), "--html",
                folder.resolve("p.html"), "--figures", folder.resolve("fig"));
            case MAN -> List.of("man", output.getParent());
        };
    }

    /** The file that the command would write. */
    private Path output(Writing writing) throws IOException {
        return switch (writing) {
            case COMPARE_FIGURES -> folder.resolve("fig-intervals.csv");
            case MAN -> Files.createDirectories(folder.resolve("man")).resolve("normalign-align.1");
            default -> folder.resolve("output");
        };
    }

    private Set<String> names() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.map(file -> folder.relativize(file).toString()).collect(Collectors.toCollection(TreeSet::new));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFileThatIsThereIsReplacedOnlyIfAskedFor(Writing writing) throws IOException {
        Path output = Files.writeString(output(writing), KEPT);
        Set<String> before = names();
        CommandRun refused = CommandRun.of(command(writing, output).toArray());
        assertEquals(ExitCode.FAILED, refused.code(), refused.err());
        assertTrue(refused.err().contains("there is such a file already; replace it with --overwrite"), refused.err());
        assertEquals(KEPT, Files.readString(output));
        assertEquals(before, names(), "nothing is left over");
    }

    @ParameterizedTest
    @EnumSource(value = Writing.class, names = {"PROJECT", "STRIP", "SYMMETRIZE", "VIEW", "MAN"})
    void overwriteReplacesItAndLeavesNothingElse(Writing writing) throws IOException {
        Path output = Files.writeString(output(writing), KEPT);
        List<Object> command = new ArrayList<>(command(writing, output));
        command.add("--overwrite");
        CommandRun run = CommandRun.of(command.toArray());
        assertEquals(ExitCode.DONE, run.code(), run.err());
        assertFalse(Files.readString(output).startsWith(KEPT));
        assertTrue(names().stream().noneMatch(name -> name.endsWith(".part")), names().toString());
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = {"COMPARE_FIGURES", "MAN"})
    void anInputIsNotWrittenToWhateverItsNameIs(Writing writing) throws IOException {
        // What each of them reads, by another name.
        Path input = writing == Writing.SYMMETRIZE || writing == Writing.VIEW ? links : writing == Writing.ALIGN ? plain : tagged;
        List<Object> command;
        if (writing.name().startsWith("COMPARE")) {
            Path gold = Files.createDirectory(folder.resolve("gold"));
            input = Files.writeString(gold.resolve("gold.json"), "{}");
            command = new ArrayList<>(command(writing, Files.createSymbolicLink(folder.resolve("other"), input)));
            command.addAll(List.of("--gold", gold));
        } else {
            command = new ArrayList<>(command(writing, Files.createLink(folder.resolve("other"), input)));
        }
        command.add("--overwrite");
        byte[] before = Files.readAllBytes(input);
        CommandRun run = CommandRun.of(command.toArray());
        assertEquals(ExitCode.USAGE, run.code(), run.err());
        assertTrue(run.err().contains("would overwrite an input file"), run.err());
        assertEquals(new String(before, StandardCharsets.UTF_8), Files.readString(input));
    }

    @ParameterizedTest
    @EnumSource(names = {"PROJECT", "STRIP", "SYMMETRIZE", "VIEW", "MAN"})
    void twoRunsDoNotWriteTheSameFile(Writing writing) throws IOException {
        Path output = output(writing);
        try (PartFile other = PartFile.open(new OutputFile("-o", output))) {
            List<Object> command = new ArrayList<>(command(writing, output));
            command.add("--overwrite");
            CommandRun run = CommandRun.of(command.toArray());
            assertEquals(ExitCode.FAILED, run.code());
            assertTrue(run.err().contains("another run is writing it"), run.err());
            assertTrue(Files.exists(folder.resolve(folder.relativize(output) + ".part")), "the other run keeps its file");
            other.discard();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"PROJECT", "SYMMETRIZE", "VIEW"})
    void whatAKilledRunLeftIsNamed(Writing writing) throws IOException {
        Path output = output(writing);
        Path part = Files.writeString(folder.resolve("output.part"), KEPT);
        CommandRun run = CommandRun.of(command(writing, output).toArray());
        assertEquals(ExitCode.FAILED, run.code());
        assertTrue(run.err().contains(part.getFileName() + " is what an interrupted run left; begin anew with --overwrite"),
            run.err());
    }

    @ParameterizedTest
    @EnumSource(names = {"PROJECT", "STRIP", "SYMMETRIZE", "VIEW"})
    void aFolderThatIsMissingOrIsTheOutputItselfIsRefused(Writing writing) throws IOException {
        CommandRun missing = CommandRun.of(command(writing, folder.resolve("no/output")).toArray());
        assertEquals(ExitCode.FAILED, missing.code());
        assertTrue(missing.err().contains("there is no folder"), missing.err());
        CommandRun itself = CommandRun.of(command(writing, folder).toArray());
        assertEquals(ExitCode.FAILED, itself.code());
        assertTrue(itself.err().contains("is a folder; expected a file"), itself.err());
    }

    @Test
    void aCommandThatFailsLeavesWhatWasThere() throws IOException {
        Path output = Files.writeString(folder.resolve("output"), KEPT);
        OutputFile file = new OutputFile("-o", output);
        try (WholeFiles files = WholeFiles.open(List.of(file))) {
            files.writer(file).print("half of it");
            files.flush();
            assertThrows(IOException.class, () -> WholeFiles.open(List.of(file)));
        }
        assertEquals(KEPT, Files.readString(output));
        assertEquals(Set.of("", "links", "output", "plain", "tagged"), names());
    }

    @Test
    void severalFilesAreFinishedTogetherAndPackedByTheirNames() throws IOException {
        OutputFile one = new OutputFile("-o", folder.resolve("one.gz"));
        OutputFile two = new OutputFile("--html", folder.resolve("two"));
        try (WholeFiles files = WholeFiles.open(List.of(one, two))) {
            files.writer(one).print("1");
            files.writer(two).print("2");
            files.finish();
        }
        assertEquals("1", new String(Compression.GZIP.unpack(Files.newInputStream(one.path())).readAllBytes(),
            StandardCharsets.UTF_8));
        assertEquals("2", Files.readString(two.path()));
    }

    @Test
    @EnabledIf("aFullDeviceIsThere")
    void aFullDeviceFailsEveryCommandThatWritesToIt() throws IOException {
        Path full = Path.of("/dev/full");
        for (Writing writing : List.of(Writing.PROJECT, Writing.STRIP, Writing.SYMMETRIZE, Writing.VIEW)) {
            CommandRun run = CommandRun.of(command(writing, full).toArray());
            assertEquals(ExitCode.FAILED, run.code(), writing.toString());
            assertTrue(run.err().contains("/dev/full cannot be written any further"), run.err());
        }
    }

    static boolean aFullDeviceIsThere() {
        return Files.isWritable(Path.of("/dev/full"));
    }

    /** Work that is timed by the wall clock goes wrong when someone sets it. */
    @Test
    void nothingIsTimedByTheWallClock() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (Path file : files.filter(it -> it.toString().endsWith(".java")).toList()) {
                String text = Files.readString(file);
                for (String clock : List.of("currentTimeMillis", "Instant.now", "LocalDateTime", "ZonedDateTime", "new Date(",
                        "Clock.system")) {
                    assertFalse(text.contains(clock), file + " uses " + clock);
                }
            }
        }
    }

    private static Process start(String redirection, Object... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("sh", "-c", "exec \"$@\" " + redirection, "sh",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1", "-Xshare:auto", "-cp",
            System.getProperty("java.class.path"), "io.github.normalign.cli.Main"));
        Stream.of(arguments).map(Object::toString).forEach(command::add);
        return new ProcessBuilder(command).start();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void whenTheReaderOfStdoutHasGoneTheRunEndsWithoutAWord() throws IOException, InterruptedException {
        Path many = Files.writeString(folder.resolve("many"), "the <b>white</b> house\n".repeat(20_000));
        Process process = start("", "project", "--source", many, "--strip");
        process.getInputStream().read();
        process.getInputStream().close();
        // Java itself says so where JAVA_TOOL_OPTIONS is set.
        assertEquals("", new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8)
            .replaceFirst("^Picked up JAVA_TOOL_OPTIONS: .*\\R", ""));
        assertEquals(ExitCode.NOBODY_READS, process.waitFor());
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void withoutStdinNothingElseIsReadInItsPlace() throws IOException, InterruptedException {
        Process process = start("<&-", "project", "--source", "-", "--strip");
        String said = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(ExitCode.FAILED, process.waitFor(), said);
        assertTrue(said.contains("it is closed"), said);
        assertEquals(0, process.getInputStream().readAllBytes().length);
    }
}
