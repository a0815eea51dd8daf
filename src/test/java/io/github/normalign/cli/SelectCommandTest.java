package io.github.normalign.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.normalign.model.ModelDirectory;
import io.github.normalign.model.ProfileFile;
import io.github.normalign.words.TwoWaySetting;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The heads that are expected are the best ones by gold in a computation in PyTorch that shares no code with this project, which
 * also found that they agree most: see {@link CompareCommandTest}.
 */
class SelectCommandTest {

    private static final Path EN_PT = Path.of("onnx-models/en-pt");
    private static final Path PT_EN = Path.of("onnx-models/pt-en");
    private static final Path TINY = Path.of("src/test/resources/tiny-marian/model");

    @TempDir
    private static Path folder;
    private static Path en;
    private static Path pt;

    @BeforeAll
    static void unpackSixtyPairs() throws IOException {
        en = unpack("en");
        pt = unpack("pt");
    }

    private static Path unpack(String language) throws IOException {
        Path file = Path.of("eval/data/python-docs-3000." + language + ".gz");
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            return Files.write(folder.resolve("sixty." + language), lines.lines().limit(60).toList());
        }
    }

    private static Path copyOfTiny(String name) throws IOException {
        Path copy = Files.createDirectory(folder.resolve(name));
        try (Stream<Path> files = Files.list(TINY)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        return copy;
    }

    @Test
    void twoModelsAreReadByTheHeadsThatAgreeAndTheProfileSaysWhy() throws IOException {
        Path profile = folder.resolve("two.json");
        CommandRun run = CommandRun.of("select", "--model", EN_PT, "--reverse-model", PT_EN, "--source", en, "--target", pt,
            "--profile", profile);
        assertEquals(ExitCode.DONE, run.code(), run.err());
        ModelDirectory forward = ModelDirectory.open(EN_PT);
        ModelDirectory reverse = ModelDirectory.open(PT_EN);
        TwoWaySetting setting = ProfileFile.at(profile).setting(forward, reverse).orElseThrow();
        assertEquals("6", setting.forward().heads().toString());
        assertEquals("7", setting.reverse().heads().toString());
        assertTrue(setting.combination().toString().startsWith("--fuse geometric --links threshold --threshold 0."),
            setting.combination().toString());
        assertTrue(run.out().contains("Chosen: " + setting), run.out());
        JsonObject evidence = JsonParser.parseString(Files.readString(profile)).getAsJsonObject()
            .getAsJsonObject(forward.fingerprint()).getAsJsonObject("twoWay").getAsJsonObject(reverse.fingerprint())
            .getAsJsonObject("evidence");
        assertEquals(60, evidence.get("pairs").getAsInt());
        assertEquals(10, evidence.getAsJsonArray("top").size());
        assertEquals("sixty.en and sixty.pt", evidence.get("text").getAsString());
        assertFalse(Files.readString(profile).contains(folder.toString()), "no folder of this machine");
    }

    @Test
    void theChoiceDoesNotDependOnThreadsOrBatches() {
        Object[] fixed = {"select", "--model", EN_PT, "--reverse-model", PT_EN, "--source", en, "--target", pt, "--dry-run",
            "--pairs", "25", "--threads"};
        CommandRun one = CommandRun.of(with(fixed, "1"));
        CommandRun three = CommandRun.of(with(fixed, "3", "--batch", "5"));
        assertEquals(ExitCode.DONE, one.code(), one.err());
        assertEquals(one.out(), three.out());
        CommandRun alone = CommandRun.of("select", "--model", PT_EN, "--source", pt, "--target", en, "--pairs", "25",
            "--dry-run", "--threads", "1");
        CommandRun again = CommandRun.of("select", "--model", PT_EN, "--source", pt, "--target", en, "--pairs", "25",
            "--dry-run", "--threads", "3");
        assertEquals(alone.out(), again.out());
        assertTrue(alone.out().contains("Chosen: --layer 1 --head 7 "), alone.out());
    }

    private static Object[] with(Object[] fixed, Object... more) {
        return Stream.concat(Stream.of(fixed), Stream.of(more)).toArray();
    }

    /** The tiny model has random weights and 64 positions: nothing to find, but everything must hold. */
    @Test
    void linesThatCannotBeUsedAreCountedAndTheDirectoryKeepsTheChoice() throws IOException {
        Path model = copyOfTiny("kept");
        String lines = "one file ||| um ficheiro\n".repeat(24) + "\nonly this |||\n" + "word ".repeat(80) + "||| palavra\n"
            + "the end ||| o fim\n";
        Path input = Files.writeString(folder.resolve("input"), lines);
        CommandRun run = CommandRun.of("select", "--model", model, "--reverse-model", model, "--input", input);
        assertEquals(ExitCode.DONE, run.code(), run.err());
        assertTrue(run.out().contains("25 sentence pairs, 1 passed over: longer than a model's limit"), run.out());
        assertTrue(run.out().contains("2 lines were passed over: empty, or no sentence pair"), run.out());
        ModelDirectory directory = ModelDirectory.open(model);
        assertTrue(directory.setting(directory).isPresent());
    }

    @Test
    void tooFewPairsAreRefusedWithTheirNumber() throws IOException {
        Path input = Files.writeString(folder.resolve("few"), "one file ||| um ficheiro\n".repeat(7));
        CommandRun run = CommandRun.of("select", "--model", EN_PT, "--reverse-model", PT_EN, "--input", input, "--dry-run");
        assertEquals(ExitCode.FAILED, run.code());
        assertTrue(run.err().contains("7 usable sentence pairs") && run.err().contains("at least 20"), run.err());
    }

    /** A folder where the new file goes stands for a read-only directory: root, who may run this, can write into one. */
    @Test
    void aDirectoryThatCannotBeWrittenIsSaidBeforeTheWorkAndNamesTheProfile() throws IOException {
        Path model = copyOfTiny("locked");
        Files.createDirectory(model.resolve("normalign.json.new"));
        CommandRun run = CommandRun.of("select", "--model", model, "--input", folder.resolve("is-not-read"));
        assertEquals(ExitCode.FAILED, run.code());
        assertTrue(run.err().contains("normalign.json cannot be written") && run.err().contains("--profile FILE"), run.err());
    }

    @Test
    void goldGivesAHeldOutErrorRateBesideTheTunedOne() {
        CommandRun run = CommandRun.of("select", "--model", EN_PT, "--gold", "gold-alignments/graca-en-pt", "--dry-run");
        assertEquals(ExitCode.DONE, run.code(), run.err());
        assertTrue(run.out().contains("Chosen: --layer 1 --head 6 --measure weight --reading awi --rule word"), run.out());
        assertTrue(run.lines().stream().anyMatch(line -> line.matches("0[.]235\\d +layer 1 head 6 weight awi word")), run.out());
        assertTrue(figure(run, "heldOutAer") >= 0.2353, run.out());
        assertTrue(figure(run, "heldOutAerLow") < figure(run, "heldOutAer"), run.out());
    }

    @Test
    void goldOfTheOppositeDirectionIsTurnedRound() {
        CommandRun run = CommandRun.of("select", "--model", PT_EN, "--gold", "gold-alignments/graca-en-pt", "--folds", "5",
            "--dry-run");
        assertTrue(run.lines().stream().anyMatch(line -> line.matches("0[.]215\\d +layer 1 head 7 weight awi word")), run.out());
    }

    private static double figure(CommandRun run, String name) {
        List<String> lines = run.lines().stream().filter(line -> line.startsWith(name + " ")).toList();
        assertEquals(1, lines.size(), run.out());
        return Double.parseDouble(lines.get(0).substring(name.length() + 1));
    }

    @Test
    void oneFoldIsAUsageError() {
        CommandRun run = CommandRun.of("select", "--model", EN_PT, "--gold", "gold-alignments/graca-en-pt", "--folds", "1");
        assertEquals(ExitCode.USAGE, run.code());
        assertTrue(run.err().contains("--folds is at least 2"), run.err());
    }
}
