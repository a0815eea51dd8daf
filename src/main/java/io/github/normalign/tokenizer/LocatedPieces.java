package io.github.normalign.tokenizer;

/**
 * Pieces of a text and where each stands in it.
 *
 * @param pieces the pieces, in order
 * @param units for each byte of the normalised text, and for its end, the UTF-16 unit of the text it came from; never decreasing
 */
record LocatedPieces(Segmentation pieces, int[] units) {

    /** Translates origins in UTF-8 into units. */
    static LocatedPieces of(String text, NormalText normal, Segmentation pieces) {
        if (normal.length() == 0) {
            return new LocatedPieces(pieces, new int[1]);
        }
        int[] units = new int[normal.length() + 1];
        int bytes = 0;
        int unit = 0;
        for (int at = 0; at < units.length; at++) {
            while (bytes < normal.origin(at)) {
                bytes += utf8Length(text, unit);
                unit += Character.charCount(text.codePointAt(unit));
            }
            units[at] = unit;
        }
        return new LocatedPieces(pieces, units);
    }

    /** The unit where a piece begins. */
    int begin(int i) {
        return units[pieces.start(i)];
    }

    /** The unit behind a piece's last: where the next one begins. */
    int end(int i) {
        return units[pieces.end(i)];
    }

    /** As {@link Bytes#utf8} writes it: a surrogate alone has three bytes. */
    private static int utf8Length(String text, int unit) {
        int point = text.codePointAt(unit);
        return point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    }
}
