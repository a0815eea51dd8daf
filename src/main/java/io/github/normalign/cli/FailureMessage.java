package io.github.normalign.cli;

import com.google.common.base.Throwables;
import io.github.normalign.error.FailureReason;
import io.github.normalign.error.NormalignException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;

/** What the user reads when a command fails: always a sentence, never a stack trace. */
final class FailureMessage {

    private FailureMessage() {
    }

    private static String rootCause(Throwable failure) {
        return String.valueOf(Throwables.getRootCause(failure));
    }

    /** The sentence for a failure, expected or not. */
    static String of(Throwable failure) {
        if (failure instanceof NormalignException) {
            return failure.getMessage();
        }
        if (failure instanceof FileSystemException file && file.getFile() != null) {
            return file.getFile() + ": " + FailureReason.of(file);
        }
        if (failure instanceof IOException io) {
            return FailureReason.of(io);
        }
        if (failure instanceof InvalidPathException path) {
            return PathConverter.explain(path);
        }
        if (failure instanceof OutOfMemoryError) {
            return "out of memory (" + failure.getMessage() + "); give the program more with NORMALIGN_OPTS=-Xmx4g in the"
                + " environment, or let it need less with smaller --batch and --threads";
        }
        if (failure instanceof LinkageError && rootCause(failure).contains("zstd")) {
            return "Zstandard's library cannot be loaded (" + rootCause(failure) + "): it is unpacked into java.io.tmpdir, "
                + System.getProperty("java.io.tmpdir") + "; name a folder that can be written and run from by"
                + " NORMALIGN_OPTS=-Djava.io.tmpdir=FOLDER in the environment, or use .gz";
        }
        return "internal error: " + failure + "; run again with --debug, and report it with what that prints";
    }
}
