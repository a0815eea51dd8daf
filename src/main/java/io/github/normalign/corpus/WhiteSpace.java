package io.github.normalign.corpus;

/**
 * White space of raw text in the wide sense: tokenizers drop no-break and ideographic spaces as well. What separates words in text
 * that is cut into words is less, see {@link Words}.
 */
public final class WhiteSpace {

    private WhiteSpace() {
    }

    /**
     * The first place from one on where something else stands.
     *
     * @param text the text
     * @param from where to begin
     * @return index of a UTF-16 unit; the text's length where nothing else follows
     */
    public static int skip(String text, int from) {
        int at = from;
        while (at < text.length() && isSpace(text.charAt(at))) {
            at++;
        }
        return at;
    }

    /**
     * The last place before one where something else stands.
     *
     * @param text the text
     * @param to where to begin, exclusive
     * @return index of a UTF-16 unit; -1 where nothing else stands before
     */
    public static int skipBack(String text, int to) {
        int at = to - 1;
        while (at >= 0 && isSpace(text.charAt(at))) {
            at--;
        }
        return at;
    }

    private static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c);
    }
}
