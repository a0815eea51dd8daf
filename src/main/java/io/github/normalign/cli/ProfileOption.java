package io.github.normalign.cli;

import io.github.normalign.model.ProfileFile;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A setting that {@code select} wrote into a file of the user's. */
@Section(Section.SETTING)
final class ProfileOption {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--profile", paramLabel = "FILE",
        description = "Take the setting from this file, which 'select --profile' wrote, before that in the model directory.")
    private Path profile;

    Optional<Path> path() {
        return Optional.ofNullable(profile);
    }

    /**
     * The file, if one is named. One that says nothing of the models is a mistake: what is used instead would go unnoticed.
     *
     * @throws ParameterException if it holds no setting for the models
     */
    Optional<ProfileFile> forModels(ModelsInUse models) {
        Optional<ProfileFile> file = path().map(ProfileFile::at);
        file.ifPresent(named -> requireSetting(named, models));
        return file;
    }

    private void requireSetting(ProfileFile file, ModelsInUse models) {
        boolean found = models.reverse().isPresent() ? file.setting(models.forward(), models.reverse().get()).isPresent()
            : file.setting(models.forward()).isPresent();
        if (!found) {
            throw new ParameterException(spec.commandLine(), file.path() + " holds no setting for " + models.names()
                + ": 'normalign select --profile " + file.path() + " --model " + models.forward().path()
                + models.reverse().map(other -> " --reverse-model " + other.path()).orElse("")
                + " --source FILE --target FILE' finds one, without gold, and writes it there");
        }
    }
}
