package io.github.normalign.words;

import com.google.common.collect.Sets;
import io.github.normalign.alignment.Link;
import io.github.normalign.alignment.ScoreFusion;
import io.github.normalign.alignment.ScoreMatrix;
import io.github.normalign.alignment.ScoredLink;
import io.github.normalign.corpus.SentencePair;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.DoubleStream;

/** Computes {@link SentenceScores}, where the formulas stand. */
public final class SentenceScorer {

    /** Support below this counts as this in geometric means. */
    private static final double FLOOR = 0.01;
    /** A stretch is this part of a side. */
    private static final int STRETCHES = 4;
    private static final int SHORTEST_STRETCH = 2;

    private SentenceScorer() {
    }

    /**
     * Scores a pair by one direction.
     *
     * @param pair the caller's words, for the coverages
     * @param links the pair's links, for the coverages
     * @param forward what the model from source to target found
     * @return the scores; all 0 where only one side has words with pieces; empty where neither has
     */
    public static Optional<SentenceScores> score(SentencePair pair, List<ScoredLink> links, DirectionScores forward) {
        int[] sources = forward.sourceWords();
        int[] targets = forward.targetWords();
        if (sources.length == 0 || targets.length == 0) {
            return ofHalf(sources, targets, OptionalDouble.empty());
        }
        ScoreMatrix shares = forward.shares(targets, sources);
        double[] attended = rowSums(shares);
        return Optional.of(scores(pair, links, supported(rowBest(shares), attended), rowBest(shares.transposed()),
            mean(rowBest(shares), rowBest(shares.transposed())), mean(attended), OptionalDouble.empty()));
    }

    /**
     * Scores a pair by two directions.
     *
     * @param pair the caller's words, for the coverages
     * @param links the pair's links, for the coverages
     * @param forward what the model from source to target found
     * @param reverse what the model from target to source found, turned round by {@link DirectionScores#swapped()}
     * @return the scores; all 0 where only one side has words with pieces; empty where neither has
     */
    public static Optional<SentenceScores> score(
            SentencePair pair, List<ScoredLink> links, DirectionScores forward, DirectionScores reverse) {
        // A word that one of the models cannot read at all is no evidence against the pair.
        int[] sources = common(forward.sourceWords(), reverse.sourceWords());
        int[] targets = common(forward.targetWords(), reverse.targetWords());
        OptionalDouble agreement = OptionalDouble.of(agreement(forward.links().links(), reverse.links().links()));
        if (sources.length == 0 || targets.length == 0) {
            return ofHalf(sources, targets, agreement);
        }
        ScoreMatrix ahead = forward.shares(targets, sources);
        ScoreMatrix back = reverse.shares(targets, sources);
        ScoreMatrix both = ScoreFusion.AVERAGE.combine(ahead, back);
        double[] targetBest = rowBest(both);
        double[] sourceBest = rowBest(both.transposed());
        double[] targetAttended = rowSums(ahead);
        double[] sourceAttended = rowSums(back.transposed());
        return Optional.of(scores(pair, links, supported(targetBest, targetAttended), supported(sourceBest, sourceAttended),
            mean(targetBest, sourceBest), mean(targetAttended, sourceAttended), agreement));
    }

    private static Optional<SentenceScores> ofHalf(int[] sources, int[] targets, OptionalDouble agreement) {
        return sources.length + targets.length == 0 ? Optional.empty() : Optional.of(SentenceScores.none(agreement));
    }

    private static SentenceScores scores(SentencePair pair, List<ScoredLink> links, double[] target, double[] source,
            double share, double attended, OptionalDouble agreement) {
        double support = Math.exp((logSum(target, 0, target.length) + logSum(source, 0, source.length))
            / (target.length + source.length));
        double weakest = Math.exp((weakestStretch(target) + weakestStretch(source)) / 2);
        return new SentenceScores(Math.sqrt(support * weakest), support, Math.exp(logSum(source, 0, source.length) / source.length),
            Math.exp(logSum(target, 0, target.length) / target.length), weakest, share, attended,
            coverage(links.stream().mapToInt(link -> link.link().source()).distinct().count(), pair.source().size()),
            coverage(links.stream().mapToInt(link -> link.link().target()).distinct().count(), pair.target().size()), agreement);
    }

    private static double coverage(long linked, int words) {
        return words == 0 ? 0 : (double) linked / words;
    }

    private static double agreement(Set<Link> forward, Set<Link> reverse) {
        int links = forward.size() + reverse.size();
        return links == 0 ? 0 : 2.0 * Sets.intersection(forward, reverse).size() / links;
    }

    /** Shares sum to 1 with {@code </s>} only up to rounding, so sums and support are kept from leaving [0, 1]. */
    private static double[] rowSums(ScoreMatrix shares) {
        double[] sums = new double[shares.rows()];
        for (int row = 0; row < sums.length; row++) {
            for (int column = 0; column < shares.columns(); column++) {
                sums[row] += shares.at(row, column);
            }
            sums[row] = Math.min(1, sums[row]);
        }
        return sums;
    }

    private static double[] rowBest(ScoreMatrix shares) {
        double[] best = new double[shares.rows()];
        for (int row = 0; row < best.length; row++) {
            for (int column = 0; column < shares.columns(); column++) {
                best[row] = Math.max(best[row], shares.at(row, column));
            }
            best[row] = Math.min(1, best[row]);
        }
        return best;
    }

    private static double[] supported(double[] best, double[] attended) {
        double[] support = new double[best.length];
        for (int word = 0; word < support.length; word++) {
            support[word] = Math.sqrt(best[word] * attended[word]);
        }
        return support;
    }

    private static double logSum(double[] support, int from, int to) {
        double sum = 0;
        for (int word = from; word < to; word++) {
            sum += Math.log(Math.max(FLOOR, support[word]));
        }
        return sum;
    }

    /** The logarithm of the lowest geometric mean over a stretch. */
    private static double weakestStretch(double[] support) {
        int length = Math.min(support.length, Math.max(SHORTEST_STRETCH, (support.length + STRETCHES - 1) / STRETCHES));
        double weakest = 0;
        for (int from = 0; from + length <= support.length; from++) {
            weakest = Math.min(weakest, logSum(support, from, from + length) / length);
        }
        return weakest;
    }

    private static double mean(double[]... parts) {
        return Arrays.stream(parts).flatMapToDouble(DoubleStream::of).average().orElse(0);
    }

    private static int[] common(int[] one, int[] other) {
        return Arrays.equals(one, other) ? one
            : Arrays.stream(one).filter(word -> Arrays.binarySearch(other, word) >= 0).toArray();
    }
}
