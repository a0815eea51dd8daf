package io.github.normalign.report;

import com.google.common.base.CharMatcher;
import com.google.common.html.HtmlEscapers;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;

/**
 * Writes markup that is balanced and escaped by construction, and that an XML parser reads too: text and attribute values only
 * ever pass through {@link #escape}.
 */
final class HtmlWriter {

    /** Elements after which no line is begun: they stand within a line of text or of a table. */
    private static final Set<String> INLINE = Set.of("a", "b", "bdi", "code", "span", "strong", "td", "th");

    private final StringBuilder out = new StringBuilder();
    private final Deque<String> open = new ArrayDeque<>();

    /**
     * Escapes a text for an element or a quoted attribute. Characters that neither HTML nor XML allows (controls, halves of
     * surrogate pairs, noncharacters) become U+FFFD.
     */
    static String escape(String text) {
        StringBuilder clean = new StringBuilder();
        text.codePoints().forEach(point -> clean.appendCodePoint(isAllowed(point) ? point : 0xFFFD));
        return HtmlEscapers.htmlEscaper().escape(clean.toString());
    }

    private static boolean isAllowed(int point) {
        boolean surrogate = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
        return !surrogate && (point & 0xFFFE) != 0xFFFE
            && (point > 0xFFFF || !CharMatcher.javaIsoControl().matches((char) point));
    }

    /** Begins an element; attributes as names and values by turns, those without a value left out. */
    HtmlWriter open(String element, String... attributes) {
        out.append('<').append(element);
        for (int at = 0; at < attributes.length; at += 2) {
            if (!attributes[at + 1].isEmpty()) {
                out.append(' ').append(attributes[at]).append("=\"").append(escape(attributes[at + 1])).append('"');
            }
        }
        out.append('>');
        open.push(element);
        return this;
    }

    HtmlWriter text(String text) {
        out.append(escape(text));
        return this;
    }

    /** Ends the element begun last. */
    HtmlWriter close() {
        String element = open.pop();
        out.append("</").append(element).append('>');
        if (!INLINE.contains(element)) {
            out.append('\n');
        }
        return this;
    }

    /** A whole element that holds text. */
    HtmlWriter element(String element, String text, String... attributes) {
        return open(element, attributes).text(text).close();
    }

    /** The markup. */
    String markup() {
        if (!open.isEmpty()) {
            throw new IllegalStateException("elements not closed: " + open);
        }
        return out.toString();
    }
}
