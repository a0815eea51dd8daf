package io.github.normalign;

import io.github.normalign.model.AttentionReader;
import java.util.List;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/** Pairs that are being aligned: the runs that must end first, and where the results then lie, in the order of the pairs. */
record Underway(List<Future<?>> runs, Supplier<List<AlignedPair>> aligned) {

    boolean isDone() {
        return runs.stream().allMatch(Future::isDone);
    }

    /** Waits for every run, so that none goes on behind a failure, and throws the first failure. */
    List<AlignedPair> results() {
        RuntimeException failure = null;
        Error error = null;
        for (Future<?> run : runs) {
            try {
                AttentionReader.results(run);
            } catch (RuntimeException e) {
                failure = failure == null ? e : failure;
            } catch (Error e) {
                error = error == null ? e : error;
            }
        }
        if (error != null) {
            throw error;
        }
        if (failure != null) {
            throw failure;
        }
        return aligned.get();
    }

    /** Begins no batch more. */
    void cancel() {
        runs.forEach(run -> run.cancel(false));
    }
}
