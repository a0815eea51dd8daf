package io.github.normalign.words;

import java.util.OptionalDouble;

/**
 * How well the two sentences of a pair go together, by what alignment read anyway. For filtering noisy corpora: take
 * {@link #score}; the others say what is amiss.
 *
 * <p>All are in [0, 1] and higher is better. None is a probability that the pair is a translation. They depend on the models and
 * the settings, so a limit is chosen on text of one's own, and holds for one pair of models; what two directions give and what
 * one gives are not comparable.
 *
 * <p>{@code a(t,s)} below is the share of target word t's attention (or norm) that source word s gets in the forward model,
 * {@code b(t,s)} the share of source word s's that t gets in the reverse model (see {@link WordScores}). Words without pieces
 * play no part, except in the coverages. The sum of a word's shares is below 1 by what {@code </s>} gets, where attention goes
 * that finds nothing. A word's support is
 * <ul>
 *   <li>with two directions {@code u(t) = sqrt(max_s (a(t,s) + b(t,s)) / 2 * sum_s a(t,s))} and
 *       {@code u(s) = sqrt(max_t (a(t,s) + b(t,s)) / 2 * sum_t b(t,s))};
 *   <li>with one {@code u(t) = sqrt(max_s a(t,s) * sum_s a(t,s))} and {@code u(s) = max_t a(t,s)}: the source words do not ask
 *       themselves, they can only be found.
 * </ul>
 * In geometric means, support below 0.01 counts as 0.01, so that one word does not decide alone. The definition is this
 * project's own.
 *
 * @param score {@code sqrt(support * weakest)}: the one to filter by
 * @param support geometric mean of {@code u} over the words of both sides: the whole pair
 * @param sourceSupport geometric mean of {@code u} over the source words; low where the source says more than the target
 * @param targetSupport geometric mean of {@code u} over the target words; low where the target says more than the source
 * @param weakest the weakest stretch: on each side the lowest geometric mean of {@code u} over neighbouring words, a quarter of
 *     the side (rounded up) and at least two; then the geometric mean of the two sides. Finds a foreign part in a good pair
 * @param share arithmetic mean over the words of both sides of the best share: {@code max_s} or {@code max_t} of
 *     {@code (a + b) / 2}, or of {@code a} with one direction
 * @param attended arithmetic mean of what is not given to {@code </s>}: {@code sum_s a(t,s)} over the target words and, with two
 *     directions, {@code sum_t b(t,s)} over the source words
 * @param sourceCoverage how many of the source words have a link, as a share; depends on how links are taken
 * @param targetCoverage how many of the target words have a link, as a share; depends on how links are taken
 * @param agreement with two directions, F1 of the forward model's links against the reverse model's, each by its own word rule;
 *     0 if neither has any. Empty with one direction
 */
public record SentenceScores(double score, double support, double sourceSupport, double targetSupport, double weakest,
        double share, double attended, double sourceCoverage, double targetCoverage, OptionalDouble agreement) {

    /** Nothing goes with anything: for a pair with one side empty, for example. */
    static SentenceScores none(OptionalDouble agreement) {
        return new SentenceScores(0, 0, 0, 0, 0, 0, 0, 0, 0, agreement);
    }
}
