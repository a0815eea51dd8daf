package io.github.normalign.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;

/** The process's stdout, which remembers why it cannot be written: the writers before it do not tell. */
final class Stdout extends OutputStream {

    private final OutputStream out = new FileOutputStream(FileDescriptor.out);
    private volatile IOException failure;

    /** What a command throws that finds it cannot write to stdout any more. */
    static final class Broken extends IOException {
        private static final long serialVersionUID = 1L;

        Broken() {
            super("stdout cannot be written any further");
        }
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
        try {
            out.write(bytes, from, count);
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    /** Whether the program that reads it has ended, as {@code head} does: no fault, there is nobody left to write for. */
    boolean readerHasGone() {
        IOException found = failure;
        return found != null && String.valueOf(found.getMessage()).toLowerCase(Locale.ROOT).contains("pipe");
    }
}
