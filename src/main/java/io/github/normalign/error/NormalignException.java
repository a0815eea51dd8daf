package io.github.normalign.error;

/** A failure whose message is meant for the person at the keyboard: it says what was found, what was expected, what to do. */
public abstract sealed class NormalignException extends RuntimeException permits CorpusException, ModelException {

    private static final long serialVersionUID = 1L;

    NormalignException(String message, Throwable cause) {
        super(message, cause);
    }
}
