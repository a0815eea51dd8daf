package io.github.normalign.cli;

import io.github.normalign.corpus.Compression;
import io.github.normalign.error.FailureReason;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * An output file in the making. It has {@code .part} behind its name until it is whole, so that nobody takes half of it for all.
 * While it is open no other run can open it. What is compressed is so in pieces that end where the work can be taken up again.
 */
final class PartFile implements Closeable {

    private final OutputFile file;
    private final Path part;
    private final FileChannel channel;
    private final Pieces pieces;
    private final PrintWriter writer;

    private PartFile(OutputFile file, Path part, FileChannel channel) {
        this.file = file;
        this.part = part;
        this.channel = channel;
        this.pieces = new Pieces(Channels.newOutputStream(channel), Compression.of(file.path()));
        this.writer = new PrintWriter(new BufferedWriter(new OutputStreamWriter(pieces, StandardCharsets.UTF_8)));
    }

    /**
     * Opens the unfinished file, new or as it lies there, and keeps other runs from it.
     *
     * @throws IOException if it cannot be written, or another run has it
     */
    static PartFile open(OutputFile file) throws IOException {
        Path part = file.part();
        FileChannel channel;
        try {
            channel = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new IOException(file.option() + " " + file.path() + " cannot be written: " + FailureReason.of(e), e);
        }
        boolean opened = false;
        try {
            // A run that ended just now has given its lock back with the file's name.
            if (!lock(channel) || !Files.exists(part)) {
                throw new IOException(file.option() + " " + file.path() + ": another run is writing it");
            }
            PartFile open = new PartFile(file, part, channel);
            opened = true;
            return open;
        } finally {
            if (!opened) {
                channel.close();
            }
        }
    }

    private static boolean lock(FileChannel channel) {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        } catch (IOException e) {
            // Some network file systems have no locks; that is no reason to write nothing there.
            return true;
        }
    }

    /** The option that asked for the file. */
    String option() {
        return file.option();
    }

    PrintWriter writer() {
        return writer;
    }

    long length() throws IOException {
        return channel.size();
    }

    /** Forgets what stands behind a length and writes on from there. */
    void cut(long length) throws IOException {
        channel.truncate(length);
        channel.position(length);
    }

    /**
     * Ends the piece: all that was written is in the file, and can be unpacked.
     *
     * @return the file's length
     * @throws IOException if it cannot be written any further, with the option's name
     */
    long endPiece() throws IOException {
        if (writer.checkError()) {
            throw failure(pieces.failure);
        }
        try {
            pieces.end();
        } catch (IOException e) {
            throw failure(e);
        }
        return channel.position();
    }

    private IOException failure(IOException e) {
        return new IOException(file.option() + " " + file.path() + " cannot be written any further"
            + (e == null ? "" : ": " + FailureReason.of(e)), e);
    }

    /** Waits until the file is on the disk. */
    void force() throws IOException {
        channel.force(false);
    }

    /** Gives the whole file its name, in place of a file that had it. Open still, so that no other run comes between. */
    void finish() throws IOException {
        if (channel.size() == 0) {
            // An empty text is no empty file if it is compressed.
            pieces.begin();
            endPiece();
        }
        Files.move(part, file.place(), StandardCopyOption.REPLACE_EXISTING);
    }

    /** Removes a file in which nothing is worth keeping. */
    void discard() throws IOException {
        Files.deleteIfExists(part);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** Packs into one file, piece behind piece, and remembers why that failed: the writer before it does not tell. */
    private static final class Pieces extends OutputStream {
        private final OutputStream out;
        private final Compression compression;
        private OutputStream piece;
        private IOException failure;

        Pieces(OutputStream out, Compression compression) {
            this.out = out;
            this.compression = compression;
        }

        void begin() throws IOException {
            if (piece == null) {
                piece = compression.pack(new FilterOutputStream(out) {
                    @Override
                    public void write(byte[] bytes, int from, int count) throws IOException {
                        out.write(bytes, from, count);
                    }

                    @Override
                    public void close() {
                        // The next piece goes to the same file.
                    }
                });
            }
        }

        void end() throws IOException {
            if (piece != null) {
                piece.close();
                piece = null;
            }
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
            try {
                begin();
                piece.write(bytes, from, count);
            } catch (IOException e) {
                failure = e;
                throw e;
            }
        }
    }
}
