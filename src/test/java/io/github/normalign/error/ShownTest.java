package io.github.normalign.error;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ShownTest {

    @Test
    void whatATerminalObeysOrAReaderIsMisledByIsEscaped() {
        assertEquals("\\u001b]0;title\\u0007 \\u009b31m\\u000a\\u000d\\u0009\\u0000\\u007f\\u2028\\u2029\\u202eabc\\u2066\\u200f",
            Shown.of("\u001B]0;title\u0007 \u009B31m\n\r\t\u0000\u007F\u2028\u2029\u202Eabc\u2066\u200F"));
    }

    @Test
    void textInAnyScriptIsShownAsItIs() {
        String text = "caf\u00E9 \u05D4\u05D1\u05D9\u05EA \u6211\u4EEC e\u0301 \uD83D\uDC68\u200D\uD83D\uDC69 \\n 'x'";
        assertEquals(text, Shown.of(text));
    }

    @Test
    void anExcerptHasSixtyCodePointsAndCutsNoneInTwo() {
        String emoji = "\uD83D\uDE00";
        assertEquals(emoji.repeat(60), Shown.excerpt(emoji.repeat(60)));
        assertEquals(emoji.repeat(60) + "...", Shown.excerpt(emoji.repeat(61)));
        assertEquals("a".repeat(60) + "...", Shown.excerpt("a".repeat(16_000_000)));
        assertEquals("a" + emoji.repeat(59) + "...", Shown.excerpt("a" + emoji.repeat(70)));
    }
}
