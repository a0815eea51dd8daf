package io.github.normalign.cli;

import io.github.normalign.attention.HeadSelection;
import io.github.normalign.attention.Measure;
import io.github.normalign.attention.Reading;
import io.github.normalign.model.ModelDirectory;
import io.github.normalign.words.AlignmentSetting;
import io.github.normalign.words.WordRule;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * What the options of one direction say of its setting. With a layer the setting starts from the paper's (all heads, norms, awi,
 * words); without it from one that is known, changed by whatever options are given.
 *
 * @param prefix what the options begin with, {@code --} or {@code --reverse-}
 * @param layer as given, or null
 * @param head as given, or null
 * @param measure as given, or null
 * @param reading as given, or null
 * @param rule as given, or null
 */
record SettingChoice(String prefix, Integer layer, String head, Measure measure, Reading reading, WordRule rule) {

    /** Whether any option of the direction was given. */
    boolean isGiven() {
        return layer != null || head != null || measure != null || reading != null || rule != null;
    }

    /**
     * The setting to use with a model.
     *
     * @param model the model
     * @param known where to start from without a layer
     * @param spec the command, for messages
     * @return a setting the model can be read by
     * @throws ParameterException if an option makes no sense, or the model has no such layer or head
     */
    AlignmentSetting of(ModelDirectory model, Supplier<AlignmentSetting> known, CommandSpec spec) {
        if (layer != null && layer < 1) {
            throw usage(spec, prefix + "layer is counted from 1, found " + layer);
        }
        HeadSelection heads = heads(spec);
        AlignmentSetting start = layer == null ? known.get()
            : new AlignmentSetting(layer, HeadSelection.ALL, Measure.NORM, Reading.AWI, WordRule.WORD);
        AlignmentSetting setting = new AlignmentSetting(start.layer(),
            heads == null ? start.heads() : heads,
            Optional.ofNullable(measure).orElse(start.measure()),
            Optional.ofNullable(reading).orElse(start.reading()),
            Optional.ofNullable(rule).orElse(start.rule()));
        setting.obstacle(model.config().layers(), model.config().heads()).ifPresent(obstacle -> {
            throw usage(spec, "the model in " + model.path() + " cannot be read by " + setting + ": " + obstacle);
        });
        return setting;
    }

    private HeadSelection heads(CommandSpec spec) {
        if (head == null) {
            return null;
        }
        try {
            // Like every other named value of an option, in either case.
            return head.equalsIgnoreCase("all") ? HeadSelection.ALL : HeadSelection.parse(head);
        } catch (IllegalArgumentException e) {
            throw usage(spec, prefix + "head: " + e.getMessage());
        }
    }

    private static ParameterException usage(CommandSpec spec, String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
