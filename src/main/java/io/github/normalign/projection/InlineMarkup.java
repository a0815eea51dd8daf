package io.github.normalign.projection;

import io.github.normalign.error.CorpusException;
import io.github.normalign.error.Shown;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads and writes one line of text with inline tags, as XLIFF, TMX and HTML segments have them.
 *
 * <ul>
 * <li>Elements {@code <b>...</b>}, {@code <g id="1">...</g>}: names and attributes in XML's or HTML's manner (values in quotes,
 * bare or left out), kept as written. They nest at most {@value #MOST_NESTED} deep. Case matters in names.</li>
 * <li>Placeholders {@code <x id="1"/>}; HTML's {@code <br> <hr> <img> <input> <wbr>} without a slash; comments and processing
 * instructions; and whatever a pattern of the caller's matches, such as {@code {1}}.</li>
 * <li>{@code &lt; &gt; &amp; &quot; &apos; &#38; &#x26;} stand for their characters; a reference to a control character or to no
 * character is text.</li>
 * <li>Everything else is text: {@code a < b}, {@code AT&T}, {@code &nbsp;}, {@code <me@example.org>}. There are no DTDs, no
 * CDATA sections, no entities from elsewhere.</li>
 * </ul>
 */
public final class InlineMarkup {

    /** The most elements inside each other. */
    public static final int MOST_NESTED = 64;

    private static final Set<String> VOID = Set.of("br", "hr", "img", "input", "wbr");

    private final String line;
    private final Optional<Pattern> placeholder;
    private final StringBuilder text = new StringBuilder();
    private final Deque<Open> open = new ArrayDeque<>();
    private List<Tag> siblings = new ArrayList<>();

    private InlineMarkup(String line, Optional<Pattern> placeholder) {
        this.line = line;
        this.placeholder = placeholder;
    }

    /** An element whose end is not reached yet; {@code before} are the siblings before it. */
    private record Open(String tag, String name, int at, int start, List<Tag> before) {
    }

    /**
     * Reads a line.
     *
     * @param line text with tags
     * @return the text without them, and the tags
     * @throws CorpusException if an element is not closed, not open, closed in the wrong order or nested too deep, with the column
     *     (in code points, from 1) but without a file's name
     */
    public static MarkedText parse(String line) {
        return parse(line, Optional.empty());
    }

    /**
     * Reads a line with placeholders of the caller's.
     *
     * @param line text with tags
     * @param placeholder what else is a placeholder; it is tried at every character, and an empty match counts as none
     * @return the text without them, and the tags
     * @throws CorpusException as {@link #parse(String)}
     */
    public static MarkedText parse(String line, Pattern placeholder) {
        return parse(line, Optional.of(placeholder));
    }

    private static MarkedText parse(String line, Optional<Pattern> placeholder) {
        return new InlineMarkup(line, placeholder).read();
    }

    /**
     * Writes well-formed markup: {@code &} and {@code <} of the text become entities.
     *
     * @param marked a text with tags
     * @return the line, which {@link #parse(String)} reads as what was given
     */
    public static String write(MarkedText marked) {
        return write(marked, false);
    }

    /**
     * Writes markup for programs that know tags but no entities: {@code &} and {@code <} of the text stay, except where they would
     * be read as the beginning of an entity or a tag.
     *
     * @param marked a text with tags
     * @return the line, which {@link #parse(String)} reads as what was given
     */
    public static String writeLiteral(MarkedText marked) {
        return write(marked, true);
    }

    private static String write(MarkedText marked, boolean literal) {
        StringBuilder line = new StringBuilder();
        write(line, marked.text(), marked.tags(), 0, marked.text().length(), literal);
        return line.toString();
    }

    private static void write(StringBuilder line, String text, List<Tag> tags, int from, int to, boolean literal) {
        int at = from;
        for (Tag tag : tags) {
            Entities.append(line, text, at, tag.start(), literal);
            line.append(tag.open());
            write(line, text, tag.children(), tag.start(), tag.end(), literal);
            line.append(tag.close());
            at = tag.end();
        }
        Entities.append(line, text, at, to, literal);
    }

    private MarkedText read() {
        TagScanner tags = new TagScanner(line);
        Optional<Matcher> own = placeholder.map(pattern -> pattern.matcher(line))
            .map(matcher -> matcher.useAnchoringBounds(false).useTransparentBounds(true));
        int at = 0;
        while (at < line.length()) {
            int end = ownEnd(own, at);
            if (end > at) {
                siblings.add(Tag.placeholder(line.substring(at, end), text.length()));
            } else if (line.charAt(at) == '<') {
                end = readTag(tags, at);
            } else if (line.charAt(at) == '&') {
                end = Entities.end(line, at);
                if (end > 0) {
                    text.append(Entities.text(line, at, end));
                }
            }
            if (end <= at) {
                text.append(line.charAt(at));
                end = at + 1;
            }
            at = end;
        }
        if (!open.isEmpty()) {
            Open last = open.peek();
            throw new CorpusException("column " + column(last.at()) + ": " + Shown.excerpt(last.tag()) + " is not closed; expected"
                + " </" + Shown.excerpt(last.name()) + ">");
        }
        return new MarkedText(text.toString(), siblings);
    }

    private static int ownEnd(Optional<Matcher> own, int at) {
        return own.map(matcher -> {
            matcher.region(at, matcher.regionEnd());
            return matcher.lookingAt() ? matcher.end() : -1;
        }).orElse(-1);
    }

    /** Takes the tag at {@code at}; -1 if it is text. */
    private int readTag(TagScanner tags, int at) {
        int end = tags.asideEnd(at);
        if (end > 0) {
            siblings.add(Tag.placeholder(line.substring(at, end), text.length()));
            return end;
        }
        end = tags.closingEnd(at);
        if (end > 0) {
            close(at, line.substring(at, end));
            return end;
        }
        end = tags.openingEnd(at);
        if (end > 0) {
            String tag = line.substring(at, end);
            String name = line.substring(at + 1, TagScanner.nameEnd(line, at + 1));
            if (tag.endsWith("/>") || VOID.contains(name)) {
                siblings.add(Tag.placeholder(tag, text.length()));
            } else if (open.size() == MOST_NESTED) {
                throw new CorpusException("column " + column(at) + ": " + Shown.excerpt(tag) + " stands in " + MOST_NESTED
                    + " other elements; expected at most that many inside each other");
            } else {
                open.push(new Open(tag, name, at, text.length(), siblings));
                siblings = new ArrayList<>();
            }
        }
        return end;
    }

    private void close(int at, String tag) {
        String name = tag.substring(2, TagScanner.nameEnd(tag, 2));
        if (open.isEmpty()) {
            throw new CorpusException("column " + column(at) + ": found " + Shown.excerpt(tag) + ", but no <" + Shown.excerpt(name)
                + "> is open");
        }
        Open opened = open.peek();
        if (!opened.name().equals(name)) {
            throw new CorpusException("column " + column(at) + ": found " + Shown.excerpt(tag) + ", expected </"
                + Shown.excerpt(opened.name()) + ">, because " + Shown.excerpt(opened.tag()) + " at column "
                + column(opened.at()) + " is open");
        }
        open.pop();
        Tag element = new Tag(opened.tag(), tag, opened.start(), text.length(), siblings);
        siblings = opened.before();
        siblings.add(element);
    }

    private int column(int at) {
        return line.codePointCount(0, at) + 1;
    }
}
