package io.github.normalign.error;

/** A text, alignment or gold file cannot be read as what it should be; the message names file and line (from 1). */
public final class CorpusException extends NormalignException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes an exception with a complete sentence for the user.
     *
     * @param message file, line (from 1), found, expected, what to do
     */
    public CorpusException(String message) {
        super(message, null);
    }

    /**
     * Makes an exception with a complete sentence for the user and what lies beneath it.
     *
     * @param message file, line (from 1), found, expected, what to do
     * @param cause the failure below
     */
    public CorpusException(String message, Throwable cause) {
        super(message, cause);
    }
}
