package io.github.normalign.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Where the program lies, with the embedded models, gold and sample beside it; told by the launchers. */
final class Home {

    private Home() {
    }

    /** The folder of the launcher; the current folder where there was none. */
    static Path path() {
        return Path.of(System.getProperty("normalign.home", ""));
    }

    static Path model(String name) {
        return path().resolve("onnx-models").resolve(name);
    }

    /** The embedded models, by name; none where the program lies apart from them. */
    static List<Path> models() {
        try (Stream<Path> folders = Files.list(path().resolve("onnx-models"))) {
            return folders.filter(Files::isDirectory).sorted().toList();
        } catch (IOException notThere) {
            return List.of();
        }
    }

    static Path gold(String name) {
        return path().resolve("gold-alignments").resolve(name);
    }

    static Path sample(String file) {
        return path().resolve("eval").resolve("data").resolve(file);
    }
}
