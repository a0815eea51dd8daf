package io.github.normalign.tokenizer;

/**
 * How large the files of a tokenizer may be. Each limit is several times what the largest known models have (NLLB, mT5, Gemma:
 * 256,000 pieces, {@code tokenizer.json} of 35 MB); a file beyond it is damaged or made to exhaust memory, and is refused before
 * more of it is read.
 */
final class TokenizerLimits {

    /** Bytes of one file. */
    static final long FILE_BYTES = 1L << 27;

    /** Pieces of one vocabulary. */
    static final int PIECES = 1 << 20;

    /** Bytes of one piece; trainers stop at 16 characters, and users define pieces of a few dozen. */
    static final int PIECE_BYTES = 1 << 12;

    /** Bytes of a normaliser's rules; those of nmt_nfkc_cf, the largest that trainers know, have 300 kB. */
    static final int RULES_BYTES = 1 << 22;

    /** Bytes that one rule may put in place of a character; Unicode's longest (U+FDFA) has 33. */
    static final int REPLACEMENT_BYTES = 1 << 8;

    /** Faults that one message lists. */
    static final int LISTED = 10;

    private TokenizerLimits() {
    }
}
