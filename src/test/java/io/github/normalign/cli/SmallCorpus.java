package io.github.normalign.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs align on five lines and what a test adds to them: the first and the fifth are translations, the third has a foreign
 * target, the second and the fourth are no pairs.
 *
 * @param folder where the corpus and all outputs lie; links in {@code out}
 * @param text the corpus
 */
record SmallCorpus(Path folder, String text) {

    private static final String LINES = "the white house ||| a casa branca\n"
        + "\n"
        + "the white house ||| por que chove tanto na cidade ?\n"
        + "no target |||\n"
        + "I see the dog . ||| vejo o cachorro .\n";

    static SmallCorpus in(Path folder, String... more) {
        return new SmallCorpus(folder, LINES + String.join("", more));
    }

    CommandRun align(Object... options) throws IOException {
        List<Object> arguments = new ArrayList<>(List.of("align", "--model", "onnx-models/en-pt", "--input",
            Files.writeString(folder.resolve("in"), text), "-o", folder.resolve("out")));
        arguments.addAll(List.of(options));
        return CommandRun.of(arguments.toArray());
    }

    List<String> lines(String file) throws IOException {
        return Files.readAllLines(folder.resolve(file));
    }
}
