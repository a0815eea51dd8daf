package io.github.normalign.onnx;

/** The weight W_O of an output projection: a matrix (H*d, D) that turns the heads' mixtures, side by side, into one vector. */
interface OutputWeight {

    /** H*d: the length of the heads' value vectors side by side. */
    long inner();

    /** D: the length of the decoder's vectors. */
    long dimension();

    /** How the numbers are stored, as people call it: {@code float32}, {@code int8}, {@code int4}. */
    String precision();

    /** Writes what makes a float32 value (H*d, D) of it; gives the name of that value. */
    String append(LayerNodes nodes);
}
