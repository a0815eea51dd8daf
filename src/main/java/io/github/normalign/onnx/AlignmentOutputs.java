package io.github.normalign.onnx;

/** What a decoder is made to give for each layer. */
public enum AlignmentOutputs {

    /** Attention weights only. */
    WEIGHTS,

    /** Attention weights, and the scalar products of the heads' transformed value vectors that norms are computed from. */
    WEIGHTS_AND_GRAM,

    /**
     * As {@link #WEIGHTS_AND_GRAM}, and in addition the sum that the weights and vectors amount to beside what the model's own
     * output projection gives, so that a wrong reading of the graph cannot pass.
     */
    SELF_CHECK
}
