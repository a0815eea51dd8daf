package io.github.normalign.onnx;

import io.github.normalign.error.ModelException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A run of bytes: in memory, or still in the file it was found in. Weights stay in their file, so that a model of gigabytes can
 * be opened, changed and written with a small heap. The file is opened for each read and not kept open or mapped: nothing has
 * to be closed, and the user may delete the file at any time.
 */
sealed interface WireChunk {

    /** Bytes in memory, not copied. */
    record Held(byte[] held) implements WireChunk {

        @Override
        public int length() {
            return held.length;
        }

        @Override
        public byte[] bytes() {
            return held;
        }

        @Override
        public void copyTo(OutputStream out) throws IOException {
            out.write(held);
        }
    }

    /** {@code length} bytes from byte {@code offset} of a file. */
    record InFile(Path file, int offset, int length) implements WireChunk {

        @Override
        public byte[] bytes() {
            byte[] bytes = new byte[length];
            try (SeekableByteChannel channel = Files.newByteChannel(file)) {
                channel.position(offset);
                readFully(channel, ByteBuffer.wrap(bytes));
            } catch (IOException e) {
                throw new ModelException("Cannot read " + file + " (" + e.getMessage() + ").", e);
            }
            return bytes;
        }

        @Override
        public void copyTo(OutputStream out) throws IOException {
            byte[] window = new byte[Math.min(length, 1 << 16)];
            try (SeekableByteChannel channel = Files.newByteChannel(file)) {
                channel.position(offset);
                int left = length;
                while (left > 0) {
                    int count = Math.min(left, window.length);
                    readFully(channel, ByteBuffer.wrap(window, 0, count));
                    out.write(window, 0, count);
                    left -= count;
                }
            }
        }

        private void readFully(SeekableByteChannel channel, ByteBuffer target) throws IOException {
            while (target.hasRemaining()) {
                if (channel.read(target) < 0) {
                    throw new ModelException(file + " has become shorter since it was opened: byte " + channel.position()
                        + " is its end, bytes up to " + ((long) offset + length) + " are needed.");
                }
            }
        }
    }

    /** Number of bytes. */
    int length();

    /** The bytes, read now where they are in a file; not to be changed. */
    byte[] bytes();

    /** Writes the bytes, through a small buffer. */
    void copyTo(OutputStream out) throws IOException;
}
