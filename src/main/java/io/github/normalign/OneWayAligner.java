package io.github.normalign;

import io.github.normalign.alignment.ScoredLink;
import io.github.normalign.corpus.SentencePair;
import io.github.normalign.format.AlignmentMethod;
import io.github.normalign.model.AttentionReader;
import io.github.normalign.model.OpenedDevice;
import io.github.normalign.model.PairAttention;
import io.github.normalign.model.StageTimes;
import io.github.normalign.words.AlignmentSetting;
import io.github.normalign.words.DirectionScores;
import io.github.normalign.words.LogProbabilities;
import io.github.normalign.words.SentenceScorer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;

/** Links from one model. */
final class OneWayAligner implements PairAligner {

    private final AttentionReader reader;
    private final AlignmentSetting setting;
    private final double threshold;
    private final boolean logProbabilities;

    OneWayAligner(AttentionReader reader, AlignmentSetting setting, double threshold, boolean logProbabilities) {
        this.reader = reader;
        this.setting = setting;
        this.threshold = threshold;
        this.logProbabilities = logProbabilities;
    }

    @Override
    public Underway start(List<SentencePair> pairs) {
        Future<List<AlignedPair>> reading = reader.start(pairs, (i, read) -> aligned(pairs.get(i), read));
        return new Underway(List.of(reading), () -> AttentionReader.results(reading));
    }

    private AlignedPair aligned(SentencePair pair, PairAttention read) {
        return read.attention().map(attention -> {
            DirectionScores found =
                DirectionScores.read(attention, read.pieces().source(), read.pieces().target(), setting);
            List<ScoredLink> links = found.scoredLinks().stream().filter(link -> link.score() >= threshold).toList();
            return new AlignedPair(pair, links, Optional.empty(), SentenceScorer.score(pair, links, found), logProbabilities
                ? Optional.of(new LogProbabilities(read.logProbability(), Optional.empty())) : Optional.empty());
        }).orElseGet(() -> AlignedPair.skipped(pair, read.skipped().orElseThrow()));
    }

    @Override
    public Optional<String> warning() {
        return reader.check().failure();
    }

    @Override
    public OpenedDevice device() {
        return reader.device();
    }

    @Override
    public AttentionReader forward() {
        return reader;
    }

    @Override
    public StageTimes times() {
        return reader.times();
    }

    @Override
    public AlignmentMethod method() {
        return AlignmentMethod.of(reader.directory().name(), setting, threshold)
            .withLanguages(reader.directory().languages().source(), reader.directory().languages().target());
    }

    @Override
    public void close() {
        reader.close();
    }
}
