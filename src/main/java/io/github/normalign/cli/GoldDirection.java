package io.github.normalign.cli;

import io.github.normalign.gold.GoldSet;
import io.github.normalign.model.ModelDirectory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * The direction of gold for a model: by the languages of both, and where they do not settle it as {@code --swap-gold} or
 * {@code --no-swap-gold} says.
 */
final class GoldDirection {

    private static final String UNKNOWN = "unknown";

    private GoldDirection() {
    }

    /**
     * The gold in each model's direction.
     *
     * @param models the models
     * @param set the gold as it is stored
     * @param flag whether to turn it round for models whose languages do not settle it; null if that was not said
     * @param command whose usage it is, for messages
     * @return one set a model, in the order of the models
     * @throws ParameterException if languages settle nothing and no flag was given, or the flag contradicts the languages
     */
    static List<GoldSet> of(List<ModelDirectory> models, GoldSet set, Boolean flag, CommandSpec command) {
        List<Optional<Boolean>> opposite = models.stream().map(model -> isOpposite(model, set)).toList();
        boolean flagIsNeeded = opposite.stream().anyMatch(Optional::isEmpty);
        List<GoldSet> turned = new ArrayList<>();
        for (int i = 0; i < models.size(); i++) {
            Optional<Boolean> settled = opposite.get(i);
            if (settled.isEmpty() && flag == null) {
                throw new ParameterException(command.commandLine(), both(models.get(i), set)
                    + "; say --swap-gold if the gold must be turned round for this model, --no-swap-gold if not");
            }
            // A flag that another model needs does not speak of this one.
            if (!flagIsNeeded && flag != null && !settled.get().equals(flag)) {
                throw new ParameterException(command.commandLine(), both(models.get(i), set)
                    + ": the languages settle the direction, and " + (flag ? "--swap-gold" : "--no-swap-gold")
                    + " contradicts them; leave it out");
            }
            turned.add(settled.orElse(flag) ? set.swapped() : set);
        }
        return turned;
    }

    /**
     * Refuses two models that are known not to be of opposite directions. A language that is not known may be any.
     *
     * @throws ParameterException naming both directions
     */
    static void requireOpposite(ModelDirectory forward, ModelDirectory reverse, CommandSpec command) {
        if (differ(source(forward), target(reverse)) || differ(target(forward), source(reverse))) {
            throw new ParameterException(command.commandLine(), direction(forward) + ", " + direction(reverse)
                + "; --reverse-model goes the opposite way of --model");
        }
    }

    private static boolean differ(String one, String other) {
        return !one.equals(UNKNOWN) && !other.equals(UNKNOWN) && !one.equals(other);
    }

    /** Whether the gold's direction is the model's turned round; empty where the languages do not settle it. */
    private static Optional<Boolean> isOpposite(ModelDirectory model, GoldSet set) {
        String goldSource = language(set.sourceLanguage());
        String goldTarget = language(set.targetLanguage());
        boolean same = source(model).equals(goldSource) && target(model).equals(goldTarget);
        boolean opposite = source(model).equals(goldTarget) && target(model).equals(goldSource);
        return same == opposite ? Optional.empty() : Optional.of(opposite);
    }

    private static String both(ModelDirectory model, GoldSet set) {
        return direction(model) + ", the gold set " + set.name() + " from " + language(set.sourceLanguage()) + " to "
            + language(set.targetLanguage());
    }

    private static String direction(ModelDirectory model) {
        return "the model in " + model.path() + " goes from " + source(model) + " to " + target(model);
    }

    private static String source(ModelDirectory model) {
        return model.languages().source().map(GoldDirection::language).orElse(UNKNOWN);
    }

    private static String target(ModelDirectory model) {
        return model.languages().target().map(GoldDirection::language).orElse(UNKNOWN);
    }

    /** The language of a code, without region or script, by ISO 639's two letters where it has them: pt for pt-BR and por_Latn. */
    private static String language(String code) {
        String language = code.toLowerCase(Locale.ROOT).split("[-_]", 2)[0];
        return language.length() == 2 ? language : Arrays.stream(Locale.getISOLanguages())
            .filter(two -> new Locale(two).getISO3Language().equals(language)).findFirst().orElse(language);
    }
}
