package io.github.normalign.model;

import io.github.normalign.attention.CrossAttention;
import io.github.normalign.words.LogProbability;
import java.util.Optional;

/**
 * What forced decoding of one pair gave: its attention, or the reason why it has none.
 *
 * @param pieces the pair's pieces
 * @param attention the cross-attention of the layers asked for; empty for a skipped pair
 * @param skipped for a skipped pair, a phrase that says why: what was found and the limit; else empty
 * @param logProbability what the model thinks of the target, given the source; empty for a skipped pair, where it was not asked
 *     for ({@link ReaderOptions#logProbabilities()}), and where it is not finite
 */
public record PairAttention(PiecePair pieces, Optional<CrossAttention> attention, Optional<String> skipped,
        Optional<LogProbability> logProbability) {

    /**
     * Refuses a pair that has both or neither with an {@link IllegalArgumentException}. Attention that is not finite is no
     * attention: the pair becomes a skipped one here, so that NaN reaches no score and no link is missing without a word.
     */
    public PairAttention {
        if (attention.isPresent() == skipped.isPresent()) {
            throw new IllegalArgumentException("a pair has either attention or a reason for having none");
        }
        if (attention.isPresent() && !attention.get().isFinite()) {
            attention = Optional.empty();
            skipped = Optional.of("the model gives no finite numbers for it (values too large for its precision, or weights"
                + " damaged)");
        }
        logProbability = attention.isPresent() ? logProbability : Optional.empty();
    }

    /**
     * A pair whose log-probability was not asked for.
     *
     * @param pieces the pair's pieces
     * @param attention the cross-attention; empty for a skipped pair
     * @param skipped for a skipped pair, a phrase that says why; else empty
     */
    public PairAttention(PiecePair pieces, Optional<CrossAttention> attention, Optional<String> skipped) {
        this(pieces, attention, skipped, Optional.empty());
    }
}
