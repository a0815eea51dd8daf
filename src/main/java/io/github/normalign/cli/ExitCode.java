package io.github.normalign.cli;

import java.util.LinkedHashMap;
import java.util.Map;

/** The exit status of every command; other programs rely on these numbers. */
final class ExitCode {

    /** Done. */
    static final int DONE = 0;
    /** Failed: nothing usable was written, or not all of it. */
    static final int FAILED = 1;
    /** The command line is wrong. */
    static final int USAGE = 2;
    /** Done, with lines left empty because their pairs could not be aligned. */
    static final int SKIPPED = 3;

    /** What reads stdout has ended, as {@code head} does: the number of a program that SIGPIPE ended, without a word. */
    static final int NOBODY_READS = 141;

    /** Stopped by a signal after whole lines; the system makes it 130 for an interrupt from the keyboard. */
    static final int STOPPED = 143;

    // What help says of them, in picocli's form.
    static final String DONE_SAYS = "0:done";
    static final String FAILED_SAYS = "1:failed";
    static final String USAGE_SAYS = "2:the command line is wrong";
    static final String SKIPPED_SAYS = "3:done, with lines left empty: their pairs are named";

    static final String NOBODY_READS_SAYS = "141:what reads stdout has ended, as head does";
    static final String STOPPED_SAYS = "143:stopped by SIGTERM (130 by Ctrl-C); --resume goes on";

    private ExitCode() {
    }

    /** What help says where a command does not say it by itself. */
    static Map<String, String> statuses() {
        Map<String, String> statuses = new LinkedHashMap<>();
        for (String status : new String[] {DONE_SAYS, FAILED_SAYS, USAGE_SAYS}) {
            statuses.put(status.substring(0, 1), status.substring(2));
        }
        return statuses;
    }
}
