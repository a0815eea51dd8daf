package io.github.normalign.cli;

import io.github.normalign.error.Shown;
import java.io.PrintWriter;

/**
 * What people read: messages, and results that are no data. Names of files and words of a corpus may hold sequences that a terminal
 * obeys (a title, a colour, another line in place of this one); here they are shown as {@link Shown} says. Lines and TABs stay.
 */
final class TerminalWriter extends PrintWriter {

    private final StringBuilder shown = new StringBuilder();

    private TerminalWriter(PrintWriter out) {
        super(out, true);
    }

    /** Writes through another writer; each line is flushed. */
    static TerminalWriter of(PrintWriter out) {
        return out instanceof TerminalWriter terminal ? terminal : new TerminalWriter(out);
    }

    /** Empties the terminal's current line: the one sequence of ours that is to be obeyed. */
    void clearLine() {
        synchronized (lock) {
            super.write("\r\033[K", 0, 4);
        }
    }

    @Override
    public void write(String text, int from, int length) {
        synchronized (lock) {
            shown.setLength(0);
            for (int i = from; i < from + length; i++) {
                add(text.charAt(i));
            }
            super.write(shown.toString(), 0, shown.length());
        }
    }

    @Override
    public void write(char[] text, int from, int length) {
        write(new String(text, from, length));
    }

    @Override
    public void write(int unit) {
        write(String.valueOf((char) unit));
    }

    private void add(char unit) {
        if (unit == '\n' || unit == '\t' || unit == '\r' && System.lineSeparator().equals("\r\n")) {
            shown.append(unit);
        } else {
            Shown.append(shown, unit);
        }
    }
}
