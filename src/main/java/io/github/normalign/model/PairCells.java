package io.github.normalign.model;

import io.github.normalign.tokenizer.PieceFrame;
import io.github.normalign.words.LogProbability;
import java.nio.FloatBuffer;
import java.util.Optional;

/**
 * Where one pair's numbers stand in the outputs of a padded batch, and their order for the caller.
 *
 * <p>Columns are given as pieces first, then {@code </s>} and what stands behind it, then what stands before the source; rows
 * from the step on that predicts the first target piece, so that {@link io.github.normalign.attention.Reading} holds for every
 * model, whatever it wants around the pieces.
 *
 * @param pair the pair's position in the batch
 * @param heads number of heads H
 * @param firstRow the first decoder step that is given
 * @param rows how many are: target pieces + 1
 * @param before how many columns stand before the source pieces in the batch
 * @param columns how many columns there are
 * @param batch the whole batch
 */
record PairCells(int pair, int heads, int firstRow, int rows, int before, int columns, PaddedBatch batch) {

    static PairCells of(PiecePair pair, int position, int heads, PaddedBatch batch) {
        PieceFrame frame = pair.frame();
        return new PairCells(position, heads, frame.decoderStart().length() - 1, pair.target().length() + 1,
            frame.beforeSource().length(), pair.columns(), batch);
    }

    /** From [B][H][T][S] of the batch to [H][t][s]. */
    float[] weights(FloatBuffer all) {
        float[] own = new float[heads * rows * columns];
        for (int head = 0, to = 0; head < heads; head++) {
            int from = ((pair * heads + head) * batch.rows() + firstRow) * batch.columns();
            for (int row = 0; row < rows; row++, to += columns, from += batch.columns()) {
                all.get(from + before, own, to, columns - before);
                all.get(from, own, to + columns - before, before);
            }
        }
        return own;
    }

    /** The mean over the target's pieces and {@code </s>}, from [B][T] of the batch. */
    Optional<LogProbability> logProbability(FloatBuffer all) {
        int from = pair * batch.rows() + firstRow;
        double sum = 0;
        for (int row = 0; row < rows; row++) {
            sum += all.get(from + row);
        }
        return LogProbability.ofSum(sum, rows);
    }

    /** From [B][S][H][H] of the batch to [s][H][H]. */
    float[] gram(FloatBuffer all) {
        int cell = heads * heads;
        float[] own = new float[columns * cell];
        int from = pair * batch.columns() * cell;
        all.get(from + before * cell, own, 0, (columns - before) * cell);
        all.get(from, own, (columns - before) * cell, before * cell);
        return own;
    }
}
