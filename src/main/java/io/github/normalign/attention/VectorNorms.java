package io.github.normalign.attention;

/**
 * Size of what source positions send to decoder steps: the norm of weighted, transformed value vectors.
 *
 * <p>For head h and source position s, {@code f_h(s) = (x_s W_V^h + b_V^h) W_O^h}, x being the encoder's output; the value bias
 * is in, the output bias is not. A head's norm is {@code ||a_h(t,s) f_h(s)||}. The norm of several heads is taken AFTER summing
 * them, {@code ||sum_h a_h(t,s) f_h(s)||}; it is not the mean or sum of the heads' norms.
 *
 * <p>Kobayashi, Kuribayashi, Yokoi, Inui: Attention is Not Only a Weight: Analyzing Transformers with Vector Norms, EMNLP 2020,
 * sections 2 and 5.
 *
 * <p>Computed from the Gram matrix {@code G_s[h][k] = f_h(s) . f_k(s)} without forming a vector:
 * {@code ||sum_h a_h f_h|| = sqrt(a' G_s a)}, in double, clamped at 0 before the root because G comes in float and heads may
 * cancel.
 *
 * <p>Shapes: weights [H][T][S], Gram [S][H][H], result [T][S]. Values are {@code >= 0}, without upper bound; scaling f by c
 * scales them by |c|. They compare within one layer of one model only.
 */
final class VectorNorms {

    private VectorNorms() {
    }

    /**
     * The norm of the sum over some heads at one cell.
     *
     * @param layer weights and Gram matrices
     * @param heads positions of the heads, from 0
     * @param row decoder step
     * @param column source position
     * @return the norm
     */
    static float at(LayerAttention layer, int[] heads, int row, int column) {
        int headStride = layer.rows() * layer.columns();
        int cell = row * layer.columns() + column;
        int gramStart = column * layer.heads() * layer.heads();
        float[] weights = layer.weights();
        float[] gram = layer.gram();
        double sum = 0;
        for (int i = 0; i < heads.length; i++) {
            int h = heads[i];
            double weight = weights[h * headStride + cell];
            int gramRow = gramStart + h * layer.heads();
            double cross = 0;
            // The matrix is symmetric: each pair of different heads counts twice.
            for (int j = 0; j < i; j++) {
                cross += weights[heads[j] * headStride + cell] * (double) gram[gramRow + heads[j]];
            }
            sum += weight * (2 * cross + weight * gram[gramRow + h]);
        }
        return (float) Math.sqrt(Math.max(0, sum));
    }

    /**
     * The length of one head's transformed value vector, before any weight: {@code ||f_h(s)|| = sqrt(G_s[h][h])}.
     *
     * @param layer Gram matrices
     * @param head position of the head, from 0
     * @param column source position
     * @return the length
     */
    static double length(LayerAttention layer, int head, int column) {
        return Math.sqrt(Math.max(0, layer.gram()[(column * layer.heads() + head) * layer.heads() + head]));
    }
}
