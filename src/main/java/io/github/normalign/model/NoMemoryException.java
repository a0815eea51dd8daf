package io.github.normalign.model;

import ai.onnxruntime.OrtException;
import java.util.List;
import java.util.Locale;

/** A batch did not find the memory it needs; a smaller one may. Stays inside this package: callers see a pair that was skipped. */
final class NoMemoryException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * What says so in ONNX Runtime's messages: it has no error code for it. From its arena, the C++ library, CUDA and its
     * libraries.
     */
    private static final List<String> SIGNS = List.of("failed to allocate memory", "bad_alloc", "bad allocation",
        "out of memory", "alloc_failed", "smaller than requested bytes");

    NoMemoryException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Whether a failure of ONNX Runtime is a lack of memory. */
    static boolean isMeantBy(OrtException failure) {
        String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        return SIGNS.stream().anyMatch(message::contains);
    }
}
