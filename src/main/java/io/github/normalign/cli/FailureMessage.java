package io.github.normalign.cli;

import io.github.normalign.error.FailureReason;
import io.github.normalign.error.NormalignException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;

/** What the user reads when a command fails: always a sentence, never a stack trace. */
final class FailureMessage {

    private FailureMessage() {
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
        return "internal error: " + failure + "; run again with --debug, and report it with what that prints";
    }
}
