package io.github.normalign.error;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class FailureReasonTest {

    @Test
    void everyReasonIsInWordsWithoutAClassOrTheFileAgain() {
        assertEquals("there is no such file", FailureReason.of(new NoSuchFileException("a.txt")));
        assertEquals("permission denied", FailureReason.of(new AccessDeniedException("a.txt")));
        assertEquals("Too many open files", FailureReason.of(new FileSystemException("a.txt", null, "Too many open files")));
        assertEquals("the system gives no reason", FailureReason.of(new FileSystemException("a.txt")));
        assertEquals("Input/output error", FailureReason.of(new IOException("Input/output error")));
        assertEquals("it is not UTF-8 text", FailureReason.of(new MalformedInputException(1)));
        assertEquals("it ends too early", FailureReason.of(new EOFException()));
        assertEquals("the system gives no reason", FailureReason.of(new IOException()));
    }
}
