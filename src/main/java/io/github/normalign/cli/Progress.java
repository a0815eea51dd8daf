package io.github.normalign.cli;

import java.io.PrintWriter;
import java.time.temporal.ChronoUnit;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Progress of long work on stderr: lines done, lines a second, time left where the number of lines is known. Short work shows
 * nothing: a bar that comes and goes only hides messages.
 */
final class Progress implements AutoCloseable {

    /** Below this many lines the work is over before a bar helps. */
    private static final long LONG = 2000;

    private final String task;
    private final long lines;
    private long done;
    private ProgressBar bar;

    /**
     * Announces work.
     *
     * @param task what is done, in a word
     * @param lines how many lines there are, -1 if that is not known
     */
    Progress(String task, long lines) {
        this.task = task;
        this.lines = lines;
    }

    /** Counts lines as done, skipped ones too. */
    void add(long count) {
        done += count;
        if (bar == null && (lines >= LONG || lines < 0 && done >= LONG)) {
            bar = new ProgressBarBuilder().setTaskName(task).setInitialMax(lines).setUpdateIntervalMillis(1000)
                .setStyle(ProgressBarStyle.ASCII).setUnit(" pairs", 1).showSpeed().setSpeedUnit(ChronoUnit.SECONDS)
                .setConsumer(new ConsoleProgressBarConsumer(System.err)).build();
        }
        if (bar != null) {
            bar.stepTo(done);
        }
    }

    /** Prints a message without tearing the bar. */
    void message(PrintWriter err, String text) {
        if (bar != null) {
            err.print("\r\033[K");
        }
        err.println(text);
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
