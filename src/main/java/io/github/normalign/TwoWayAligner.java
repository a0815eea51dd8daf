package io.github.normalign;

import io.github.normalign.alignment.ScoredLink;
import io.github.normalign.corpus.SentencePair;
import io.github.normalign.format.AlignmentMethod;
import io.github.normalign.model.AttentionReader;
import io.github.normalign.model.OpenedDevice;
import io.github.normalign.model.PairAttention;
import io.github.normalign.model.ReaderThreads;
import io.github.normalign.model.StageTimes;
import io.github.normalign.words.AlignmentSetting;
import io.github.normalign.words.DirectionScores;
import io.github.normalign.words.LogProbabilities;
import io.github.normalign.words.LogProbability;
import io.github.normalign.words.SentenceScorer;
import io.github.normalign.words.TwoWayLinks;
import io.github.normalign.words.TwoWaySetting;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;

/** Links from two models of opposite directions: each pair is run once by each, the reverse one's findings are turned round. */
final class TwoWayAligner implements PairAligner {

    private final AttentionReader forward;
    private final AttentionReader reverse;
    private final TwoWaySetting setting;
    private final ReaderThreads threads;
    private final boolean logProbabilities;

    /** Both readers run on the threads, which are closed with this. */
    TwoWayAligner(AttentionReader forward, AttentionReader reverse, TwoWaySetting setting, ReaderThreads threads,
            boolean logProbabilities) {
        this.logProbabilities = logProbabilities;
        this.threads = threads;
        this.forward = forward;
        this.reverse = reverse;
        this.setting = setting;
    }

    private record Read(Optional<DirectionScores> scores, Optional<String> skipped, Optional<LogProbability> logProbability) {

        static Read of(PairAttention pair, AlignmentSetting setting) {
            return new Read(pair.attention().map(attention ->
                DirectionScores.read(attention, pair.pieces().source(), pair.pieces().target(), setting)), pair.skipped(),
                pair.logProbability());
        }
    }

    /** What one model found, until the other one's finding meets it. */
    private record Half(boolean forward, Read read) {
    }

    /**
     * Both models at once. Whichever comes to a pair second combines the two, on its thread: no thread waits for the other model,
     * and scores are held no longer than needed.
     */
    @Override
    public Underway start(List<SentencePair> pairs) {
        List<SentencePair> turned = pairs.stream().map(SentencePair::swapped).toList();
        AtomicReferenceArray<Half> halves = new AtomicReferenceArray<>(pairs.size());
        AtomicReferenceArray<AlignedPair> aligned = new AtomicReferenceArray<>(pairs.size());
        Future<?> ahead = forward.start(pairs, (i, pair) -> {
            meet(i, pairs.get(i), new Half(true, Read.of(pair, setting.forward())), halves, aligned);
            return i;
        });
        Future<?> back = reverse.start(turned, (i, pair) -> {
            meet(i, pairs.get(i), new Half(false, Read.of(pair, setting.reverse())), halves, aligned);
            return i;
        });
        return new Underway(List.of(ahead, back),
            () -> IntStream.range(0, aligned.length()).mapToObj(aligned::get).toList());
    }

    private void meet(int i, SentencePair pair, Half own, AtomicReferenceArray<Half> halves,
            AtomicReferenceArray<AlignedPair> aligned) {
        Half other = halves.compareAndExchange(i, null, own);
        if (other != null) {
            halves.set(i, null);
            aligned.set(i, combined(pair, own.forward() ? own.read() : other.read(), own.forward() ? other.read() : own.read()));
        }
    }

    /** Fails by no lack of memory: the pair's halves are gone by then, and cannot meet again. */
    private AlignedPair combined(SentencePair pair, Read ahead, Read back) {
        try {
            return combine(pair, ahead, back);
        } catch (OutOfMemoryError shortage) {
            return AlignedPair.skipped(pair, "there is not enough memory to combine its links");
        }
    }

    private AlignedPair combine(SentencePair pair, Read ahead, Read back) {
        if (ahead.skipped().isPresent() || back.skipped().isPresent()) {
            return AlignedPair.skipped(pair, ahead.skipped().or(() -> back.skipped().map(reason ->
                "in the reverse model, " + reason)).orElseThrow());
        }
        DirectionScores forwardScores = ahead.scores().orElseThrow();
        DirectionScores reverseScores = back.scores().orElseThrow().swapped();
        List<ScoredLink> links = TwoWayLinks.combine(forwardScores, reverseScores, setting.combination());
        return new AlignedPair(pair, links, Optional.empty(), SentenceScorer.score(pair, links, forwardScores, reverseScores),
            logProbabilities ? Optional.of(new LogProbabilities(ahead.logProbability(), back.logProbability())) : Optional.empty());
    }

    @Override
    public Optional<String> warning() {
        return forward.check().failure().or(() -> reverse.check().failure().map(failure -> "in the reverse model: " + failure));
    }

    /** The forward model's device, unless only the reverse one fell back: then that must be said. */
    @Override
    public OpenedDevice device() {
        return forward.device().fallback().isEmpty() && reverse.device().fallback().isPresent() ? reverse.device()
            : forward.device();
    }

    @Override
    public AttentionReader forward() {
        return forward;
    }

    @Override
    public StageTimes times() {
        return forward.times().plus(reverse.times());
    }

    @Override
    public AlignmentMethod method() {
        return AlignmentMethod.of(forward.directory().name(), reverse.directory().name(), setting)
            .withLanguages(forward.directory().languages().source(), forward.directory().languages().target());
    }

    @Override
    public void close() {
        // Freeing a session while a run is in it would crash the process.
        threads.close();
        try {
            forward.close();
        } finally {
            reverse.close();
        }
    }
}
