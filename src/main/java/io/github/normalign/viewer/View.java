package io.github.normalign.viewer;

import io.github.normalign.evaluation.AlignmentCounts;
import io.github.normalign.evaluation.AlignmentScores;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What a page shows.
 *
 * @param title what the texts are called
 * @param version the program's version
 * @param models none, one, or two of opposite directions, forward first
 * @param setting the chosen setting as options of the command line; empty without a model
 * @param combination how two directions become one, as options; empty with fewer
 * @param threshold with one model, the score that links of the chosen setting need; 0 for none
 * @param languages of the source and of the target words, each empty if not known
 * @param gold the name of the gold, if there is gold
 * @param given names of the alignments that were given
 * @param left how many pairs of the input are not among the pairs, because a limit was set
 * @param pairs the pairs, in the order of the input
 */
public record View(String title, String version, List<ViewedModel> models, String setting, String combination, double threshold,
        List<String> languages, Optional<String> gold, List<String> given, long left, List<ViewedPair> pairs) {

    /** Copies the lists. */
    public View {
        models = List.copyOf(models);
        languages = List.copyOf(languages);
        given = List.copyOf(given);
        pairs = List.copyOf(pairs);
    }

    /**
     * The pairs in the order in which the page shows them at first: the highest error rate first; without gold the lowest score
     * first; pairs without either last.
     *
     * @return positions in {@link #pairs()}
     */
    public List<Integer> order() {
        return IntStream.range(0, pairs.size()).boxed().sorted(Comparator.comparingDouble(this::goodness)).toList();
    }

    private double goodness(int pair) {
        ViewedPair viewed = pairs.get(pair);
        if (gold.isPresent()) {
            return 1 - aer(viewed).orElse(-1.0);
        }
        return viewed.finding().score().orElse(2);
    }

    /** The alignment error rate of one pair, as a fraction. */
    Optional<Double> aer(ViewedPair pair) {
        return pair.counts(!models.isEmpty()).map(counts -> new AlignmentScores(counts).aer())
            .flatMap(aer -> aer.isPresent() ? Optional.of(aer.getAsDouble()) : Optional.empty());
    }

    /** The scores of all pairs together, where there is gold. */
    Optional<AlignmentScores> scores() {
        List<AlignmentCounts> counts = pairs.stream().flatMap(pair -> pair.counts(!models.isEmpty()).stream()).toList();
        return gold.map(name -> AlignmentScores.ofSentences(counts));
    }
}
