package io.github.normalign.model;

import io.github.normalign.corpus.SegmentedText;
import io.github.normalign.corpus.SentencePair;
import io.github.normalign.tokenizer.PairTokenizer;
import io.github.normalign.tokenizer.PieceTokenizer;
import io.github.normalign.tokenizer.Pieces;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One list of pairs on its way through a model: a first task makes pieces and batches of it, each batch is a task of its own, and
 * the last of them to end hands over the results. After a failure, or once nobody wants the results, no batch is begun; those that
 * run are waited for, because a run of ONNX Runtime cannot be stopped.
 *
 * @param <R> what is made of a pair's attention
 */
final class BatchedReading<R> {

    /** What a list of pairs goes through. */
    record Model(ModelDirectory directory, int batch, PairTokenizer tokenizer, ForcedDecoder decoder, ReaderThreads threads,
            ModelStamps stamps) {
    }

    private final Model model;
    private final List<SentencePair> pairs;
    private final AttentionReader.PairUse<R> use;
    private final Object[] results;
    private final List<PiecePair> pieces = new ArrayList<>();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final AtomicInteger tasks = new AtomicInteger(1);
    private final CompletableFuture<List<R>> done = new CompletableFuture<>();

    private BatchedReading(Model model, List<SentencePair> pairs, AttentionReader.PairUse<R> use) {
        this.model = model;
        this.pairs = pairs;
        this.use = use;
        this.results = new Object[pairs.size()];
    }

    /** Begins; what comes out is complete when no task is left, and fails with what the first task failed with. */
    static <R> CompletableFuture<List<R>> start(Model model, List<SentencePair> pairs, AttentionReader.PairUse<R> use) {
        if (!model.threads().begin()) {
            throw new IllegalStateException("the model in " + model.directory().path() + " is closed");
        }
        BatchedReading<R> reading = new BatchedReading<>(model, pairs, use);
        reading.submit(reading::prepare);
        return reading.done;
    }

    private void submit(Runnable work) {
        model.threads().run(() -> attempt(work));
    }

    private void attempt(Runnable work) {
        try {
            if (failure.get() == null && !done.isDone()) {
                work.run();
            }
        } catch (RuntimeException | Error e) {
            // Thrown again where the results are asked for.
            failure.compareAndSet(null, e);
        } finally {
            end();
        }
    }

    @SuppressWarnings("unchecked")
    private void end() {
        if (tasks.decrementAndGet() > 0) {
            return;
        }
        try {
            if (failure.get() == null && !done.isDone()) {
                model.stamps().requireUnchanged();
            }
        } catch (RuntimeException | Error e) {
            failure.set(e);
        }
        try {
            if (failure.get() != null) {
                done.completeExceptionally(failure.get());
            } else {
                // Every element was made by the use, and is seen here: each task counted down after it had written.
                done.complete((List<R>) Arrays.asList(results));
            }
        } finally {
            model.threads().end();
        }
    }

    private void prepare() {
        long start = System.nanoTime();
        List<PiecePair> run = new ArrayList<>();
        List<Integer> positions = new ArrayList<>();
        for (int i = 0; i < pairs.size(); i++) {
            SentencePair words = pairs.get(i);
            PiecePair pair = new PiecePair(pieces(model.tokenizer().source(), words.source(), words.sourceText()),
                pieces(model.tokenizer().target(), words.target(), words.targetText()), model.tokenizer().frame());
            pieces.add(pair);
            Optional<String> obstacle = obstacle(pair);
            if (obstacle.isPresent()) {
                results[i] = use.apply(i, new PairAttention(pair, Optional.empty(), obstacle));
            } else {
                run.add(pair);
                positions.add(i);
            }
        }
        List<int[]> groups = Batches.of(run, model.batch());
        model.decoder().clock().tokenised(start);
        tasks.addAndGet(groups.size());
        for (int[] group : groups) {
            submit(() -> read(Arrays.stream(group).map(positions::get).toArray()));
        }
    }

    private static Pieces pieces(PieceTokenizer side, List<String> words, Optional<SegmentedText> text) {
        return text.map(side::encode).orElseGet(() -> side.encode(words));
    }

    private void read(int[] batch) {
        List<DecodedPair> decoded;
        try {
            decoded = model.threads().together(() -> run(batch));
        } catch (NoMemoryException | OutOfMemoryError shortage) {
            readSmaller(batch);
            return;
        }
        use(batch, decoded);
    }

    /** Halves a batch that memory was too short for; a pair that is alone is tried once more while nothing else runs. */
    private void readSmaller(int[] batch) {
        if (batch.length > 1) {
            read(Arrays.copyOf(batch, batch.length / 2));
            read(Arrays.copyOfRange(batch, batch.length / 2, batch.length));
            return;
        }
        List<DecodedPair> decoded;
        try {
            decoded = model.threads().alone(() -> run(batch));
        } catch (NoMemoryException | OutOfMemoryError shortage) {
            skip(batch[0]);
            return;
        }
        use(batch, decoded);
    }

    private List<DecodedPair> run(int[] batch) {
        return model.decoder().run(Arrays.stream(batch).mapToObj(pieces::get).toList());
    }

    private void use(int[] batch, List<DecodedPair> decoded) {
        long start = System.nanoTime();
        for (int k = 0; k < batch.length; k++) {
            try {
                results[batch[k]] = use.apply(batch[k], new PairAttention(pieces.get(batch[k]),
                    Optional.of(decoded.get(k).attention()), Optional.empty(), decoded.get(k).logProbability()));
            } catch (OutOfMemoryError shortage) {
                skip(batch[k]);
            }
        }
        model.decoder().clock().used(start);
    }

    private void skip(int position) {
        PiecePair pair = pieces.get(position);
        results[position] = use.apply(position, new PairAttention(pair, Optional.empty(), Optional.of("there is not enough"
            + " memory for its " + pair.columns() + " source and " + pair.rows() + " target pieces, even with nothing else"
            + " running")));
    }

    private Optional<String> obstacle(PiecePair pair) {
        int limit = model.directory().config().maxPositions().orElse(Batches.MOST_POSITIONS);
        String whose = model.directory().config().maxPositions().isPresent() ? "the model's limit is " : "the limit is ";
        if (pair.columns() > limit) {
            return Optional.of(pair.columns() + " source pieces with </s>, " + whose + limit);
        }
        if (pair.rows() > limit) {
            return Optional.of(pair.rows() + " target pieces with the start piece, " + whose + limit);
        }
        return Optional.empty();
    }
}
