package io.github.normalign.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** The values of {@code --frequency}: files of word counts, for one language each or for any. */
final class FrequencyFiles {

    private static final String ANY = "";

    private final Map<String, Path> byLanguage = new HashMap<>();

    private FrequencyFiles() {
    }

    /**
     * Reads the option's values.
     *
     * @throws ParameterException if two are for the same language, or a file is not there
     */
    static FrequencyFiles parse(List<String> values, CommandSpec command) {
        FrequencyFiles files = new FrequencyFiles();
        for (String value : values) {
            // A file whose own name looks like that can be given as ./xx=name.
            boolean named = value.matches("[A-Za-z]{2,3}([-_]\\w+)?=.+");
            String language = named ? value.substring(0, value.indexOf('=')) : ANY;
            Path file = Path.of(named ? value.substring(value.indexOf('=') + 1) : value);
            if (!Files.isReadable(file) || Files.isDirectory(file)) {
                throw new ParameterException(command.commandLine(), "--frequency " + value + ": there is no file " + file);
            }
            if (files.byLanguage.put(language, file) != null) {
                throw new ParameterException(command.commandLine(), "--frequency was given twice for "
                    + (named ? language : "any language") + "; write LANG=FILE to tell them apart");
            }
        }
        return files;
    }

    /** Every file. */
    Collection<Path> all() {
        return byLanguage.values();
    }

    /** The file for models that read a language. */
    Optional<Path> of(String language) {
        return Optional.ofNullable(byLanguage.getOrDefault(language, byLanguage.get(ANY)));
    }
}
