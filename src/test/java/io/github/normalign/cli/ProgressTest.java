package io.github.normalign.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private final StringWriter err = new StringWriter();
    private final AtomicLong seconds = new AtomicLong(1000);

    private Progress.Display log() {
        return new Progress.Display(new PrintWriter(err), () -> seconds.get() * 1_000_000_000L, () -> null);
    }

    @Test
    void whereStderrIsNoTerminalAPlainLineComesEveryTenSeconds() {
        try (Progress progress = new Progress("align", 4000, log())) {
            for (int i = 0; i < 4; i++) {
                seconds.addAndGet(5);
                progress.add(500);
            }
            progress.message("a message");
        }
        String end = System.lineSeparator();
        assertEquals("normalign: align: 1000 of 4000 pairs (25 %), 100 pairs/s, 30 s left" + end
            + "normalign: align: 2000 of 4000 pairs (50 %), 100 pairs/s, 20 s left" + end + "a message" + end, err.toString());
    }

    @Test
    void linesOfUnknownNumberAreCountedFromTheStartOfTheWork() {
        try (Progress progress = new Progress("align", -1, log())) {
            seconds.addAndGet(100);
            progress.add(1024);
            assertEquals("", err.toString());
            seconds.addAndGet(100);
            progress.add(1024);
        }
        assertEquals("normalign: align: 2048 pairs, 10 pairs/s" + System.lineSeparator(), err.toString());
    }

    @Test
    void shortWorkShowsNothing() {
        Progress.Display display = new Progress.Display(new PrintWriter(err), () -> seconds.get() * 1_000_000_000L,
            () -> fail("no bar is wanted"));
        try (Progress progress = new Progress("align", 1999, display)) {
            seconds.addAndGet(1000);
            progress.add(1999);
        }
        assertEquals("", err.toString());
    }

    @Test
    void fewLinesThatTakeLongShowTheirProgress() {
        try (Progress progress = new Progress("select", 100, log())) {
            seconds.addAndGet(9);
            progress.add(25);
            assertEquals("", err.toString());
            seconds.addAndGet(11);
            progress.add(25);
        }
        assertEquals("normalign: select: 50 of 100 pairs (50 %), 2.5 pairs/s, 20 s left" + System.lineSeparator(), err.toString());
    }

    @Test
    void timeLeftIsSaidInHoursMinutesAndSeconds() {
        assertEquals("normalign: align: 10 of 100000 pairs (0 %), 5.0 pairs/s, 5 h 33 min left",
            Progress.line("align", new Progress.Count(0, 10, 100_000, 0), Duration.ofSeconds(2)));
        assertEquals("normalign: align: 99000 of 100000 pairs (99 %), 9.9 pairs/s, 1 min 41 s left",
            Progress.line("align", new Progress.Count(0, 99_000, 100_000, 0), Duration.ofSeconds(10_000)));
    }

    @Test
    void whatAnotherRunDidIsDoneButNoPartOfTheSpeed() {
        assertEquals("normalign: align: 510 of 1000 pairs (51 %), 5.0 pairs/s, 1 min 38 s left, 2 lines left empty",
            Progress.line("align", new Progress.Count(500, 510, 1000, 2), Duration.ofSeconds(2)));
    }

    @Test
    void theBarCountsTimeFromTheStartAndSpeedFromWhereItStarts() throws InterruptedException {
        AtomicReference<String> shown = new AtomicReference<>("");
        Progress.Display terminal = new Progress.Display(new PrintWriter(err), () -> seconds.get() * 1_000_000_000L,
            () -> new DelegatingProgressBarConsumer(shown::set, 200));
        try (Progress progress = new Progress("align", -1, terminal)) {
            seconds.addAndGet(100);
            progress.add(2000);
            // The library's own clock measures speed in whole seconds.
            Thread.sleep(1100);
            progress.add(100);
        }
        assertTrue(shown.get().contains("2100"), shown.get());
        assertTrue(shown.get().contains("0:01:4"), shown.get());
        Matcher speed = Pattern.compile("([0-9.]+) pairs/s").matcher(shown.get());
        assertTrue(speed.find() && Double.parseDouble(speed.group(1)) <= 100, shown.get());
    }

    @Test
    void aBarOfKnownLengthStartsWithTheWork() {
        AtomicReference<String> asked = new AtomicReference<>("");
        Progress.Display terminal = new Progress.Display(new PrintWriter(err), System::nanoTime,
            () -> new DelegatingProgressBarConsumer(asked::set, 200));
        new Progress("align", 2000, terminal).close();
        assertTrue(asked.get().contains("0/2000"), asked.get());
    }
}
