package io.github.normalign.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.normalign.alignment.Link;
import io.github.normalign.alignment.ScoredLink;
import io.github.normalign.attention.HeadSelection;
import io.github.normalign.attention.Measure;
import io.github.normalign.attention.Reading;
import io.github.normalign.corpus.CorpusLine;
import io.github.normalign.corpus.Line;
import io.github.normalign.corpus.LineReader;
import io.github.normalign.corpus.ParallelReader;
import io.github.normalign.corpus.SegmentedText;
import io.github.normalign.corpus.WordSegmenter;
import io.github.normalign.corpus.WordSpan;
import io.github.normalign.segmentation.IcuSegmenter;
import io.github.normalign.words.AlignmentSetting;
import io.github.normalign.words.WordRule;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * On 10,000 pairs of odd text: every word's offsets cut exactly that word out of the raw text, in both units, through reader,
 * segmenter, JSON Lines and back. The judges are Java's own substring and code point arrays, and another JSON library.
 */
class OffsetsTest {

    private static final int PAIRS = 10_000;
    private static final List<String> LANGUAGES = List.of("en", "zh", "ja", "th", "ar", "he", "fi", "ko");
    private static final AlignmentMethod METHOD = AlignmentMethod.of("model",
        new AlignmentSetting(1, HeadSelection.ALL, Measure.NORM, Reading.AWI, WordRule.WORD), 0);
    private static final IntPredicate SPACE_OR_TAB = point -> point == ' ' || point == '\t';

    @TempDir
    private Path folder;

    @Test
    void wordsBetweenSpacesAreCutOutOfTheirTextExactly() {
        OddText texts = new OddText(7, true);
        Set<String> met = new TreeSet<>();
        for (int pair = 0; pair < 2 * PAIRS; pair++) {
            String text = texts.next();
            SegmentedText found = SegmentedText.ofWords(text);
            requireExact(text, found, SPACE_OR_TAB);
            assertEquals(Stream.of(text.split("[ \\t]+")).filter(word -> !word.isEmpty()).toList(), found.words());
            Stream.concat(OddText.ATOMS.stream(), OddText.UNPAIRED.stream()).filter(text::contains).forEach(met::add);
        }
        assertEquals(OddText.ATOMS.size() + OddText.UNPAIRED.size(), met.size(), "kinds of text that were met");
    }

    @Test
    void wordsOfRawTextAreCutOutExactlyAndOnlySpaceAndInvisibleCharactersLieBetween() {
        List<IcuSegmenter> segmenters = LANGUAGES.stream().map(IcuSegmenter::of).toList();
        OddText texts = new OddText(8, true);
        long words = 0;
        for (int pair = 0; pair < 2 * PAIRS; pair++) {
            String text = texts.next();
            SegmentedText found = segmenters.get(pair % segmenters.size()).segment(text);
            requireExact(text, found, OffsetsTest::separates);
            for (String word : found.words()) {
                assertTrue(word.codePoints().noneMatch(OffsetsTest::isSpace), () -> "a word with a space: '" + word + "'");
            }
            words += found.spans().size();
        }
        assertTrue(words > 6L * PAIRS, words + " words");
    }

    @Test
    void aCorpusKeepsTheRawTextOfTwoFiles() throws IOException {
        OddText texts = new OddText(9, false);
        List<String> sources = new ArrayList<>();
        List<String> targets = new ArrayList<>();
        for (int pair = 0; pair < PAIRS; pair++) {
            sources.add(texts.next());
            targets.add(texts.next());
        }
        Path source = Files.writeString(folder.resolve("source"), String.join("\n", sources) + "\n");
        Path target = Files.writeString(folder.resolve("target"), String.join("\n", targets) + "\n");
        int read = 0;
        try (ParallelReader reader = ParallelReader.open(source, target)) {
            for (; reader.hasNext(); read++) {
                if (reader.next() instanceof CorpusLine.Pair pair) {
                    assertEquals(sources.get(read), pair.source().text());
                    assertEquals(targets.get(read), pair.target().text());
                    requireExact(pair.source().text(), pair.source(), SPACE_OR_TAB);
                    assertEquals(pair.words().source(), pair.source().words());
                }
            }
        }
        assertEquals(PAIRS, read);
    }

    @Test
    void jsonLinesKeepEveryOffsetForEveryProgram() throws IOException {
        List<WordSegmenter> segmenters = new ArrayList<>(List.of(SegmentedText::ofWords, SegmentedText::ofWords));
        LANGUAGES.forEach(language -> segmenters.add(IcuSegmenter.of(language)));
        OddText texts = new OddText(10, true);
        List<AlignedLine> lines = new ArrayList<>();
        List<AlignedLine> expected = new ArrayList<>();
        while (lines.size() < PAIRS) {
            WordSegmenter segmenter = segmenters.get(lines.size() % segmenters.size());
            SegmentedText source = segmenter.segment(texts.next());
            SegmentedText target = segmenter.segment(texts.next());
            if (!source.spans().isEmpty() && !target.spans().isEmpty()) {
                List<ScoredLink> links = links(texts, source, target);
                lines.add(aligned(lines.size() + 1, source, target, links));
                expected.add(aligned(lines.size(), asJsonHasIt(source), asJsonHasIt(target), links));
            }
        }
        StringBuilder file = new StringBuilder();
        JsonMapper judge = new JsonMapper();
        for (int i = 0; i < PAIRS; i++) {
            String json = JsonLinesFormat.line(lines.get(i));
            assertEquals(1, json.lines().count());
            assertTrue(json.chars().noneMatch(c -> c < 0x20 || c >= 0x7F && c <= 0x9F || c == 0x2028 || c == 0x2029), json);
            assertTrue(StandardCharsets.UTF_8.newEncoder().canEncode(json), json);
            JsonNode read = judge.readTree(json);
            requireExact(read.get("source"), expected.get(i).source().orElseThrow().text());
            requireExact(read.get("target"), expected.get(i).target().orElseThrow().text());
            file.append(json).append('\n');
        }
        try (LineReader in = new LineReader(new ByteArrayInputStream(file.toString().getBytes(StandardCharsets.UTF_8)), "x")) {
            List<Line> raw = new ArrayList<>();
            in.forEachRemaining(raw::add);
            JsonLinesReader reader = JsonLinesReader.of(raw.iterator());
            for (AlignedLine line : expected) {
                assertEquals(line, reader.next());
            }
            assertFalse(reader.hasNext());
        }
    }

    private static AlignedLine aligned(int line, SegmentedText source, SegmentedText target, List<ScoredLink> links) {
        return new AlignedLine(line, AlignedLine.Status.ALIGNED, Optional.empty(), Optional.of(side(source)),
            Optional.of(side(target)), links, Optional.empty(), METHOD);
    }

    private static AlignedLine.Side side(SegmentedText text) {
        return new AlignedLine.Side(text,
            Optional.of(text.words().stream().map(word -> List.of("\u2581" + word.length(), "p")).toList()));
    }

    private static List<ScoredLink> links(OddText random, SegmentedText source, SegmentedText target) {
        Set<ScoredLink> links = new TreeSet<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            links.add(new ScoredLink(new Link(random.nextInt(source.spans().size()), random.nextInt(target.spans().size())),
                random.nextInt(1000) / 7.0));
        }
        return List.copyOf(links);
    }

    /** Java's own slices, in both units, and what lies between the words. */
    private static void requireExact(String text, SegmentedText found, IntPredicate separator) {
        int[] points = text.codePoints().toArray();
        List<String> words = found.words();
        List<WordSpan> codePoints = found.codePointSpans();
        int unit = 0;
        int point = 0;
        for (int i = 0; i < words.size(); i++) {
            WordSpan units = found.spans().get(i);
            assertEquals(words.get(i), text.substring(units.start(), units.end()));
            WordSpan place = codePoints.get(i);
            assertEquals(words.get(i), new String(points, place.start(), place.length()));
            assertTrue(units.start() >= unit && place.start() >= point, "words in order, without overlap");
            assertTrue(Arrays.stream(points, point, place.start()).allMatch(separator), () -> "between words of '" + text + "'");
            unit = units.end();
            point = place.end();
        }
        assertTrue(Arrays.stream(points, point, points.length).allMatch(separator), () -> "behind the words of '" + text + "'");
    }

    /** Surrogates without their other half are no text; JSON has U+FFFD for them. */
    private static SegmentedText asJsonHasIt(SegmentedText text) {
        String replaced = text.text().codePoints().map(point -> point >= 0xD800 && point <= 0xDFFF ? 0xFFFD : point)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
        return new SegmentedText(replaced, text.spans());
    }

    private static void requireExact(JsonNode side, SegmentedText expected) {
        String text = side.get("text").asString();
        assertEquals(expected.text(), text);
        int[] points = text.codePoints().toArray();
        assertEquals(expected.spans().size(), side.get("words").size());
        for (int i = 0; i < side.get("words").size(); i++) {
            JsonNode word = side.get("words").get(i);
            String cut = expected.words().get(i);
            assertEquals(cut, word.get("text").asString());
            JsonNode units = word.get("utf16");
            assertEquals(cut, text.substring(units.get(0).asInt(), units.get(1).asInt()));
            JsonNode place = word.get("codePoints");
            assertEquals(cut, new String(points, place.get(0).asInt(), place.get(1).asInt() - place.get(0).asInt()));
        }
    }

    private static boolean isSpace(int point) {
        return Character.isWhitespace(point) && point > 0x1F || Character.isSpaceChar(point) || point >= 9 && point <= 13
            || point == 0x85;
    }

    private static boolean separates(int point) {
        int type = Character.getType(point);
        return isSpace(point) || type == Character.CONTROL || type == Character.FORMAT || point == 0x34F
            || point >= 0xFE00 && point <= 0xFE0F;
    }
}
