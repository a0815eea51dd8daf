package io.github.normalign.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Pieces of a normalised text in order, each with its id in the SentencePiece model and its place in the text. Grows. */
final class Segmentation {

    private final byte[] text;
    private int[] ids = new int[8];
    private int[] starts = new int[8];
    private int[] ends = new int[8];
    private int count;

    /**
     * Starts without pieces.
     *
     * @param text normalised UTF-8
     */
    Segmentation(byte[] text) {
        this.text = text;
    }

    void add(int id, int start, int end) {
        if (count == ids.length) {
            ids = Arrays.copyOf(ids, 2 * count);
            starts = Arrays.copyOf(starts, 2 * count);
            ends = Arrays.copyOf(ends, 2 * count);
        }
        ids[count] = id;
        starts[count] = start;
        ends[count++] = end;
    }

    /** Makes the last piece reach further. */
    void extendLast(int end) {
        ends[count - 1] = end;
    }

    void reverse() {
        for (int i = 0, j = count - 1; i < j; i++, j--) {
            swap(ids, i, j);
            swap(starts, i, j);
            swap(ends, i, j);
        }
    }

    private static void swap(int[] array, int i, int j) {
        int kept = array[i];
        array[i] = array[j];
        array[j] = kept;
    }

    int count() {
        return count;
    }

    int id(int i) {
        return ids[i];
    }

    int start(int i) {
        return starts[i];
    }

    int end(int i) {
        return ends[i];
    }

    /** The text a piece stands for: the piece itself, except for the unknown piece. */
    String text(int i) {
        return new String(text, starts[i], ends[i] - starts[i], StandardCharsets.UTF_8);
    }

    byte[] text() {
        return text;
    }
}
