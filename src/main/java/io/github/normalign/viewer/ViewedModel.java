package io.github.normalign.viewer;

import io.github.normalign.model.ModelDirectory;
import io.github.normalign.words.AlignmentSetting;
import java.util.Optional;

/**
 * A model as the page presents it.
 *
 * @param name what the page calls it
 * @param sourceLanguage the language it translates from, if known
 * @param targetLanguage the language it translates to, if known
 * @param layers how many decoder layers it has
 * @param heads how many heads each layer has
 * @param setting the setting that was chosen for it
 */
public record ViewedModel(String name, Optional<String> sourceLanguage, Optional<String> targetLanguage, int layers, int heads,
        AlignmentSetting setting) {

    static ViewedModel of(ModelDirectory directory, AlignmentSetting setting) {
        return new ViewedModel(directory.name(), directory.languages().source(), directory.languages().target(),
            directory.config().layers(), directory.config().heads(), setting);
    }
}
