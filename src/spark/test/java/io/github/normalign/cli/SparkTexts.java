package io.github.normalign.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Texts for the tests of normalign-spark, what align makes of them, and the parts of an output as one. */
final class SparkTexts {

    static final String MODEL = "onnx-models/en-pt";
    static final String REVERSE = "onnx-models/pt-en";

    private SparkTexts() {
    }

    /** The first lines of one side of the gold set, again from its start when it ends. */
    static List<String> gold(String side, int lines) throws IOException {
        List<String> all = Files.readAllLines(Path.of("gold-alignments/graca-en-pt/en-pt." + side));
        List<String> found = new ArrayList<>();
        for (int i = 0; i < lines; i++) {
            // The run is part of the line, so that line i and line i + 100 differ: a swap must show.
            String line = all.get(i % all.size());
            found.add(i < all.size() ? line : line + " " + (i / all.size()));
        }
        return found;
    }

    static Path write(Path file, List<String> lines) throws IOException {
        return Files.writeString(file, String.join("\n", lines) + "\n");
    }

    /** The output of align, and what it says of bad lines, without what only it says around that. */
    static Aligned align(Path folder, String... options) throws IOException {
        Path links = Files.createTempFile(folder, "align", ".links");
        List<String> arguments = new ArrayList<>(List.of("align", "-o", links.toString()));
        arguments.addAll(Arrays.asList(options));
        StringWriter err = new StringWriter();
        int code = Main.run(new PrintWriter(new StringWriter()), new PrintWriter(err), arguments.toArray(String[]::new));
        assertTrue(code == ExitCode.DONE || code == ExitCode.SKIPPED, err.toString());
        return new Aligned(Files.readString(links), messages(err.toString(), "; line left empty"));
    }

    /**
     * What a program made of a corpus.
     *
     * @param links all lines
     * @param messages one a bad line, in order
     */
    record Aligned(String links, List<String> messages) {
    }

    /** The messages of bad lines. */
    static List<String> messages(String err, String ending) {
        return err.lines().filter(line -> line.endsWith(ending))
            .map(line -> line.substring(line.indexOf("normalign: ") + "normalign: ".length(), line.length() - ending.length()))
            .map(line -> line.replaceFirst("^id \\S+: ", "")).toList();
    }

    /** All parts of a text output, one after the other in the order of their names. */
    static String parts(Path output) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try (Stream<Path> files = Files.list(output)) {
            for (Path part : files.filter(file -> file.getFileName().toString().startsWith("part-")).sorted().toList()) {
                all.writeBytes(Files.readAllBytes(part));
            }
        }
        return all.toString(StandardCharsets.UTF_8);
    }
}
