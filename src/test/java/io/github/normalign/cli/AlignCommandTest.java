package io.github.normalign.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.primitives.Bytes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The align command on the embedded model: what programs parse, and what bad input does. */
class AlignCommandTest {

    private static final Path MODEL = Path.of("onnx-models/en-pt");

    @TempDir
    private Path folder;

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text, StandardCharsets.UTF_8);
    }

    private Path file(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    private CommandRun align(Path input, Object... more) {
        Object[] arguments = new Object[5 + more.length];
        System.arraycopy(new Object[] {"align", "--model", MODEL, "--input", input}, 0, arguments, 0, 5);
        System.arraycopy(more, 0, arguments, 5, more.length);
        return CommandRun.of(arguments);
    }

    @Test
    void linksAreSourceTargetFromZero() throws IOException {
        CommandRun run = align(file("in", "the white house ||| a casa branca\n"));
        assertEquals(List.of("0-0 1-2 2-1"), run.lines());
        assertEquals(ExitCode.DONE, run.code());
        assertTrue(run.err().contains("--layer 1 --head 6 --measure weight --reading awi --rule word (from "
            + MODEL.resolve("normalign.json") + ")"), run.err());
        assertTrue(run.err().startsWith("normalign: en-pt (en to pt), --layer 1"), run.err());
    }

    @Test
    void aSettingThatOptionsMadeHasNoOrigin() throws IOException {
        CommandRun run = align(file("in", "the white house ||| a casa branca\n"), "--measure", "norm");
        assertTrue(run.err().contains("--measure norm") && !run.err().contains("(from "), run.err());
    }

    @Test
    void aModelWithoutASettingNamesSelectCompareAndLayer() throws IOException {
        Path model = Path.of("src/test/resources/tiny-marian/model");
        CommandRun run = CommandRun.of("align", "--model", model, "--input", file("in", "a ||| b\n"));
        assertEquals(ExitCode.USAGE, run.code());
        assertTrue(run.err().contains("'normalign select --model " + model + " --source FILE --target FILE' finds one without gold,"
            + " 'normalign compare --model " + model + " --gold DIR' measures all on gold; or name it with --layer (and --head,"
            + " --measure, --reading)"), run.err());
        assertFalse(run.err().contains("--reverse-model"), run.err());
    }

    @Test
    void aModelWithASettingForTwoOnlySaysThatItHasOne() throws IOException {
        Path model = Files.createDirectory(folder.resolve("model"));
        for (String name : List.of("encoder_model.onnx", "decoder_model.onnx", "config.json", "source.spm", "target.spm",
                "vocab.json", "weights.bin")) {
            Files.copy(MODEL.resolve(name), model.resolve(name));
        }
        String direction = "{\"layer\": 1, \"head\": \"6\", \"measure\": \"weight\", \"reading\": \"awi\", \"rule\": \"word\"}";
        Files.writeString(model.resolve("normalign.json"), "{\"twoWay\": {\"35b2ce589f76911f\": {\"forward\": " + direction
            + ", \"reverse\": " + direction + ", \"combination\": {\"symmetrize\": \"union\"}}}}");
        CommandRun run = CommandRun.of("align", "--model", model, "--input", file("in", "a ||| b\n"));
        assertEquals(ExitCode.USAGE, run.code());
        assertTrue(run.err().contains(model + " has no setting of its own in normalign.json (it has one for use with a reverse"
            + " model, --reverse-model), and which layer"), run.err());
        CommandRun unknown = CommandRun.of("align", "--model", model, "--input", file("in", "a ||| b\n"), "--layer", 1);
        assertTrue(unknown.err().startsWith("normalign: model, --layer 1 "), "languages that are not known are not named");
    }

    @Test
    void aFileOfOneSideIsNamedLineByLineWithOneHint() throws IOException {
        CommandRun run = align(file("in", "the white house\n".repeat(30)));
        assertEquals(ExitCode.SKIPPED, run.code());
        assertEquals(30, run.err().lines().filter(line -> line.contains("found neither ' ||| ' nor a TAB")).count());
        assertEquals(1, run.err().lines().filter(line -> line.contains("give both sides by --source and --target")).count());
    }

    @Test
    void inputBesideSourceIsRefusedInOneSentence() throws IOException {
        for (Object[] more : new Object[][] {{"--source", "x", "--target", "y"}, {"--source", "x"}, {"--target", "y"}}) {
            CommandRun run = align(file("in", "a ||| b\n"), more);
            assertEquals(ExitCode.USAGE, run.code());
            assertTrue(run.err().startsWith("normalign: give either --input, or --source and --target"), run.err());
        }
        CommandRun none = CommandRun.of("align", "--model", MODEL);
        assertFalse(none.err().contains("Error: "), none.err());
    }

    @Test
    void twoFilesAndBothOneFileFormsGiveTheSameLinks() throws IOException {
        String en = "I saw the dog .\n\nthe white house\n";
        String pt = "eu vi o cachorro .\n\na casa branca\n";
        CommandRun two = CommandRun.of("align", "--model", MODEL, "--source", file("en", en), "--target", file("pt", pt));
        CommandRun bars = align(file("bars", "I saw the dog . ||| eu vi o cachorro .\n\nthe white house ||| a casa branca\n"));
        CommandRun tab = align(file("tab", "I saw the dog .\teu vi o cachorro .\n\nthe white house\ta casa branca\n"));
        assertEquals(3, two.lines().size());
        assertEquals("", two.lines().get(1));
        assertEquals(two.out(), bars.out());
        assertEquals(two.out(), tab.out());
        assertEquals(ExitCode.DONE, two.code(), "a pair whose sides are both empty is no bad line");
    }

    @Test
    void scoresHaveFourDigitsAndADecimalPoint() throws IOException {
        CommandRun run = align(file("in", "the white house ||| a casa branca\n"), "--scores");
        assertTrue(run.lines().get(0).matches("\\d+-\\d+:[01]\\.\\d{4}( \\d+-\\d+:[01]\\.\\d{4})*"), run.out());
        CommandRun norms = align(file("in", "the white house ||| a casa branca\n"), "--scores", "--layer", "1");
        assertTrue(norms.err().contains("--layer 1 --head all --measure norm --reading awi --rule word"), norms.err());
        assertTrue(norms.lines().get(0).matches("\\d+-\\d+:\\d+\\.\\d{4}( \\d+-\\d+:\\d+\\.\\d{4})*"), norms.out());
    }

    @Test
    void everyBadLineLeavesAnEmptyLineInItsPlaceAndIsNamed() throws IOException {
        byte[] invalid = "the \u00ff house ||| a casa\n".getBytes(StandardCharsets.ISO_8859_1);
        String before = "the house ||| a casa\nonly one side |||\none ||| two ||| three\n";
        String after = "the dog ||| o cachorro\nno separator\n";
        byte[] all = concat(before.getBytes(StandardCharsets.UTF_8), invalid, after.getBytes(StandardCharsets.UTF_8));
        CommandRun run = align(file("in", all));
        assertEquals(ExitCode.SKIPPED, run.code());
        assertEquals(6, run.lines().size());
        assertFalse(run.lines().get(0).isEmpty());
        for (int bad : new int[] {1, 2, 3, 5}) {
            assertEquals("", run.lines().get(bad), "line " + (bad + 1));
            assertTrue(run.err().contains(folder.resolve("in") + ":" + (bad + 1) + ": "), run.err());
        }
        assertFalse(run.lines().get(4).isEmpty());
        assertTrue(run.err().contains("4 lines were left empty, 2 aligned"), run.err());
    }

    @Test
    void filesOfDifferentLengthAreRefusedBeforeAnyWork() throws IOException {
        Path output = folder.resolve("out");
        CommandRun run = CommandRun.of("align", "--model", MODEL, "--source", file("en", "a\nb\nc\n"),
            "--target", file("pt", "a\nb\n"), "-o", output);
        assertEquals(ExitCode.FAILED, run.code());
        assertTrue(run.err().contains("the files differ in their number of lines: " + folder.resolve("en") + " has 3, "
            + folder.resolve("pt") + " has 2;"), run.err());
        assertFalse(Files.exists(output));
    }

    @Test
    void aPairOverTheModelsLimitIsSkippedAndTheLimitSaid() throws IOException {
        String longLine = String.join(" ", Collections.nCopies(5000, "house"));
        CommandRun run = align(file("in", "the house ||| a casa\n" + longLine + " ||| a casa\nthe dog ||| o cachorro\n"));
        assertEquals(ExitCode.SKIPPED, run.code());
        assertEquals(3, run.lines().size());
        assertEquals("", run.lines().get(1));
        assertFalse(run.lines().get(2).isEmpty());
        assertTrue(run.err().contains(":2: 5001 source pieces with </s>, the model's limit is 1024"), run.err());
    }

    @Test
    void carriageReturnsAndAByteOrderMarkChangeNothing() throws IOException {
        String text = "the white house ||| a casa branca\nthe dog ||| o cachorro\n";
        CommandRun plain = align(file("plain", text));
        CommandRun windows = align(file("windows", "\ufeff" + text.replace("\n", "\r\n")));
        assertEquals(plain.out(), windows.out());
        assertEquals(ExitCode.DONE, windows.code());
    }

    @Test
    void nulAndControlCharactersAreCharactersOfTheirWord() throws IOException {
        CommandRun run = align(file("in", "the white\u0000 house \u0007 \u001b[31m ||| a casa branca\u0085\u2028\u000b\n"));
        assertEquals(ExitCode.DONE, run.code());
        assertEquals(1, run.lines().size());
        for (String link : run.lines().get(0).split(" ")) {
            assertTrue(Integer.parseInt(link.split("-")[0]) < 5 && Integer.parseInt(link.split("-")[1]) < 3, link);
        }
    }

    @Test
    void aWordTheNormaliserErasesGetsNoLinkAndShiftsNoNumber() throws IOException {
        CommandRun without = align(file("a", "white house ||| casa branca\n"));
        CommandRun with = align(file("b", "\u200b white \u3000 house ||| \u200b casa branca \u200b\n"));
        assertEquals(List.of("0-1 1-0"), without.lines());
        assertEquals(List.of("1-2 3-1"), with.lines());
        CommandRun nothing = align(file("c", "\u200b \u200b ||| casa branca\n"));
        assertEquals(List.of(""), nothing.lines());
        assertEquals(ExitCode.DONE, nothing.code(), "words without pieces are words, the line is not bad");
    }

    @Test
    void batchSizeAndThreadsDoNotChangeALink() throws IOException {
        String en = Files.readString(Path.of("gold-alignments/graca-en-pt/en-pt.en"));
        String pt = Files.readString(Path.of("gold-alignments/graca-en-pt/en-pt.pt"));
        Path source = file("en", en);
        Path target = file("pt", pt);
        String expected = null;
        for (String measure : new String[] {"weight", "norm"}) {
            expected = null;
            for (Object[] run : new Object[][] {{1, 1}, {7, 1}, {64, 1}, {1, 2}, {7, 2}, {64, 2}}) {
                CommandRun result = CommandRun.of("align", "--model", MODEL, "--source", source, "--target", target,
                    "--layer", 1, "--measure", measure, "--batch", run[0], "--threads", run[1]);
                assertEquals(ExitCode.DONE, result.code(), result.err());
                assertEquals(100, result.lines().size());
                expected = expected == null ? result.out() : expected;
                assertEquals(expected, result.out(), "batch " + run[0] + ", threads " + run[1]);
            }
        }
    }

    @Test
    void aMissingFileFailsWithItsName() {
        CommandRun run = align(folder.resolve("absent"));
        assertEquals(ExitCode.FAILED, run.code());
        assertTrue(run.err().contains("absent"), run.err());
        assertFalse(run.err().contains("\tat "), "no stack trace");
    }

    @Test
    void inputsOfBothKindsOrNoneAreAUsageError() throws IOException {
        assertEquals(ExitCode.USAGE, CommandRun.of("align", "--model", MODEL).code());
        assertEquals(ExitCode.USAGE, align(file("in", ""), "--source", "x", "--target", "y").code());
        assertEquals(ExitCode.USAGE, CommandRun.of("align", "--model", MODEL, "--source", file("en", "a\n")).code());
    }

    @Test
    void aLayerOrHeadTheModelDoesNotHaveIsAUsageError() throws IOException {
        Path input = file("in", "a ||| b\n");
        CommandRun layer = align(input, "--layer", 3);
        assertEquals(ExitCode.USAGE, layer.code());
        assertTrue(layer.err().contains("decoder layers 1 to 2"), layer.err());
        CommandRun head = align(input, "--layer", 1, "--head", "9");
        assertEquals(ExitCode.USAGE, head.code());
        assertTrue(head.err().contains("heads 1 to 8"), head.err());
        assertEquals(ExitCode.USAGE, align(input, "--layer", 0).code());
        assertEquals(ExitCode.USAGE, align(input, "--head", "first").code());
        assertEquals(ExitCode.USAGE, align(input, "--batch", 0).code());
    }

    @Test
    void theOutputIsNeverAnInput() throws IOException {
        Path input = file("in", "a ||| b\n");
        CommandRun run = align(input, "-o", input);
        assertEquals(ExitCode.USAGE, run.code());
        assertEquals("a ||| b\n", Files.readString(input));
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void theOutputIsNoInputUnderAnotherNameEither() throws IOException {
        Path input = file("in", "a ||| b\n");
        Path symbolic = Files.createSymbolicLink(folder.resolve("symbolic"), input);
        Path hard = Files.createLink(folder.resolve("hard"), input);
        for (Path output : List.of(symbolic, hard)) {
            for (CommandRun run : List.of(align(input, "-o", output), CommandRun.of("align", "--model", MODEL,
                    "--source", file("other", "a\n"), "--target", input, "-o", output))) {
                assertEquals(ExitCode.USAGE, run.code());
                assertTrue(run.err().contains("-o " + output + " would overwrite an input file"), run.err());
            }
        }
        assertEquals("a ||| b\n", Files.readString(input));
    }

    @Test
    void anOutputInAFolderThatIsNotThereIsRefusedBeforeAnyWork() throws IOException {
        CommandRun run = align(file("in", "a ||| b\n"), "-o", folder.resolve("no").resolve("out"));
        assertEquals(ExitCode.FAILED, run.code());
        assertEquals("normalign: -o " + folder.resolve("no").resolve("out") + ": there is no folder " + folder.resolve("no")
            + System.lineSeparator(), run.err());
    }

    @Test
    void minusIsStdinAndStdout() {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream("the white house ||| a casa branca\nbad\n".getBytes(StandardCharsets.UTF_8)));
        try {
            CommandRun run = align(Path.of("-"), "-o", "-");
            assertEquals(List.of("0-0 1-2 2-1", ""), run.lines());
            assertEquals(ExitCode.SKIPPED, run.code());
            assertTrue(run.err().contains("normalign: <stdin>:2: found 0 times"), run.err());
        } finally {
            System.setIn(before);
        }
        assertFalse(Files.exists(Path.of("-")));
    }

    @Test
    void allIsAllHeadsInCapitalsToo() throws IOException {
        CommandRun run = align(file("in", "the house ||| a casa\n"), "--layer", 1, "--head", "ALL");
        assertEquals(ExitCode.DONE, run.code(), run.err());
        assertTrue(run.err().contains("--head all"), run.err());
    }

    @Test
    void anEmptyFileGivesAnEmptyFile() throws IOException {
        Path output = folder.resolve("out");
        assertEquals(ExitCode.DONE, align(file("in", ""), "-o", output).code());
        assertEquals(0, Files.size(output));
    }

    private static byte[] concat(byte[]... parts) {
        return Bytes.concat(parts);
    }
}
