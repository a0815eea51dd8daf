package io.github.normalign;

import com.google.common.collect.ImmutableSortedSet;
import com.google.common.collect.Streams;
import io.github.normalign.attention.Measure;
import io.github.normalign.corpus.SentencePair;
import io.github.normalign.corpus.SegmentedText;
import io.github.normalign.error.ModelException;
import io.github.normalign.format.AlignedLine;
import io.github.normalign.format.AlignmentMethod;
import io.github.normalign.model.AttentionReader;
import io.github.normalign.model.ModelDirectory;
import io.github.normalign.model.OpenedDevice;
import io.github.normalign.model.ReaderOptions;
import io.github.normalign.model.ReaderThreads;
import io.github.normalign.model.StageTimes;
import io.github.normalign.words.AlignmentSetting;
import io.github.normalign.words.TwoWaySetting;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Aligns the words of sentence pairs with a translation model, or with two of opposite directions: open once, align many, close.
 *
 * <pre>{@code
 * try (WordAligner aligner = WordAligner.open(Path.of("onnx-models/en-pt"), Path.of("onnx-models/pt-en"))) {
 *     AlignedPair aligned = aligner.align(SentencePair.of("the white house", "a casa branca"));
 *     System.out.println(aligned.alignment());   // 0-0 1-2 2-1
 * }
 * }</pre>
 *
 * <p>The given target is not translated anew: encoder and decoder run once over the pair (forced decoding), the cross-attention
 * of one decoder layer is read by weights or norms, and every target word links to the source word it attends to most; or both
 * directions are read and combined, which aligns better. Nothing is trained. Word indices count from 0, layers and heads from 1.
 *
 * <p>Holds native memory: close it. Safe for use by several threads, {@link #close()} too.
 */
public final class WordAligner implements AutoCloseable {

    private final PairAligner aligner;
    private final int threads;

    private WordAligner(PairAligner aligner, int threads) {
        this.aligner = aligner;
        this.threads = threads;
    }

    /**
     * Opens a model directory with the setting it carries.
     *
     * @param model a directory with the ONNX graphs, configuration and tokenizer files
     * @return the aligner
     * @throws ModelException if the directory cannot be used, or names no setting
     */
    public static WordAligner open(Path model) {
        return open(model, AlignerOptions.DEFAULT);
    }

    /**
     * Opens a model directory.
     *
     * @param model a directory with the ONNX graphs, configuration and tokenizer files
     * @param options setting, device, threads, batch size
     * @return the aligner
     * @throws ModelException if the directory cannot be used, the setting names a layer or head the model does not have, or
     *     neither options nor directory name a setting
     * @throws IllegalArgumentException if the options have a setting for two models
     */
    public static WordAligner open(Path model, AlignerOptions options) {
        return open(ModelDirectory.open(model), options);
    }

    /**
     * Opens a model whose directory was opened already: how to choose languages of a model that knows many, or one of several
     * precisions.
     *
     * <pre>{@code
     * ModelChoice choice = new ModelChoice(Optional.of("quantized"), Languages.of("eng_Latn", "por_Latn"));
     * WordAligner.open(ModelDirectory.open(Path.of("nllb"), choice), options);
     * }</pre>
     *
     * @param directory the model
     * @param options setting, device, threads, batch size
     * @return the aligner
     * @throws ModelException if the model cannot be used, the setting names a layer or head the model does not have, or
     *     neither options nor directory name a setting
     * @throws IllegalArgumentException if the options have a setting for two models
     */
    public static WordAligner open(ModelDirectory directory, AlignerOptions options) {
        if (options.twoWaySetting().isPresent()) {
            throw new IllegalArgumentException("a setting for two models was given, but one model");
        }
        AlignmentSetting setting = options.setting().or(directory::setting).orElseThrow(() -> new ModelException(
            directory.path() + " has no setting in " + ModelDirectory.PROFILE + ", and none was given: which layer and head aligns"
                + " best differs from model to model; measure it on gold, then name layer, heads, measure, reading and rule"));
        AttentionReader reader = AttentionReader.open(directory, readerOptions(directory, setting, options));
        return new WordAligner(new OneWayAligner(reader, setting, options.threshold(), options.logProbabilities()),
            options.threads());
    }

    /**
     * Opens two model directories of opposite directions with the setting the first carries for the two.
     *
     * @param model the model from source to target
     * @param reverseModel the model from target to source
     * @return the aligner
     * @throws ModelException if a directory cannot be used, or the first has no setting for this pair of models
     */
    public static WordAligner open(Path model, Path reverseModel) {
        return open(model, reverseModel, AlignerOptions.DEFAULT);
    }

    /**
     * Opens two model directories of opposite directions.
     *
     * @param model the model from source to target
     * @param reverseModel the model from target to source
     * @param options setting for the two, device, threads, batch size
     * @return the aligner
     * @throws ModelException if a directory cannot be used, the setting names a layer or head its model does not have, or
     *     neither options nor the first directory name a setting for the two
     * @throws IllegalArgumentException if the options have a setting or a threshold for one model
     */
    public static WordAligner open(Path model, Path reverseModel, AlignerOptions options) {
        return open(ModelDirectory.open(model), ModelDirectory.open(reverseModel), options);
    }

    /**
     * Opens two models whose directories were opened already. They may be the same directory opened for two directions, if its
     * model knows both languages.
     *
     * @param forward the model from source to target
     * @param reverse the model from target to source
     * @param options setting for the two, device, threads, batch size
     * @return the aligner
     * @throws ModelException if a model cannot be used, the setting names a layer or head its model does not have, or
     *     neither options nor the first directory name a setting for the two
     * @throws IllegalArgumentException if the options have a setting or a threshold for one model
     */
    public static WordAligner open(ModelDirectory forward, ModelDirectory reverse, AlignerOptions options) {
        if (options.setting().isPresent() || options.threshold() > 0) {
            throw new IllegalArgumentException("a setting or threshold for one model was given, but two models; a setting for two"
                + " holds both directions' and the threshold");
        }
        TwoWaySetting setting = options.twoWaySetting().or(() -> forward.setting(reverse)).orElseThrow(() -> new ModelException(
            forward.path() + " has no setting for " + reverse.path() + " as its reverse model in " + ModelDirectory.PROFILE
                + ", and none was given: 'normalign select' finds one, without gold"));
        ReaderThreads threads = ReaderThreads.of(options.threads());
        AttentionReader ahead = AttentionReader.open(forward, readerOptions(forward, setting.forward(), options), threads);
        boolean opened = false;
        try {
            AttentionReader back = AttentionReader.open(reverse, readerOptions(reverse, setting.reverse(), options), threads);
            opened = true;
            return new WordAligner(new TwoWayAligner(ahead, back, setting, threads, options.logProbabilities()),
                options.threads());
        } finally {
            if (!opened) {
                ahead.close();
            }
        }
    }

    private static ReaderOptions readerOptions(ModelDirectory directory, AlignmentSetting setting, AlignerOptions options) {
        setting.obstacle(directory.config().layers(), directory.config().heads()).ifPresent(obstacle -> {
            throw new ModelException(directory.path() + " cannot be read by " + setting + ": " + obstacle);
        });
        boolean norms = setting.measure() == Measure.NORM;
        if (norms && options.weightsOnly()) {
            throw new IllegalArgumentException(
                "only weights may be read, but the setting for " + directory.path() + " reads norms");
        }
        return new ReaderOptions(ImmutableSortedSet.of(setting.layer()), setting.heads(), norms, options.device(),
            options.threads(), options.batch(), options.weightsOnly(), options.precision(), options.logProbabilities());
    }

    /**
     * Aligns one pair.
     *
     * @param pair source and target words
     * @return links with scores, or the reason why the pair was skipped: it is longer than a model's limit, a model gives no finite
     *     numbers for it, or there is not enough memory for it
     * @throws ModelException if ONNX Runtime fails, or the model's files were written to since it was opened
     * @throws IllegalStateException if the aligner is closed, or being closed
     */
    public AlignedPair align(SentencePair pair) {
        return align(List.of(pair)).get(0);
    }

    /**
     * Aligns many pairs, in batches of like length on several threads.
     *
     * @param pairs any number of pairs; all results are held in memory, so give a large corpus as an iterator
     * @return one result a pair, in the same order
     * @throws ModelException if ONNX Runtime fails, or the model's files were written to since it was opened
     * @throws IllegalStateException if the aligner is closed, or being closed
     */
    public List<AlignedPair> align(List<SentencePair> pairs) {
        Distinct distinct = Distinct.of(pairs);
        return distinct.all(start(distinct.pairs()).results());
    }

    /**
     * Aligns any number of pairs in constant memory: reads some thousand pairs ahead, on the thread that takes the results, and
     * keeps all threads at work meanwhile.
     *
     * <pre>{@code
     * try (Stream<AlignedPair> aligned = aligner.align(pairs.iterator())) {
     *     aligned.forEach(pair -> System.out.println(pair.alignment()));
     * }
     * }</pre>
     *
     * @param pairs the pairs; what reading them throws is thrown behind the results of the pairs before it
     * @return one result a pair, in the same order, made as they are taken; {@link ModelException} where ONNX Runtime fails.
     *     Close the stream if it is not read to its end, or batches go on that nobody waits for
     */
    public Stream<AlignedPair> align(Iterator<SentencePair> pairs) {
        AlignmentParts<SentencePair> parts = new AlignmentParts<>(this, pairs, Optional::of, 0);
        return Streams.stream(parts).onClose(parts::close).flatMap(part -> part.stream().map(item -> item.pair().orElseThrow()));
    }

    /** Begins to align and does not wait. */
    Underway start(List<SentencePair> pairs) {
        return aligner.start(pairs);
    }

    /** Batches run at the same time. */
    int threads() {
        return threads;
    }

    /**
     * Where the model runs.
     *
     * @return the device, and why it is not the GPU where that was tried
     */
    public OpenedDevice device() {
        return aligner.device();
    }

    /**
     * What a model's self-check found and {@link AlignerOptions#weightsOnly()} let pass.
     *
     * @return a sentence with layer and difference; empty if all is well
     */
    public Optional<String> warning() {
        return aligner.warning();
    }

    /**
     * Where the time of all aligning so far went.
     *
     * @return nanoseconds by stage, summed over all threads and both models
     */
    public StageTimes times() {
        return aligner.times();
    }

    /**
     * How links are made: models, setting, what their scores are.
     *
     * @return the method, for words separated by spaces
     */
    public AlignmentMethod method() {
        return aligner.method();
    }

    /**
     * A raw text with its words and their pieces, for {@link AlignedLine}.
     *
     * @param text a source text
     * @return the side, with the pieces of the model from source to target
     */
    public AlignedLine.Side sourceSide(SegmentedText text) {
        return new AlignedLine.Side(text, aligner.forward().sourceSpellings(text));
    }

    /**
     * A raw text with its words and their pieces, for {@link AlignedLine}.
     *
     * @param text a target text
     * @return the side, with the pieces of the model from source to target
     */
    public AlignedLine.Side targetSide(SegmentedText text) {
        return new AlignedLine.Side(text, aligner.forward().targetSpellings(text));
    }

    /**
     * Frees the models' native memory. Calls of {@code align} that other threads have begun are waited for and give their results;
     * later ones, and the next part of a stream, fail with an {@link IllegalStateException}. Closing again does nothing.
     */
    @Override
    public void close() {
        aligner.close();
    }
}
