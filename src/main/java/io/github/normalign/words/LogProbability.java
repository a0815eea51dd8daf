package io.github.normalign.words;

import java.util.Optional;

/**
 * What a translation model thinks of a given translation, by forced decoding: how likely it would have written just this.
 *
 * <p>{@code mean = (1/T) sum_t log p(y_t | y_1 ... y_(t-1), x)}, natural logarithm, over the pieces y_1 ... y_(T-1) of the
 * translation and y_T = {@code </s>}, given all pieces x of the other sentence. Language codes, which the decoder is told, are not
 * among them. It is 0 or less, and higher is better; {@code exp(-mean)} is the perplexity of a piece. {@code mean * pieces} is the
 * log-probability of the whole, which falls with its length.
 *
 * <p>It depends on the model, its vocabulary and the text's kind: compare within one model, and choose a limit on text of your
 * own. Where a model is computed with int8, it is what that computation gives.
 *
 * @param mean the mean, finite
 * @param pieces T, the pieces of the translation and {@code </s>}; at least 1
 */
public record LogProbability(double mean, int pieces) {

    /** Refuses a mean that is not finite, and no pieces, with an {@link IllegalArgumentException}. */
    public LogProbability {
        if (!Double.isFinite(mean) || pieces < 1) {
            throw new IllegalArgumentException("a log-probability is finite and of at least one piece, found " + mean + " of "
                + pieces);
        }
    }

    /**
     * The mean of a sum.
     *
     * @param sum of the log-probabilities of all pieces
     * @param pieces how many they are, at least 1
     * @return the mean; empty where the sum is not finite: the model gives a piece no chance at all, or no numbers
     */
    public static Optional<LogProbability> ofSum(double sum, int pieces) {
        return Double.isFinite(sum) ? Optional.of(new LogProbability(sum / pieces, pieces)) : Optional.empty();
    }
}
