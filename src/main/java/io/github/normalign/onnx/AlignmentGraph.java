package io.github.normalign.onnx;

import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;

/**
 * A decoder cut down to what alignment needs, ready for ONNX Runtime.
 *
 * <p>Outputs of layer N, all float32 (B pairs, H heads that are given, T decoder steps, S source positions, D the
 * decoder's dimension):
 * <ul>
 * <li>{@link #weights}: (B,H,T,S), attention weights after the softmax;
 * <li>{@link #gram}: (B,S,H,H), {@code f_h(s) . f_k(s)} with {@code f_h(s) = v_h(s) W_O^h}, value bias in, output bias out
 *     (Kobayashi et al., EMNLP 2020, section 2);
 * <li>{@link #sum}: (B,T,D), {@code sum_h sum_s a_h(t,s) f_h(s)};
 * <li>{@link #projection}: (B,T,D), the same from the model's own output projection; it may have the output bias on top, which
 *     is the same vector everywhere.
 * </ul>
 *
 * <p>Where log-probabilities are given, the graph takes {@link #LABELS}, int64 (B,T,1), a piece for each decoder step, and gives
 * {@link #LOG_PROBABILITIES}, float32 (B,T,1), the natural logarithm of the probability that the model gives that piece there.
 *
 * @param model an ONNX file whose long constants lie in files under {@code directory}
 * @param directory to be given to ONNX Runtime as {@code session.model_external_initializers_file_folder_path}
 * @param layers the decoder layers that are given, from 1
 * @param heads the heads that are given of each, from 1
 * @param outputs what is given of each
 * @param inputs the inputs that are left, such as {@code input_ids}, {@code encoder_hidden_states},
 *     {@code encoder_attention_mask}
 * @param roundsTogether whether the graph rounds to int8 by the least and the greatest number of all pairs that run together
 *     (dynamic quantisation), so that a pair's numbers depend on its neighbours and on padding
 * @param scoredPieces where log-probabilities are given, how many pieces each step has a score of: what a run takes of memory
 *     grows with it. 0 where they are not given
 */
public record AlignmentGraph(byte[] model, Path directory, SortedSet<Integer> layers, SortedSet<Integer> heads,
        AlignmentOutputs outputs, List<OnnxValue> inputs, boolean roundsTogether, long scoredPieces) {

    /** The input with the pieces whose log-probabilities are wanted. */
    public static final String LABELS = "normalign.labels";

    /** The output with the log-probabilities of those pieces. */
    public static final String LOG_PROBABILITIES = "normalign.logprob";

    /**
     * Whether the graph takes {@link #LABELS} and gives {@link #LOG_PROBABILITIES}.
     *
     * @return true if so
     */
    public boolean givesLogProbabilities() {
        return scoredPieces > 0;
    }

    /**
     * The output with the attention weights.
     *
     * @param layer decoder layer, from 1
     * @return its name
     */
    public static String weights(int layer) {
        return "normalign.weights." + layer;
    }

    /**
     * The output with the Gram matrices.
     *
     * @param layer decoder layer, from 1
     * @return its name
     */
    public static String gram(int layer) {
        return "normalign.gram." + layer;
    }

    /**
     * The output with the sum of all weighted vectors; only with {@link AlignmentOutputs#SELF_CHECK}.
     *
     * @param layer decoder layer, from 1
     * @return its name
     */
    public static String sum(int layer) {
        return "normalign.sum." + layer;
    }

    /**
     * The output with what the model's own output projection gives; only with {@link AlignmentOutputs#SELF_CHECK}.
     *
     * @param layer decoder layer, from 1
     * @return its name
     */
    public static String projection(int layer) {
        return "normalign.projection." + layer;
    }
}
