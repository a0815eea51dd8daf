package io.github.normalign.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Progress of long work on stderr: lines done, lines a second, time left where the number of lines is known. A bar on a terminal;
 * elsewhere, such as in a log, a plain line now and then without control characters. Short work shows nothing, unless it turns out
 * to be slow: a bar that comes and goes only hides messages.
 */
final class Progress implements AutoCloseable {

    /** Below this many lines the work is over before a bar helps. */
    static final long LONG = 2000;
    /** Between two plain lines. */
    private static final Duration PAUSE = Duration.ofSeconds(10);

    /** Where a bar would be drawn; {@code bar} is asked only for long work and gives null where stderr is no terminal. */
    record Display(PrintWriter messages, LongSupplier nanoseconds, Supplier<ProgressBarConsumer> bar) {

        /** Messages only: without a bar, and with a clock that stands still no line is ever due. */
        static Display quiet(PrintWriter messages) {
            return new Display(messages, () -> 0, () -> null);
        }
    }

    private final String task;
    private final long lines;
    private final Display display;
    private final long start;
    private long done;
    private long before;
    private long empty;
    private boolean shown;
    private ProgressBar bar;
    private Duration lastLine = Duration.ZERO;

    /**
     * Announces work and starts the clock.
     *
     * @param task what is done, in a word
     * @param lines how many lines there are, -1 if that is not known
     * @param command whose work it is: messages go to its stderr, progress nowhere if it is to be quiet
     */
    Progress(String task, long lines, CommandSpec command) {
        this(task, lines, Main.isQuiet(command) ? Display.quiet(command.commandLine().getErr())
            : new Display(command.commandLine().getErr(), System::nanoTime,
                () -> stderrIsTerminal() ? new ConsoleProgressBarConsumer(System.err) : null));
    }

    Progress(String task, long lines, Display display) {
        this.task = task;
        this.lines = lines;
        this.display = display;
        this.start = display.nanoseconds().getAsLong();
        show(lines >= LONG);
    }

    /** Counts lines that another run has done: they take part in what is left, and not in the speed. */
    void resume(long count) {
        before = count;
        done = count;
    }

    /** Counts a line, of those that are done, that was left empty because something is wrong with it. */
    void leftEmpty() {
        empty++;
    }

    /** Counts lines as done, skipped ones too. */
    void add(long count) {
        done += count;
        show(lines < 0 ? done >= LONG : done < lines && elapsed().compareTo(PAUSE) >= 0);
        if (bar != null) {
            bar.stepTo(done);
        } else if (shown && elapsed().minus(lastLine).compareTo(PAUSE) >= 0) {
            lastLine = elapsed();
            display.messages().println(line(task, new Count(before, done, lines, empty), elapsed()));
            display.messages().flush();
        }
    }

    /** Prints a message without tearing the bar. */
    void message(String text) {
        if (bar != null) {
            // There is a bar on terminals only.
            TerminalWriter.of(display.messages()).clearLine();
        }
        display.messages().println(text);
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }

    private void show(boolean now) {
        if (shown || !now) {
            return;
        }
        shown = true;
        ProgressBarConsumer consumer = display.bar().get();
        if (consumer != null) {
            // The bar measures speed from where it starts: what is done by now took the time that is over by now.
            bar = new ProgressBarBuilder().setTaskName(task).setInitialMax(lines).startsFrom(done, elapsed())
                .setUpdateIntervalMillis(1000).setStyle(ProgressBarStyle.ASCII).setUnit(" pairs", 1).showSpeed()
                .setSpeedUnit(ChronoUnit.SECONDS).setConsumer(consumer).build();
        }
    }

    private Duration elapsed() {
        return Duration.ofNanos(display.nanoseconds().getAsLong() - start);
    }

    /**
     * Lines.
     *
     * @param before those that another run has done
     * @param done those, and what this one has done
     * @param all how many there are; -1 if that is not known
     * @param empty those of this run that were left empty because something is wrong with them
     */
    record Count(long before, long done, long all, long empty) {
    }

    /** A plain line, such as {@code normalign: align: 500 of 2000 pairs (25 %), 50 pairs/s, 30 s left, 2 lines left empty}. */
    static String line(String task, Count count, Duration elapsed) {
        double speed = (count.done() - count.before()) / (elapsed.toNanos() / 1e9);
        String rate = String.format(Locale.ROOT, speed < 10 ? "%.1f pairs/s" : "%.0f pairs/s", speed);
        String empty = count.empty() == 0 ? "" : ", " + count.empty() + (count.empty() == 1 ? " line" : " lines") + " left empty";
        if (count.all() < 0) {
            return "normalign: " + task + ": " + count.done() + " pairs, " + rate + empty;
        }
        return "normalign: " + task + ": " + count.done() + " of " + count.all() + " pairs (" + 100 * count.done() / count.all()
            + " %), " + rate + ", " + time(Math.round((count.all() - count.done()) / speed)) + " left" + empty;
    }

    private static String time(long seconds) {
        if (seconds >= 3600) {
            return seconds / 3600 + " h " + seconds / 60 % 60 + " min";
        }
        return seconds >= 60 ? seconds / 60 + " min " + seconds % 60 + " s" : seconds + " s";
    }

    /**
     * Java tells of stdin and stdout together only, and stdout is usually redirected here; so the shell is asked about stderr.
     * Where there is none, on Windows, Java's answer must do.
     */
    private static boolean stderrIsTerminal() {
        try {
            return new ProcessBuilder("sh", "-c", "test -t 2").inheritIO().start().waitFor() == 0;
        } catch (IOException noShell) {
            return System.console() != null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
