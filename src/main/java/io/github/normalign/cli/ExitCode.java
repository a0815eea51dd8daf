package io.github.normalign.cli;

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

    private ExitCode() {
    }
}
