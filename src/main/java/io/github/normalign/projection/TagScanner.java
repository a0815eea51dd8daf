package io.github.normalign.projection;

import com.google.common.base.CharMatcher;

/** Where a tag ends in a line of markup. Looks at every character once: regular expressions recurse, and lines may be long. */
final class TagScanner {

    private static final CharMatcher NAME_START = CharMatcher.inRange('a', 'z').or(CharMatcher.inRange('A', 'Z'))
        .or(CharMatcher.anyOf("_:"));
    private static final CharMatcher NAME = NAME_START.or(CharMatcher.inRange('0', '9')).or(CharMatcher.anyOf(".-"));
    private static final CharMatcher SPACE = CharMatcher.anyOf(" \t");

    private final String line;
    private boolean noCommentEnd;
    private boolean noInstructionEnd;

    TagScanner(String line) {
        this.line = line;
    }

    /** The end of a name that begins at {@code at}; {@code at} itself if none does. */
    static int nameEnd(String line, int at) {
        if (at >= line.length() || !NAME_START.matches(line.charAt(at))) {
            return at;
        }
        int end = at + 1;
        while (end < line.length() && NAME.matches(line.charAt(end))) {
            end++;
        }
        return end;
    }

    /** The end of an opening or self-closing tag at {@code at}, or -1 if there is none. */
    int openingEnd(int at) {
        int end = nameEnd(line, at + 1);
        if (end == at + 1) {
            return -1;
        }
        if (!isAt(end, '>') && !line.startsWith("/>", end) && !(end < line.length() && SPACE.matches(line.charAt(end)))) {
            return -1;
        }
        boolean value = false;
        for (int i = end; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '>') {
                return i + 1;
            }
            if (c == '<') {
                return -1;
            }
            if (value && (c == '"' || c == '\'')) {
                i = quoteEnd(i);
                if (i < 0) {
                    return -1;
                }
            }
            value = c == '=' || value && SPACE.matches(c);
        }
        return -1;
    }

    /** The end of a closing tag at {@code at}, or -1 if there is none. */
    int closingEnd(int at) {
        int end = line.startsWith("</", at) ? nameEnd(line, at + 2) : at + 2;
        if (end == at + 2) {
            return -1;
        }
        while (end < line.length() && SPACE.matches(line.charAt(end))) {
            end++;
        }
        return isAt(end, '>') ? end + 1 : -1;
    }

    /** The end of a comment or processing instruction at {@code at}, or -1 if there is none. */
    int asideEnd(int at) {
        if (!noCommentEnd && line.startsWith("<!--", at)) {
            int end = line.indexOf("-->", at + 4);
            noCommentEnd = end < 0;
            return end < 0 ? -1 : end + 3;
        }
        if (!noInstructionEnd && line.startsWith("<?", at) && nameEnd(line, at + 2) > at + 2) {
            int end = line.indexOf("?>", at + 2);
            noInstructionEnd = end < 0;
            return end < 0 ? -1 : end + 2;
        }
        return -1;
    }

    private int quoteEnd(int at) {
        for (int i = at + 1; i < line.length() && line.charAt(i) != '<'; i++) {
            if (line.charAt(i) == line.charAt(at)) {
                return i;
            }
        }
        return -1;
    }

    private boolean isAt(int at, char c) {
        return at < line.length() && line.charAt(at) == c;
    }
}
