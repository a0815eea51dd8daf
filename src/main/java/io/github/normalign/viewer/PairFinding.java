package io.github.normalign.viewer;

import io.github.normalign.alignment.ScoredLink;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Optional;

/**
 * What the models found for one pair.
 *
 * @param links links by the chosen setting, source first; for a skipped pair empty
 * @param score how well the sentences go together, see {@link io.github.normalign.words.SentenceScores#score()}; empty where
 *     that is not defined
 * @param skipped why a model could not take the pair, if so
 * @param chosen the matrices of the chosen setting, packed; empty array for a skipped pair. See {@link MatrixBytes}
 * @param layers the matrices of whole layers, packed; empty array for a skipped pair
 */
public record PairFinding(List<ScoredLink> links, OptionalDouble score, Optional<String> skipped, byte[] chosen, byte[] layers) {

    /** No model was asked. */
    public static final PairFinding NONE =
        new PairFinding(List.of(), OptionalDouble.empty(), Optional.empty(), new byte[0], new byte[0]);

    /** Copies the list; the arrays are given away. */
    public PairFinding {
        links = List.copyOf(links);
    }

    /**
     * The finding of a pair or line that cannot be aligned.
     *
     * @param why a phrase for people
     * @return a finding without links
     */
    public static PairFinding skipped(String why) {
        return new PairFinding(List.of(), OptionalDouble.empty(), Optional.of(why), new byte[0], new byte[0]);
    }
}
