package io.github.normalign.error;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Reads files that belong to a model, which may come from strangers: only ordinary files, and only up to a size. Reading a pipe
 * would wait for ever, reading a device may never end. Links are followed.
 */
public final class OrdinaryFile {

    private OrdinaryFile() {
    }

    /**
     * Checks a file before it is opened.
     *
     * @param file the file
     * @param mostBytes the greatest size that makes sense for a file of its kind
     * @throws IOException if it is not there, is no ordinary file or is larger; {@link FailureReason} has the words
     */
    public static void require(Path file, long mostBytes) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        if (attributes.isDirectory()) {
            throw new FileSystemException(file.toString(), null, "it is a directory and not a file");
        }
        if (!attributes.isRegularFile()) {
            throw new FileSystemException(file.toString(), null, "it is a pipe or a device and not an ordinary file");
        }
        if (attributes.size() > mostBytes) {
            throw new FileSystemException(file.toString(), null,
                "it has " + attributes.size() + " bytes, and at most " + mostBytes + " are read of such a file");
        }
    }

    /**
     * Reads a whole file.
     *
     * @param file the file
     * @param mostBytes as above
     * @return its content
     * @throws IOException as above, and if it cannot be read or grows beyond the size while it is read
     */
    public static byte[] bytes(Path file, long mostBytes) throws IOException {
        require(file, mostBytes);
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes((int) Math.min(mostBytes, Integer.MAX_VALUE - 8));
            if (in.read() >= 0) {
                throw new FileSystemException(file.toString(), null, "it grows while it is read");
            }
            return bytes;
        }
    }

    /**
     * Reads a whole file of text.
     *
     * @param file the file
     * @param mostBytes as above
     * @return its content
     * @throws IOException as above, and if it is not UTF-8
     */
    public static String text(Path file, long mostBytes) throws IOException {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes(file, mostBytes))).toString();
    }

    /**
     * Opens a file of text.
     *
     * @param file the file
     * @param mostBytes as above
     * @return a reader, to be closed, that fails where the text is not UTF-8
     * @throws IOException as above
     */
    public static BufferedReader reader(Path file, long mostBytes) throws IOException {
        return new BufferedReader(new InputStreamReader(new ByteArrayInputStream(bytes(file, mostBytes)),
            StandardCharsets.UTF_8.newDecoder()));
    }
}
