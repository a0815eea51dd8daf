package io.github.normalign.error;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Why reading or writing failed, in words: what Java says is the name of a class, a path again, or nothing. */
public final class FailureReason {

    private FailureReason() {
    }

    /**
     * The reason as a phrase that goes behind "file: " or "file cannot be read: ".
     *
     * @param failure what the file system, a stream or a decompressor threw
     * @return the phrase, without the file's name, without the name of a Java class and without a full stop
     */
    public static String of(IOException failure) {
        if (failure instanceof NoSuchFileException) {
            return "there is no such file";
        }
        if (failure instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (failure instanceof FileAlreadyExistsException) {
            return "there is such a file already";
        }
        if (failure instanceof CharacterCodingException) {
            return "it is not UTF-8 text";
        }
        if (failure instanceof FileSystemException file && file.getReason() != null) {
            return file.getReason();
        }
        String message = failure instanceof FileSystemException ? null : failure.getMessage();
        if (message == null || message.isBlank()) {
            return failure instanceof EOFException ? "it ends too early" : "the system gives no reason";
        }
        return message;
    }
}
