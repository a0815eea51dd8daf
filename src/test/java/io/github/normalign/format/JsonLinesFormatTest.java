package io.github.normalign.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.github.normalign.alignment.Link;
import io.github.normalign.alignment.LinkCriterion;
import io.github.normalign.alignment.ScoreFusion;
import io.github.normalign.alignment.ScoredLink;
import io.github.normalign.alignment.Symmetrization;
import io.github.normalign.attention.HeadSelection;
import io.github.normalign.attention.Measure;
import io.github.normalign.attention.Reading;
import io.github.normalign.corpus.LineReader;
import io.github.normalign.corpus.SegmentedText;
import io.github.normalign.error.CorpusException;
import io.github.normalign.words.AlignmentSetting;
import io.github.normalign.words.Combination;
import io.github.normalign.words.LogProbabilities;
import io.github.normalign.words.LogProbability;
import io.github.normalign.words.SentenceScores;
import io.github.normalign.words.TwoWaySetting;
import io.github.normalign.words.WordRule;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonLinesFormatTest {

    private static final AlignmentSetting NORMS =
        new AlignmentSetting(2, HeadSelection.ALL, Measure.NORM, Reading.AWO, WordRule.PIECE);
    private static final AlignmentSetting WEIGHTS =
        new AlignmentSetting(1, HeadSelection.of(3, 6), Measure.WEIGHT, Reading.AWI, WordRule.WORD);
    private static final AlignmentMethod ONE = AlignmentMethod.of("en-pt", WEIGHTS, 0.25)
        .withLanguages(Optional.of("en"), Optional.empty());
    private static final SentenceScores SCORES =
        new SentenceScores(0.5, 1, 0, 0.1, 1.0 / 3, 0.25, 0.7, 1, 0.5, OptionalDouble.of(0.875));

    private static final Schema SCHEMA =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(JsonLinesFormat.schema());

    private static AlignedLine aligned(AlignmentMethod method) {
        AlignedLine.Side source = new AlignedLine.Side(SegmentedText.ofWords(" the  white house"),
            Optional.of(List.of(List.of("\u2581the"), List.of("\u2581wh", "ite"), List.of())));
        AlignedLine.Side target = new AlignedLine.Side(SegmentedText.ofWords("a casa"), Optional.empty());
        return new AlignedLine(3, AlignedLine.Status.ALIGNED, Optional.empty(), Optional.of(source), Optional.of(target),
            List.of(new ScoredLink(new Link(0, 0), 0.1f), new ScoredLink(new Link(1, 0), 1e-7)), Optional.of(SCORES), method);
    }

    private static List<AlignedLine> ofEveryKind() {
        List<AlignedLine> lines = new ArrayList<>();
        for (AlignmentMethod method : List.of(ONE, AlignmentMethod.of("m", NORMS, 0).withWords("ICU 79.1, en", "ICU 79.1, pt"),
                AlignmentMethod.of("a", "b", new TwoWaySetting(NORMS, WEIGHTS, new Combination.OfLinks(Symmetrization.UNION))),
                AlignmentMethod.of("a", "b", new TwoWaySetting(NORMS, WEIGHTS, new Combination.OfScores(ScoreFusion.HARMONIC,
                    new LinkCriterion(LinkCriterion.Kind.THRESHOLD, 0.44)))))) {
            AlignedLine aligned = aligned(method);
            lines.add(aligned);
            lines.add(aligned.rejected("too low"));
            lines.add(new AlignedLine(4, AlignedLine.Status.SKIPPED, Optional.of("too long"), aligned.source(), aligned.target(),
                List.of(), Optional.empty(), method));
            for (Optional<LogProbability> reverse : List.of(Optional.of(new LogProbability(-0.1, 3)),
                    Optional.<LogProbability>empty())) {
                lines.add(new AlignedLine(5, AlignedLine.Status.ALIGNED, Optional.empty(), aligned.source(), aligned.target(),
                    aligned.links(), aligned.scores(), Optional.of(new LogProbabilities(Optional.of(
                        new LogProbability(-1.0 / 3, 2)), reverse)), method));
                lines.add(lines.get(lines.size() - 1).rejected("too low"));
            }
            lines.add(AlignedLine.empty(1, method));
            lines.add(AlignedLine.bad(2, "not \"UTF-8\"\n", method));
        }
        return lines;
    }

    private static List<AlignedLine> read(String text) {
        LineReader lines = new LineReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), "x.jsonl");
        List<AlignedLine> read = new ArrayList<>();
        JsonLinesReader.of(lines).forEachRemaining(read::add);
        return read;
    }

    @Test
    void aLineLooksAsDocumented() {
        assertEquals("{\"version\":1,\"line\":3,\"status\":\"aligned\",\"reason\":null,"
            + "\"source\":{\"text\":\" the  white house\",\"words\":["
            + "{\"text\":\"the\",\"codePoints\":[1,4],\"utf16\":[1,4],\"pieces\":[\"\u2581the\"]},"
            + "{\"text\":\"white\",\"codePoints\":[6,11],\"utf16\":[6,11],\"pieces\":[\"\u2581wh\",\"ite\"]},"
            + "{\"text\":\"house\",\"codePoints\":[12,17],\"utf16\":[12,17],\"pieces\":[]}]},"
            + "\"target\":{\"text\":\"a casa\",\"words\":["
            + "{\"text\":\"a\",\"codePoints\":[0,1],\"utf16\":[0,1],\"pieces\":null},"
            + "{\"text\":\"casa\",\"codePoints\":[2,6],\"utf16\":[2,6],\"pieces\":null}]},"
            + "\"links\":[{\"source\":0,\"target\":0,\"score\":0.10000000149011612},{\"source\":1,\"target\":0,\"score\":1.0E-7}],"
            + "\"unaligned\":{\"source\":[2],\"target\":[1]},"
            + "\"scores\":{\"score\":0.5,\"support\":1.0,\"sourceSupport\":0.0,\"targetSupport\":0.1,"
            + "\"weakest\":0.3333333333333333,"
            + "\"share\":0.25,\"attended\":0.7,\"sourceCoverage\":1.0,\"targetCoverage\":0.5,\"agreement\":0.875},"
            + "\"method\":{\"models\":[\"en-pt\"],\"languages\":{\"source\":\"en\",\"target\":null},"
            + "\"setting\":{\"layer\":1,\"head\":\"3,6\",\"measure\":\"weight\","
            + "\"reading\":\"awi\",\"rule\":\"word\"},\"threshold\":0.25,\"words\":{\"source\":\"spaces\",\"target\":\"spaces\"},"
            + "\"score\":{\"kind\":\"weight\",\"min\":0,\"max\":1.0,\"better\":\"higher\",\"meaning\":\""
            + ScoreKind.WEIGHT.meaning() + "\"}}}", JsonLinesFormat.line(aligned(ONE)));
    }

    @Test
    void whatIsWrittenFitsTheSchemaAndReadsBackTheSame() {
        List<AlignedLine> lines = ofEveryKind();
        StringBuilder text = new StringBuilder();
        for (AlignedLine line : lines) {
            String json = JsonLinesFormat.line(line);
            assertEquals(List.of(), SCHEMA.validate(json, InputFormat.JSON), json);
            text.append(json).append('\n');
        }
        assertEquals(lines, read(text.toString()));
    }

    @Test
    void theSchemaIsOneAndRefusesWhatIsNotWritten() {
        Schema meta = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(com.networknt.schema.SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
        assertEquals(List.of(), meta.validate(JsonLinesFormat.schema(), InputFormat.JSON));
        String good = JsonLinesFormat.line(aligned(ONE));
        for (String[] change : new String[][] {{"\"version\":1", "\"version\":2"}, {"\"line\":3", "\"line\":0"},
                {"\"aligned\"", "\"bad\""}, {"\"utf16\":[1,4]", "\"utf16\":[1,4,5]"}, {"\"reason\":null", "\"reason\":\"x\""},
                {"\"score\":0.5", "\"score\":1.5"}, {"\"kind\":\"weight\"", "\"kind\":\"cost\""}, {"\"text\":\"the\",", ""},
                {"\"max\":1.0", "\"max\":2"}, {"\"head\":\"3,6\",", "\"head\":\"3,6\",\"heads\":2,"}}) {
            String bad = good.replace(change[0], change[1]);
            assertFalse(bad.equals(good), change[0]);
            assertFalse(SCHEMA.validate(bad, InputFormat.JSON).isEmpty(), change[1]);
        }
    }

    @Test
    void anyTextIsValidJsonInUtf8AndReadsBackTheSame() {
        for (String odd : List.of("a\uD83D\uDE00", "\u0000", "\u0007\u001B", "\"\\/", "\u2028\u2029\u0085",
                "\u007F\u009F", "\uFFFE\uFFFF\uFEFF", "</script>", "\\ud83d")) {
            SegmentedText text = SegmentedText.ofWords(odd);
            AlignedLine.Side side = new AlignedLine.Side(text, Optional.of(List.of(List.of(odd, "\u2581"))));
            AlignedLine line = new AlignedLine(1, AlignedLine.Status.SKIPPED, Optional.of(odd), Optional.of(side),
                Optional.of(side), List.of(), Optional.empty(), ONE);
            String json = JsonLinesFormat.line(line);
            assertTrue(StandardCharsets.UTF_8.newEncoder().canEncode(json));
            assertEquals(List.of(), SCHEMA.validate(json, InputFormat.JSON));
            assertEquals(List.of(line), read(json));
        }
    }

    @Test
    void aSurrogateWithoutItsOtherHalfIsReplacedAndTheOffsetsHold() {
        SegmentedText text = SegmentedText.ofWords("\uD83D \uDE00\uD83D\uDE00x\uD83D a");
        AlignedLine.Side side = new AlignedLine.Side(text, Optional.empty());
        String json = JsonLinesFormat.line(new AlignedLine(1, AlignedLine.Status.SKIPPED, Optional.of("x"), Optional.of(side),
            Optional.of(side), List.of(), Optional.empty(), ONE));
        assertTrue(StandardCharsets.UTF_8.newEncoder().canEncode(json));
        SegmentedText read = read(json).get(0).source().orElseThrow().text();
        assertEquals("\uFFFD \uFFFD\uD83D\uDE00x\uFFFD a", read.text());
        assertEquals(text.spans(), read.spans());
        assertEquals(text.codePointSpans(), read.codePointSpans());
        CorpusException refused = assertThrows(CorpusException.class, () -> read(json.replace("\uFFFD ", "\\ud83d ")));
        assertTrue(refused.getMessage().contains("it is not JSON (column ")
            && refused.getMessage().contains("an escaped surrogate without its other half"), refused.getMessage());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', value = {
        "{\"version\":1 ~ {\"version\":2 ~ version is 2, expected 1; a newer normalign has written it",
        "{\"version\":1, ~ { ~ version is missing, expected a whole number from 1",
        "\"line\":3 ~ \"line\":3.5 ~ line is 3.5, expected a whole number from 1",
        "\"status\":\"aligned\" ~ \"status\":\"fine\" ~ status is \"fine\", expected aligned, skipped, rejected, empty or bad",
        "\"status\":\"aligned\" ~ \"status\":\"bad\" ~ a line that is bad has a reason",
        "\"status\":\"aligned\" ~ \"status\":\"empty\" ~ a line that is empty has neither source nor target",
        "\"codePoints\":[1,4] ~ \"codePoints\":[0,4] ~ source.words[0].codePoints is [0,4], expected [1,4], which utf16 says",
        "\"utf16\":[1,4] ~ \"utf16\":[2,4] ~ source.words[0].text is \"the\", expected what utf16 cuts out of the text, 'he'",
        "\"utf16\":[1,4] ~ \"utf16\":[4,4] ~ source.words[0].utf16 is [4,4], expected [start,end], the end behind the word",
        "\"utf16\":[12,17] ~ \"utf16\":[12,18] ~ expected what utf16 cuts out of the text, which is shorter",
        "\"pieces\":[] ~ \"pieces\":null ~ source: some words have pieces and others have null",
        "{\"source\":1,\"target\":0 ~ {\"source\":1,\"target\":2 ~ link 1-2 lies outside the pair, which has 3 source and",
        "{\"source\":1,\"target\":0 ~ {\"source\":0,\"target\":0 ~ links go by source, then target word, each once; found 0-0",
        "\"score\":1.0E-7 ~ \"score\":\"high\" ~ links[1].score is \"high\", expected a number",
        "\"score\":1.0E-7 ~ \"score\":1e999 ~ links[1].score is 1e999, expected a number",
        "\"score\":1.0E-7 ~ \"score\":NaN ~ it is not JSON (column",
        "\"unaligned\":{\"source\":[2] ~ \"unaligned\":{\"source\":[] ~ unaligned.source is [], expected [2], the words",
        "\"layer\":1 ~ \"layer\":0 ~ method.setting: layers are counted from 1, found 0",
        "[\"en-pt\"] ~ [\"en-pt\",\"b\"] ~ expected one model and a setting for one, or two models",
        "\"kind\":\"weight\" ~ \"kind\":\"norm\" ~ method.score.kind is \"norm\", expected weight, which the setting gives",
        "\"reason\":null ~ reason:null ~ it is not JSON (column",
    })
    void aMalformedLineIsNamedWithItsPlace(String good, String bad, String message) {
        String line = JsonLinesFormat.line(aligned(ONE));
        String changed = line.replace(good, bad);
        assertFalse(changed.equals(line), "the line holds " + good);
        CorpusException refused = assertThrows(CorpusException.class, () -> read(line + "\n" + changed + "\n"));
        assertTrue(refused.getMessage().startsWith("x.jsonl:2: ") && refused.getMessage().contains(message), refused.getMessage());
    }

    @Test
    void whatIsNoObjectIsNamedToo() {
        String line = JsonLinesFormat.line(aligned(ONE));
        for (String bad : List.of("", "[]", "0-0 1-1", "null", line + line, line.substring(0, line.length() - 1))) {
            CorpusException refused = assertThrows(CorpusException.class, () -> read(line + "\n" + bad + "\n"), bad);
            assertTrue(refused.getMessage().startsWith("x.jsonl:2: "), refused.getMessage());
        }
    }

    @Test
    void keysThatAreNotKnownAreLeftAlone() {
        String line = JsonLinesFormat.line(aligned(ONE));
        assertEquals(List.of(aligned(ONE)), read(line.replace("{\"version\":1", "{\"new\":[{}],\"version\":1")));
    }
}
