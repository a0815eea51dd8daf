package io.github.normalign.viewer;

import com.google.common.collect.ImmutableSortedSet;
import io.github.normalign.alignment.ScoredLink;
import io.github.normalign.corpus.SentencePair;
import io.github.normalign.error.ModelException;
import io.github.normalign.model.AttentionReader;
import io.github.normalign.model.ModelDirectory;
import io.github.normalign.model.OpenedDevice;
import io.github.normalign.model.PairAttention;
import io.github.normalign.model.ReaderOptions;
import io.github.normalign.words.AlignmentSetting;
import io.github.normalign.words.Combination;
import io.github.normalign.words.DirectionScores;
import io.github.normalign.words.SentenceScorer;
import io.github.normalign.words.SentenceScores;
import io.github.normalign.words.TwoWayLinks;
import io.github.normalign.words.TwoWaySetting;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Reads all that a page shows from one model, or from two of opposite directions: the links that {@code align} gives, and the
 * matrices of every layer and head.
 *
 * <p>Holds native memory: close it. Safe for use by several threads.
 */
public final class PairReader implements AutoCloseable {

    private final List<AttentionReader> readers;
    private final List<ViewedModel> models;
    private final double threshold;
    private final Optional<Combination> combination;

    private PairReader(List<AttentionReader> readers, List<ViewedModel> models, double threshold,
            Optional<Combination> combination) {
        this.readers = readers;
        this.models = models;
        this.threshold = threshold;
        this.combination = combination;
    }

    /**
     * Opens one model.
     *
     * @param directory the model from source to target
     * @param setting the chosen setting
     * @param threshold links by the chosen setting below it are left out; 0 or more
     * @param options device, threads, batch and precision; its layers and norms play no part, all are read
     * @return the reader
     * @throws ModelException if the model cannot be used
     */
    public static PairReader open(ModelDirectory directory, AlignmentSetting setting, double threshold, ReaderOptions options) {
        return new PairReader(List.of(AttentionReader.open(directory, all(options))),
            List.of(ViewedModel.of(directory, setting)), threshold, Optional.empty());
    }

    /**
     * Opens two models of opposite directions.
     *
     * @param forward the model from source to target
     * @param reverse the model from target to source
     * @param setting the chosen setting
     * @param options device, threads, batch and precision; its layers and norms play no part, all are read
     * @return the reader
     * @throws ModelException if a model cannot be used
     */
    public static PairReader open(ModelDirectory forward, ModelDirectory reverse, TwoWaySetting setting, ReaderOptions options) {
        AttentionReader ahead = AttentionReader.open(forward, all(options));
        boolean opened = false;
        try {
            AttentionReader back = AttentionReader.open(reverse, all(options));
            opened = true;
            return new PairReader(List.of(ahead, back), List.of(ViewedModel.of(forward, setting.forward()),
                ViewedModel.of(reverse, setting.reverse())), 0, Optional.of(setting.combination()));
        } finally {
            if (!opened) {
                ahead.close();
            }
        }
    }

    private static ReaderOptions all(ReaderOptions options) {
        return new ReaderOptions(ImmutableSortedSet.of(), true, options.device(), options.threads(), options.batch())
            .withPrecision(options.precision());
    }

    /**
     * The models in the order in which their matrices are packed: forward first.
     *
     * @return one or two
     */
    public List<ViewedModel> models() {
        return models;
    }

    /**
     * How the two directions become one.
     *
     * @return empty with one model
     */
    public Optional<Combination> combination() {
        return combination;
    }

    /**
     * Where the models run.
     *
     * @return one or two devices, in the order of the models
     */
    public List<OpenedDevice> devices() {
        return readers.stream().map(AttentionReader::device).toList();
    }

    /**
     * Aligns pairs and packs the matrices of the chosen setting and of whole layers.
     *
     * @param pairs the pairs; all results are held in memory
     * @return one finding a pair, in the same order
     * @throws ModelException if ONNX Runtime fails
     */
    public List<PairFinding> read(List<SentencePair> pairs) {
        List<Read> ahead = directions(0, pairs);
        List<Read> back = readers.size() > 1 ? directions(1, turned(pairs)) : List.of();
        List<PairFinding> findings = new ArrayList<>(pairs.size());
        for (int i = 0; i < pairs.size(); i++) {
            Optional<String> why = ahead.get(i).skipped();
            if (why.isEmpty() && !back.isEmpty()) {
                why = back.get(i).skipped().map(reason -> "in the reverse model, " + reason);
            }
            findings.add(why.isPresent() ? PairFinding.skipped(why.get())
                : back.isEmpty() ? oneWay(pairs.get(i), ahead.get(i).finding().orElseThrow())
                : twoWay(pairs.get(i), ahead.get(i).finding().orElseThrow(), back.get(i).finding().orElseThrow()));
        }
        return findings;
    }

    /**
     * Packs the matrices of single heads.
     *
     * @param pairs the pairs
     * @return packed matrices, one array a pair; an empty one for a pair that a model cannot take
     * @throws ModelException if ONNX Runtime fails
     */
    public List<byte[]> readHeads(List<SentencePair> pairs) {
        List<List<byte[]>> ofModels = new ArrayList<>();
        for (int model = 0; model < readers.size(); model++) {
            ViewedModel viewed = models.get(model);
            ofModels.add(readers.get(model).read(model == 0 ? pairs : turned(pairs),
                (i, pair) -> pair.skipped().isPresent() ? new byte[0] : DirectionFinding.heads(pair, viewed)));
        }
        List<byte[]> packed = new ArrayList<>(pairs.size());
        for (int i = 0; i < pairs.size(); i++) {
            MatrixBytes bytes = new MatrixBytes();
            boolean whole = true;
            for (List<byte[]> ofModel : ofModels) {
                bytes.append(ofModel.get(i));
                whole &= ofModel.get(i).length > 0;
            }
            packed.add(whole ? bytes.deflated() : new byte[0]);
        }
        return packed;
    }

    private record Read(Optional<DirectionFinding> finding, Optional<String> skipped) {

        static Read of(PairAttention pair, ViewedModel model) {
            return new Read(pair.skipped().isPresent() ? Optional.empty() : Optional.of(DirectionFinding.read(pair, model)),
                pair.skipped());
        }
    }

    private List<Read> directions(int model, List<SentencePair> pairs) {
        return readers.get(model).read(pairs, (i, pair) -> Read.of(pair, models.get(model)));
    }

    private static List<SentencePair> turned(List<SentencePair> pairs) {
        return pairs.stream().map(SentencePair::swapped).toList();
    }

    private PairFinding oneWay(SentencePair pair, DirectionFinding found) {
        List<ScoredLink> links =
            found.scores().scoredLinks().stream().filter(link -> link.score() >= threshold).toList();
        return new PairFinding(links, score(SentenceScorer.score(pair, links, found.scores())), Optional.empty(),
            new MatrixBytes().append(found.chosen()).deflated(), new MatrixBytes().append(found.layers()).deflated());
    }

    private PairFinding twoWay(SentencePair pair, DirectionFinding ahead, DirectionFinding back) {
        DirectionScores forward = ahead.scores();
        DirectionScores reverse = back.scores().swapped();
        List<ScoredLink> links = TwoWayLinks.combine(forward, reverse, combination.orElseThrow());
        TwoWayLinks.Fused fused = TwoWayLinks.fused(forward, reverse, combination.orElseThrow());
        MatrixBytes chosen = new MatrixBytes().shape(fused.targets(), fused.sources(), 0).matrix(fused.shares(), fused.targets(),
            fused.sources(), links.stream().map(ScoredLink::link).toList());
        chosen.append(ahead.chosen()).append(back.chosen());
        return new PairFinding(links, score(SentenceScorer.score(pair, links, forward, reverse)), Optional.empty(),
            chosen.deflated(), new MatrixBytes().append(ahead.layers()).append(back.layers()).deflated());
    }

    private static OptionalDouble score(Optional<SentenceScores> scores) {
        return scores.isPresent() ? OptionalDouble.of(scores.get().score()) : OptionalDouble.empty();
    }

    /** Frees the models' native memory. Closing again does nothing. */
    @Override
    public void close() {
        try {
            readers.get(0).close();
        } finally {
            readers.subList(1, readers.size()).forEach(AttentionReader::close);
        }
    }
}
