package io.github.normalign.model;

import com.google.common.util.concurrent.Monitor;
import com.google.common.util.concurrent.ThreadFactoryBuilder;
import com.google.common.util.concurrent.Uninterruptibles;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * The threads that pairs are tokenised, run and read on. Readers of several models may share them: then the models' batches take
 * turns, and no more of them run at a time than there are threads. Safe for use by several threads.
 */
public final class ReaderThreads implements AutoCloseable {

    private final ExecutorService threads;
    private final Monitor monitor = new Monitor();
    private final Monitor.Guard idle = monitor.newGuard(() -> readings() == 0);
    private final ReadWriteLock memory = new ReentrantReadWriteLock();
    private long readings;
    private boolean closed;

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

    private long readings() {
        return readings;
    }

    /** Notes that a reading begins, whose tasks will be run to its end; false once closing has begun. */
    boolean begin() {
        monitor.enter();
        try {
            if (!closed) {
                readings++;
            }
            return !closed;
        } finally {
            monitor.leave();
        }
    }

    /** Notes that a reading that began has ended. */
    void end() {
        monitor.enter();
        try {
            readings--;
        } finally {
            monitor.leave();
        }
    }

    /** Runs a task of a reading that began, when a thread is free, in the order of the calls. */
    void run(Runnable task) {
        threads.execute(task);
    }

    /** Runs a batch, on the calling thread and beside others. */
    <R> R together(Supplier<R> batch) {
        return locked(memory.readLock(), batch);
    }

    /** Runs a batch, on the calling thread, while no other one runs: it has the memory for itself. */
    <R> R alone(Supplier<R> batch) {
        return locked(memory.writeLock(), batch);
    }

    private static <R> R locked(Lock lock, Supplier<R> batch) {
        lock.lock();
        try {
            return batch.get();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for every reading that has begun; later ones are refused. Close the readers that share the threads after this. Closing
     * again does nothing. Not to be called on one of these threads, which would wait for itself.
     */
    @Override
    public void close() {
        monitor.enter();
        closed = true;
        monitor.leave();
        monitor.enterWhenUninterruptibly(idle);
        monitor.leave();
        threads.shutdown();
        Uninterruptibles.awaitTerminationUninterruptibly(threads);
    }
}
