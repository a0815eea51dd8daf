package io.github.normalign.cli;

import io.github.normalign.AlignerOptions;
import io.github.normalign.model.ModelDirectory;
import io.github.normalign.model.ProfileFile;
import io.github.normalign.words.AlignmentSetting;
import io.github.normalign.words.TwoWaySetting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

/**
 * A second model, and how links are read: by options, else by the profile, else as the model directory says. The same for every
 * command that aligns, so that all of them speak of the links that {@code align} writes.
 */
final class AligningOptions {

    @Mixin
    private SettingOptions settingOptions;

    @Mixin
    private TwoWayOptions twoWayOptions;

    @Mixin
    private ProfileOption profileOption;

    /** Whether anything was said that is of no use without a model. */
    boolean isGiven() {
        return settingOptions.choice().isGiven() || twoWayOptions.model().isPresent() || twoWayOptions.isGiven()
            || profileOption.path().isPresent();
    }

    /** What is read beside the first model. */
    List<Path> inputs() {
        List<Path> inputs = new ArrayList<>();
        twoWayOptions.model().ifPresent(inputs::add);
        profileOption.path().ifPresent(inputs::add);
        return inputs;
    }

    /** Opens the model, and the other if there are two. */
    ModelsInUse open(Path model, ChoiceOptions choice) {
        return ModelsInUse.open(model, twoWayOptions.model(), choice);
    }

    /**
     * The setting of the one model there is.
     *
     * @throws ParameterException if there is none, or options are for two models
     */
    AlignmentSetting oneWay(ModelsInUse models) {
        Optional<ProfileFile> profile = profileOption.forModels(models);
        twoWayOptions.requireNone();
        ModelDirectory model = models.forward();
        return settingOptions.forModel(model, profile.map(found -> found.setting(model)).orElseGet(model::setting));
    }

    /**
     * The setting of the two models there are.
     *
     * @throws ParameterException if there is none, or options contradict each other
     */
    TwoWaySetting twoWay(ModelsInUse models) {
        Optional<ProfileFile> profile = profileOption.forModels(models);
        ModelDirectory model = models.forward();
        ModelDirectory other = models.reverse().orElseThrow();
        return twoWayOptions.setting(model, other, settingOptions.choice(),
            profile.map(found -> found.setting(model, other)).orElseGet(() -> model.setting(other)));
    }

    /** The threshold for one direction; 0 where none is given. */
    double threshold() {
        return twoWayOptions.threshold();
    }

    /** An aligner's options with the setting of the models. */
    AlignerOptions with(AlignerOptions options, ModelsInUse models) {
        return models.reverse().isPresent() ? options.withSetting(twoWay(models))
            : options.withThreshold(threshold()).withSetting(oneWay(models));
    }

    /** Where the setting stands, if no option had a part in it. */
    Optional<Path> origin(ModelDirectory model) {
        return settingOptions.choice().isGiven() || twoWayOptions.model().isPresent() && twoWayOptions.isGiven() ? Optional.empty()
            : Optional.of(profileOption.path().orElseGet(() -> ProfileFile.beside(model).path()));
    }
}
