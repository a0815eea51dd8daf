package io.github.normalign.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * A file that a command is asked to write. Everything that can be known of it is found out before the work and not after it.
 *
 * @param option the option that names it, for messages
 * @param path the file
 */
record OutputFile(String option, Path path) {

    /** Links behind one another, as many as Linux follows. */
    private static final int MOST_LINKS = 40;

    /** The file that an option names; empty for stdout, which is {@code -} or no name. */
    static Optional<OutputFile> unlessStdout(String option, Path path) {
        return path == null || path.toString().equals("-") ? Optional.empty() : Optional.of(new OutputFile(option, path));
    }

    /**
     * Refuses a file that cannot be made.
     *
     * @throws IOException if the path is a folder, or its folder is not there
     */
    void requireFolder() throws IOException {
        if (Files.isDirectory(path)) {
            throw new IOException(option + " " + path + ": is a folder; expected a file");
        }
        Path parent = path.toAbsolutePath().getParent();
        if (!Files.isDirectory(parent)) {
            throw new IOException(option + " " + path + ": there is no folder " + parent);
        }
    }

    /**
     * Refuses to write into an input: it would be emptied before it is read.
     *
     * @throws ParameterException if it is one of them, by whatever name or link
     */
    void requireNoneOf(Collection<Path> inputs, CommandSpec command) throws IOException {
        for (Path input : inputs) {
            // A device such as /dev/null may be read and written at once.
            if (Files.isRegularFile(path) && Files.exists(input) && Files.isSameFile(input, path)) {
                throw new ParameterException(command.commandLine(), option + " " + path + " would overwrite an input file");
            }
        }
    }

    /** Whether it is a pipe or a device, which can neither be replaced nor be gone on with. */
    boolean isStream() {
        return Files.exists(path) && !Files.isRegularFile(path);
    }

    /**
     * Where the file is, or will be; not the link that leads there.
     *
     * @throws IOException if a link leads nowhere
     */
    Path place() throws IOException {
        if (Files.exists(path)) {
            return path.toRealPath();
        }
        Path place = path.toAbsolutePath();
        for (int links = 0; links < MOST_LINKS && Files.isSymbolicLink(place); links++) {
            place = place.resolveSibling(Files.readSymbolicLink(place));
        }
        if (Files.isSymbolicLink(place) || !Files.isDirectory(place.getParent())) {
            throw new IOException(option + " " + path + " cannot be written: it is a link that leads nowhere");
        }
        return place.getParent().toRealPath().resolve(place.getFileName());
    }

    /** The file's name until it is whole. */
    Path part() throws IOException {
        Path place = place();
        return place.resolveSibling(place.getFileName() + ".part");
    }

    /**
     * Refuses to replace what has content, and what an interrupted run left.
     *
     * @param resumable whether the command can go on with what an interrupted run left
     * @throws IOException with the options that help
     */
    void requireFree(boolean resumable) throws IOException {
        if (isStream()) {
            return;
        }
        if (hasContent(part())) {
            throw new IOException(option + " " + path + ": " + part() + " is what an interrupted run left; "
                + (resumable ? "go on with it by --resume and the same options, or begin anew with --overwrite"
                : "begin anew with --overwrite"));
        }
        if (hasContent(path)) {
            throw new IOException(option + " " + path + ": there is such a file already; replace it with --overwrite, or give"
                + " another name");
        }
    }

    private static boolean hasContent(Path file) throws IOException {
        return Files.exists(file) && Files.size(file) > 0;
    }

    /**
     * Refuses two outputs in one file.
     *
     * @throws ParameterException if the other option names the same file; both folders must be there
     */
    void requireOtherThan(OutputFile other, CommandSpec command) throws IOException {
        boolean both = Files.exists(path) && Files.exists(other.path);
        if (both ? Files.isRegularFile(path) && Files.isSameFile(path, other.path) : place().equals(other.place())) {
            throw new ParameterException(command.commandLine(),
                option + " and " + other.option + " name the same file, " + path + "; each needs its own");
        }
    }
}
