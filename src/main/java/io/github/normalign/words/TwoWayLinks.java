package io.github.normalign.words;

import io.github.normalign.alignment.Link;
import io.github.normalign.alignment.ScoreMatrix;
import io.github.normalign.alignment.ScoredLink;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Links from two directions, by a {@link Combination}.
 *
 * <p>A link's score is the combined share of its two words: by the fusion's own formula, or, for symmetrised links, the
 * geometric mean {@code sqrt(forward share * reverse share)}. It is in [0, 1], higher is better; it is no probability of the
 * link.
 */
public final class TwoWayLinks {

    private TwoWayLinks() {
    }

    /**
     * Combines two directions.
     *
     * @param forward what the model from source to target found
     * @param reverse what the model from target to source found, turned round by {@link DirectionScores#swapped()}
     * @param combination how
     * @return links in the order of {@link Link}
     */
    public static List<ScoredLink> combine(DirectionScores forward, DirectionScores reverse, Combination combination) {
        Fused fused = fused(forward, reverse, combination);
        List<ScoredLink> links = new ArrayList<>();
        if (combination instanceof Combination.OfScores scores) {
            for (ScoredLink found : scores.criterion().links(fused.shares())) {
                Link link = new Link(fused.sources()[found.link().source()], fused.targets()[found.link().target()]);
                links.add(new ScoredLink(link, found.score()));
            }
        } else if (combination instanceof Combination.OfLinks ofLinks) {
            for (Link link : ofLinks.symmetrization().combine(forward.links(), reverse.links()).links()) {
                int row = Arrays.binarySearch(fused.targets(), link.target());
                int column = Arrays.binarySearch(fused.sources(), link.source());
                links.add(new ScoredLink(link, fused.shares().at(row, column)));
            }
        }
        return links;
    }

    /**
     * The combined shares that links are taken from and scored by. The arrays are not to be changed.
     *
     * @param sources source words that have pieces in either model, ascending; word numbers from 0
     * @param targets target words that have pieces in either model, likewise
     * @param shares rows are {@code targets}, columns {@code sources}; in [0, 1]
     */
    public record Fused(int[] sources, int[] targets, ScoreMatrix shares) {
    }

    /**
     * Combines the shares of two directions.
     *
     * @param forward what the model from source to target found
     * @param reverse what the model from target to source found, turned round by {@link DirectionScores#swapped()}
     * @param combination how; for symmetrised links it is the geometric mean
     * @return shares of all words that have pieces
     */
    public static Fused fused(DirectionScores forward, DirectionScores reverse, Combination combination) {
        int[] sources = union(forward.sourceWords(), reverse.sourceWords());
        int[] targets = union(forward.targetWords(), reverse.targetWords());
        return new Fused(sources, targets,
            combination.fusion().combine(forward.shares(targets, sources), reverse.shares(targets, sources)));
    }

    private static int[] union(int[] one, int[] other) {
        return Arrays.equals(one, other) ? one
            : IntStream.concat(Arrays.stream(one), Arrays.stream(other)).sorted().distinct().toArray();
    }
}
