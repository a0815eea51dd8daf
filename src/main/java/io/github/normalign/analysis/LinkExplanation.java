package io.github.normalign.analysis;

import io.github.normalign.alignment.Link;
import io.github.normalign.alignment.LinkCriterion;
import io.github.normalign.alignment.ScoredLink;
import io.github.normalign.corpus.SentencePair;
import io.github.normalign.words.Combination;
import io.github.normalign.words.DirectionScores;
import io.github.normalign.words.TwoWayLinks;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Why two words are linked, or are not.
 *
 * @param pair the sentences
 * @param link the two words
 * @param forward what the model from source to target says
 * @param reverse what the reverse model says, in its own direction; empty for one model
 * @param combination how the two were combined; empty for one model
 * @param score the combined score of the two words for two models, else the forward score
 * @param threshold what a score must reach; 0 for none
 * @param rivals for two models every other word pair with one of the two words and a combined score, the greatest first
 * @param linked whether the link is there
 */
public record LinkExplanation(SentencePair pair, Link link, DirectionExplanation forward, Optional<DirectionExplanation> reverse,
        Optional<Combination> combination, double score, double threshold, List<ScoredLink> rivals, boolean linked) {

    /** Copies the list. */
    public LinkExplanation {
        rivals = List.copyOf(rivals);
    }

    /**
     * For one model.
     *
     * @param pair the sentences
     * @param link the two words
     * @param forward what the model says
     * @param threshold the least score of a link, 0 for none
     * @return the explanation
     */
    public static LinkExplanation of(SentencePair pair, Link link, DirectionExplanation forward, double threshold) {
        return new LinkExplanation(pair, link, forward, Optional.empty(), Optional.empty(), forward.score().score(), threshold,
            List.of(), forward.linked() && forward.score().score() >= threshold);
    }

    /**
     * For two models of opposite directions.
     *
     * @param pair the sentences
     * @param link the two words
     * @param forward what the forward model says
     * @param reverse what the reverse model says of the turned link, in its own direction
     * @param ahead the forward model's scores of the whole pair
     * @param back the reverse model's, turned round already
     * @param combination how they are combined
     * @return the explanation
     */
    public static LinkExplanation of(SentencePair pair, Link link, DirectionExplanation forward, DirectionExplanation reverse,
            DirectionScores ahead, DirectionScores back, Combination combination) {
        List<ScoredLink> cells = TwoWayLinks.combine(ahead, back,
            new Combination.OfScores(combination.fusion(), LinkCriterion.EVERY_SCORE));
        Predicate<ScoredLink> same = cell -> cell.link().equals(link);
        double score = cells.stream().filter(same).mapToDouble(ScoredLink::score).findFirst().orElse(0);
        List<ScoredLink> rivals = cells.stream().filter(same.negate())
            .filter(cell -> cell.link().source() == link.source() || cell.link().target() == link.target())
            .sorted(Comparator.comparingDouble(ScoredLink::score).reversed()).toList();
        double threshold = combination instanceof Combination.OfScores scores ? scores.criterion().threshold() : 0;
        return new LinkExplanation(pair, link, forward, Optional.of(reverse), Optional.of(combination), score, threshold, rivals,
            TwoWayLinks.combine(ahead, back, combination).stream().anyMatch(same));
    }
}
