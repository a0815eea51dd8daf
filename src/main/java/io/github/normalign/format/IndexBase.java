package io.github.normalign.format;

/** What a file calls the first word of a sentence. Everything inside the library counts from 0. */
public enum IndexBase {
    /** The first word is 0: Pharaoh files, and what this library writes. */
    ZERO,
    /** The first word is 1: NAACL/WPT files and the gold files of several shared tasks. */
    ONE;

    /**
     * The base of a number.
     *
     * @param base 0 or 1
     * @return the base
     * @throws IllegalArgumentException for any other number
     */
    public static IndexBase of(int base) {
        if (base != 0 && base != 1) {
            throw new IllegalArgumentException("base " + base + "; words are counted from 0 or from 1");
        }
        return values()[base];
    }

    /**
     * The number of the first word.
     *
     * @return 0 or 1
     */
    public int first() {
        return ordinal();
    }

    /**
     * The other base.
     *
     * @return ONE for ZERO and ZERO for ONE
     */
    public IndexBase other() {
        return this == ZERO ? ONE : ZERO;
    }
}
