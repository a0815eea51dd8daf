package io.github.normalign.model;

import com.google.common.base.Throwables;
import com.google.common.util.concurrent.Uninterruptibles;
import io.github.normalign.corpus.SegmentedText;
import io.github.normalign.corpus.SentencePair;
import io.github.normalign.error.ModelException;
import io.github.normalign.tokenizer.PairTokenizer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/**
 * Reads the cross-attention of sentence pairs: words to pieces, batches of like length, forced decoding.
 *
 * <p>Holds native memory: close it. Safe for use by several threads; reading after closing is an {@link IllegalStateException}.
 */
public final class AttentionReader implements AutoCloseable {

    private final BatchedReading.Model model;
    private final boolean ownThreads;

    private AttentionReader(BatchedReading.Model model, boolean ownThreads) {
        this.model = model;
        this.ownThreads = ownThreads;
    }

    /**
     * What is made of one pair's attention.
     *
     * @param <R> the result
     */
    @FunctionalInterface
    public interface PairUse<R> {

        /**
         * Makes a result; called by several threads at a time.
         *
         * @param pair the pair's position in the list that is read
         * @param attention its attention, or why there is none
         * @return the result
         */
        R apply(int pair, PairAttention attention);
    }

    /**
     * Opens a model's tokenizers and graphs and lets the graphs check themselves.
     *
     * @param directory the model
     * @param options layers, measures, device, threads
     * @return the reader
     * @throws ModelException if a file cannot be used, a layer does not exist, the self-check fails, or the device is not there
     */
    public static AttentionReader open(ModelDirectory directory, ReaderOptions options) {
        return new AttentionReader(model(directory, options, ReaderThreads.of(options.threads())), true);
    }

    /**
     * Opens a model that shares threads with others.
     *
     * @param directory the model
     * @param options layers, measures, device; their number of threads is not used
     * @param threads what to run on; close them before the reader
     * @return the reader
     * @throws ModelException if a file cannot be used, a layer does not exist, the self-check fails, or the device is not there
     */
    public static AttentionReader open(ModelDirectory directory, ReaderOptions options, ReaderThreads threads) {
        return new AttentionReader(model(directory, options, threads), false);
    }

    private static BatchedReading.Model model(ModelDirectory directory, ReaderOptions options, ReaderThreads threads) {
        ModelParts parts = ModelParts.read(directory);
        // Before ONNX Runtime maps the files: what is written into them from here on is noticed.
        ModelStamps stamps = ModelStamps.of(directory.path(), directory.graphFiles());
        ForcedDecoder decoder = ForcedDecoder.open(directory, parts, options);
        return new BatchedReading.Model(directory, options.batch(), parts.tokenizer(), decoder, threads, stamps);
    }

    /**
     * The model that is read.
     *
     * @return its directory
     */
    public ModelDirectory directory() {
        return model.directory();
    }

    /**
     * How words become what the model reads, for those who want to show pieces.
     *
     * @return the tokenizers of both sides
     */
    public PairTokenizer tokenizer() {
        return model.tokenizer();
    }

    /**
     * Where the graphs really run.
     *
     * @return cpu or cuda, never auto, and what was tried before, if anything
     */
    public OpenedDevice device() {
        return model.decoder().device();
    }

    /**
     * What the check at opening found.
     *
     * @return the largest difference of each layer from the model's own arithmetic
     */
    public SelfCheck check() {
        return model.decoder().check();
    }

    /**
     * Where the time of all reading so far went.
     *
     * @return nanoseconds by stage, summed over all threads
     */
    public StageTimes times() {
        return model.decoder().clock().times();
    }

    /**
     * Reads the attention of pairs and hands each to a function, which is called on the threads that read, as soon as the
     * pair's batch is done; the attention can be forgotten after it.
     *
     * <p>A pair with more positions than the model has, or for which it gives no finite numbers, or for which there is not enough
     * memory even alone, is handed over as skipped.
     *
     * @param pairs the pairs
     * @param use what to make of each pair's attention; called once a pair, by several threads at a time; once more, as
     *     skipped, for a pair where it fails for lack of memory
     * @param <R> what it makes
     * @return the results, in the order of the pairs
     * @throws ModelException if ONNX Runtime fails on a batch
     */
    public <R> List<R> read(List<SentencePair> pairs, PairUse<R> use) {
        return results(start(pairs, use));
    }

    /**
     * Begins to read as {@link #read} does, and does not wait: several lists of pairs under way keep every thread at work. No
     * batch is begun any more once the result is cancelled.
     *
     * @param pairs the pairs; not to be changed before they are read
     * @param use what to make of each pair's attention; called once a pair, by several threads at a time
     * @param <R> what it makes
     * @return the results to come, in the order of the pairs; fails only when no batch of these pairs runs any more
     * @throws IllegalStateException if the reader is closed, or being closed
     */
    public <R> CompletableFuture<List<R>> start(List<SentencePair> pairs, PairUse<R> use) {
        return BatchedReading.start(model, pairs, use);
    }

    /**
     * Waits for what {@link #start} began.
     *
     * @param reading what it gave
     * @param <R> what the results are
     * @return the results
     * @throws ModelException if ONNX Runtime failed on a batch
     * @throws java.util.concurrent.CancellationException if the reading was cancelled
     */
    public static <R> R results(Future<R> reading) {
        try {
            return Uninterruptibles.getUninterruptibly(reading);
        } catch (ExecutionException e) {
            Throwables.throwIfUnchecked(e.getCause());
            throw new IllegalStateException("a batch cannot fail with a checked exception", e.getCause());
        }
    }

    /**
     * How the source pieces of words are spelled.
     *
     * @param text a source sentence and its words' places
     * @return the pieces of each word; empty if the model's tokenizer cannot tell
     */
    public Optional<List<List<String>>> sourceSpellings(SegmentedText text) {
        return model.tokenizer().source().spellings(text);
    }

    /**
     * How the target pieces of words are spelled.
     *
     * @param text a target sentence and its words' places
     * @return the pieces of each word; empty if the model's tokenizer cannot tell
     */
    public Optional<List<List<String>>> targetSpellings(SegmentedText text) {
        return model.tokenizer().target().spellings(text);
    }

    /**
     * Waits for every reading that has begun, then frees the model's native memory; a reading that is to begin later is refused
     * with an {@link IllegalStateException}. Closing again does nothing.
     */
    @Override
    public void close() {
        if (ownThreads) {
            // Freeing a session while a run is in it would crash the process.
            model.threads().close();
        }
        model.decoder().close();
    }
}
