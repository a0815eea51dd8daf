package io.github.normalign.projection;

import java.util.Map;

/** The five entities of XML and references by number; all others, such as {@code &nbsp;}, are text like any other. */
final class Entities {

    private static final Map<String, String> NAMED = Map.of("lt", "<", "gt", ">", "amp", "&", "quot", "\"", "apos", "'");
    /** The longest reference that means anything, with leading zeros to spare. */
    private static final int LONGEST = 12;

    private Entities() {
    }

    /** The end of an entity at {@code at}, where an ampersand stands; or -1 if there is none. */
    static int end(String line, int at) {
        int end = semicolon(line, at);
        return end > 0 && resolve(line.substring(at + 1, end)) != null ? end + 1 : -1;
    }

    /** Looks no further than an entity may reach: a line of ampersands must not be read again for each. */
    private static int semicolon(String line, int at) {
        for (int i = at + 1; i < Math.min(line.length(), at + LONGEST); i++) {
            if (line.charAt(i) == ';') {
                return i;
            }
        }
        return -1;
    }

    /** What an entity from {@code at} to {@code end} stands for. */
    static String text(String line, int at, int end) {
        return resolve(line.substring(at + 1, end - 1));
    }

    /** Appends text so that it reads as itself inside markup. */
    static void append(StringBuilder markup, String text, int from, int to, boolean onlyWhereNeeded) {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c == '&' && (!onlyWhereNeeded || end(text, i) > 0)) {
                markup.append("&amp;");
            } else if (c == '<' && (!onlyWhereNeeded || looksLikeTag(text, i + 1))) {
                markup.append("&lt;");
            } else if (c == '>' && !onlyWhereNeeded && i >= 2 && text.startsWith("]]", i - 2)) {
                markup.append("&gt;");
            } else {
                markup.append(c);
            }
        }
    }

    private static boolean looksLikeTag(String text, int at) {
        return at < text.length() && ("/!?".indexOf(text.charAt(at)) >= 0 || TagScanner.nameEnd(text, at) > at);
    }

    private static String resolve(String name) {
        if (!name.startsWith("#")) {
            return NAMED.get(name);
        }
        boolean hex = name.startsWith("x", 1);
        String digits = name.substring(hex ? 2 : 1);
        if (!digits.matches(hex ? "[0-9a-fA-F]{1,8}" : "[0-9]{1,9}")) {
            return null;
        }
        long point = Long.parseLong(digits, hex ? 16 : 10);
        // A control character would end the line or not be text; half a surrogate pair cannot be written as UTF-8.
        boolean text = point == '\t' || point >= 0x20 && point != 0x7F && point <= Character.MAX_CODE_POINT
            && !(point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) && (point & 0xFFFE) != 0xFFFE;
        return text ? Character.toString((int) point) : null;
    }
}
