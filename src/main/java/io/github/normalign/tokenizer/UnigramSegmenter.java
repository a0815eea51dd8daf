package io.github.normalign.tokenizer;

import java.util.Arrays;

/**
 * The unigram model (Kudo 2018, "Subword Regularization"): of all ways to cut a text, that with the greatest sum of piece scores,
 * found by the Viterbi algorithm. Arithmetic and ties are those of the sentencepiece library 0.2.3: sums are float and start anew
 * when they leave +-100,000, the first candidate found stays on a tie, and candidates come by start, then by length.
 */
final class UnigramSegmenter implements Segmenter {

    /** How much worse than the worst piece a character without a piece is. */
    private static final float UNKNOWN_PENALTY = 10.0f;

    /** A sum beyond it is set back to zero, together with those it competes with, so that long texts keep their precision. */
    private static final float LARGEST_SUM = 100_000f;

    private final ByteTrie pieces;
    private final SpmFile model;
    private final int unknownId;
    private final float unknownScore;

    /**
     * Makes a segmenter.
     *
     * @param model scores and types of the pieces
     * @param pieces the pieces that text can have
     * @param unknownId the id of the unknown piece
     */
    UnigramSegmenter(SpmFile model, ByteTrie pieces, int unknownId) {
        this.model = model;
        this.pieces = pieces;
        this.unknownId = unknownId;
        float min = Float.MAX_VALUE;
        for (int id = 0; id < model.size(); id++) {
            if (model.type(id) == SpmFile.NORMAL) {
                min = Math.min(min, model.score(id));
            }
        }
        this.unknownScore = min - UNKNOWN_PENALTY;
    }

    @Override
    public Segmentation segment(byte[] text, int length) {
        float[] best = new float[length + 1];
        int[] startOf = new int[length + 1];
        int[] idOf = new int[length + 1];
        Arrays.fill(startOf, -1);
        int farthest = 0;
        for (int start = 0; start < length;) {
            if (Math.abs(best[start]) > LARGEST_SUM) {
                setBack(best, startOf, start, farthest);
            }
            float before = best[start];
            int character = Bytes.characterLength(text, start, length);
            boolean covered = false;
            int node = ByteTrie.ROOT;
            for (int end = start + 1; end <= length; end++) {
                node = pieces.step(node, text[end - 1]);
                if (node == ByteTrie.NONE) {
                    break;
                }
                int id = pieces.value(node);
                if (id == ByteTrie.NONE || model.type(id) == SpmFile.UNUSED) {
                    continue;
                }
                farthest = Math.max(farthest, end);
                float candidate = score(id, end - start) + before;
                if (startOf[end] < 0 || candidate > best[end]) {
                    best[end] = candidate;
                    startOf[end] = start;
                    idOf[end] = id;
                }
                covered |= end - start == character;
            }
            if (!covered) {
                int end = start + character;
                farthest = Math.max(farthest, end);
                float candidate = unknownScore + before;
                if (startOf[end] < 0 || candidate > best[end]) {
                    best[end] = candidate;
                    startOf[end] = start;
                    idOf[end] = unknownId;
                }
            }
            start += character;
        }
        Segmentation result = new Segmentation(text);
        for (int end = length; end > 0; end = startOf[end]) {
            result.add(idOf[end], startOf[end], end);
        }
        result.reverse();
        return result;
    }

    private static void setBack(float[] best, int[] startOf, int from, int farthest) {
        float offset = best[from];
        for (int i = from; i <= farthest; i++) {
            if (startOf[i] >= 0) {
                best[i] -= offset;
            }
        }
    }

    /** User-defined pieces win over all others, whose scores are below zero, and long ones over short ones. */
    private float score(int id, int bytes) {
        return model.type(id) == SpmFile.USER_DEFINED ? (float) (0.1 * (bytes - 1)) : model.score(id);
    }
}
