package io.github.normalign.model;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A short name for what a model directory holds, the same wherever it lies: the first 16 hexadecimal digits of SHA-256 over the
 * name, the size and both ends of each file. Not over whole files: that would take longer than opening a model of gigabytes. It
 * tells models apart; it is no proof against someone who forges one.
 */
final class Fingerprint {

    /** Bytes taken from the beginning and from the end of a file. */
    private static final int END = 1 << 16;
    private static final int DIGITS = 16;

    private Fingerprint() {
    }

    static String of(List<Path> files) throws IOException {
        Hasher hasher = Hashing.sha256().newHasher();
        for (Path file : files) {
            if (Files.isRegularFile(file)) {
                hasher.putString(file.getFileName().toString(), StandardCharsets.UTF_8).putByte((byte) 0);
                put(file, hasher);
            }
        }
        return hasher.hash().toString().substring(0, DIGITS);
    }

    private static void put(Path file, Hasher hasher) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            long size = channel.size();
            hasher.putLong(size);
            put(channel, 0, Math.min(END, size), hasher);
            put(channel, Math.max(END, size - END), size, hasher);
        }
    }

    private static void put(FileChannel channel, long from, long to, Hasher hasher) throws IOException {
        if (from >= to) {
            return;
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) (to - from));
        while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) >= 0) {
            // A read may stop short of the buffer's end.
            continue;
        }
        hasher.putBytes(bytes.flip());
    }
}
