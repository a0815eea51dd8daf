package io.github.normalign.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;

/** The process's stdin, made so that closing it wakes a thread that waits for it, which closing Java's own does not. */
final class Stdin {

    private Stdin() {
    }

    /** Stdin; one that cannot be read where the process was started without. */
    static InputStream open() {
        return isClosed() ? new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("it is closed; give text by a pipe or '<', or name a file");
            }
        } : Channels.newInputStream(new FileInputStream(FileDescriptor.in).getChannel());
    }

    /** Without a stdin its number goes to the first file that is opened, one of Java's own, which would be read as text. */
    private static boolean isClosed() {
        try {
            Path behind = Path.of("/dev/stdin");
            return Files.exists(behind) && behind.toRealPath().startsWith(Path.of(System.getProperty("java.home")).toRealPath());
        } catch (IOException unknown) {
            // A pipe has no path: it is there.
            return false;
        }
    }
}
