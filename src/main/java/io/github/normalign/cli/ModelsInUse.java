package io.github.normalign.cli;

import io.github.normalign.model.Languages;
import io.github.normalign.model.ModelDirectory;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The model or models that a command aligns with, as its messages call them.
 *
 * @param forward the model from source to target
 * @param reverse the model from target to source, if there are two
 */
record ModelsInUse(ModelDirectory forward, Optional<ModelDirectory> reverse) {

    /** The names with their directions where those are known, such as {@code en-pt (en to pt) and pt-en (pt to en)}. */
    String names() {
        return name(forward) + reverse.map(other -> " and " + name(other)).orElse("");
    }

    /** Says on stderr what is used and how; and warns of two models that are not of opposite directions. */
    void announce(String setting, Optional<Path> origin, PrintWriter err) {
        err.println("normalign: " + names() + ", " + setting + origin.map(file -> " (from " + file + ")").orElse(""));
        Optional<String> expected = direction(forward.languages().swapped());
        Optional<String> found = reverse.flatMap(other -> direction(other.languages()));
        if (expected.isPresent() && found.isPresent() && !found.equals(expected)) {
            err.println("normalign: warning: the reverse model goes from " + found.get() + ", expected " + expected.get());
        }
    }

    private static String name(ModelDirectory model) {
        return model.name() + direction(model.languages()).map(known -> " (" + known + ")").orElse("");
    }

    private static Optional<String> direction(Languages languages) {
        return languages.source().isPresent() && languages.target().isPresent() ? Optional.of(languages.toString())
            : Optional.empty();
    }
}
