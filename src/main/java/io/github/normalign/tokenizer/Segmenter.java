package io.github.normalign.tokenizer;

/** One of SentencePiece's ways to cut a text into pieces. Safe for use by several threads. */
interface Segmenter {

    /**
     * Cuts a text.
     *
     * @param text normalised UTF-8 in {@code text[0..length)}
     * @param length its length in bytes, at least 1
     * @return pieces that cover the text without a gap; a character no piece covers has the id of the unknown piece
     */
    Segmentation segment(byte[] text, int length);
}
