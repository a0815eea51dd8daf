package io.github.normalign.error;

/**
 * How a text of others is shown to people: in messages, tables and explanations. What a terminal would obey instead of showing, or
 * what would turn the reading order of the text around it, is written as {@code \}{@code uXXXX}: control characters (ESC among
 * them), line and paragraph separators, and the marks that direct right-to-left text. In a string of JSON that is the same text.
 */
public final class Shown {

    /** Code points of an {@link #excerpt}: a sentence must stay readable whatever the word it quotes. */
    public static final int MOST = 60;

    private Shown() {
    }

    /**
     * A text on one line.
     *
     * @param text any text
     * @return the same with escapes, LF and TAB among them
     */
    public static String of(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            append(shown, text.charAt(i));
        }
        return shown.toString();
    }

    /**
     * The beginning of a text, for messages: a word of a line may be as long as the line.
     *
     * @param text any text
     * @return its first {@value #MOST} code points with escapes, and {@code ...} where there are more
     */
    public static String excerpt(String text) {
        // Twice as many units hold so many code points; the rest, which may be long, need not be counted.
        String head = text.substring(0, Math.min(text.length(), 2 * MOST + 1));
        return head.codePointCount(0, head.length()) <= MOST ? of(head)
            : of(head.substring(0, head.offsetByCodePoints(0, MOST))) + "...";
    }

    /**
     * Whether a terminal would obey a character, or a reader be misled by it.
     *
     * @param unit a UTF-16 unit; all such characters have only one
     * @return true also of LF and TAB
     */
    public static boolean isEscaped(char unit) {
        int type = Character.getType(unit);
        return type == Character.CONTROL || type == Character.LINE_SEPARATOR || type == Character.PARAGRAPH_SEPARATOR
            || unit == '\u061C' || unit == '\u200E' || unit == '\u200F' || unit >= '\u202A' && unit <= '\u202E'
            || unit >= '\u2066' && unit <= '\u2069';
    }

    /**
     * Appends a character, escaped where that is needed.
     *
     * @param shown where to
     * @param unit a UTF-16 unit
     */
    public static void append(StringBuilder shown, char unit) {
        if (isEscaped(unit)) {
            shown.append("\\u").append(Integer.toHexString(0x10000 | unit), 1, 5);
        } else {
            shown.append(unit);
        }
    }
}
