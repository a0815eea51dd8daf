package io.github.normalign.selection;

import com.google.common.base.Throwables;
import com.google.common.util.concurrent.Uninterruptibles;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/** Work on as many threads as were asked for: parallel streams take every core, whatever {@code --threads} says. */
final class Workers {

    private Workers() {
    }

    /**
     * Does work for each number.
     *
     * @param count numbers, from 0
     * @param threads how many are worked on at the same time
     * @param work safe for use by several threads
     * @return the results in order; the first failure is thrown on
     */
    static <R> List<R> map(int count, int threads, IntFunction<R> work) {
        ExecutorService workers = Executors.newFixedThreadPool(threads);
        try {
            List<Future<R>> futures = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int number = i;
                futures.add(workers.submit(() -> work.apply(number)));
            }
            List<R> results = new ArrayList<>();
            for (Future<R> future : futures) {
                results.add(Uninterruptibles.getUninterruptibly(future));
            }
            return results;
        } catch (ExecutionException e) {
            Throwables.throwIfUnchecked(e.getCause());
            throw new IllegalStateException("such work has no checked exceptions", e.getCause());
        } finally {
            workers.shutdownNow();
        }
    }
}
