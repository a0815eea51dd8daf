package io.github.normalign.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.normalign.alignment.Alignment;
import io.github.normalign.alignment.Link;
import io.github.normalign.corpus.LineReader;
import io.github.normalign.corpus.OffsetUnit;
import io.github.normalign.corpus.SegmentedText;
import io.github.normalign.corpus.WordSpan;
import io.github.normalign.error.CorpusException;
import io.github.normalign.projection.LabelledSpan;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpanLineTest {

    private static final Alignment LINKS = Alignment.of(new Link(0, 1), new Link(1, 0));

    private static SpanLine parse(String json, OffsetUnit unit) {
        return SpanLine.parse(new LineReader(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)), "f").next(), unit);
    }

    private static SpanLine parse(String json) {
        return parse(json.replace('\'', '"'), OffsetUnit.CODE_POINTS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"'0-1 1-0'", "['0-1', '1-0:0.5']", "[[0, 1], [1, 0]]",
        "[{'source': 1, 'target': 0, 'score': 0.5}, {'source': 0, 'target': 1}]"})
    void linksHaveFourForms(String links) {
        assertEquals(Optional.of(LINKS),
            parse("{'source': 'a b', 'target': 'c d', 'spans': [], 'links': " + links + "}").alignment());
    }

    @ParameterizedTest
    @ValueSource(strings = {"'source': '\uD83D\uDE00 b'", "'source': ['\uD83D\uDE00', 'b']",
        "'source': {'text': '\uD83D\uDE00 b', 'words': ['\uD83D\uDE00', 'b']}",
        "'source': {'text': '\uD83D\uDE00 b', 'words': [[0, 1], [2, 3]]}",
        "'source': {'text': '\uD83D\uDE00 b', 'words': [{'codePoints': [0, 1], 'utf16': [0, 2]}, {'codePoints': [2, 3]}]}",
        "'source': '\uD83D\uDE00 b', 'source_words': [[0, 1], [2, 3]]",
        "'source': '\uD83D\uDE00 b', 'source_words': ['\uD83D\uDE00', 'b']"})
    void aSideHasManyForms(String source) {
        SpanLine line = parse("{" + source + ", 'target': ['c'], 'spans': [{'start': 2, 'end': 3, 'label': 'x'}]}");
        assertEquals(new SegmentedText("\uD83D\uDE00 b", List.of(new WordSpan(0, 2), new WordSpan(3, 4))), line.source());
        assertEquals(List.of(new LabelledSpan(3, 4, "x")), line.labelled());
        assertEquals(Optional.empty(), line.alignment());
    }

    @Test
    void offsetsAreReadAndWrittenInTheSameUnit() {
        String before = "{\"source\":\"a b\",\"target\":\"\uD83D\uDE00 b\",\"spans\":[{\"start\":2,\"end\":3,\"id\":1.50}]";
        List<List<LabelledSpan>> found = List.of(List.of(new LabelledSpan(3, 4, "")));
        assertEquals(before + ",\"target_spans\":[{\"start\":2,\"end\":3,\"id\":1.50}]}",
            parse(before + "}", OffsetUnit.CODE_POINTS).withTargets(found, false));
        assertEquals(before + ",\"target_spans\":[{\"start\":3,\"end\":4,\"id\":1.50}]}",
            parse(before + "}", OffsetUnit.UTF16).withTargets(found, false));
    }

    @Test
    void keysOfASpanAreKeptAndItsTextIsThatOfTheTarget() {
        SpanLine line = parse("{'id': [1, null, '<é>'], 'target_spans': 'old', 'source': 'a b', 'target': 'c d',"
            + " 'spans': [{'text': 'a', 'start': 0, 'end': 1, 'label': 'x', 'more': {'k': null}}, {'start': 2, 'end': 3}]}");
        assertEquals("{'id':[1,null,'<é>'],'target_spans':[{'text':'d','start':2,'end':3,'label':'x','more':{'k':null}},"
            .replace('\'', '"') + "{\"start\":null,\"end\":null}],\"source\":\"a b\",\"target\":\"c d\",\"spans\":"
            + "[{\"text\":\"a\",\"start\":0,\"end\":1,\"label\":\"x\",\"more\":{\"k\":null}},{\"start\":2,\"end\":3}]}",
            line.withTargets(List.of(List.of(new LabelledSpan(2, 3, "x")), List.of()), false));
    }

    @Test
    void partsOfASplitSpanSayWhoseTheyAre() {
        SpanLine line = parse("{'source': 'a', 'target': 'c d', 'spans': [{'start': 0, 'end': 1}, {'start': 0, 'end': 0}]}");
        List<LabelledSpan> parts = List.of(new LabelledSpan(0, 1, ""), new LabelledSpan(2, 3, ""));
        String written = line.withTargets(List.of(parts, List.of()), true);
        assertEquals("[{\"start\":0,\"end\":1,\"span\":0},{\"start\":2,\"end\":3,\"span\":0},"
            + "{\"start\":null,\"end\":null,\"span\":1}]}", written.substring(written.indexOf("target_spans") + 14));
        assertThrows(IllegalArgumentException.class, () -> line.withTargets(List.of(), true));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "[]                                       | found [], expected a JSON object",
        "{} {}                                    | it is not JSON (column 5); expected one JSON object a line",
        "{}                                       | 'source': found nothing, expected a text, a list of words, or an",
        "{'source': 1}                            | 'source': found 1, expected a text, a list of words, or an object",
        "{'source': ['a', '']}                    | 'source': found '', expected words, none of them empty",
        "{'source': 'a b', 'source_words': ['a']} | 'source_words': the text goes on with 'b' behind the last of 1",
        "{'source': 'a b', 'source_words': 'a b'} | 'source_words': found 'a b', expected a list of words",
        "{'source': 'a b', 'source_words': [[0, 4]]} | 'source_words': found [0,4], expected offsets from 0 to 3, the",
        "{'source': 'a b', 'source_words': [[1, 1]]} | 'source_words': found [1,1], expected start < end",
        "{'source': 'a b', 'source_words': [[0, 2], [1, 3]]} | 'source_words': found [1,3], expected words in order,",
        "{'source': 'a b', 'source_words': [[0]]} | 'source_words': found [0], expected words as texts, as [start,",
        "{'source': 'a', 'target': 'b'}           | 'spans': found nothing, expected a list of objects with 'start'",
        "{'source': 'a', 'target': 'b', 'spans': [1]} | 'spans': found 1, expected an object with 'start' and 'end'",
        "{'source': 'a', 'target': 'b', 'spans': [{'start': 0, 'end': 2}]} | 'spans': found {'start':0,'end':2},",
        "{'source': 'a', 'target': 'b', 'spans': [{'start': 0.5, 'end': 1}]} | 'spans': found {'start':0.5,'end':1},",
        "{'source': 'a', 'target': 'b', 'spans': [{'start': 1, 'end': 0}]} | 'spans': found {'start':1,'end':0},",
        "{'source': 'a', 'target': 'b', 'spans': [], 'links': 7} | 'links': found 7, expected a text such as '0-0",
        "{'source': 'a', 'target': 'b', 'spans': [], 'links': [[0]]} | 'links': found [0], expected [source, target],"})
    void whatIsWrongIsNamedWithItsKey(String json, String message) {
        // The beginning of each message, with ' for ".
        String found = assertThrows(CorpusException.class, () -> parse(json)).getMessage().replace('"', '\'');
        assertEquals("f:1: " + message, found.substring(0, Math.min(found.length(), message.length() + 5)));
    }

    @Test
    void jsonThatIsNoneAndLinksToNoWordAreRefused() {
        String message = assertThrows(CorpusException.class, () -> parse("{source: 'a'}")).getMessage();
        assertEquals("f:1: it is not JSON (column 3); expected one JSON object a line", message);
        message = assertThrows(CorpusException.class,
            () -> parse("{'source': 'a', 'target': 'b', 'spans': [], 'links': '0-0 0-1'}")).getMessage();
        assertEquals("f:1: found link 0-1, but the pair has 1 source and 1 target words; expected links of these words,"
            + " without tags, counted from 0", message);
        message = assertThrows(CorpusException.class,
            () -> parse("{'source': 'a', 'target': 'b', 'spans': [], 'links': '0:0'}")).getMessage();
        assertEquals("f:1: found '0:0', expected a link i-j or i-j:score, with a decimal point.", message);
    }
}
