package io.github.normalign.model;

import com.google.common.base.Throwables;
import com.google.common.util.concurrent.ThreadFactoryBuilder;
import com.google.common.util.concurrent.Uninterruptibles;
import io.github.normalign.attention.CrossAttention;
import io.github.normalign.corpus.SegmentedText;
import io.github.normalign.corpus.SentencePair;
import io.github.normalign.error.ModelException;
import io.github.normalign.tokenizer.PairTokenizer;
import io.github.normalign.tokenizer.PieceTokenizer;
import io.github.normalign.tokenizer.Pieces;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;

/**
 * Reads the cross-attention of sentence pairs: words to pieces, batches of like length, forced decoding.
 *
 * <p>Holds native memory: close it. Safe for use by several threads; reading after closing is an {@link IllegalStateException}.
 */
public final class AttentionReader implements AutoCloseable {

    private final ModelDirectory directory;
    private final ReaderOptions options;
    private final PairTokenizer tokenizer;
    private final ForcedDecoder decoder;
    private final ExecutorService workers;

    private AttentionReader(ModelDirectory directory, ReaderOptions options, PairTokenizer tokenizer, ForcedDecoder decoder) {
        this.directory = directory;
        this.options = options;
        this.tokenizer = tokenizer;
        this.decoder = decoder;
        this.workers = Executors.newFixedThreadPool(options.threads(),
            new ThreadFactoryBuilder().setNameFormat("normalign-%d").setDaemon(true).build());
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
        ModelParts parts = ModelParts.read(directory);
        ForcedDecoder decoder = ForcedDecoder.open(directory, parts, options);
        return new AttentionReader(directory, options, parts.tokenizer(), decoder);
    }

    /**
     * The model that is read.
     *
     * @return its directory
     */
    public ModelDirectory directory() {
        return directory;
    }

    /**
     * How words become what the model reads, for those who want to show pieces.
     *
     * @return the tokenizers of both sides
     */
    public PairTokenizer tokenizer() {
        return tokenizer;
    }

    /**
     * Where the graphs really run.
     *
     * @return cpu or cuda, never auto, and what was tried before, if anything
     */
    public OpenedDevice device() {
        return decoder.device();
    }

    /**
     * What the check at opening found.
     *
     * @return the largest difference of each layer from the model's own arithmetic
     */
    public SelfCheck check() {
        return decoder.check();
    }

    /**
     * Reads the attention of pairs and hands each to a function, which is called on the threads that read, as soon as the
     * pair's batch is done; the attention can be forgotten after it.
     *
     * <p>A pair with more positions than the model has, or for which it gives no finite numbers, is handed over as skipped.
     *
     * @param pairs the pairs
     * @param use what to make of each pair's attention; called once a pair, by several threads at a time
     * @param <R> what it makes
     * @return the results, in the order of the pairs
     * @throws ModelException if ONNX Runtime fails on a batch
     */
    public <R> List<R> read(List<SentencePair> pairs, PairUse<R> use) {
        if (workers.isShutdown()) {
            throw new IllegalStateException("the model in " + directory.path() + " is closed");
        }
        List<PiecePair> pieces = new ArrayList<>(pairs.size());
        for (SentencePair pair : pairs) {
            pieces.add(new PiecePair(pieces(tokenizer.source(), pair.source(), pair.sourceText()),
                pieces(tokenizer.target(), pair.target(), pair.targetText()), tokenizer.frame()));
        }
        List<R> results = new ArrayList<>(Collections.nCopies(pairs.size(), null));
        List<PiecePair> run = new ArrayList<>();
        List<Integer> positions = new ArrayList<>();
        for (int i = 0; i < pieces.size(); i++) {
            Optional<String> obstacle = obstacle(pieces.get(i));
            if (obstacle.isPresent()) {
                results.set(i, use.apply(i, new PairAttention(pieces.get(i), Optional.empty(), obstacle)));
            } else {
                run.add(pieces.get(i));
                positions.add(i);
            }
        }
        List<Future<?>> batches = new ArrayList<>();
        AtomicBoolean failed = new AtomicBoolean();
        for (int[] group : Batches.of(run, options.batch())) {
            submit(batches, () -> {
                // Not cancelled from outside: a run of ONNX Runtime cannot be stopped, and must be waited for.
                if (failed.get()) {
                    return;
                }
                boolean done = false;
                try {
                    readBatch(group, run, (k, pair) -> results.set(positions.get(k), use.apply(positions.get(k), pair)));
                    done = true;
                } finally {
                    failed.compareAndSet(false, !done);
                }
            });
        }
        finish(batches);
        return results;
    }

    /**
     * How the source pieces of words are spelled.
     *
     * @param text a source sentence and its words' places
     * @return the pieces of each word; empty if the model's tokenizer cannot tell
     */
    public Optional<List<List<String>>> sourceSpellings(SegmentedText text) {
        return tokenizer.source().spellings(text);
    }

    /**
     * How the target pieces of words are spelled.
     *
     * @param text a target sentence and its words' places
     * @return the pieces of each word; empty if the model's tokenizer cannot tell
     */
    public Optional<List<List<String>>> targetSpellings(SegmentedText text) {
        return tokenizer.target().spellings(text);
    }

    private static Pieces pieces(PieceTokenizer side, List<String> words, Optional<SegmentedText> text) {
        return text.map(side::encode).orElseGet(() -> side.encode(words));
    }

    private void submit(List<Future<?>> batches, Runnable batch) {
        try {
            batches.add(workers.submit(batch));
        } catch (RejectedExecutionException e) {
            finish(batches);
            throw new IllegalStateException("the model in " + directory.path() + " was closed", e);
        }
    }

    private void readBatch(int[] group, List<PiecePair> run, BiConsumer<Integer, PairAttention> use) {
        List<PiecePair> batch = new ArrayList<>(group.length);
        for (int member : group) {
            batch.add(run.get(member));
        }
        List<CrossAttention> attention = decoder.run(batch);
        for (int k = 0; k < group.length; k++) {
            use.accept(group[k], new PairAttention(batch.get(k), Optional.of(attention.get(k)), Optional.empty()));
        }
    }

    /** Waits for every batch, so that none runs on after a failure, and throws the first failure. */
    private static void finish(List<Future<?>> batches) {
        Throwable first = null;
        for (Future<?> batch : batches) {
            try {
                Uninterruptibles.getUninterruptibly(batch);
            } catch (ExecutionException e) {
                first = first == null ? e.getCause() : first;
            }
        }
        if (first != null) {
            Throwables.throwIfUnchecked(first);
            throw new IllegalStateException("a batch cannot fail with a checked exception", first);
        }
    }

    private Optional<String> obstacle(PiecePair pair) {
        int limit = directory.config().maxPositions().orElse(Batches.MOST_POSITIONS);
        String whose = directory.config().maxPositions().isPresent() ? "the model's limit is " : "the limit is ";
        if (pair.columns() > limit) {
            return Optional.of(pair.columns() + " source pieces with </s>, " + whose + limit);
        }
        if (pair.rows() > limit) {
            return Optional.of(pair.rows() + " target pieces with the start piece, " + whose + limit);
        }
        return Optional.empty();
    }

    /** Waits for batches that still run, then frees the model's native memory. Closing again does nothing. */
    @Override
    public void close() {
        workers.shutdown();
        // Freeing a session while a run is in it would crash the process.
        Uninterruptibles.awaitTerminationUninterruptibly(workers);
        decoder.close();
    }
}
