package io.github.normalign.firefox;

import com.google.common.hash.Hashing;
import io.github.normalign.error.ModelException;
import io.github.normalign.error.OrdinaryFile;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/**
 * A file to import, unpacked if it is gzipped. Gzip is known by its two first bytes and not by the name, which browsers and
 * proxies change.
 *
 * @param name file name without {@code .gz}
 * @param bytes its content, unpacked
 */
record InputFile(String name, byte[] bytes) {

    /** Five times the largest Firefox model; a gzip file can promise a thousand times its own size. */
    private static final int MOST_BYTES = 512 << 20;

    static InputFile read(Path path) {
        try (InputStream raw = opened(path)) {
            raw.mark(2);
            boolean gzip = raw.read() == 0x1f && raw.read() == 0x8b;
            raw.reset();
            byte[] bytes = (gzip ? new GZIPInputStream(raw) : raw).readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new ModelException(
                    path + " holds more than " + (MOST_BYTES >> 20) + " MiB: too much for a model of this kind");
            }
            String name = path.getFileName().toString();
            return new InputFile(name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name, bytes);
        } catch (IOException e) {
            throw new ModelException("cannot read " + path + ": " + reason(e), e);
        }
    }

    private static InputStream opened(Path path) throws IOException {
        OrdinaryFile.require(path, MOST_BYTES);
        return new BufferedInputStream(Files.newInputStream(path));
    }

    String sha256() {
        return Hashing.sha256().hashBytes(bytes).toString();
    }

    /** What an I/O error says, in words: several of Java's carry the file name and nothing else. */
    static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "there is no such file";
        } else if (e instanceof AccessDeniedException) {
            return "permission denied";
        } else if (e instanceof FileAlreadyExistsException || e instanceof NotDirectoryException) {
            return "a file is in the way";
        }
        if (e instanceof FileSystemException file && file.getReason() != null) {
            return file.getReason();
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
