package io.github.normalign.cli;

import io.github.normalign.AlignerOptions;
import io.github.normalign.WordAligner;
import io.github.normalign.model.ModelDirectory;
import io.github.normalign.model.ProfileFile;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What pairs are aligned with: the models, how they are read, and what runs them; the options of {@code align} for it. */
final class AlignerRecipe {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--model", paramLabel = "DIR", required = true,
        description = "A model directory for this direction: source to target.")
    private Path model;

    @Mixin
    private SettingOptions settingOptions;

    @Mixin
    private TwoWayOptions twoWayOptions;

    @Option(names = "--profile", paramLabel = "FILE",
        description = "Take the setting from this file, which 'select --profile' wrote, before that in the model directory.")
    private Path profile;

    @Mixin
    private ModelOptions modelOptions;

    @Mixin
    private ChoiceOptions choiceOptions;

    @Option(names = "--weights-only",
        description = "Read a model by attention weights even where its self-check fails, with a warning. Norms are never read so.")
    private boolean weightsOnly;

    Path model() {
        return model;
    }

    Optional<Path> reverseModel() {
        return twoWayOptions.model();
    }

    Optional<Path> profile() {
        return Optional.ofNullable(profile);
    }

    /** Whether {@code --threads} was given; its default is for a program that has a machine to itself. */
    Optional<Integer> threads() {
        return spec.commandLine().getParseResult().hasMatchedOption("--threads") ? Optional.of(modelOptions.threads())
            : Optional.empty();
    }

    /**
     * Opens what the options name, at whatever place it lies on this machine.
     *
     * @param forward the model from source to target
     * @param reverse the other model, if the options name one
     * @param profileFile the profile, if the options name one
     * @return the models with the setting they are read by
     * @throws ParameterException if options and models do not make a setting
     */
    Opened open(Path forward, Optional<Path> reverse, Optional<Path> profileFile) {
        ModelsInUse models = new ModelsInUse(ModelDirectory.open(forward, choiceOptions.choice()),
            reverse.map(other -> ModelDirectory.open(other, choiceOptions.choice().reversed())));
        Optional<ProfileFile> file = profileFile.map(ProfileFile::at);
        return new Opened(models, options(models, file));
    }

    /**
     * Models and how they are read.
     *
     * @param models the directories
     * @param options with the setting
     */
    record Opened(ModelsInUse models, AlignerOptions options) {

        WordAligner aligner(int threads) {
            AlignerOptions all = options.withThreads(threads);
            return models.reverse().isPresent() ? WordAligner.open(models.forward(), models.reverse().get(), all)
                : WordAligner.open(models.forward(), all);
        }

        String setting() {
            return options.twoWaySetting().map(Object::toString).orElseGet(() -> options.setting().orElseThrow().toString());
        }

        /** Tells other files at the same path apart, and another setting in the same normalign.json. */
        String identity() {
            return models.forward().fingerprint() + models.reverse().map(other -> " and " + other.fingerprint()).orElse("")
                + ", " + setting();
        }
    }

    private AlignerOptions options(ModelsInUse models, Optional<ProfileFile> file) {
        AlignerOptions options = AlignerOptions.DEFAULT.withDevice(modelOptions.device()).withBatch(modelOptions.batch())
            .withWeightsOnly(weightsOnly).withPrecision(modelOptions.precision(ModelOptions.ALIGNING));
        ModelDirectory directory = models.forward();
        if (models.reverse().isPresent()) {
            ModelDirectory reverse = models.reverse().get();
            return options.withSetting(twoWayOptions.setting(directory, reverse, settingOptions.choice(), file.isEmpty()
                ? directory.setting(reverse) : Optional.of(required(file.get(), file.get().setting(directory, reverse), models))));
        }
        twoWayOptions.requireNone();
        return options.withThreshold(twoWayOptions.threshold()).withSetting(settingOptions.forModel(directory, file.isEmpty()
            ? directory.setting() : Optional.of(required(file.get(), file.get().setting(directory), models))));
    }

    /** A profile that is named and says nothing is a mistake: what is used instead would go unnoticed. */
    private <T> T required(ProfileFile file, Optional<T> found, ModelsInUse models) {
        return found.orElseThrow(() -> new ParameterException(spec.commandLine(), file.path() + " holds no setting for "
            + models.names() + ": 'normalign select --profile' finds one, without gold, and writes it there"));
    }
}
