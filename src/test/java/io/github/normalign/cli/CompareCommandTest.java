package io.github.normalign.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The main job on the embedded models and gold. The figures come from a computation in PyTorch that reads Marian's file by
 * itself and shares no code with this project; AER, precision and recall on Graca en-pt, in percent.
 */
class CompareCommandTest {

    private static final double POINTS = 0.05;

    @TempDir
    private static Path folder;

    private static CommandRun run;
    private static final Map<String, CSVRecord> ROWS = new HashMap<>();

    @BeforeAll
    static void compareOnce() throws IOException {
        run = CommandRun.of("compare", "--csv", folder.resolve("all.csv"), "--html", folder.resolve("all.html"));
        assertEquals(ExitCode.DONE, run.code(), run.err());
        try (CSVParser rows = CSVParser.parse(folder.resolve("all.csv"), StandardCharsets.UTF_8,
                CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).get())) {
            assertEquals(List.of("model", "layer", "head", "measure", "reading", "rule", "pairs", "links", "sure", "possible",
                "precision", "recall", "f1", "aer"), rows.getHeaderNames());
            for (CSVRecord row : rows) {
                ROWS.put(String.join(" ", row.get("model"), row.get("layer"), row.get("head"), row.get("measure"),
                    row.get("reading"), row.get("rule")), row);
            }
        }
    }

    private static double figure(String setting, String column) {
        return Double.parseDouble(ROWS.get(setting).get(column));
    }

    @Test
    void everySettingOfBothModelsIsThere() {
        assertEquals(2 * 2 * 9 * 2 * 2 * 2, ROWS.size());
        ROWS.values().forEach(row -> {
            assertEquals("100", row.get("pairs"));
            assertEquals("771", row.get("sure"));
        });
    }

    @ParameterizedTest
    @CsvSource({
        "en-pt 1 all weight awi word,  34.32, 62.87, 68.74",
        "en-pt 1 all norm awi word,    26.93, 68.36, 78.47",
        "en-pt 2 all weight awo word,  43.45, 47.97, 68.87",
        "en-pt 2 all norm awo word,    44.78, 46.50, 67.96",
        "pt-en 1 all weight awi word,  30.32, 64.98, 75.10",
        "pt-en 1 all norm awi word,    27.49, 67.49, 78.34",
        "pt-en 2 all weight awo word,  43.08, 49.11, 67.70",
        "pt-en 2 all norm awo word,    42.38, 49.53, 68.87",
        "en-pt 1 all weight awi piece, 35.37, 61.09, 68.61",
        "en-pt 1 all norm awi piece,   27.54, 66.56, 79.51",
        "en-pt 2 all weight awo piece, 44.39, 46.11, 70.04",
        "en-pt 2 all norm awo piece,   45.86, 44.33, 69.52",
        "pt-en 1 all weight awi piece, 30.40, 65.05, 74.84",
        "pt-en 1 all norm awi piece,   27.68, 66.59, 79.12",
        "pt-en 2 all weight awo piece, 43.28, 48.14, 69.00",
        "pt-en 2 all norm awo piece,   42.62, 48.48, 70.30"})
    void wholeLayersScoreAsInTheIndependentComputation(String setting, double aer, double precision, double recall) {
        assertEquals(aer, figure(setting, "aer"), POINTS);
        assertEquals(precision, figure(setting, "precision"), POINTS);
        assertEquals(recall, figure(setting, "recall"), POINTS);
    }

    @ParameterizedTest
    @CsvSource({
        "en-pt, weight, 6, 23.54",
        "en-pt, norm,   6, 25.65",
        "pt-en, weight, 7, 21.55",
        "pt-en, norm,   7, 22.63"})
    void theBestSingleHeadIsTheOneOfTheIndependentComputation(String model, String measure, int head, double aer) {
        assertEquals(aer, figure(model + " 1 " + head + " " + measure + " awi word", "aer"), POINTS);
        List<Double> all = new ArrayList<>();
        for (int layer = 1; layer <= 2; layer++) {
            for (int other = 1; other <= 8; other++) {
                for (String reading : new String[] {"awi", "awo"}) {
                    all.add(figure(model + " " + layer + " " + other + " " + measure + " " + reading + " word", "aer"));
                }
            }
        }
        assertEquals(aer, all.stream().min(Double::compare).orElseThrow(), POINTS);
    }

    @Test
    void theTableNamesBothDirectionsAndTheFilesHoldTheRest() throws IOException {
        assertTrue(run.out().contains("en-pt (en to pt), 100 pairs, word rule"), run.out());
        assertTrue(run.out().contains("pt-en (pt to en), 100 pairs, word rule"), run.out());
        assertTrue(run.out().contains("26.93") && run.out().contains("H6 23.54"), run.out());
        String page = Files.readString(folder.resolve("all.html"));
        assertTrue(page.contains("26.93") && page.endsWith("</html>\n"), "the page is whole");
    }

    @Test
    void theFiguresNumbersGoBesideTheTable() throws IOException {
        assertTrue(run.out().contains("The figures' numbers:   " + folder.resolve("all") + "-*.csv"), run.out());
        // The same seed and samples as evaluate's, which has an independent check of its own.
        assertTrue(Files.readAllLines(folder.resolve("all-intervals.csv")).contains("en-pt,1,6,weight,awi,word,23.54,20.77,26.41"));
        List<String> shares = Files.readAllLines(folder.resolve("all-attention.csv"));
        assertEquals(1 + 2 * 2 * 9 * 6, shares.size());
        assertTrue(shares.stream().anyMatch(line -> line.startsWith("en-pt,1,all,end,100,")), shares.toString());
        assertEquals(1 + 2 * (2 + 2 * 9), Files.readAllLines(folder.resolve("all-correlations.csv")).size());
        assertEquals(1 + 2 * 2 * 9 * 2, Files.readAllLines(folder.resolve("all-heads.csv")).size());
        assertEquals(1 + 2 * 4, Files.readAllLines(folder.resolve("all-contests.csv")).size());
    }

    @Test
    void frequenciesOfALanguageAreForModelsThatReadIt() throws IOException {
        Path counts = Files.writeString(folder.resolve("counts"), "house\t5\nthe\t90\n");
        CommandRun given = CommandRun.of("compare", "--gold", tiny("three", "the house", "a casa"), "--csv",
            folder.resolve("f.csv"),
            "--html", folder.resolve("f.html"), "--figures", folder.resolve("own"), "--frequency", "en=" + counts);
        assertEquals(ExitCode.DONE, given.code(), given.err());
        List<String> words = Files.readAllLines(folder.resolve("own-words.csv"));
        assertTrue(words.get(1).startsWith("en-pt,the,medium,90,1,1,"), words.toString());
        assertTrue(words.get(3).startsWith("en-pt,house,rare,5,1,1,"), words.toString());
        assertTrue(words.stream().anyMatch(line -> line.startsWith("pt-en,casa,medium,1,1,1,")), words.toString());
        assertTrue(Files.readString(folder.resolve("f.html")).contains(counts.toString()));
        CommandRun twice = CommandRun.of("compare", "--frequency", counts, "--frequency", counts);
        assertEquals(ExitCode.USAGE, twice.code());
        CommandRun missing = CommandRun.of("compare", "--frequency", "en=" + folder.resolve("nowhere"));
        assertEquals(ExitCode.USAGE, missing.code());
        assertTrue(missing.err().contains("there is no file"), missing.err());
    }

    @Test
    void goldIsTurnedToTheModelByLanguage() {
        CommandRun turned = CommandRun.of("compare", "--model", "onnx-models/pt-en", "--gold", "gold-alignments/graca-en-pt",
            "--csv", folder.resolve("turned.csv"), "--html", folder.resolve("turned.html"));
        CommandRun forced = CommandRun.of("compare", "--model", "onnx-models/pt-en", "--gold", "gold-alignments/graca-en-pt",
            "--swap-gold", "--csv", folder.resolve("forced.csv"), "--html", folder.resolve("forced.html"));
        assertEquals(turned.out().replace("turned", "forced"), forced.out());
    }

    @Test
    void languagesThatDoNotSettleTheDirectionAreAUsageError() {
        CommandRun run = refused("--model", "onnx-models/pt-en", "--gold", "gold-alignments/graca-en-fr");
        assertEquals(ExitCode.USAGE, run.code());
        assertTrue(run.err().contains("--swap-gold"), run.err());
        CommandRun unknown = refused("--model", "src/test/resources/tiny-marian/model", "--gold",
            "gold-alignments/graca-en-fr");
        assertEquals(ExitCode.USAGE, unknown.code());
        assertTrue(unknown.err().contains("--swap-gold") && unknown.err().contains("unknown"), unknown.err());
    }

    @Test
    void aFlagThatContradictsTheLanguagesIsAUsageErrorThatSaysSo() {
        for (String[] wrong : new String[][] {{"en-pt", "--swap-gold"}, {"pt-en", "--no-swap-gold"}}) {
            CommandRun run = refused("--model", "onnx-models/" + wrong[0], wrong[1]);
            assertEquals(ExitCode.USAGE, run.code());
            assertTrue(run.err().contains("the languages settle the direction, and " + wrong[1] + " contradicts them"),
                run.err());
        }
    }

    @Test
    void theFlagTurnsOnlyModelsWhoseLanguagesDoNotSettleIt() throws IOException {
        Path csv = folder.resolve("mixed.csv");
        CommandRun run = CommandRun.of("compare", "--model", "onnx-models/en-pt", "--model",
            "src/test/resources/tiny-marian/model",
            "--gold", tiny("one", "the house", "a casa"), "--swap-gold", "--csv", csv, "--html",
                folder.resolve("mixed.html"));
        assertEquals(ExitCode.DONE, run.code(), run.err());
        assertTrue(run.out().contains("en-pt (en to pt)") && run.out().contains("model (pt to en)"), run.out());
    }

    @Test
    void aModelAloneIsComparedOnTheEmbeddedGold() {
        CommandRun alone = CommandRun.of("compare", "--model", "onnx-models/en-pt", "--csv",
            folder.resolve("alone.csv"), "--html",
            folder.resolve("alone.html"));
        assertEquals(ExitCode.DONE, alone.code(), alone.err());
        assertTrue(alone.out().contains("en-pt (en to pt), 100 pairs") && !alone.out().contains("pt-en"), alone.out());
        assertTrue(alone.out().contains("26.93"), alone.out());
    }

    @Test
    void goldAloneIsForTheEmbeddedModels() throws IOException {
        CommandRun alone = CommandRun.of("compare", "--gold", tiny("two", "the house", "a casa"), "--csv",
            folder.resolve("g.csv"),
            "--html", folder.resolve("g.html"));
        assertEquals(ExitCode.DONE, alone.code(), alone.err());
        assertTrue(alone.out().contains("en-pt (en to pt), 1 pair") && alone.out().contains("pt-en (pt to en), 1 pair"),
            alone.out());
        CommandRun french = refused("--gold", "gold-alignments/graca-en-fr");
        assertEquals(ExitCode.USAGE, french.code());
        assertTrue(french.err().contains("goes from en to pt") && french.err().contains("from en to fr"), french.err());
    }

    @Test
    void skippedPairsAreNamedCountedAndExitStatusThree() throws IOException {
        String over = "house " + "house ".repeat(1100);
        CommandRun run = CommandRun.of("compare", "--model", "onnx-models/en-pt", "--gold", tiny("long", over + "\nthe house",
            "casa\na casa"), "--csv", folder.resolve("long.csv"), "--html", folder.resolve("long.html"));
        assertEquals(ExitCode.SKIPPED, run.code(), run.err());
        assertTrue(run.err().contains("normalign: en-pt, long, pair 1: 1102 source pieces with </s>, the model's limit "
            + "is 1024;"
            + " counted as without links"), run.err());
        assertTrue(run.err().contains("normalign: 1 pair was skipped and counted as without links"), run.err());
        assertTrue(Files.exists(folder.resolve("long.html")));
    }

    @Test
    void bothFilesAreCheckedBeforeTheWork() {
        Path same = folder.resolve("same");
        CommandRun one = CommandRun.of("compare", "--csv", same, "--html", folder.resolve(".").resolve("same"));
        assertEquals(ExitCode.USAGE, one.code());
        assertTrue(one.err().contains("--csv and --html name the same file, " + same), one.err());
        for (String option : new String[] {"--csv", "--html"}) {
            String other = option.equals("--csv") ? "--html" : "--csv";
            CommandRun run = CommandRun.of("compare", option, folder.resolve("no").resolve("file"), other,
                folder.resolve("free"));
            assertEquals(ExitCode.FAILED, run.code());
            assertEquals("normalign: " + option + " " + folder.resolve("no").resolve("file") + ": there is no folder "
                + folder.resolve("no") + System.lineSeparator(), run.err());
        }
    }

    /** A run that should end before it writes. Its files are not the default ones, which may lie here from a run by hand. */
    private static CommandRun refused(Object... options) {
        List<Object> all = new ArrayList<>(List.of("compare", "--csv", folder.resolve("refused.csv"), "--html",
            folder.resolve("refused.html")));
        all.addAll(List.of(options));
        return CommandRun.of(all.toArray());
    }

    /** An English-Portuguese gold set with a link 0-0 in every pair. */
    private static Path tiny(String name, String english, String portuguese) throws IOException {
        Path set = Files.createDirectory(folder.resolve(name));
        Files.writeString(set.resolve("gold.json"), """
            {"name": "%s", "sourceLanguage": "en", "targetLanguage": "pt", "base": 0, "format": "pharaoh", "licence": "none",
             "source": "this test", "parts": [{"sourceText": "en", "targetText": "pt", "links": "links"}]}
            """.formatted(name));
        Files.writeString(set.resolve("en"), english + "\n");
        Files.writeString(set.resolve("pt"), portuguese + "\n");
        Files.writeString(set.resolve("links"), "0-0\n".repeat(english.split("\n").length));
        return set;
    }

    @Test
    void twoModelsOfOneNameAreAUsageError() {
        CommandRun run = refused("--model", "onnx-models/en-pt", "--model", "onnx-models/../onnx-models/en-pt",
            "--gold", "gold-alignments/graca-en-pt");
        assertEquals(ExitCode.USAGE, run.code());
        assertTrue(run.err().contains("en-pt"), run.err());
    }
}
