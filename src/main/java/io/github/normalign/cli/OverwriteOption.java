package io.github.normalign.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Whether a command that writes its files in one go may replace what is there. */
@Section(Section.OUTPUT)
final class OverwriteOption {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--overwrite", description = "Replace output files that are there.")
    private boolean overwrite;

    /**
     * Finds out before any work what can go wrong with the files.
     *
     * @param files what is to be written
     * @param inputs what is read
     * @throws ParameterException if a file is an input, or named twice
     * @throws IOException if a file's folder is not there, or the file is and may not be replaced
     */
    void require(List<OutputFile> files, Collection<Path> inputs) throws IOException {
        for (int i = 0; i < files.size(); i++) {
            files.get(i).requireNoneOf(inputs, spec);
            files.get(i).requireFolder();
            for (OutputFile other : files.subList(0, i)) {
                other.requireOtherThan(files.get(i), spec);
            }
            if (!overwrite) {
                files.get(i).requireFree(false);
            }
        }
    }
}
