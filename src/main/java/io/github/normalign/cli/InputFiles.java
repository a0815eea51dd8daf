package io.github.normalign.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** What a command reads: no file that it writes may be one of them. */
final class InputFiles {

    private InputFiles() {
    }

    /**
     * Lists files; of folders, which are models and gold sets, those in them and in their own folders.
     *
     * @param inputs files and folders; those that are not there are left to what reads them, which says it better
     */
    static List<Path> of(Collection<Path> inputs) throws IOException {
        List<Path> all = new ArrayList<>();
        for (Path input : inputs) {
            if (Files.isDirectory(input)) {
                try (Stream<Path> files = Files.walk(input, 2)) {
                    files.filter(Files::isRegularFile).forEach(all::add);
                }
            } else {
                all.add(input);
            }
        }
        return all;
    }
}
