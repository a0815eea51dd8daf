package io.github.normalign.evaluation;

import io.github.normalign.error.CorpusException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * How far an alignment error rate, or the difference of two, would move on other sentences of the same kind.
 *
 * <p>A sample draws as many sentences as there are, with replacement, and is scored from the sums of their counts (see
 * {@link AlignmentScores}). Two systems are scored on the same drawn sentences, so what makes a sentence hard for both cancels out
 * of the difference. The 95 % interval goes from the 2.5th to the 97.5th percentile of the samples, linear between neighbours: of
 * n sorted values x[0..n-1] the quantile q lies at position q (n - 1).
 *
 * <p>Koehn: Statistical Significance Tests for Machine Translation Evaluation, EMNLP 2004 (paired resampling of sentences); Efron
 * and Tibshirani: An Introduction to the Bootstrap, 1993, chapter 13 (percentile interval).
 *
 * <p>A sample in which an error rate is undefined, as neither links nor sure links were drawn, is left out. The same seed gives the
 * same samples on every machine. Sentences are taken to be independent of each other, and the gold and the systems as given: what
 * another training run or another annotator would change is not in the interval. Immutable.
 */
public final class PairedBootstrap {

    /** How many samples are drawn if nothing else is said. */
    public static final int SAMPLES = 10_000;

    /** The seed if nothing else is said. */
    public static final long SEED = 2004;

    private static final double TAIL = 0.025;

    private final int samples;
    private final long seed;

    /** With {@link #SAMPLES} samples and the seed {@link #SEED}. */
    public PairedBootstrap() {
        this(SAMPLES, SEED);
    }

    /**
     * With another number of samples, or other samples.
     *
     * @param samples how many samples are drawn, 1 or more
     * @param seed what the drawing starts from
     * @throws IllegalArgumentException if there is to be no sample
     */
    public PairedBootstrap(int samples, long seed) {
        if (samples < 1) {
            throw new IllegalArgumentException("samples must be 1 or more, not " + samples);
        }
        this.samples = samples;
        this.seed = seed;
    }

    /**
     * The 95 % interval of one system's alignment error rate.
     *
     * @param system the counts of each sentence
     * @return fractions in [0, 1]; empty where the error rate is undefined
     */
    public Optional<Interval> aer(List<AlignmentCounts> system) {
        double[] rates = rates(system);
        return AlignmentScores.ofSentences(system).aer().isEmpty() ? Optional.empty() : interval(defined(rates));
    }

    /**
     * The 95 % intervals of many systems' alignment error rates, the same as {@link #aer} gives for each, in a fraction of the
     * time: the sentences are drawn once for all.
     *
     * @param systems for each system the counts of each sentence; as many sentences in each
     * @return an interval a system; empty where the error rate is undefined
     * @throws IllegalArgumentException if the systems have different numbers of sentences
     */
    public List<Optional<Interval>> aerOfEach(List<List<AlignmentCounts>> systems) {
        int count = systems.isEmpty() ? 0 : systems.get(0).size();
        if (systems.stream().anyMatch(system -> system.size() != count)) {
            throw new IllegalArgumentException("systems of different numbers of sentences");
        }
        if (count == 0) {
            return systems.stream().map(this::aer).toList();
        }
        long[][] hits = systems.stream().map(PairedBootstrap::hits).toArray(long[][]::new);
        long[][] whole = systems.stream().map(PairedBootstrap::whole).toArray(long[][]::new);
        double[][] rates = new double[systems.size()][samples];
        SplittableRandom random = new SplittableRandom(seed);
        int[] times = new int[count];
        for (int sample = 0; sample < samples; sample++) {
            Arrays.fill(times, 0);
            for (int i = 0; i < count; i++) {
                times[random.nextInt(count)]++;
            }
            for (int system = 0; system < rates.length; system++) {
                long wholeDrawn = sum(times, whole[system]);
                rates[system][sample] = wholeDrawn == 0 ? Double.NaN : 1 - (double) sum(times, hits[system]) / wholeDrawn;
            }
        }
        return IntStream.range(0, rates.length).mapToObj(system -> AlignmentScores.ofSentences(systems.get(system)).aer().isEmpty()
            ? Optional.<Interval>empty() : interval(defined(rates[system]))).toList();
    }

    private static long sum(int[] times, long[] values) {
        long sum = 0;
        for (int i = 0; i < times.length; i++) {
            sum += times[i] * values[i];
        }
        return sum;
    }

    private static long[] hits(List<AlignmentCounts> sentences) {
        return sentences.stream().mapToLong(it -> it.linksInSure() + it.linksInPossible()).toArray();
    }

    private static long[] whole(List<AlignmentCounts> sentences) {
        return sentences.stream().mapToLong(it -> it.links() + it.sure()).toArray();
    }

    /**
     * The difference of two systems' alignment error rates.
     *
     * @param system the counts of each sentence
     * @param against the counts of another system, of the same sentences in the same order
     * @return the first system's error rate minus the second's; empty where either is undefined
     * @throws CorpusException if the counts are not of the same gold: their number, or that of a sentence's sure or possible
     *     links, differs
     */
    public Optional<AerDifference> difference(List<AlignmentCounts> system, List<AlignmentCounts> against) {
        requireSameGold(system, against);
        OptionalDouble first = AlignmentScores.ofSentences(system).aer();
        OptionalDouble second = AlignmentScores.ofSentences(against).aer();
        if (first.isEmpty() || second.isEmpty()) {
            return Optional.empty();
        }
        // The same seed draws the same sentences for both, which is what pairs them.
        double[] differences = rates(system);
        double[] others = rates(against);
        for (int i = 0; i < samples; i++) {
            differences[i] -= others[i];
        }
        double[] kept = defined(differences);
        double above = Arrays.stream(kept).filter(difference -> difference > 0).count();
        double below = Arrays.stream(kept).filter(difference -> difference < 0).count();
        return interval(kept).map(interval -> new AerDifference(first.getAsDouble() - second.getAsDouble(), interval,
            above / kept.length, below / kept.length));
    }

    /** The error rate of each sample; NaN, which never leaves this class, where it is undefined. */
    private double[] rates(List<AlignmentCounts> sentences) {
        int count = sentences.size();
        double[] rates = new double[samples];
        if (count == 0) {
            Arrays.fill(rates, Double.NaN);
            return rates;
        }
        long[] hits = hits(sentences);
        long[] whole = whole(sentences);
        SplittableRandom random = new SplittableRandom(seed);
        for (int sample = 0; sample < samples; sample++) {
            long hitsDrawn = 0;
            long wholeDrawn = 0;
            for (int i = 0; i < count; i++) {
                int drawn = random.nextInt(count);
                hitsDrawn += hits[drawn];
                wholeDrawn += whole[drawn];
            }
            rates[sample] = wholeDrawn == 0 ? Double.NaN : 1 - (double) hitsDrawn / wholeDrawn;
        }
        return rates;
    }

    private static double[] defined(double[] values) {
        return Arrays.stream(values).filter(value -> !Double.isNaN(value)).toArray();
    }

    private static Optional<Interval> interval(double[] values) {
        if (values.length == 0) {
            return Optional.empty();
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return Optional.of(new Interval(quantile(sorted, TAIL), quantile(sorted, 1 - TAIL)));
    }

    private static double quantile(double[] sorted, double share) {
        double position = share * (sorted.length - 1);
        int below = (int) position;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }

    private static void requireSameGold(List<AlignmentCounts> system, List<AlignmentCounts> against) {
        if (system.size() != against.size()) {
            throw new CorpusException("One system has " + system.size() + " sentence pairs and the other has " + against.size()
                + "; only alignments of the same gold can be compared.");
        }
        for (int i = 0; i < system.size(); i++) {
            AlignmentCounts one = system.get(i);
            AlignmentCounts other = against.get(i);
            if (one.sure() != other.sure() || one.possible() != other.possible()) {
                throw new CorpusException("Sentence pair " + (i + 1) + " has " + one.sure() + " sure and " + one.possible()
                    + " possible links for one system, " + other.sure() + " and " + other.possible()
                    + " for the other; only alignments of the same gold can be compared.");
            }
        }
    }
}
