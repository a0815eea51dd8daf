package io.github.normalign.error;

import com.google.gson.JsonIOException;
import com.google.gson.JsonParseException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Why reading or writing failed, in words: what libraries say is the name of a class, a path again, or nothing. */
public final class FailureReason {

    private static final Pattern PLACE = Pattern.compile("line (\\d+) column (\\d+)");

    private FailureReason() {
    }

    /**
     * The reason as a phrase that goes behind "file: expected this; ". Gson's own advises programmers, with a link.
     *
     * @param failure what Gson threw
     * @return the phrase, with the place where the text stops being JSON if that is known
     */
    public static String of(JsonParseException failure) {
        if (failure instanceof JsonIOException && failure.getCause() instanceof IOException reading) {
            return of(reading);
        }
        String message = String.valueOf(failure.getMessage());
        // Gson's bound, which keeps its recursion, and that of whoever walks the values, from using up the stack.
        String reason = message.contains("Nesting limit") ? "its values are nested more than 255 deep" : "it is not JSON";
        Matcher place = PLACE.matcher(message);
        return reason + (place.find() ? " (line " + place.group(1) + ", column " + place.group(2) + ")" : "")
            + (message.contains("npaired surrogate") ? ": an escaped surrogate without its other half" : "");
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
