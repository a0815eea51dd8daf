package io.github.normalign.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.normalign.firefox.FirefoxReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExplainCommandTest {

    private static final String[] TWO = {"--model", "onnx-models/en-pt", "--reverse-model", "onnx-models/pt-en"};

    @TempDir
    private Path folder;

    /** In float32, as numpy computed what is expected. */
    private static CommandRun explain(Object... arguments) {
        Object[] all = Stream.of(Stream.of("explain", "--precision", "float32"), Stream.of(arguments)).flatMap(part -> part)
            .toArray();
        return CommandRun.of(all);
    }

    private static JsonObject json(CommandRun run) {
        assertEquals(ExitCode.DONE, run.code(), run.err());
        return JsonParser.parseString(run.out()).getAsJsonObject();
    }

    /**
     * "resumption of the session" / "reinício da sessão": the first word has source pieces 0 to 2 and the first target word has
     * target pieces 0 and 1, "da" is piece 2; sums over source pieces and means over target pieces of what numpy computed.
     */
    @ParameterizedTest
    @CsvSource({"0-0, 0, 2, 0, 1", "3-2, 5, 5, 3, 3", "1-0, 3, 3, 0, 1", "0-1, 0, 2, 2, 2"})
    void everyLayerAndHeadIsMergedFromWhatNumpyComputed(String link, int from, int to, int first, int last) throws IOException {
        FirefoxReference pair = FirefoxReference.read("en-pt").get(0);
        assertEquals("resumption of the session", pair.source());
        JsonObject found = json(explain("--model", "onnx-models/en-pt", "--source", pair.source(), "--target", pair.target(),
            "--link", link, "--json")).getAsJsonArray("directions").get(0).getAsJsonObject();
        assertEquals(to - from + 1, found.getAsJsonObject("source").get("pieceCount").getAsInt());
        assertEquals(to - from + 1, found.getAsJsonObject("source").getAsJsonArray("pieces").size());
        assertEquals(last - first + 1, found.getAsJsonObject("target").get("pieceCount").getAsInt());
        List<JsonElement> all = found.getAsJsonArray("everySetting").asList();
        assertEquals(2 * 9 * 2 * 2, all.size());
        for (JsonElement element : all) {
            JsonObject score = element.getAsJsonObject();
            FirefoxReference.Layer layer = pair.layers().get(score.get("layer").getAsInt() - 1);
            String head = score.get("head").getAsString();
            boolean weight = score.get("measure").getAsString().equals("weight");
            int shift = score.get("reading").getAsString().equals("awi") ? 1 : 0;
            double sum = 0;
            double whole = 0;
            for (int row = first + shift; row <= last + shift; row++) {
                for (int column = 0; column < pair.columns(); column++) {
                    double cell = cell(pair, layer, head, weight, row, column);
                    whole += cell;
                    sum += column >= from && column <= to ? cell : 0;
                }
            }
            double expected = sum / (last - first + 1);
            assertEquals(expected, score.get("score").getAsDouble(), 1e-4 * Math.max(1, expected), score.toString());
            assertEquals(sum / whole, score.get("share").getAsDouble(), 1e-4, score.toString());
        }
    }

    private static double cell(FirefoxReference pair, FirefoxReference.Layer layer, String head, boolean weight,
        int row, int column) {
        int cells = pair.rows() * pair.columns();
        int at = row * pair.columns() + column;
        if (!head.equals("all")) {
            return (weight ? layer.weights() : layer.headNorms())[(Integer.parseInt(head) - 1) * cells + at];
        }
        if (!weight) {
            return layer.layerNorms()[at];
        }
        double sum = 0;
        for (int h = 0; h < pair.heads(); h++) {
            sum += layer.weights()[h * cells + at];
        }
        return sum / pair.heads();
    }

    @Test
    void twoModelsSayWhatEachAndBothTogetherSay() {
        CommandRun text = explain(TWO[0], TWO[1], TWO[2], TWO[3], "--source", "the white house", "--target", "a casa branca",
            "--link", "2-1");
        assertEquals(ExitCode.DONE, text.code(), text.err());
        assertTrue(text.lines().get(0).contains("source word 2, 'house', and target word 1, 'casa'"), text.out());
        assertTrue(text.lines().get(1).startsWith("There is a link: 'casa' gives 92.9 % of its attention to 'house' (en-pt), and"
            + " 'house' gives 85.7 % of its attention to 'casa' (pt-en); the average of both is 0.8928, at or above"
            + " the threshold of 0.4200"), text.out());
        assertTrue(text.out().contains("'casa' = \u2581casa; 'house' = \u2581house"), text.out());
        assertTrue(text.out().contains("1 of 4 for 'casa', 1 of 3 for 'house'"), text.out());
        assertTrue(text.lines().stream().noneMatch(line -> line.endsWith(" ")), text.out());
        JsonObject json = json(explain(TWO[0], TWO[1], TWO[2], TWO[3], "--source", "the white house", "--target", "a casa branca",
            "--link", "2-1", "--json"));
        double one = json.getAsJsonArray("directions").get(0).getAsJsonObject().get("share").getAsDouble();
        double other = json.getAsJsonArray("directions").get(1).getAsJsonObject().get("share").getAsDouble();
        assertEquals((one + other) / 2, json.get("score").getAsDouble(), 1e-6);
        assertTrue(json.get("linked").getAsBoolean());
        assertEquals(4, json.getAsJsonArray("rivals").size(), "two other words on either side");
    }

    @Test
    void aMissingLinkIsExplainedByTheOneThatWon() {
        CommandRun run = explain("--model", "onnx-models/en-pt", "--source", "the white house", "--target", "a casa "
            + "branca", "--link",
            "1-1");
        assertTrue(run.lines().get(1).matches("There is no link: 'casa' gives 0\\.\\d % of its attention to 'white', "
            + "which is rank \\d; "
            + "the most, 92\\.9 %, goes to 'house' \\(2\\)\\."), run.out());
        CommandRun high = explain("--model", "onnx-models/en-pt", "--source", "the white house", "--target", "a casa "
            + "branca", "--link",
            "2-1", "--threshold", "0.95");
        assertTrue(high.lines().get(1).startsWith("There is no link: ") && high.lines().get(1).endsWith("is below the "
            + "threshold, 0.9500."),
            high.out());
    }

    @Test
    void aLineOfACorpusIsExplainedToo() throws IOException {
        Path corpus = Files.writeString(folder.resolve("corpus"), "one ||| um\n\nthe white house ||| a casa branca\n");
        CommandRun given = explain("--model", "onnx-models/en-pt", "--source", "the white house", "--target", "a casa branca",
            "--link", "2-1");
        assertEquals(given.out(), explain("--model", "onnx-models/en-pt", "--input", corpus, "--line", 3, "--link", "2-1").out());
        CommandRun empty = explain("--model", "onnx-models/en-pt", "--input", corpus, "--line", 2, "--link", "2-1");
        assertEquals(ExitCode.FAILED, empty.code());
        assertTrue(empty.err().contains("corpus:2: found an empty line"), empty.err());
        CommandRun behind = explain("--model", "onnx-models/en-pt", "--input", corpus, "--line", 4, "--link", "2-1");
        assertTrue(behind.err().contains("found 3 lines, expected at least 4"), behind.err());
    }

    @Test
    void whatCannotBeExplainedIsAUsageErrorThatSaysWhy() {
        for (String[] wrong : new String[][] {{"3-0", "the source has words 0 to 2, the target 0 to 2"},
            {"0-3", "the target 0 to 2"}, {"2,1", "two word numbers from 0"}, {"-1-1", "two word numbers from 0"}}) {
            CommandRun run = explain("--model", "onnx-models/en-pt", "--source", "the white house", "--target", "a casa branca",
                "--link=" + wrong[0]);
            assertEquals(ExitCode.USAGE, run.code());
            assertTrue(run.err().contains(wrong[1]), run.err());
        }
        CommandRun both = explain("--model", "onnx-models/en-pt", "--source", "a", "--target", "b", "--input", "c", "--line", "1",
            "--link", "0-0");
        assertEquals(ExitCode.USAGE, both.code());
        CommandRun blank = explain("--model", "onnx-models/en-pt", "--source", " ", "--target", "b", "--link", "0-0");
        assertTrue(blank.err().contains("each need a word"), blank.err());
    }

    @Test
    void aWordThatTheTokenizerErasesIsSaidToBe() {
        CommandRun run = explain("--model", "src/test/resources/tiny-marian/model", "--layer", "1", "--source", "a \u200b b",
            "--target", "a b", "--link", "1-0");
        assertEquals(ExitCode.DONE, run.code(), run.err());
        assertTrue(run.lines().get(1).contains("erases '\u200b'"), run.out());
        assertFalse(run.out().contains("NaN"), run.out());
    }
}
