package io.github.normalign.cli;

import io.github.normalign.corpus.ParallelReader;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.nio.file.Path;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where sentence pairs come from: two files, or one file or stdin with both sides on a line. */
final class CorpusOptions {

    /** A number of lines that cannot be known before they are read. */
    static final long UNKNOWN = -1;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    private Choice choice;

    private static final class Choice {
        @ArgGroup(exclusive = false, multiplicity = "1")
        private TwoFiles files;

        @Option(names = "--input", paramLabel = "FILE|-", required = true,
            description = "Both sides on a line, 'source ||| target' or source TAB target; - reads stdin.")
        private String input;
    }

    private static final class TwoFiles {
        @Option(names = "--source", paramLabel = "FILE", required = true,
            description = "Source sentences, one a line, words separated by spaces.")
        private Path source;

        @Option(names = "--target", paramLabel = "FILE", required = true,
            description = "Their translations, line by line.")
        private Path target;
    }

    /** Checks what can be checked before any work and counts the lines of two files. */
    long lines() {
        return choice.files == null ? UNKNOWN : ParallelReader.requireSameLineCount(choice.files.source, choice.files.target);
    }

    ParallelReader open() {
        if (choice.files != null) {
            return ParallelReader.open(choice.files.source, choice.files.target);
        }
        if (choice.input.equals("-")) {
            return new ParallelReader(new FileInputStream(FileDescriptor.in), "<stdin>");
        }
        return ParallelReader.open(Path.of(choice.input));
    }

    /** Refuses an output file that is one of the inputs: it would be emptied before it is read. */
    void requireOtherThan(Path output) {
        Path[] inputs = choice.files != null ? new Path[] {choice.files.source, choice.files.target}
            : new Path[] {Path.of(choice.input)};
        for (Path input : inputs) {
            if (input.toAbsolutePath().normalize().equals(output.toAbsolutePath().normalize())) {
                throw new ParameterException(spec.commandLine(), "-o " + output + " would overwrite an input file");
            }
        }
    }
}
