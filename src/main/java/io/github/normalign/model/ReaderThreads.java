package io.github.normalign.model;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import com.google.common.util.concurrent.Uninterruptibles;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/**
 * The threads that pairs are tokenised, run and read on. Readers of several models may share them: then the models' batches take
 * turns, and no more of them run at a time than there are threads. Safe for use by several threads.
 */
public final class ReaderThreads implements AutoCloseable {

    private final ExecutorService threads;

    private ReaderThreads(int count) {
        threads = Executors.newFixedThreadPool(count,
            new ThreadFactoryBuilder().setNameFormat("normalign-%d").setDaemon(true).build());
    }

    /**
     * Makes threads.
     *
     * @param count batches run at the same time, at least 1
     * @return the threads; none is started before there is work
     */
    public static ReaderThreads of(int count) {
        return new ReaderThreads(count);
    }

    boolean areClosed() {
        return threads.isShutdown();
    }

    /**
     * Runs a task when a thread is free, in the order of the calls.
     *
     * @throws RejectedExecutionException after closing
     */
    void run(Runnable task) {
        threads.execute(task);
    }

    /** Waits for all that was given to the threads; close the readers that share them after this. Closing again does nothing. */
    @Override
    public void close() {
        threads.shutdown();
        Uninterruptibles.awaitTerminationUninterruptibly(threads);
    }
}
