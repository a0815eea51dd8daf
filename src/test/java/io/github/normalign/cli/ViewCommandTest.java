package io.github.normalign.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ViewCommandTest {

    private static final String EN_PT = "onnx-models/en-pt";
    private static final String PT_EN = "onnx-models/pt-en";
    private static final Path GRACA = Path.of("gold-alignments/graca-en-pt");

    @TempDir
    private Path folder;

    private JsonObject data(Path page) throws IOException {
        String text = Files.readString(page);
        String start = "<script type=\"application/json\" id=\"data\">";
        int from = text.indexOf(start) + start.length();
        return JsonParser.parseString(text.substring(from, text.indexOf("</script>", from))).getAsJsonObject();
    }

    private static String links(JsonArray flat, int step) {
        StringJoiner links = new StringJoiner(" ");
        for (int at = 0; at < flat.size(); at += step) {
            links.add(flat.get(at) + "-" + flat.get(at + 1));
        }
        return links.toString();
    }

    private static List<String> allLinks(JsonObject data) {
        List<String> all = new ArrayList<>();
        for (JsonElement pair : data.getAsJsonArray("pairs")) {
            all.add(links(pair.getAsJsonObject().getAsJsonArray("links"), 3));
        }
        return all;
    }

    private List<String> firstLines(Path file, int count, Path to) throws IOException {
        List<String> lines = Files.readAllLines(file).subList(0, count);
        Files.write(to, lines);
        return lines;
    }

    @Test
    void thePagesLinksAreThoseOfAlign() throws IOException {
        Path source = folder.resolve("a.en");
        Path target = folder.resolve("a.pt");
        firstLines(GRACA.resolve("en-pt.en"), 12, source);
        firstLines(GRACA.resolve("en-pt.pt"), 12, target);
        Path page = folder.resolve("page.html");
        for (List<String> models : List.of(List.of("--model", EN_PT, "--layer", "2", "--threshold", "2.5"),
                List.of("--model", EN_PT, "--reverse-model", PT_EN))) {
            List<Object> options = new ArrayList<>(models);
            options.addAll(List.of("--source", source, "--target", target));
            options.add(0, "align");
            CommandRun aligned = CommandRun.of(options.toArray());
            assertEquals(ExitCode.DONE, aligned.code(), aligned.err());
            options.set(0, "view");
            options.addAll(List.of("--html", page, "--overwrite"));
            CommandRun viewed = CommandRun.of(options.toArray());
            assertEquals(ExitCode.DONE, viewed.code(), viewed.err());
            assertEquals(aligned.lines(), allLinks(data(page)));
        }
    }

    @Test
    void withoutAModelItShowsAGivenAlignmentAgainstGold() throws IOException {
        Path file = folder.resolve("found.links");
        List<String> sure = Files.readAllLines(GRACA.resolve("en-pt.sure"));
        Files.write(file, sure);
        Path page = folder.resolve("page.html");
        CommandRun run = CommandRun.of("view", "--gold", GRACA, "--alignment", file, "--html", page);
        assertEquals(ExitCode.DONE, run.code(), run.err());
        JsonObject data = data(page);
        assertEquals(0, data.getAsJsonObject("gold").get("aer").getAsDouble());
        assertEquals("[\"found.links\"]", data.get("given").toString());
        JsonObject first = data.getAsJsonArray("pairs").get(0).getAsJsonObject();
        assertEquals(sure.get(0), links(first.getAsJsonArray("given").get(0).getAsJsonArray(), 2));
        assertEquals("[\"resumption\",\"of\",\"the\",\"session\"]", first.get("source").toString());
        assertTrue(run.out().startsWith(page + ": 100 pairs, "), run.out());
    }

    @Test
    void aLineThatIsNoPairKeepsItsPlaceAndGivesStatus3() throws IOException {
        Path input = Files.writeString(folder.resolve("in.txt"),
            "the house ||| a casa\nno separator\n\n" + "a ".repeat(2000) + "||| b\nyes ||| sim\nleft ||| out\n");
        Path page = folder.resolve("page.html");
        CommandRun run = CommandRun.of("view", "--model", EN_PT, "--input", input, "--limit", "5", "--html", page);
        assertEquals(ExitCode.SKIPPED, run.code(), run.err());
        JsonObject data = data(page);
        assertEquals(5, data.getAsJsonArray("pairs").size());
        assertEquals(1, data.get("left").getAsInt());
        List<Boolean> skipped = new ArrayList<>();
        data.getAsJsonArray("pairs").forEach(pair -> skipped.add(pair.getAsJsonObject().has("skipped")));
        assertEquals(List.of(false, true, false, true, false), skipped);
        assertTrue(run.err().contains("the first 5 lines of 6"), run.err());
        assertTrue(run.err().contains("normalign: " + input + ":2: "), run.err());
        assertTrue(run.err().contains("normalign: " + input + ":4: ") && run.err().contains("; shown without links\n"), run.err());
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "--model onnx-models/en-pt; what is to be shown?",
        "--gold gold-alignments/graca-en-pt; whose links are to be shown?",
        "--gold gold-alignments/graca-en-pt --alignment x --layer 2; but no --model",
        "--gold gold-alignments/graca-en-pt --alignment x --alignment-base 2; --alignment-base is 0 or 1",
        "--gold gold-alignments/graca-en-pt --model onnx-models/en-pt --head-pairs -1; --head-pairs is 0 or more",
        "--gold gold-alignments/graca-en-pt --model onnx-models/en-pt --fuse product; name the other model by --reverse-model",
    })
    void whatMakesNoSenseIsAUsageError(String options, String message) {
        CommandRun run = CommandRun.of((Object[]) ("view --html " + folder.resolve("p.html") + " " + options).split(" "));
        assertEquals(ExitCode.USAGE, run.code(), run.err());
        assertTrue(run.err().contains(message), run.err());
    }

    @Test
    void anInputIsNotOverwritten() throws IOException {
        Path input = Files.writeString(folder.resolve("in.txt"), "a ||| b\n");
        CommandRun run = CommandRun.of("view", "--model", EN_PT, "--input", input, "--html", input);
        assertEquals(ExitCode.USAGE, run.code(), run.err());
        assertEquals("a ||| b\n", Files.readString(input));
    }
}
