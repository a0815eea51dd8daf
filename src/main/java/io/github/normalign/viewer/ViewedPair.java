package io.github.normalign.viewer;

import io.github.normalign.alignment.Alignment;
import io.github.normalign.alignment.ScoredLink;
import io.github.normalign.corpus.SentencePair;
import io.github.normalign.evaluation.AlignmentCounts;
import io.github.normalign.gold.GoldAlignment;
import java.util.List;
import java.util.Optional;

/**
 * One pair of the page.
 *
 * @param line the line it stands on, from 1
 * @param words the caller's words; without any for a line that is no pair
 * @param finding what models found
 * @param gold what annotators said, if there is gold
 * @param given alignments that were given, one for each of the page's names of them
 */
public record ViewedPair(long line, SentencePair words, PairFinding finding, Optional<GoldAlignment> gold, List<Alignment> given) {

    /** Copies the list. */
    public ViewedPair {
        given = List.copyOf(given);
    }

    /** The alignment that is judged: the models', or the first that was given where there is no model. */
    Alignment judged(boolean hasModels) {
        return hasModels || given.isEmpty() ? Alignment.of(finding.links().stream().map(ScoredLink::link).toList())
            : given.get(0);
    }

    Optional<AlignmentCounts> counts(boolean hasModels) {
        return gold.map(its -> AlignmentCounts.of(judged(hasModels), its));
    }
}
