package io.github.normalign.corpus;

import io.github.normalign.error.CorpusException;
import java.util.Objects;
import java.util.Optional;

/** One line of a text file: its text, or why it has none. Immutable. */
public final class Line {

    private final LinePosition position;
    private final String text;
    private final String problem;

    private Line(LinePosition position, String text, String problem) {
        this.position = position;
        this.text = text;
        this.problem = problem;
    }

    static Line of(LinePosition position, String text) {
        return new Line(position, Objects.requireNonNull(text), null);
    }

    static Line bad(LinePosition position, String problem) {
        return new Line(position, null, Objects.requireNonNull(problem));
    }

    /**
     * Where the line stands.
     *
     * @return file and line number
     */
    public LinePosition position() {
        return position;
    }

    /**
     * Whether the line could not be read as text.
     *
     * @return true where {@link #text()} throws
     */
    public boolean isBad() {
        return problem != null;
    }

    /**
     * The text, so that a reader of files that must be whole needs no check of its own.
     *
     * @return the line without its line end
     * @throws CorpusException naming file, line and byte if the line is bad
     */
    public String text() {
        if (isBad()) {
            throw new CorpusException(position + ": " + problem);
        }
        return text;
    }

    /**
     * What is wrong with the line, without its position.
     *
     * @return what was found (with the byte's place in the line) and what was expected; empty for a good line
     */
    public Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    /** Shows the line for debugging. */
    @Override
    public String toString() {
        return position + ": " + (isBad() ? problem : text);
    }
}
