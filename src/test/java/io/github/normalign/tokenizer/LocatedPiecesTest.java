package io.github.normalign.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.normalign.corpus.SegmentedText;
import io.github.normalign.corpus.WordSpan;
import io.github.normalign.corpus.Words;
import io.github.normalign.segmentation.IcuSegmenter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Places of pieces and the words they belong to; the sentencepiece library is the judge (located/README.md). */
class LocatedPiecesTest {

    private static final JsonObject EXPECTED = JsonParser.parseString(
        new String(Fixtures.unzip("located/located.json.gz"), StandardCharsets.UTF_8)).getAsJsonObject();

    private static SentencePieceModel model(String name) {
        return name.equals("en-pt") ? SentencePieceModel.read(Fixtures.MODELS.resolve("en-pt/source.spm")) : Fixtures.model(name);
    }

    private static final SpmTokenizer EMBEDDED = new SpmTokenizer(model("en-pt"));

    private static List<SegmentedText> texts() {
        List<SegmentedText> texts = new ArrayList<>();
        JsonArray raw = EXPECTED.getAsJsonArray("texts");
        for (int i = 0; i < raw.size(); i++) {
            List<WordSpan> spans = new ArrayList<>();
            for (JsonElement span : EXPECTED.getAsJsonArray("words").get(i).getAsJsonArray()) {
                spans.add(new WordSpan(span.getAsJsonArray().get(0).getAsInt(), span.getAsJsonArray().get(1).getAsInt()));
            }
            texts.add(new SegmentedText(raw.get(i).getAsString(), spans));
        }
        return texts;
    }

    private static int[] numbers(JsonObject object, String key) {
        return object.getAsJsonArray(key).asList().stream().mapToInt(JsonElement::getAsInt).toArray();
    }

    @Test
    void everyPieceStandsWhereTheLibrarySays() {
        List<SegmentedText> texts = texts();
        assertTrue(EXPECTED.getAsJsonObject("models").size() >= 12 && texts.size() >= 80);
        for (var entry : EXPECTED.getAsJsonObject("models").entrySet()) {
            SentencePieceModel model = model(entry.getKey());
            for (int i = 0; i < texts.size(); i++) {
                JsonObject row = entry.getValue().getAsJsonArray().get(i).getAsJsonObject();
                String where = entry.getKey() + ": '" + texts.get(i).text() + "'";
                LocatedPieces found = model.locate(texts.get(i).text());
                Segmentation pieces = found.pieces();
                assertArrayEquals(numbers(row, "ids"), IntStream.range(0, pieces.count()).map(pieces::id).toArray(), where);
                assertArrayEquals(numbers(row, "begins"), IntStream.range(0, pieces.count()).map(found::begin).toArray(), where);
                assertArrayEquals(numbers(row, "ends"), IntStream.range(0, pieces.count()).map(found::end).toArray(), where);
            }
        }
    }

    @Test
    void everyPieceBelongsToTheWordWithMostOfIt() {
        List<SegmentedText> texts = texts();
        int cut = 0;
        for (var entry : EXPECTED.getAsJsonObject("models").entrySet()) {
            SpmTokenizer tokenizer = new SpmTokenizer(model(entry.getKey()));
            for (int i = 0; i < texts.size(); i++) {
                JsonObject row = entry.getValue().getAsJsonArray().get(i).getAsJsonObject().getAsJsonObject("shared");
                String where = entry.getKey() + ": " + texts.get(i).words();
                Pieces found = tokenizer.encode(texts.get(i));
                assertArrayEquals(numbers(row, "ids"), found.ids(), where);
                assertArrayEquals(numbers(row, "words"), found.wordOf(), where);
                assertEquals(texts.get(i).spans().size(), found.words());
                cut += Arrays.equals(found.ids(), tokenizer.encode(Words.split(texts.get(i).text())).ids()) ? 0 : 1;
                if (row.has("pieces")) {
                    List<String> spelled = tokenizer.spellings(texts.get(i)).orElseThrow().stream().flatMap(List::stream).toList();
                    assertEquals(row.getAsJsonArray("pieces").asList().stream().map(JsonElement::getAsString).toList(), spelled);
                }
            }
        }
        assertTrue(cut > 100, "texts with pieces that are cut are among them: " + cut);
    }

    @Test
    void aFullStopWithoutASpaceIsTheTrainingsFullStop() {
        SegmentedText text = IcuSegmenter.of("en").segment("The white house.");
        assertEquals(Optional.of(List.of(List.of("\u2581The"), List.of("\u2581white"), List.of("\u2581house"), List.of("."))),
            EMBEDDED.spellings(text));
        assertEquals(List.of("\u2581."), EMBEDDED.spellings(List.of(".")).orElseThrow().get(0));
        assertArrayEquals(EMBEDDED.encodeText(text.text()), EMBEDDED.encode(text).ids());
    }

    /** Every word that shows must be able to have a link; what a model's makers keep whole stays whole. */
    @Test
    void aPieceThatLeavesAWordWithoutPiecesIsCutWhereWordsEnd() {
        SegmentedText dots = IcuSegmenter.of("en").segment("house...");
        assertEquals(List.of("\u2581house", "..."), EMBEDDED.spellings(List.of(dots.text())).orElseThrow().get(0));
        assertEquals(List.of(List.of("\u2581house"), List.of("."), List.of("."), List.of(".")),
            EMBEDDED.spellings(dots).orElseThrow());
        SegmentedText user = new SegmentedText("a<sep>b", List.of(new WordSpan(0, 1), new WordSpan(1, 2), new WordSpan(2, 5),
            new WordSpan(5, 6), new WordSpan(6, 7)));
        SpmTokenizer users = new SpmTokenizer(model("unigram-users"));
        assertEquals(List.of(List.of(), List.of("<sep>"), List.of()), users.spellings(user).orElseThrow().subList(1, 4));
    }

    /** Characters are counted, not UTF-16 units; the first word wins a tie. */
    @Test
    void aSharedPieceGoesToTheWordWithMoreCharacters() {
        SegmentedText more = new SegmentedText("\uD842\uDFB7\u91CE\u5BB6", List.of(new WordSpan(0, 2), new WordSpan(2, 4)));
        assertArrayEquals(new int[] {0, 1}, EMBEDDED.encode(more).wordOf(), "the marker, then one unknown run");
        SegmentedText tie = new SegmentedText("\uD842\uDFB7\u5BB6", List.of(new WordSpan(0, 2), new WordSpan(2, 3)));
        assertArrayEquals(new int[] {0, 0, 1}, EMBEDDED.encode(tie).wordOf(), "cut: the second word would have none");
        assertEquals(List.of(List.of("\u2581", "\uD842\uDFB7"), List.of("\u5BB6")), EMBEDDED.spellings(tie).orElseThrow());
    }

    @Test
    void whatNoWordCoversIsTheNeighboursUnlessItStandsAlone() {
        SegmentedText house = new SegmentedText("\u00AD (house) \u00AD", List.of(new WordSpan(3, 8)));
        assertArrayEquals(EMBEDDED.encodeText("(house)"), EMBEDDED.encode(house).ids());
        assertTrue(Arrays.stream(EMBEDDED.encode(house).wordOf()).allMatch(word -> word == 0));
        SegmentedText none = new SegmentedText("\u00AD", List.of());
        assertEquals(0, EMBEDDED.encode(none).length());
        assertEquals(Optional.of(List.of()), EMBEDDED.spellings(none));
    }

    /** Words of the caller are encoded as they always were, whichever way they come. */
    @Test
    void wordsBetweenSpacesHaveThePiecesOfWordsAlone() {
        SpmTokenizer bytes = new SpmTokenizer(model("bpe-bytes"));
        for (String text : Stream.concat(Fixtures.sample().stream().limit(500), Fixtures.texts().stream()).toList()) {
            SegmentedText words = SegmentedText.ofWords(text);
            for (SpmTokenizer tokenizer : List.of(EMBEDDED, bytes)) {
                Pieces alone = tokenizer.encode(words.words());
                assertArrayEquals(alone.ids(), tokenizer.encode(words).ids(), text);
                assertArrayEquals(alone.wordOf(), tokenizer.encode(words).wordOf(), text);
                assertEquals(tokenizer.spellings(words.words()), tokenizer.spellings(words), text);
            }
        }
    }

    /** They differ where a piece had to be cut, as the hyphen of "2-tuple", and then spell the same. */
    @Test
    void rawSentencesHaveTheLibrarysIdsOfWholeLinesSaveCutPieces() {
        List<String> lines = Fixtures.sample();
        List<int[]> whole = Fixtures.ids("en-pt.sample.ids.gz");
        List<String> different = new ArrayList<>();
        IcuSegmenter segmenter = IcuSegmenter.of("en");
        int glued = 0;
        for (int i = 0; i < lines.size(); i++) {
            SegmentedText raw = segmenter.segment(lines.get(i));
            glued += raw.spans().equals(Words.spans(lines.get(i))) ? 0 : 1;
            if (!Arrays.equals(whole.get(i), EMBEDDED.encode(raw).ids())) {
                different.add(lines.get(i));
                assertEquals(joined(EMBEDDED.spellings(List.of(lines.get(i)))), joined(EMBEDDED.spellings(raw)));
            }
        }
        assertTrue(glued > 600, glued + " of " + lines.size() + " lines have words without a space before them");
        assertTrue(different.size() <= lines.size() / 90, () -> different.size() + " lines: " + different);
    }

    /** Whole texts' ids are the library's: SentencePieceParityTest. */
    @Test
    void detokenisedSentencesHaveTheIdsOfWholeTextsSaveCutPieces() {
        List<String> lines = Fixtures.sample().stream()
            .map(line -> line.replaceAll(" ([.,;:!?)])", "$1").replace("( ", "(")).toList();
        IcuSegmenter segmenter = IcuSegmenter.of("en");
        List<String> different = new ArrayList<>();
        int glued = 0;
        for (String line : lines) {
            SegmentedText raw = segmenter.segment(line);
            glued += raw.spans().equals(Words.spans(line)) ? 0 : 1;
            if (!Arrays.equals(EMBEDDED.encodeText(line), EMBEDDED.encode(raw).ids())) {
                different.add(line);
                assertEquals(joined(EMBEDDED.spellings(List.of(line))), joined(EMBEDDED.spellings(raw)));
            }
        }
        assertTrue(glued > 4000, glued + " of " + lines.size() + " lines have words without a space before them");
        assertTrue(different.size() <= lines.size() / 11, () -> different.size() + " lines: " + different);
    }

    private static String joined(Optional<List<List<String>>> spellings) {
        return spellings.orElseThrow().stream().flatMap(List::stream).collect(Collectors.joining());
    }

    @Test
    void everyTokenizerThatWrapsThisOneTakesTexts() {
        SegmentedText text = IcuSegmenter.of("en").segment("The house.");
        MarianTokenizer marian = new MarianTokenizer(SentencePieceModel.read(Fixtures.MODELS.resolve("en-pt/source.spm")),
            Vocabulary.read(Fixtures.MODELS.resolve("en-pt/vocab.json")));
        assertEquals(EMBEDDED.spellings(text), marian.spellings(text));
        assertArrayEquals(marian.encodeText(text.text()), marian.encode(text).ids());
        assertArrayEquals(new int[] {0, 1, 2}, marian.encode(text).wordOf());
        PieceTokenizer plain = words -> new Pieces(new int[words.size()], IntStream.range(0, words.size()).toArray(), words.size());
        assertArrayEquals(new int[] {0, 1, 2}, plain.encode(text).wordOf(), "one that knows no texts takes the words alone");
    }
}
