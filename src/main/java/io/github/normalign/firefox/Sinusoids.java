package io.github.normalign.firefox;

/**
 * Marian's position vectors: {@code sin(p * r_i)} in the first half, {@code cos(p * r_i)} in the second, with
 * {@code r_i = 10000^(-i / (D/2 - 1))} for i from 0 to D/2 - 1.
 *
 * <p>Vaswani et al. ("Attention Is All You Need", 2017, section 3.5) interleave sines and cosines and divide by D/2; Marian's
 * halves and its divisor (D/2 - 1) follow tensor2tensor. Computed in double, by {@link StrictMath}, so that every machine writes
 * the same bytes.
 */
final class Sinusoids {

    private Sinusoids() {
    }

    /**
     * The vectors of the first positions.
     *
     * @param positions number of positions, from 0
     * @param dimension width D, even and at least 4
     * @return positions x dimension, row by row
     */
    static float[] table(int positions, int dimension) {
        int half = dimension / 2;
        float[] table = new float[positions * dimension];
        for (int i = 0; i < half; i++) {
            double rate = StrictMath.exp(-i * StrictMath.log(10000) / (half - 1));
            for (int position = 0; position < positions; position++) {
                table[position * dimension + i] = (float) StrictMath.sin(position * rate);
                table[position * dimension + half + i] = (float) StrictMath.cos(position * rate);
            }
        }
        return table;
    }
}
