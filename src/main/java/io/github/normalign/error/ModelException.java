package io.github.normalign.error;

/** A model (its directory, its graphs, its tokenizer) cannot be used at all; the message lists everything that is wrong. */
public final class ModelException extends NormalignException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes an exception with a complete sentence for the user.
     *
     * @param message what was found, what was expected, what to do
     */
    public ModelException(String message) {
        super(message, null);
    }

    /**
     * Makes an exception with a complete sentence for the user and what lies beneath it.
     *
     * @param message what was found, what was expected, what to do
     * @param cause the failure below
     */
    public ModelException(String message, Throwable cause) {
        super(message, cause);
    }
}
