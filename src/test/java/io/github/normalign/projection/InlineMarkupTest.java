package io.github.normalign.projection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.github.normalign.error.CorpusException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InlineMarkupTest {

    @Test
    void tagsBecomeATreeOverTheTextWithoutThem() {
        assertEquals(new MarkedText("a b c", List.of(
            new Tag("<g id=\"1\">", "</g>", 0, 3, List.of(Tag.placeholder("<x/>", 2), new Tag("<i>", "</i>", 2, 3, List.of()))),
            Tag.placeholder("<br>", 5))), InlineMarkup.parse("<g id=\"1\">a <x/><i>b</i></g> c<br>"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "<b>a</b>", "<g id=\"1\" x='a\"b>' y=z disabled\t>a</g >", "<a:b.c-d_1/>",
        "x<!-- <b> -->y",
        "<?php echo '<b>'; ?>", "a &lt;b> &amp;amp; c", "<b></b><b/><b><i></i></b>", "<img src=x.png><br>",
        "é😀<b>😀</b>"})
    void whatIsReadIsWrittenAsItWas(String line) {
        assertEquals(line, InlineMarkup.write(InlineMarkup.parse(line)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a < b", "a <b", "<", "</", "</ b>", "<1>", "<me@example.org>", "<http://x.org/>", "<b =\"x>",
        "<b c='x",
        "<b <i", "<>", "<!DOCTYPE x>", "<![CDATA[x]]>", "<!-- x", "<?x", "<? x ?>", "a > b", "&", "&;", "&nbsp;", "&amp",
        "&lt &gt", "&#0;", "&#10;", "&#x7f;", "&#xD800;", "&#x110000;", "&#xFFFE;", "&#x;", "&#;", "&#-5;", "&#99999999999;", "]]>",
        "AT&T R&D;", "{1}"})
    void everythingElseIsText(String line) {
        assertEquals(new MarkedText(line, List.of()), InlineMarkup.parse(line));
        for (String written : List.of(InlineMarkup.write(InlineMarkup.parse(line)),
                InlineMarkup.writeLiteral(InlineMarkup.parse(line)))) {
            assertEquals(line, InlineMarkup.parse(written).text(), "what is written reads as the same text");
        }
    }

    @ParameterizedTest
    @CsvSource({"&lt;b&gt;, <b>", "&amp;lt;, &lt;", "&quot;&apos;, '\"'''", "&#233;&#xe9;&#xE9;, \u00e9\u00e9\u00e9",
        "&#x1F600;, \uD83D\uDE00", "&#00065;, A"})
    void entitiesStandForTheirCharacters(String line, String text) {
        assertEquals(new MarkedText(text, List.of()), InlineMarkup.parse(line));
    }

    @Test
    void textIsEscapedAlwaysOrWhereItMustBe() {
        MarkedText marked = new MarkedText("R&D a<b> 1 < 2 &lt; ]]> </x>", List.of(Tag.placeholder("<x/>", 4)));
        assertEquals("R&amp;D <x/>a&lt;b> 1 &lt; 2 &amp;lt; ]]&gt; &lt;/x>", InlineMarkup.write(marked));
        assertEquals("R&D <x/>a&lt;b> 1 < 2 &amp;lt; ]]> &lt;/x>", InlineMarkup.writeLiteral(marked));
        assertEquals(marked, InlineMarkup.parse(InlineMarkup.write(marked)));
        assertEquals(marked, InlineMarkup.parse(InlineMarkup.writeLiteral(marked)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "a <b>c                | column 3: <b> is not closed; expected </b>",
        "a</b>                 | column 2: found </b>, but no <b> is open",
        "<b><i>x</b></i>       | column 8: found </b>, expected </i>, because <i> at column 4 is open",
        "\uD83D\uDE00</b>      | column 2: found </b>, but no <b> is open",
        "<b>x</B>              | column 5: found </B>, expected </b>, because <b> at column 1 is open",
        "<br>x</br>            | column 6: found </br>, but no <br> is open",
        "<g id=\"1\"><g>x</g>  | column 1: <g id=\"1\"> is not closed; expected </g>"})
    void malformedMarkupIsRefusedWithItsColumn(String line, String message) {
        assertEquals(message, assertThrows(CorpusException.class, () -> InlineMarkup.parse(line)).getMessage());
    }

    @Test
    void elementsNestNoDeeperThanTheLimit() {
        int most = InlineMarkup.MOST_NESTED;
        InlineMarkup.parse("<b>".repeat(most) + "<x/>" + "</b>".repeat(most));
        CorpusException refused = assertThrows(CorpusException.class,
            () -> InlineMarkup.parse("<b>".repeat(most + 1) + "</b>".repeat(most + 1)));
        assertEquals("column 193: <b> stands in 64 other elements; expected at most that many inside each other",
            refused.getMessage());
    }

    @Test
    void aPatternOfTheCallersNamesFurtherPlaceholders() {
        Pattern braces = Pattern.compile("\\{\\d+\\}|(?<=x)%s|");
        MarkedText marked = InlineMarkup.parse("a {1}b {x} x%s %s <i>{22}</i>", braces);
        assertEquals(new MarkedText("a b {x} x %s ", List.of(Tag.placeholder("{1}", 2), Tag.placeholder("%s", 9),
            new Tag("<i>", "</i>", 13, 13, List.of(Tag.placeholder("{22}", 13))))), marked);
        assertEquals("a {1}b {x} x%s %s <i>{22}</i>", InlineMarkup.write(marked));
        assertEquals("{1}", marked.tags().get(0).name());
        assertEquals("i", marked.tags().get(2).name());
    }

    @ParameterizedTest
    @ValueSource(strings = {"<", "<!--", "<?x", "&", "<b ", "<b a=\"", "&#1", "<x/>", "<b></b>", "{", "<b a='\" "})
    void aLongLineIsReadInTimeThatGrowsWithItsLength(String piece) {
        String line = piece.repeat(300_000 / piece.length());
        assertTimeout(Duration.ofSeconds(5), () -> InlineMarkup.parse(line));
    }

    @Test
    void aTagThatCannotBeIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Tag("<b>", "</b>", 2, 1, List.of()));
        assertThrows(IllegalArgumentException.class, () -> new Tag("<x/>", "", 0, 1, List.of()));
        assertThrows(IllegalArgumentException.class,
            () -> new Tag("<b>", "</b>", 1, 2, List.of(Tag.placeholder("<x/>", 0))));
        assertThrows(IllegalArgumentException.class, () -> new MarkedText("ab", List.of(Tag.placeholder("<x/>", 3))));
        assertThrows(IllegalArgumentException.class, () -> new MarkedText("ab", List.of(Tag.placeholder("<x/>", 2),
            Tag.placeholder("<y/>", 1))));
    }
}
