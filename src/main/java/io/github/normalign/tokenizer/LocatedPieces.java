package io.github.normalign.tokenizer;

/**
 * Pieces of a text and where each stands in it.
 *
 * @param pieces the pieces, in order
 * @param begins for each the UTF-16 unit of the text where it begins, never decreasing
 * @param ends for each the unit behind its last, not less than its begin nor greater than the next one's
 */
record LocatedPieces(Segmentation pieces, int[] begins, int[] ends) {

    /** The places of pieces of a text's normalised form. */
    static LocatedPieces of(String text, NormalText normal, Segmentation pieces) {
        int[] begins = new int[pieces.count()];
        int[] ends = new int[pieces.count()];
        int bytes = 0;
        int unit = 0;
        for (int i = 0; i < begins.length; i++) {
            while (bytes < normal.origin(pieces.start(i))) {
                bytes += utf8Length(text, unit);
                unit += Character.charCount(text.codePointAt(unit));
            }
            begins[i] = unit;
            // Pieces leave no gap: one ends where the next begins.
            if (i > 0) {
                ends[i - 1] = unit;
            }
        }
        if (begins.length > 0) {
            while (bytes < normal.origin(normal.length())) {
                bytes += utf8Length(text, unit);
                unit += Character.charCount(text.codePointAt(unit));
            }
            ends[begins.length - 1] = unit;
        }
        return new LocatedPieces(pieces, begins, ends);
    }

    /** As {@link Bytes#utf8} writes it: a surrogate alone has three bytes. */
    private static int utf8Length(String text, int unit) {
        int point = text.codePointAt(unit);
        return point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    }
}
