package io.github.normalign.corpus;

/**
 * Where a line stands, as messages name it.
 *
 * @param file the file as the caller named it, or {@code <stdin>}
 * @param line the number of the line, from 1
 */
public record LinePosition(String file, long line) {

    /**
     * The form that editors and compilers use.
     *
     * @return {@code file:line}
     */
    @Override
    public String toString() {
        return file + ":" + line;
    }
}
