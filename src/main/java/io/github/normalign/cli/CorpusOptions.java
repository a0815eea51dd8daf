package io.github.normalign.cli;

import io.github.normalign.corpus.Compression;
import io.github.normalign.corpus.ParallelReader;
import io.github.normalign.error.CorpusException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Where sentence pairs come from: two files, or one file or stdin with both sides on a line. */
@Section(Section.TEXT)
final class CorpusOptions {

    /** A number of lines that cannot be known before they are read. */
    static final long UNKNOWN = -1;

    @ArgGroup(multiplicity = "1")
    private Choice choice;

    @Option(names = "--max-expansion", paramLabel = "N", defaultValue = "" + Compression.MOST_EXPANSION,
        converter = AtLeastOne.class, description = "How many times larger than a compressed file its text may be, once it is"
            + " beyond 256 MiB: a small file must not fill the disk. Default: ${DEFAULT-VALUE}.")
    private int maxExpansion = (int) Compression.MOST_EXPANSION;

    private final Map<Path, Seen> seen = new LinkedHashMap<>();
    private long counted = UNKNOWN;

    /** What a file looked like before it was read. */
    private record Seen(long bytes, FileTime written) {

        static Seen of(Path file) throws IOException {
            return new Seen(Files.size(file), Files.getLastModifiedTime(file));
        }
    }

    private static final class Choice {
        @ArgGroup(exclusive = false, multiplicity = "1")
        private TwoFiles files;

        @Option(names = "--input", paramLabel = "FILE|-", required = true,
            description = "Both sides on a line, 'source ||| target' or source TAB target; - reads stdin; plain, .gz or "
                + ".zst.")
        private Path input;
    }

    private static final class TwoFiles {
        @Option(names = "--source", paramLabel = "FILE", required = true,
            description = "Source sentences, one a line, words separated by spaces; plain, .gz or .zst.")
        private Path source;

        @Option(names = "--target", paramLabel = "FILE", required = true,
            description = "Their translations, line by line; plain, .gz or .zst.")
        private Path target;
    }

    /** Checks what can be checked before any work and counts the lines of two files. */
    long lines() throws IOException {
        for (Path input : inputs()) {
            if (Files.isRegularFile(input)) {
                seen.put(input, Seen.of(input));
            }
        }
        counted = choice.files == null ? UNKNOWN
            : ParallelReader.requireSameLineCount(choice.files.source, choice.files.target,
                maxExpansion);
        return counted;
    }

    /** What {@link #lines} gave. */
    long counted() {
        return counted;
    }

    /**
     * Finds out after the work whether the files are still what they were before it. One that has grown is no fault: more may be
     * there of a corpus that is being written. Nor is one that is gone, or has given its name to another.
     *
     * @param read how many lines were read
     * @return what to tell of files that have changed; empty if none has
     * @throws CorpusException if lines are missing that were there
     */
    Optional<String> requireRead(long read) throws IOException {
        Optional<String> note = Optional.empty();
        for (Map.Entry<Path, Seen> before : seen.entrySet()) {
            Path file = before.getKey();
            if (Files.isRegularFile(file)) {
                Seen now = Seen.of(file);
                if (now.bytes() < before.getValue().bytes()) {
                    throw new CorpusException(file + " was changed while it was read: it had " + before.getValue().bytes()
                        + " bytes and has " + now.bytes() + " now. Begin anew with --overwrite when it is complete");
                }
                if (!now.equals(before.getValue())) {
                    note = Optional.of(file + " was changed while it was read; the output is of its first " + read
                        + (read == 1 ? " line" : " lines"));
                }
            }
        }
        if (counted != UNKNOWN && read < counted) {
            throw new CorpusException(choice.files.source + " and " + choice.files.target + " had " + counted
                + " lines before the work and " + read + " when they were read: begin anew with --overwrite when they are"
                + " complete");
        }
        return note;
    }

    ParallelReader open() {
        if (choice.files != null) {
            return ParallelReader.open(choice.files.source, choice.files.target, maxExpansion);
        }
        return isStdin() ? new ParallelReader(System.in, "<stdin>") : ParallelReader.open(choice.input, maxExpansion);
    }

    /** The files that are read; for stdin the name that some systems have for what stands behind it. */
    List<Path> inputs() {
        if (choice.files != null) {
            return List.of(choice.files.source, choice.files.target);
        }
        return List.of(isStdin() ? Path.of("/dev/stdin") : choice.input);
    }

    /** What is read, for {@code --resume} to know again: names and sizes; of a pipe that it is one. */
    String describe() throws IOException {
        List<String> inputs = new ArrayList<>();
        for (Path input : inputs()) {
            inputs.add(Files.isRegularFile(input) ? input.getFileName() + " (" + Files.size(input) + " bytes)" : "a stream");
        }
        return String.join(", ", inputs);
    }

    private boolean isStdin() {
        return choice.input.toString().equals("-");
    }
}
