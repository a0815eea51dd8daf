package io.github.normalign;

import io.github.normalign.alignment.ScoredLink;
import io.github.normalign.corpus.SentencePair;
import io.github.normalign.model.AttentionReader;
import io.github.normalign.model.OpenedDevice;
import io.github.normalign.model.PairAttention;
import io.github.normalign.words.AlignmentSetting;
import io.github.normalign.words.LinkExtractor;
import java.util.List;

/** Links from one model. */
final class OneWayAligner implements PairAligner {

    private final AttentionReader reader;
    private final AlignmentSetting setting;
    private final double threshold;

    OneWayAligner(AttentionReader reader, AlignmentSetting setting, double threshold) {
        this.reader = reader;
        this.setting = setting;
        this.threshold = threshold;
    }

    @Override
    public List<AlignedPair> align(List<SentencePair> pairs) {
        return reader.read(pairs, (i, read) -> new AlignedPair(pairs.get(i), links(read), read.skipped()));
    }

    private List<ScoredLink> links(PairAttention pair) {
        return pair.attention()
            .map(attention -> LinkExtractor.extract(attention, pair.pieces().source(), pair.pieces().target(), setting))
            .orElse(List.of()).stream().filter(link -> link.score() >= threshold).toList();
    }

    @Override
    public OpenedDevice device() {
        return reader.device();
    }

    @Override
    public void close() {
        reader.close();
    }
}
