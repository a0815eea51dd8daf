package io.github.normalign.cli;

import io.github.normalign.AlignerOptions;
import io.github.normalign.WordAligner;
import io.github.normalign.model.Languages;
import io.github.normalign.model.ModelDirectory;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The model or models that a command aligns with, as its messages call them.
 *
 * @param forward the model from source to target
 * @param reverse the model from target to source, if there are two
 */
record ModelsInUse(ModelDirectory forward, Optional<ModelDirectory> reverse) {

    /** Opens what {@code --model}, {@code --reverse-model} and the options of the choice name. */
    static ModelsInUse open(Path model, Optional<Path> reverse, ChoiceOptions choice) {
        return new ModelsInUse(ModelDirectory.open(model, choice.choice()),
            reverse.map(other -> ModelDirectory.open(other, choice.choice().reversed())));
    }

    /** An aligner of the one model or the two. */
    WordAligner aligner(AlignerOptions options) {
        return reverse.isPresent() ? WordAligner.open(forward, reverse.get(), options) : WordAligner.open(forward, options);
    }

    /** The names with their directions where those are known, such as {@code en-pt (en to pt) and pt-en (pt to en)}. */
    String names() {
        return name(forward) + reverse.map(other -> " and " + name(other)).orElse("");
    }

    /** Says what an aligner uses and how, if anyone wants to know. */
    void announce(AlignerOptions options, Optional<Path> origin, CommandSpec command) {
        announce(options.twoWaySetting().map(Object::toString).orElseGet(() -> options.setting().orElseThrow().toString()), origin,
            command);
    }

    /** Says what is used and how, if anyone wants to know; and warns of two models that are not of opposite directions. */
    void announce(String setting, Optional<Path> origin, CommandSpec command) {
        Notices.of(command).println("normalign: " + names() + ", " + setting
            + origin.map(file -> " (from " + file + ")").orElse(""));
        Optional<String> expected = direction(forward.languages().swapped());
        Optional<String> found = reverse.flatMap(other -> direction(other.languages()));
        if (expected.isPresent() && found.isPresent() && !found.equals(expected)) {
            command.commandLine().getErr().println("normalign: warning: the reverse model goes from " + found.get()
                + ", expected " + expected.get());
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
