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
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
        assertTrue(setting.combination().toString().startsWith("--fuse average --links threshold --threshold 0."),
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

    /** Expected F1 is computed here, of the averaged scores that align writes with four decimals; geometric ones promise more. */
    @Test
    void theThresholdPromisesTheHighestF1OfAveragedScores() throws IOException {
        Path profile = folder.resolve("averaged.json");
        CommandRun select = CommandRun.of("select", "--model", EN_PT, "--reverse-model", PT_EN, "--source", en, "--target", pt,
            "--profile", profile);
        Matcher printed = Pattern.compile("expected F1 ([0-9.]+)\n.*--fuse average --links threshold --threshold ([0-9.]+)\n",
            Pattern.DOTALL).matcher(select.out());
        assertTrue(printed.find(), select.out() + select.err());
        CommandRun scored = CommandRun.of("align", "--model", EN_PT, "--reverse-model", PT_EN, "--source", en, "--target", pt,
            "--profile", profile, "--precision", "float32", "--links", "threshold", "--threshold", "1e-9", "--scores");
        double[] scores = scored.out().lines().flatMap(line -> Stream.of(line.split(" ")))
            .mapToDouble(link -> Double.parseDouble(link.substring(link.indexOf(':') + 1))).toArray();
        double best = 0;
        for (int hundredth = 1; hundredth <= 100; hundredth++) {
            best = Math.max(best, expectedF1(scores, hundredth / 100.0));
        }
        assertEquals(best, Double.parseDouble(printed.group(1)) / 100, 1e-3);
        assertEquals(best, expectedF1(scores, Double.parseDouble(printed.group(2))), 1e-3);
    }

    private static double expectedF1(double[] scores, double threshold) {
        double[] links = Arrays.stream(scores).filter(score -> score >= threshold).toArray();
        return links.length == 0 ? 0 : 2 * Arrays.stream(links).sum() / (links.length + Arrays.stream(scores).sum());
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
    void linesThatCannotBeUsedAreNamedAndTheDirectoryKeepsTheChoice() throws IOException {
        Path model = copyOfTiny("kept");
        String lines = "one file ||| um ficheiro\n".repeat(24) + "\nonly this |||\n" + "word ".repeat(80) + "||| palavra\n"
            + "the end ||| o fim\n";
        Path input = Files.writeString(folder.resolve("input"), lines);
        CommandRun run = CommandRun.of("select", "--model", model, "--reverse-model", model, "--input", input);
        assertEquals(ExitCode.SKIPPED, run.code(), run.err());
        assertTrue(run.out().contains("25 sentence pairs, 1 passed over: longer than a model's limit"), run.out());
        List<String> messages = run.err().lines().toList();
        assertEquals(2, messages.size(), "both sides empty is nothing to speak of: " + run.err());
        assertTrue(messages.get(0).startsWith("normalign: " + input + ":26: ") && messages.get(0).endsWith("; passed over"),
            run.err());
        assertTrue(messages.get(1).startsWith("normalign: " + input + ":27: ")
            && messages.get(1).endsWith("the model's limit is 64; passed over"), run.err());
        ModelDirectory directory = ModelDirectory.open(model);
        assertTrue(directory.setting(directory).isPresent());
    }

    @Test
    void linesWithoutWordsOnBothSidesAreNothingToSpeakOf() throws IOException {
        Path input = Files.writeString(folder.resolve("empty"), "one file ||| um ficheiro\n\n".repeat(20));
        CommandRun run = CommandRun.of("select", "--model", TINY, "--input", input, "--dry-run");
        assertEquals(ExitCode.DONE, run.code(), run.err());
        assertEquals("", run.err());
    }

    @Test
    void aGoldPairTooLongForBothModelsCountsOnce() throws IOException {
        String one = "one file\n".repeat(20) + "word ".repeat(80) + "\n";
        Path gold = gold("long", "en", "pt", one, one.replace("word", "palavra"), "0-0\n".repeat(21));
        CommandRun run = CommandRun.of("select", "--model", TINY, "--reverse-model", TINY, "--gold", gold, "--no-swap-gold",
            "--folds", "2", "--dry-run");
        assertEquals(ExitCode.SKIPPED, run.code(), run.err());
        assertTrue(run.out().startsWith("21 sentence pairs, 1 counted as without links: longer than a model's limit"), run.out());
        assertEquals(1, run.err().lines().count(), run.err());
        assertTrue(run.err().startsWith("normalign: long, pair 21: "), run.err());
        assertTrue(run.lines().stream().noneMatch(line -> line.endsWith(" ")), run.out());
    }

    private static Path gold(String name, String source, String target, String sources, String targets, String links)
            throws IOException {
        Path set = Files.createDirectory(folder.resolve(name));
        Files.writeString(set.resolve("gold.json"), """
            {"name": "%s", "sourceLanguage": "%s", "targetLanguage": "%s", "base": 0, "format": "pharaoh", "licence": "none",
             "source": "this test", "parts": [{"sourceText": "one", "targetText": "two", "links": "links"}]}
            """.formatted(name, source, target));
        Files.writeString(set.resolve("one"), sources);
        Files.writeString(set.resolve("two"), targets);
        Files.writeString(set.resolve("links"), links);
        return set;
    }

    @Test
    void goldOfOtherLanguagesOrUnknownOnesIsAUsageErrorThatNamesTheFlag() {
        CommandRun french = CommandRun.of("select", "--model", EN_PT, "--gold", "gold-alignments/graca-en-fr", "--dry-run");
        assertEquals(ExitCode.USAGE, french.code());
        assertTrue(french.err().contains("goes from en to pt") && french.err().contains("from en to fr"), french.err());
        CommandRun unknown = CommandRun.of("select", "--model", TINY, "--gold", "gold-alignments/graca-en-pt", "--dry-run");
        assertEquals(ExitCode.USAGE, unknown.code());
        assertTrue(unknown.err().contains("unknown") && unknown.err().contains("--swap-gold"), unknown.err());
    }

    @Test
    void aFlagThatContradictsTheLanguagesIsAUsageError() {
        for (Object[] wrong : new Object[][] {{EN_PT, "--swap-gold"}, {PT_EN, "--no-swap-gold"}}) {
            CommandRun run = CommandRun.of("select", "--model", wrong[0], "--gold", "gold-alignments/graca-en-pt", wrong[1],
                "--dry-run");
            assertEquals(ExitCode.USAGE, run.code());
            assertTrue(run.err().contains("the languages settle the direction, and " + wrong[1] + " contradicts them"), run.err());
        }
    }

    @Test
    void twoModelsOfOneDirectionAreAUsageErrorThatNamesBoth() {
        CommandRun run = CommandRun.of("select", "--model", EN_PT, "--reverse-model", EN_PT, "--source", en, "--target", pt,
            "--dry-run");
        assertEquals(ExitCode.USAGE, run.code());
        assertTrue(run.err().contains("en-pt goes from en to pt, the model in " + EN_PT + " goes from en to pt"), run.err());
    }

    @Test
    void optionsThatDoNotApplyTogetherAreUsageErrors() {
        for (Object[] wrong : new Object[][] {
                {"--folds is for a choice by gold", "--source", en, "--target", pt, "--folds", "5"},
                {"--swap-gold is for a choice by gold", "--source", en, "--target", pt, "--swap-gold"},
                {"--pairs is for a choice without gold", "--gold", "gold-alignments/graca-en-pt", "--pairs", "50"},
                {"--pairs is at least 20, found 19", "--source", en, "--target", pt, "--pairs", "19"}}) {
            CommandRun run = CommandRun.of(with(new Object[] {"select", "--model", EN_PT, "--dry-run"},
                Stream.of(wrong).skip(1).toArray()));
            assertEquals(ExitCode.USAGE, run.code());
            assertTrue(run.err().contains(wrong[0].toString()), run.err());
        }
    }

    @Test
    void aProfileThatIsAnInputIsAUsageErrorAndStays() throws IOException {
        String before = Files.readString(en);
        for (Path profile : List.of(en, EN_PT.resolve(ModelDirectory.PROFILE))) {
            CommandRun run = CommandRun.of("select", "--model", EN_PT, "--source", en, "--target", pt, "--profile", profile);
            assertEquals(ExitCode.USAGE, run.code());
            assertTrue(run.err().contains("--profile " + profile + " would overwrite an input file"), run.err());
        }
        assertEquals(before, Files.readString(en));
    }

    @Test
    void aProfileThatIsNoProfileIsRefusedBeforeTheWork() throws IOException {
        Path profile = Files.writeString(folder.resolve("notes.json"), "[1]");
        CommandRun run = CommandRun.of("select", "--model", EN_PT, "--source", folder.resolve("is-not-read"), "--target", pt,
            "--profile", profile);
        assertEquals(ExitCode.FAILED, run.code());
        assertTrue(run.err().contains("notes.json: expected a profile"), run.err());
    }

    @Test
    void aChoiceReplacesThatForTheSameModelsAloneAndSaysSo() throws IOException {
        Path model = copyOfTiny("again");
        String fingerprint = ModelDirectory.open(model).fingerprint();
        String other = "{\"model\":\"other\",\"setting\":{\"layer\":1},\"note\":1.50}";
        Path profile = Files.writeString(folder.resolve("kept.json"), "{\"0123456789abcdef\": " + other + ", \"" + fingerprint
            + "\": {\"twoWay\": {\"0123456789abcdef\": " + other + ", \"" + fingerprint + "\": {\"earlier\": 1}}}}");
        Path input = Files.writeString(folder.resolve("some"), "one file ||| um ficheiro\n".repeat(20));
        Object[] one = {"select", "--model", model, "--input", input, "--profile", profile};
        assertEquals("Written to " + profile, last(CommandRun.of(one)), "a setting for two models is another one");
        assertEquals("Written to " + profile + ", in place of the setting for these models that was there",
            last(CommandRun.of(with(one, "--reverse-model", model))));
        assertFalse(Files.readString(profile).contains("earlier"));
        JsonObject after = JsonParser.parseString(Files.readString(profile)).getAsJsonObject();
        assertEquals(other, after.get("0123456789abcdef").toString());
        JsonObject mine = after.getAsJsonObject(fingerprint);
        assertEquals(List.of("twoWay", "model", "setting"), List.copyOf(mine.keySet()));
        assertEquals(other, mine.getAsJsonObject("twoWay").get("0123456789abcdef").toString());
    }

    private static String last(CommandRun run) {
        assertEquals(ExitCode.DONE, run.code(), run.err());
        return run.lines().get(run.lines().size() - 1);
    }

    /** Without CUDA here there is a fallback to speak of; with it there is none. */
    @Test
    void aFallbackToTheProcessorIsSaidOnce() {
        CommandRun run = CommandRun.of("select", "--model", EN_PT, "--reverse-model", PT_EN, "--source", en, "--target", pt,
            "--pairs", "20", "--dry-run", "--device", "auto");
        assertEquals(ExitCode.DONE, run.code(), run.err());
        CommandRun align = CommandRun.of("align", "--model", EN_PT, "--source", en, "--target", pt, "--device", "auto");
        List<String> expected = align.err().lines().filter(line -> line.contains("running on the CPU")).toList();
        assertEquals(expected, run.err().lines().filter(line -> line.contains("running on the CPU")).toList());
    }

    @Test
    void tooFewPairsAreRefusedWithTheirNumber() throws IOException {
        Path input = Files.writeString(folder.resolve("few"), "one file ||| um ficheiro\n".repeat(7));
        CommandRun run = CommandRun.of("select", "--model", EN_PT, "--reverse-model", PT_EN, "--input", input, "--dry-run");
        assertEquals(ExitCode.FAILED, run.code());
        assertTrue(run.err().contains("7 usable sentence pairs") && run.err().contains("at least 20"), run.err());
    }

    /** A folder where the file goes stands for a read-only directory: root, who may run this, can write into one. */
    @Test
    void aDirectoryThatCannotBeWrittenIsSaidBeforeTheWorkAndNamesTheProfile() throws IOException {
        Path model = copyOfTiny("locked");
        Path elsewhere = folder.resolve("no-such-folder").resolve("profile.json");
        Files.createSymbolicLink(model.resolve(ModelDirectory.PROFILE), elsewhere);
        CommandRun run = CommandRun.of("select", "--model", model, "--input", folder.resolve("is-not-read"));
        assertEquals(ExitCode.FAILED, run.code());
        assertTrue(run.err().contains("normalign.json cannot be written") && run.err().contains("--profile FILE"), run.err());
    }

    @Test
    void goldGivesAHeldOutErrorRateBesideTheTunedOne() {
        CommandRun run = CommandRun.of("select", "--model", EN_PT, "--gold", "gold-alignments/graca-en-pt", "--dry-run");
        assertEquals(ExitCode.DONE, run.code(), run.err());
        assertTrue(run.out().contains("Chosen: --layer 1 --head 6 --measure weight --reading awi --rule word"), run.out());
        assertTrue(run.lines().stream().anyMatch(line -> line.matches("23[.]5\\d +layer 1 head 6 weight awi word")), run.out());
        Matcher heldOut = Pattern.compile("(?m)^AER held out ([0-9.]+), 95 % interval ([0-9.]+) to ([0-9.]+)$").matcher(run.out());
        assertTrue(heldOut.find(), run.out());
        double aer = Double.parseDouble(heldOut.group(1));
        assertTrue(aer >= 23.53, run.out());
        assertTrue(Double.parseDouble(heldOut.group(2)) < aer && aer < Double.parseDouble(heldOut.group(3)), run.out());
        assertTrue(run.lines().stream().noneMatch(line -> line.endsWith(" ")), run.out());
    }

    @Test
    void goldOfTheOppositeDirectionIsTurnedRound() {
        CommandRun run = CommandRun.of("select", "--model", PT_EN, "--gold", "gold-alignments/graca-en-pt", "--folds", "5",
            "--dry-run");
        assertTrue(run.lines().stream().anyMatch(line -> line.matches("21[.]5\\d +layer 1 head 7 weight awi word")), run.out());
    }

    @Test
    void oneFoldIsAUsageError() {
        CommandRun run = CommandRun.of("select", "--model", EN_PT, "--gold", "gold-alignments/graca-en-pt", "--folds", "1");
        assertEquals(ExitCode.USAGE, run.code());
        assertTrue(run.err().contains("--folds is at least 2"), run.err());
    }
}
