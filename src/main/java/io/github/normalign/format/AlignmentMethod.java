package io.github.normalign.format;

import io.github.normalign.attention.Measure;
import io.github.normalign.words.AlignmentSetting;
import io.github.normalign.words.TwoWaySetting;
import java.util.List;
import java.util.Optional;

/**
 * How links were made, so that a file of them explains itself. Immutable.
 *
 * @param models names of the models: the one from source to target first, then the reverse one where there are two
 * @param setting how one model was read; empty with two
 * @param twoWaySetting how two models were read and combined; empty with one
 * @param sourceLanguage code of the source language as the models write it; empty if not known
 * @param targetLanguage code of the target language, likewise
 * @param threshold with one model, the least score of a link, 0 for none; with two it is part of the setting, and 0 here
 * @param sourceWords what found the words of the source side: {@value #SPACES}, or a segmenter's name
 * @param targetWords what found those of the target side
 */
public record AlignmentMethod(List<String> models, Optional<AlignmentSetting> setting, Optional<TwoWaySetting> twoWaySetting,
        Optional<String> sourceLanguage, Optional<String> targetLanguage, double threshold, String sourceWords,
        String targetWords) {

    /** Words are what the caller separated by spaces. */
    public static final String SPACES = "spaces";

    /** Copies the list; refuses a number of models that is not the setting's with an {@link IllegalArgumentException}. */
    public AlignmentMethod {
        models = List.copyOf(models);
        if (setting.isPresent() == twoWaySetting.isPresent() || models.size() != (setting.isPresent() ? 1 : 2)) {
            throw new IllegalArgumentException("expected one model and a setting for one, or two models and a setting for two;"
                + " found " + models + ", " + setting + ", " + twoWaySetting);
        }
    }

    /**
     * One model.
     *
     * @param model its name
     * @param setting how it was read
     * @param threshold the least score of a link; 0 for none
     * @return the method, for words separated by spaces
     */
    public static AlignmentMethod of(String model, AlignmentSetting setting, double threshold) {
        return new AlignmentMethod(List.of(model), Optional.of(setting), Optional.empty(), Optional.empty(), Optional.empty(),
            threshold, SPACES, SPACES);
    }

    /**
     * Two models of opposite directions.
     *
     * @param model the name of the one from source to target
     * @param reverseModel the other's
     * @param setting how they were read and combined
     * @return the method, for words separated by spaces
     */
    public static AlignmentMethod of(String model, String reverseModel, TwoWaySetting setting) {
        return new AlignmentMethod(List.of(model, reverseModel), Optional.empty(), Optional.of(setting),
            Optional.empty(), Optional.empty(), 0, SPACES, SPACES);
    }

    /**
     * The same with words found in another way.
     *
     * @param source what found the words of the source side
     * @param target what found those of the target side
     * @return a new method
     */
    public AlignmentMethod withWords(String source, String target) {
        return new AlignmentMethod(models, setting, twoWaySetting, sourceLanguage, targetLanguage, threshold, source, target);
    }

    /**
     * The same for a direction.
     *
     * @param source code of the source language; empty if not known
     * @param target code of the target language, likewise
     * @return a new method
     */
    public AlignmentMethod withLanguages(Optional<String> source, Optional<String> target) {
        return new AlignmentMethod(models, setting, twoWaySetting, source, target, threshold, sourceWords, targetWords);
    }

    /**
     * What the scores of links are.
     *
     * @return weights or norms of one model, shares of two
     */
    public ScoreKind scores() {
        return setting.map(one -> one.measure() == Measure.WEIGHT ? ScoreKind.WEIGHT : ScoreKind.NORM).orElse(ScoreKind.SHARE);
    }
}
