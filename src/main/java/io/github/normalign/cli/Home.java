package io.github.normalign.cli;

import java.nio.file.Path;

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

    static Path gold(String name) {
        return path().resolve("gold-alignments").resolve(name);
    }

    static Path sample(String file) {
        return path().resolve("eval").resolve("data").resolve(file);
    }
}
