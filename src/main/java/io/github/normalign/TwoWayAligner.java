package io.github.normalign;

import io.github.normalign.alignment.ScoredLink;
import io.github.normalign.corpus.SentencePair;
import io.github.normalign.format.AlignmentMethod;
import io.github.normalign.model.AttentionReader;
import io.github.normalign.model.OpenedDevice;
import io.github.normalign.model.PairAttention;
import io.github.normalign.words.AlignmentSetting;
import io.github.normalign.words.DirectionScores;
import io.github.normalign.words.SentenceScorer;
import io.github.normalign.words.TwoWayLinks;
import io.github.normalign.words.TwoWaySetting;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Links from two models of opposite directions: each pair is run once by each, the reverse one's findings are turned round. */
final class TwoWayAligner implements PairAligner {

    private final AttentionReader forward;
    private final AttentionReader reverse;
    private final TwoWaySetting setting;

    TwoWayAligner(AttentionReader forward, AttentionReader reverse, TwoWaySetting setting) {
        this.forward = forward;
        this.reverse = reverse;
        this.setting = setting;
    }

    private record Read(Optional<DirectionScores> scores, Optional<String> skipped) {

        static Read of(PairAttention pair, AlignmentSetting setting) {
            return new Read(pair.attention().map(attention ->
                DirectionScores.read(attention, pair.pieces().source(), pair.pieces().target(), setting)), pair.skipped());
        }
    }

    @Override
    public List<AlignedPair> align(List<SentencePair> pairs) {
        List<Read> ahead = forward.read(pairs, (i, pair) -> Read.of(pair, setting.forward()));
        List<SentencePair> turned = pairs.stream().map(SentencePair::swapped).toList();
        List<Read> back = reverse.read(turned, (i, pair) -> Read.of(pair, setting.reverse()));
        List<AlignedPair> aligned = new ArrayList<>(pairs.size());
        for (int i = 0; i < pairs.size(); i++) {
            aligned.add(combine(pairs.get(i), ahead.get(i), back.get(i)));
        }
        return aligned;
    }

    private AlignedPair combine(SentencePair pair, Read ahead, Read back) {
        if (ahead.skipped().isPresent() || back.skipped().isPresent()) {
            Optional<String> why = ahead.skipped().or(() -> back.skipped().map(reason -> "in the reverse model, " + reason));
            return new AlignedPair(pair, List.of(), why, Optional.empty());
        }
        DirectionScores forwardScores = ahead.scores().orElseThrow();
        DirectionScores reverseScores = back.scores().orElseThrow().swapped();
        List<ScoredLink> links = TwoWayLinks.combine(forwardScores, reverseScores, setting.combination());
        return new AlignedPair(pair, links, Optional.empty(), SentenceScorer.score(pair, links, forwardScores, reverseScores));
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
    public AlignmentMethod method() {
        return AlignmentMethod.of(forward.directory().name(), reverse.directory().name(), setting)
            .withLanguages(forward.directory().languages().source(), forward.directory().languages().target());
    }

    @Override
    public void close() {
        try {
            forward.close();
        } finally {
            reverse.close();
        }
    }
}
