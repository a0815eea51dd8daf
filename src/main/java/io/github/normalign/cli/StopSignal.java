package io.github.normalign.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets work end in order when the process is told to end, by SIGTERM or Ctrl-C: batches that run are run to their end, what is not
 * begun is dropped, what is done is written, and only then the process ends, with the exit code of the signal.
 */
final class StopSignal implements AutoCloseable {

    /** How long the process waits at most, for the batches that run: they cannot be stopped. */
    private static final long SECONDS = 20;

    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook = new Thread(this::stop, "normalign-stop");
    private volatile boolean received;
    private volatile Runnable action;

    StopSignal() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** What makes the work end soon; called on another thread, and at once if the signal is there already. */
    void onStop(Runnable ending) {
        action = ending;
        if (received) {
            ending.run();
        }
    }

    boolean isReceived() {
        return received;
    }

    private void stop() {
        received = true;
        Runnable ending = action;
        if (ending == null) {
            // The work has not begun: nothing is lost if the process ends now.
            return;
        }
        ending.run();
        try {
            ended.await(SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The work has ended: the process need not wait any more. */
    @Override
    public void close() {
        ended.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending, and the hook has waited for this call.
            received = true;
        }
    }
}
