package io.github.normalign.corpus;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What an offset into a text counts. Inside the library offsets are UTF-16 units; this is where others are turned into them. */
public enum OffsetUnit {

    /** Unicode code points, as Python counts; a surrogate without its partner counts as one. */
    CODE_POINTS,

    /** UTF-16 units, as Java, JavaScript and C# count. */
    UTF16;

    /**
     * Reads a name, in any case.
     *
     * @param name {@code code-points} or {@code utf16}
     * @return the unit
     * @throws IllegalArgumentException naming both if it is neither
     */
    public static OffsetUnit parse(String name) {
        return Stream.of(values()).filter(unit -> unit.toString().equalsIgnoreCase(name)).findFirst()
            .orElseThrow(() -> new IllegalArgumentException("found '" + name + "', expected one of "
                + Stream.of(values()).map(OffsetUnit::toString).collect(Collectors.joining(", "))));
    }

    /**
     * Turns an offset of this unit into UTF-16 units.
     *
     * @param text the text that is counted in
     * @param offset from 0 to the text's length in this unit
     * @return the same place in UTF-16 units
     * @throws IndexOutOfBoundsException if the text has no such place
     */
    public int toUtf16(String text, int offset) {
        if (this == CODE_POINTS) {
            return text.offsetByCodePoints(0, offset);
        }
        if (offset < 0 || offset > text.length()) {
            throw new IndexOutOfBoundsException("offset " + offset + " of " + text.length());
        }
        return offset;
    }

    /**
     * Turns UTF-16 units into this unit.
     *
     * @param text the text that is counted in
     * @param utf16 from 0 to the text's length
     * @return the same place in this unit; a place inside a surrogate pair counts as the one behind it
     * @throws IndexOutOfBoundsException if the text has no such place
     */
    public int fromUtf16(String text, int utf16) {
        return this == CODE_POINTS ? text.codePointCount(0, utf16) : utf16;
    }

    /**
     * The text's length.
     *
     * @param text any text
     * @return its length in this unit
     */
    public int length(String text) {
        return fromUtf16(text, text.length());
    }

    /** The name on every surface: {@code code-points} or {@code utf16}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
