package io.github.normalign.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.github.normalign.alignment.Link;
import io.github.normalign.corpus.SegmentedText;
import io.github.normalign.format.AlignedLine;
import io.github.normalign.format.AlignedLine.Status;
import io.github.normalign.format.JsonLinesReader;
import io.github.normalign.format.PharaohFormat;
import io.github.normalign.format.ScoreKind;
import io.github.normalign.tokenizer.SentencePieceModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What align --jsonl and --raw write, on the embedded models. */
class AlignJsonLinesTest {

    private static final Path MODEL = Path.of("onnx-models/en-pt");
    private static final Path REVERSE = Path.of("onnx-models/pt-en");

    @TempDir
    private Path folder;

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text, StandardCharsets.UTF_8);
    }

    private Path path(String name) {
        return folder.resolve(name);
    }

    private static CommandRun align(Path input, Object... more) {
        List<Object> arguments = new ArrayList<>(List.of("align", "--model", MODEL, "--input", input));
        arguments.addAll(List.of(more));
        return CommandRun.of(arguments.toArray());
    }

    private static List<AlignedLine> read(Path file) {
        try (JsonLinesReader reader = JsonLinesReader.open(file)) {
            List<AlignedLine> lines = new ArrayList<>();
            reader.forEachRemaining(lines::add);
            return lines;
        }
    }

    @Test
    void everyLineOfTheCorpusHasAnObjectThatFitsTheSchema() throws IOException {
        Path in = file("in", "  the  white house\ta casa branca \n\nonly one side\t\na\t" + "casa ".repeat(3000)
            + "\nI saw it .\teu vi .\n");
        CommandRun run = align(in, "--jsonl", path("out.jsonl"), "--scores", "--pair-scores", path("pairs"), "--unaligned",
            path("unaligned"));
        assertEquals(ExitCode.SKIPPED, run.code());
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(CommandRun.of("schema").out());
        for (String line : Files.readAllLines(path("out.jsonl"))) {
            assertEquals(List.of(), schema.validate(line, InputFormat.JSON), line);
        }
        List<AlignedLine> lines = read(path("out.jsonl"));
        assertEquals(List.of(Status.ALIGNED, Status.EMPTY, Status.BAD, Status.SKIPPED, Status.ALIGNED),
            lines.stream().map(AlignedLine::status).toList());
        assertEquals(List.of(1L, 2L, 3L, 4L, 5L), lines.stream().map(AlignedLine::line).toList());
        assertEquals(run.lines(), lines.stream().map(line -> PharaohFormat.line(line.links())).toList(), "the same links");
        SegmentedText source = lines.get(0).source().orElseThrow().text();
        assertEquals("  the  white house", source.text());
        assertEquals(List.of("the", "white", "house"), source.words());
        assertEquals("a casa branca ", lines.get(0).target().orElseThrow().text().text());
        assertEquals(Optional.of(List.of(List.of("\u2581the"), List.of("\u2581white"), List.of("\u2581house"))),
            lines.get(0).source().orElseThrow().pieces());
        assertTrue(lines.get(2).reason().orElseThrow().endsWith("expected words on both or on neither"));
        assertTrue(lines.get(3).reason().orElseThrow().contains("the model's limit is"), lines.get(3).reason().orElseThrow());
        assertEquals(3000, lines.get(3).target().orElseThrow().text().spans().size());
        List<String> pairScores = Files.readAllLines(path("pairs"));
        List<String> unaligned = Files.readAllLines(path("unaligned"));
        for (int i : new int[] {0, 4}) {
            assertEquals(Double.parseDouble(pairScores.get(i)), lines.get(i).scores().orElseThrow().score(), 0.00005);
            assertEquals(unaligned.get(i), join(lines.get(i).unalignedSource()) + " ||| " + join(lines.get(i).unalignedTarget()));
        }
        assertEquals(List.of("en-pt"), lines.get(0).method().models());
        assertEquals(Optional.of("en"), lines.get(0).method().sourceLanguage());
        assertEquals(Optional.of("pt"), lines.get(0).method().targetLanguage());
        assertEquals(ScoreKind.WEIGHT, lines.get(0).method().scores());
        assertEquals("--layer 1 --head 6 --measure weight --reading awi --rule word",
            lines.get(0).method().setting().orElseThrow().toString());
    }

    private static String join(List<Integer> words) {
        return String.join(" ", words.stream().map(String::valueOf).toList());
    }

    @Test
    void stdoutHoldsEitherLinksOrJson() throws IOException {
        Path in = file("in", "the house ||| a casa\n");
        CommandRun json = align(in, "--jsonl", "-");
        assertEquals(1, json.lines().size());
        assertTrue(json.out().startsWith("{\"version\":1,"), json.out());
        CommandRun both = align(in, "--jsonl", "-", "-o", path("links"));
        assertEquals(json.out(), both.out());
        assertEquals("0-0 1-1\n", Files.readString(path("links")));
        CommandRun twice = align(in, "--jsonl", "-", "-o", "-");
        assertEquals(ExitCode.USAGE, twice.code());
        assertTrue(twice.err().contains("-o - and --jsonl - both name stdout"), twice.err());
        CommandRun same = align(in, "--jsonl", path("links"), "-o", path("links"));
        assertEquals(ExitCode.USAGE, same.code());
        assertTrue(same.err().contains("name the same file"), same.err());
    }

    @Test
    void aRejectedPairKeepsItsWordsAndScoresAndSaysWhy() throws IOException {
        Path in = file("in", "the white house ||| a casa branca\nthe white house ||| dois mil anos depois\n");
        CommandRun run = align(in, "--reverse-model", REVERSE, "--min-score", "0.5", "--jsonl", path("out"));
        List<AlignedLine> lines = read(path("out"));
        assertEquals(List.of(Status.ALIGNED, Status.REJECTED), lines.stream().map(AlignedLine::status).toList());
        assertEquals("", run.lines().get(1));
        assertTrue(lines.get(1).scores().orElseThrow().score() < 0.5);
        assertTrue(lines.get(1).reason().orElseThrow().matches("its score of 0\\.\\d{4} is below --min-score"));
        assertEquals(List.of("en-pt", "pt-en"), lines.get(0).method().models());
        assertEquals(ScoreKind.SHARE, lines.get(0).method().scores());
    }

    @Test
    void evaluateTakesJsonLinesAsItTakesLinks() throws IOException {
        Path gold = Path.of("gold-alignments/graca-en-pt");
        Path links = path("links");
        Path json = path("json");
        CommandRun run = CommandRun.of("align", "--model", MODEL, "--source", gold.resolve("en-pt.en"), "--target",
            gold.resolve("en-pt.pt"), "-o", links, "--jsonl", json);
        assertEquals(ExitCode.DONE, run.code(), run.err());
        CommandRun ofLinks = CommandRun.of("evaluate", "--gold", gold, "--alignment", links);
        CommandRun ofJson = CommandRun.of("evaluate", "--gold", gold, "--alignment", json);
        assertEquals(ExitCode.DONE, ofJson.code(), ofJson.err());
        assertEquals(ofLinks.out(), ofJson.out());
        assertTrue(ofJson.out().contains("AER"), ofJson.out());
    }

    @Test
    void rawTextIsAlignedByTheWordsFoundInIt() throws IOException {
        Path in = file("in", "\u201CThe white house,\u201D he said.\t\u201CA casa branca\u201D, disse ele.\n");
        CommandRun run = align(in, "--reverse-model", REVERSE, "--raw", "--words", path("words"), "--jsonl", path("out"));
        assertEquals(ExitCode.DONE, run.code(), run.err());
        assertTrue(run.err().contains("words of raw text by ICU ") && run.err().contains(", en and ICU "), run.err());
        String words = "\u201C The white house , \u201D he said . ||| \u201C A casa branca \u201D , disse ele .\n";
        assertEquals(words, Files.readString(path("words")));
        AlignedLine line = read(path("out")).get(0);
        assertEquals("\u201CThe white house,\u201D he said.", line.source().orElseThrow().text().text());
        assertTrue(line.method().sourceWords().matches("ICU \\d+\\.\\d+, en") && line.method().targetWords().endsWith(", pt"));
        List<String> links = List.of(run.lines().get(0).split(" "));
        assertTrue(links.containsAll(List.of("0-0", "1-1", "2-3", "3-2", "4-5", "6-7", "7-6", "8-8")), "made by hand: " + links);
    }

    @Test
    void rawTextOfAnotherScriptIsCutByItsDictionary() throws IOException {
        Path in = file("in", "\u79C1\u306F\u5B66\u751F\u3067\u3059\u3002\teu sou estudante.\n");
        CommandRun run = align(in, "--raw", "--source-lang", "en", "--words", path("words"));
        assertEquals(ExitCode.DONE, run.code(), run.err());
        assertEquals("\u79C1 \u306F \u5B66\u751F \u3067\u3059 \u3002 ||| eu sou estudante .\n", Files.readString(path("words")));
    }

    /** What stands behind no space has the pieces that the model was trained with, and JSON Lines show the same. */
    @Test
    void rawPunctuationHasThePiecesOfTheWholeSentence() throws IOException {
        String text = "The president (of the council) spoke yesterday, did he not?";
        Path in = file("in", text + "\tO presidente (do conselho) falou ontem, n\u00E3o foi?\n");
        CommandRun run = align(in, "--reverse-model", REVERSE, "--raw", "--words", path("words"), "--jsonl", path("out"));
        assertEquals(ExitCode.DONE, run.code(), run.err());
        AlignedLine line = read(path("out")).get(0);
        List<List<String>> pieces = line.source().orElseThrow().pieces().orElseThrow();
        List<String> words = line.source().orElseThrow().text().words();
        assertEquals(List.of("?"), pieces.get(words.indexOf("?")));
        assertEquals(List.of(","), pieces.get(words.indexOf(",")));
        assertEquals(List.of("\u2581("), pieces.get(words.indexOf("(")));
        SentencePieceModel model = SentencePieceModel.read(MODEL.resolve("source.spm"));
        assertEquals(Arrays.stream(model.encode(text)).mapToObj(id -> model.pieces().get(id)).toList(),
            pieces.stream().flatMap(List::stream).toList());
        CommandRun spaced = align(path("words"), "--reverse-model", REVERSE, "--jsonl", path("spaced"));
        assertEquals(ExitCode.DONE, spaced.code(), spaced.err());
        AlignedLine alone = read(path("spaced")).get(0);
        assertEquals(words, alone.source().orElseThrow().text().words());
        assertEquals(List.of("\u2581?"), alone.source().orElseThrow().pieces().orElseThrow().get(words.indexOf("?")));
        List<String> targets = line.target().orElseThrow().text().words();
        for (List<String> known : List.of(List.of("(", "("), List.of(")", ")"), List.of(",", ","), List.of("?", "?"),
                List.of("president", "presidente"), List.of("council", "conselho"), List.of("yesterday", "ontem"))) {
            Link link = new Link(words.indexOf(known.get(0)), targets.indexOf(known.get(1)));
            assertTrue(line.links().stream().anyMatch(found -> found.link().equals(link)), known + " in " + run.out());
        }
    }

    @Test
    void wordsAreShownOfRawTextOnly() throws IOException {
        CommandRun words = align(file("in", "a ||| b\n"), "--words", path("words"));
        assertEquals(ExitCode.USAGE, words.code());
        assertTrue(words.err().contains("--words shows what --raw makes of the text"), words.err());
        assertFalse(Files.exists(path("words")));
    }
}
