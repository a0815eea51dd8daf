package io.github.normalign.cli;

import io.github.normalign.attention.Measure;
import io.github.normalign.attention.Reading;
import io.github.normalign.model.ModelDirectory;
import io.github.normalign.words.AlignmentSetting;
import io.github.normalign.words.WordRule;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Which layer, heads, measure, reading and rule. With {@code --layer} the setting starts from the paper's (all heads, norms,
 * awi, words); without it from the model directory's own, changed by whatever options are given.
 */
@Section(Section.SETTING)
final class SettingOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--layer", paramLabel = "N",
        description = "Decoder layer, from 1. Default: the setting in the model directory's normalign.json. With --layer, "
            + "options not given are --head all --measure norm --reading awi --rule word.")
    private Integer layer;

    @Option(names = "--head", paramLabel = "N[,N...]|all",
        description = "Heads read together, from 1: weights are averaged, norms are taken of the sum.")
    private String head;

    @Option(names = "--measure", paramLabel = "weight|norm", description = "Attention weights or vector norms.")
    private Measure measure;

    @Option(names = "--reading", paramLabel = "awi|awo",
        description = "awi: the decoder step that has a target piece as input; awo: the step that predicts it.")
    private Reading reading;

    @Option(names = "--rule", paramLabel = "word|piece",
        description = "word: scores summed over source pieces and averaged over target pieces, one link a target word; "
            + "piece: words are linked if any of their pieces are.")
    private WordRule rule;

    /** What was given, for one direction. */
    SettingChoice choice() {
        return new SettingChoice("--", layer, head, measure, reading, rule);
    }

    /**
     * The setting to use with a model by itself.
     *
     * @param model the model
     * @param known what to start from without a layer
     * @throws ParameterException if there is none, or the model has no such layer or head
     */
    AlignmentSetting forModel(ModelDirectory model, Optional<AlignmentSetting> known) {
        return choice().of(model, () -> known.orElseThrow(() -> new ParameterException(spec.commandLine(), model.path()
            + " has no setting of its own in " + ModelDirectory.PROFILE
            + (model.profile().twoWay().isEmpty() ? "" : " (it has one for use with a reverse model, --reverse-model)")
            + ", and which layer aligns best differs from model to model: 'normalign select --model " + model.path()
            + " --source FILE --target FILE' finds one without gold, 'normalign compare --model " + model.path()
            + " --gold DIR' measures all on gold; or name it with --layer (and --head, --measure, --reading)")), spec);
    }
}
