package io.github.normalign.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.normalign.error.NormalignException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class EvaluateCommandTest {

    private static final String OUTPUTS = "src/test/resources/peer-outputs/";
    private static final String AWESOME = OUTPUTS + "ro-en/awesome-align.out";

    @TempDir
    private Path folder;

    /** How a run ended: 0, 1 for a refusal, 2 for wrong usage, and what it printed. */
    private record Run(int status, String out, String err) {
    }

    @Test
    void theTableHasLabelsPercentsAndCounts() {
        // The counts and scores of GIZA++ on Hansards as an independent script computed them from the published file.
        assertEquals("""
            AER                    7.99 %
            precision             91.42 %
            recall                92.89 %
            F1                    92.15 %
            links                  6069
            sure links             4038
            possible links        17438
            links in sure          3751
            links in possible      5548
            """, run("--gold gold-alignments/hansards-en-fr --alignment " + OUTPUTS + "hansards-en-fr/giza.forward.talp").out());
    }

    @Test
    void jsonHasExactlyTheKeysOfTheContractWithFractionsInFullPrecision() throws IOException {
        JsonObject json = json("--gold " + write("gold", "0-0 1-1 2p1\n") + " --alignment " + write("links", "0-0 2-1 3-3\n"));
        assertEquals(List.of("aer", "precision", "recall", "f1", "links", "sure", "possible", "linksInSure", "linksInPossible"),
            List.copyOf(json.keySet()));
        assertEquals(2.0 / 3, json.get("precision").getAsDouble());
        assertEquals("[0.5,3,2,3,1,2]", List.of(json.get("recall"), json.get("links"), json.get("sure"), json.get("possible"),
            json.get("linksInSure"), json.get("linksInPossible")).toString().replace(" ", ""));
        assertEquals(4.0 / 7, json.get("f1").getAsDouble(), 1e-15);
        assertEquals(0.4, json.get("aer").getAsDouble(), 1e-15);
    }

    @Test
    void undefinedIsNullInJsonAndNotAvailableInTheTable() throws IOException {
        String files = "--gold " + write("gold", "0-0\n") + " --alignment " + write("links", "\n");
        JsonObject json = json(files);
        assertTrue(json.get("precision").isJsonNull() && json.get("f1").isJsonNull());
        assertEquals(1, json.get("aer").getAsInt());
        assertEquals(List.of("AER                  100.00 %", "precision               n/a", "recall                 0.00 %",
            "F1                      n/a"), run(files).out().lines().limit(4).toList());
    }

    @Test
    void theReverseFilesAreScoredWithSwapAlignment() {
        JsonObject json = json("--gold gold-alignments/ro-en --swap-alignment --alignment " + OUTPUTS + "ro-en/giza.reverse.talp");
        assertEquals(32.2, 100 * json.get("aer").getAsDouble(), 0.05);
        assertEquals(4602, json.get("links").getAsInt());
    }

    @Test
    void swapGoldTurnsAFoldersTextsWithItsLinks() {
        JsonObject json = json("--gold gold-alignments/ro-en --swap-gold --alignment " + OUTPUTS + "ro-en/giza.reverse.talp");
        assertEquals(32.2, 100 * json.get("aer").getAsDouble(), 0.05);
    }

    @Test
    void aReversedFileIsRefusedWithTheFlagToUse() {
        Run run = run("--gold gold-alignments/ro-en --alignment " + OUTPUTS + "ro-en/giza.reverse.talp");
        assertEquals(1, run.status());
        assertTrue(run.err().contains("giza.reverse.talp:1: link 3-1: index 3") && run.err().contains("use --swap-alignment."),
            run.err());
        assertEquals("", run.out());
    }

    @Test
    void aBareGoldFileAndItsTextsProveTheBase() throws IOException {
        JsonObject json = json("--gold gold-alignments/ro-en/roen.gold --alignment " + AWESOME + sides());
        assertEquals(20.7, 100 * json.get("aer").getAsDouble(), 0.05);
    }

    @Test
    void whereNothingSettlesTheBaseItIsAskedForAsWrongUsage() {
        Run run = run("--gold gold-alignments/ro-en/roen.gold --alignment " + AWESOME);
        assertEquals(2, run.status());
        assertTrue(run.err().contains("--gold-base 0 or --gold-base 1, or give --source and --target."), run.err());
        JsonObject json = json("--gold gold-alignments/ro-en/roen.gold --gold-base 1 --alignment " + AWESOME);
        assertEquals(20.7, 100 * json.get("aer").getAsDouble(), 0.05);
    }

    @Test
    void textsThatLeaveTheBaseOpenDoNotSettleIt() throws IOException {
        Run run = run("--gold " + write("gold", "1-1\n") + " --alignment " + write("links", "1-1\n")
            + " --source " + write("s", "a b c\n") + " --target " + write("t", "x y z\n"));
        assertEquals(2, run.status());
        assertTrue(run.err().contains("all fit the texts either way. Say so with --gold-base 0 or --gold-base 1."), run.err());
    }

    @Test
    void goldThatFitsFromOneAndTurnedRoundFromZeroNeedsBothFlagsNamed() throws IOException {
        String files = "--gold " + write("gold", "2-1 1-1\n") + " --alignment " + write("links", "1-1\n")
            + " --source " + write("s", "a b\n") + " --target " + write("t", "x y z\n");
        Run run = run(files);
        assertEquals(2, run.status());
        assertTrue(run.err().contains("--gold-base 1, or give --gold-base 0 and use --swap-gold."), run.err());
        assertEquals(0, run(files + " --gold-base 1").status());
        assertEquals(0, run(files + " --gold-base 0 --swap-gold").status());
    }

    @Test
    void oneBasedGoldDeclaredZeroBasedIsRefusedWhenTextsAreGiven() throws IOException {
        Run run = run("--gold gold-alignments/ro-en/roen.gold --gold-base 0 --alignment " + AWESOME + sides());
        assertEquals(1, run.status());
        assertTrue(run.err().contains("All fit with --gold-base 1"), run.err());
    }

    @Test
    void flagsBeatGoldJson() {
        Run run = run("--gold gold-alignments/ro-en --gold-base 0 --alignment " + AWESOME);
        assertEquals(1, run.status());
        assertTrue(run.err().contains("All fit with --gold-base 1 (or \"base\" in gold.json)"), run.err());
    }

    @Test
    void bareGoldOfTheOtherDirectionIsTurnedBySwapGoldAndRefusedWithoutIt() throws IOException {
        String files = "--gold " + write("gold", "0-0 1-3\n") + " --alignment " + write("links", "0-0 3-1\n")
            + " --source " + write("s", "a b c d\n") + " --target " + write("t", "x y\n");
        assertTrue(run(files).err().contains("use --swap-gold."), run(files).err());
        assertEquals(0, json(files + " --swap-gold").get("aer").getAsInt());
    }

    @Test
    void anOutOfRangeLinkIsRefused() throws IOException {
        Run run = run("--gold gold-alignments/europarl-de-en --alignment " + write("links", "\n".repeat(62) + "0-0 12-16\n"
            + "\n".repeat(37)));
        assertEquals(1, run.status());
        assertTrue(run.err().contains("links:63: link 12-16: index 16 is outside the target sentence, which has 13 words"),
            run.err());
    }

    @Test
    void anAlignmentCountedFromOneIsRefusedWithTheFlagToUse() throws IOException {
        String files = "--gold " + write("gold", "0-0\n") + " --alignment " + write("links", "1-1 2-2\n") + " --source "
            + write("s", "a b\n") + " --target " + write("t", "x y\n");
        assertTrue(run(files).err().contains("All fit with --alignment-base 1: use it."), run(files).err());
        assertEquals(1, json(files + " --alignment-base 1").get("recall").getAsInt());
    }

    @Test
    void anIndexZeroContradictsAlignmentBaseOne() throws IOException {
        Run run = run("--gold " + write("gold", "0-0\n") + " --alignment " + write("links", "0-0\n") + " --alignment-base 1");
        assertEquals(1, run.status());
        assertTrue(run.err().contains("Use --alignment-base 0."), run.err());
    }

    @Test
    void anAlignmentWithoutIndexZeroIsRemarkedWhereNothingChecksIt() throws IOException {
        String files = "--gold " + write("gold", "0-0 1-1\n") + " --alignment " + write("links", "1-1\n");
        Run run = run(files);
        assertEquals(0, run.status());
        assertTrue(run.err().startsWith("normalign: note: ") && run.err().contains("--alignment-base 1"), run.err());
        assertEquals("", run(files + " --alignment-base 0").err());
    }

    @Test
    void anotherNumberOfLinesIsRefused() throws IOException {
        Run run = run("--gold " + write("gold", "0-0\n0-0\n") + " --alignment " + write("links", "0-0\n"));
        assertEquals(1, run.status());
        assertTrue(run.err().contains("links: 1 lines, but " + folder.resolve("gold") + " has 2"), run.err());
    }

    @Test
    void naaclGoldWithoutTextsDoesNotHideAMissingSentence() throws IOException {
        String files = "--gold " + write("gold", "1 0 0 S\n2 0 0 S\n") + " --alignment " + write("links", "0-0\n0-0\n\n");
        assertEquals(1, run(files).status());
        assertTrue(run(files).err().contains("--source and --target tell their number"), run(files).err());
        JsonObject json = json(files + " --source " + write("s", "a\nb\nc\n") + " --target " + write("t", "x\ny\nz\n"));
        assertEquals(0, json.get("aer").getAsInt());
    }

    @Test
    void textsBesideAFolderMustHaveItsWords() throws IOException {
        String files = "--gold gold-alignments/graca-en-pt --alignment gold-alignments/graca-en-pt/en-pt.sure --source ";
        String en = "gold-alignments/graca-en-pt/en-pt.en";
        String pt = "gold-alignments/graca-en-pt/en-pt.pt";
        assertEquals(0, run(files + en + " --target " + pt).status());
        Run swapped = run(files + pt + " --target " + en);
        assertEquals(1, swapped.status());
        assertTrue(swapped.err().contains("--swap-gold"), swapped.err());
    }

    @Test
    void crlfAndAByteOrderMarkChangeNothing() throws IOException {
        JsonObject json = json("--gold " + write("gold", "\uFEFF0-0\r\n1-1\r\n")
            + " --alignment " + write("links", "0-0\r\n1-1\r\n")
            + " --source " + write("s", "\uFEFFa\r\nb c\r\n") + " --target " + write("t", "\uFEFFx\r\ny z\r\n"));
        assertEquals(0, json.get("aer").getAsInt());
    }

    @Test
    void theIntervalComesAfterWhatIsPrintedWithoutIt() {
        String options = "--gold gold-alignments/ro-en --alignment " + OUTPUTS + "ro-en/giza.forward.talp";
        String with = run(options + " --interval").out();
        assertTrue(with.startsWith(run(options).out()), with);
        // 26.56 to 30.99 by numpy, of other samples: src/test/resources/bootstrap.
        String line = with.substring(run(options).out().length());
        assertTrue(line.matches("AER, 95 %             26\\.[56]\\d to 3[01]\\.\\d\\d %\n"), line);
        JsonObject json = json(options + " --interval");
        assertEquals(List.of("aerLow", "aerHigh"), List.copyOf(json.keySet()).subList(9, 11));
        assertEquals(26.56, 100 * json.get("aerLow").getAsDouble(), 0.15);
        assertEquals(30.99, 100 * json.get("aerHigh").getAsDouble(), 0.15);
        assertEquals(11, json.size());
    }

    @Test
    void aSecondAlignmentIsComparedOnTheSameSamples() {
        String options = "--gold gold-alignments/ro-en --alignment " + OUTPUTS + "ro-en/giza.grow-diagonal.talp --against "
            + OUTPUTS + "ro-en/giza.forward.talp";
        JsonObject json = json(options);
        assertEquals(12, json.size());
        JsonObject against = json.getAsJsonObject("against");
        assertEquals(List.of("aer", "aerLow", "aerHigh", "difference", "differenceLow", "differenceHigh"),
            List.copyOf(against.keySet()));
        // By numpy: src/test/resources/bootstrap.
        assertEquals(28.7052, 100 * against.get("aer").getAsDouble(), 5e-5);
        assertEquals(26.56, 100 * against.get("aerLow").getAsDouble(), 0.15);
        assertEquals(30.99, 100 * against.get("aerHigh").getAsDouble(), 0.15);
        assertEquals(-0.7832, 100 * against.get("difference").getAsDouble(), 5e-5);
        assertEquals(-1.50, 100 * against.get("differenceLow").getAsDouble(), 0.15);
        assertEquals(-0.08, 100 * against.get("differenceHigh").getAsDouble(), 0.15);
        List<String> table = run(options).out().lines().toList();
        assertEquals(List.of("", "against " + OUTPUTS + "ro-en/giza.forward.talp", "AER                   28.71 %"),
            table.subList(10, 13));
        assertEquals("difference            -0.78 points", table.get(14));
        assertTrue(table.get(15).matches("difference, 95 %      -1\\.[45]\\d to -0\\.\\d\\d points"), table.get(15));
    }

    @Test
    void anAlignmentAgainstItselfDiffersByNothing() throws IOException {
        Path links = write("links", "0-0 1-0\n1-1\n");
        Run run = run("--gold " + write("gold", "0-0 1-1\n1-1\n") + " --alignment " + links + " --against " + links);
        assertEquals(List.of("difference             0.00 points", "difference, 95 %       0.00 to 0.00 points",
            "samples above 0      < 0.01 %", "two-sided share      100.00 %"), run.out().lines().skip(14).toList());
    }

    /** 0 of 10,000 samples is no chance of 0; the two-sided share counts each sample twice. */
    @Test
    void aShareOfNoSampleIsPrintedAsABound() throws IOException {
        String right = "0-0 1-1\n".repeat(20);
        Run run = run("--gold " + write("gold", right) + " --alignment " + write("right", right) + " --against "
            + write("wrong", "0-1 1-0\n".repeat(20)));
        assertEquals(List.of("difference          -100.00 points", "difference, 95 %    -100.00 to -100.00 points",
            "samples above 0      < 0.01 %", "two-sided share      < 0.02 %"), run.out().lines().skip(14).toList());
    }

    @Test
    void whatIsUndefinedHasNoIntervalAndNoDifference() throws IOException {
        Path none = write("links", "\n");
        String options = "--gold " + write("gold", "\n") + " --alignment " + none + " --gold-base 0 --against " + none;
        JsonObject json = json(options);
        assertTrue(json.get("aer").isJsonNull() && json.get("aerLow").isJsonNull() && json.get("aerHigh").isJsonNull());
        json.getAsJsonObject("against").entrySet().forEach(entry -> assertTrue(entry.getValue().isJsonNull(), entry.getKey()));
        assertEquals(List.of("AER, 95 %               n/a", "difference              n/a", "two-sided share         n/a"),
            Stream.of(9, 14, 17).map(run(options).out().lines().toList()::get).toList());
    }

    @Test
    void theSecondAlignmentIsTurnedBySwapAgainstAndRefusedWithoutIt() {
        String options = "--gold gold-alignments/ro-en --alignment " + AWESOME + " --against " + OUTPUTS
            + "ro-en/giza.reverse.talp";
        Run refused = run(options);
        assertEquals(1, refused.status());
        assertTrue(refused.err().contains("use --swap-against."), refused.err());
        JsonObject against = json(options + " --swap-against").getAsJsonObject("against");
        assertEquals(32.2, 100 * against.get("aer").getAsDouble(), 0.05);
    }

    @Test
    void swapAgainstAloneIsWrongUsage() {
        Run run = run("--gold gold-alignments/ro-en --alignment " + AWESOME + " --swap-against");
        assertEquals(2, run.status());
        assertTrue(run.err().contains("--swap-against says how to read --against: give that too."), run.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--gold x", "--alignment x", "--gold x --alignment y --source z", "--gold x --alignment y --target z",
        "--gold x --alignment y --gold-base 2", "--gold x --alignment y --alignment-base one", "--gold x --alignment y --sure"})
    void wrongUsageIsExitStatusTwo(String options) {
        assertEquals(2, run(options).status());
    }

    @Test
    void aFileThatIsNotThereIsExitStatusOneWithItsName() throws IOException {
        Run run = run("--gold " + folder.resolve("nothing") + " --alignment " + write("links", "0-0\n"));
        assertEquals(1, run.status());
        assertTrue(run.err().contains("nothing: there is no such file"), run.err());
    }

    @Test
    void numbersHaveADecimalPointInEveryLocale() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.GERMANY);
            theTableHasLabelsPercentsAndCounts();
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void helpSaysUnitRangeAndWhichWayIsBetter() {
        String help = run("--help").out().replaceAll("\\s+", " ");
        assertTrue(help.contains("In percent, from 0 to 100; of the AER less is better, of the others more."), help);
    }

    /** The two texts of ro-en as files of their own. */
    private String sides() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("gold-alignments/ro-en/roen.src-tgt"));
        Path source = Files.write(folder.resolve("ro"), lines.stream().map(line -> line.split(" \\|\\|\\| ")[0]).toList());
        Path target = Files.write(folder.resolve("en"), lines.stream().map(line -> line.split(" \\|\\|\\| ")[1]).toList());
        return " --source " + source + " --target " + target;
    }

    private JsonObject json(String options) {
        Run run = run(options + " --json");
        assertEquals(0, run.status(), run.err());
        return JsonParser.parseString(run.out()).getAsJsonObject();
    }

    private Path write(String name, String text) throws IOException {
        return Files.write(folder.resolve(name), text.getBytes(StandardCharsets.UTF_8));
    }

    private static Run run(String options) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = new CommandLine(new EvaluateCommand()).setOut(new PrintWriter(out)).setErr(new PrintWriter(err))
            .setExecutionExceptionHandler((failure, command, parsed) -> {
                if (failure instanceof NormalignException) {
                    err.write(failure.getMessage());
                    return 1;
                }
                throw failure;
            }).execute(options.split(" "));
        return new Run(status, out.toString(), err.toString());
    }
}
