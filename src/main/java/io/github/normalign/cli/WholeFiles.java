package io.github.normalign.cli;

import com.google.common.io.Closer;
import io.github.normalign.error.FailureReason;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The files of a command that writes them in one go. They have their names when all are whole; a command that fails, or is told to
 * end, leaves what was there before and nothing else. Pipes and devices are written as they are.
 */
final class WholeFiles implements Closeable {

    private final Closer closer = Closer.create();
    private final Map<OutputFile, PartFile> parts = new LinkedHashMap<>();
    private final Map<OutputFile, PrintWriter> streams = new LinkedHashMap<>();
    private final Thread hook = new Thread(this::discard, "normalign-discard");
    private boolean finished;

    private WholeFiles() {
    }

    /**
     * Opens the files.
     *
     * @throws IOException if one cannot be written, or another run writes it; then none is left behind
     */
    static WholeFiles open(List<OutputFile> files) throws IOException {
        WholeFiles whole = new WholeFiles();
        boolean opened = false;
        try {
            for (OutputFile file : files) {
                if (file.isStream()) {
                    whole.streams.put(file, whole.closer.register(stream(file)));
                } else {
                    PartFile part = whole.closer.register(PartFile.open(file));
                    whole.parts.put(file, part);
                    part.cut(0);
                }
            }
            Runtime.getRuntime().addShutdownHook(whole.hook);
            opened = true;
            return whole;
        } finally {
            if (!opened) {
                whole.discard();
                whole.closer.close();
            }
        }
    }

    static PrintWriter stream(OutputFile file) throws IOException {
        try {
            return new PrintWriter(Files.newBufferedWriter(file.path(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IOException(file.option() + " " + file.path() + " cannot be written: " + FailureReason.of(e), e);
        }
    }

    /** The writer of one of the files. */
    PrintWriter writer(OutputFile file) {
        return parts.containsKey(file) ? parts.get(file).writer() : streams.get(file);
    }

    /**
     * Writes out what was given to the writers so far, so that a full disk ends the work here and not at its end.
     *
     * @throws IOException if a file cannot be written any further
     */
    void flush() throws IOException {
        for (Map.Entry<OutputFile, PrintWriter> stream : streams.entrySet()) {
            if (stream.getValue().checkError()) {
                throw new IOException(stream.getKey().option() + " " + stream.getKey().path() + " cannot be written any further");
            }
        }
        for (PartFile part : parts.values()) {
            part.endPiece();
        }
    }

    /** Gives the files their names: all is written. */
    void finish() throws IOException {
        flush();
        for (PartFile part : parts.values()) {
            part.force();
        }
        synchronized (this) {
            for (PartFile part : parts.values()) {
                part.finish();
            }
            finished = true;
        }
    }

    /** Removes unfinished files; on another thread where the process is told to end. */
    private synchronized void discard() {
        if (finished) {
            return;
        }
        for (PartFile part : parts.values()) {
            try {
                part.discard();
            } catch (IOException e) {
                // The command has failed already; what is left has .part behind its name, and the next run says what to do.
                continue;
            }
        }
    }

    @Override
    public void close() throws IOException {
        try {
            discard();
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending, and the hook runs already.
            return;
        } finally {
            closer.close();
        }
    }
}
