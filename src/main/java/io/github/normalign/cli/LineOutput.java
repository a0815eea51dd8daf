package io.github.normalign.cli;

import java.io.Closeable;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;

/** Where a command's lines go: to a file that has its name when it is whole, or to stdout. */
final class LineOutput implements Closeable {

    private final WholeFiles files;
    private final Optional<OutputFile> file;
    private final PrintWriter stdout;

    private LineOutput(WholeFiles files, Optional<OutputFile> file, PrintWriter stdout) {
        this.files = files;
        this.file = file;
        this.stdout = stdout;
    }

    /**
     * Opens the file.
     *
     * @param file the file; empty for stdout
     * @param stdout the command's
     * @throws IOException if the file cannot be written, or another run writes it
     */
    static LineOutput open(Optional<OutputFile> file, PrintWriter stdout) throws IOException {
        return new LineOutput(WholeFiles.open(file.stream().toList()), file, stdout);
    }

    PrintWriter writer() {
        return file.map(files::writer).orElse(stdout);
    }

    /**
     * Writes out what is written so far: a full disk or a closed pipe ends the work there and not after the last line.
     *
     * @throws IOException if nothing can be written any further
     */
    void flush() throws IOException {
        if (file.isEmpty() && stdout.checkError()) {
            throw new Stdout.Broken();
        }
        files.flush();
    }

    /** Gives the file its name: all is written. */
    void finish() throws IOException {
        flush();
        files.finish();
    }

    @Override
    public void close() throws IOException {
        files.close();
    }
}
