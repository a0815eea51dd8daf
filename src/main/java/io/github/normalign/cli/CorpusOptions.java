package io.github.normalign.cli;

import io.github.normalign.corpus.Compression;
import io.github.normalign.corpus.ParallelReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
    long lines() {
        return choice.files == null ? UNKNOWN : ParallelReader.requireSameLineCount(choice.files.source,
            choice.files.target, maxExpansion);
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
