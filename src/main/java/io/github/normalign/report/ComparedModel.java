package io.github.normalign.report;

/**
 * A model as a report names it.
 *
 * @param name the name of the model's directory, unique in a report
 * @param sourceLanguage what it reads, such as {@code en}; empty if unknown
 * @param targetLanguage what it writes, such as {@code pt}; empty if unknown
 */
public record ComparedModel(String name, String sourceLanguage, String targetLanguage) {

    /**
     * The direction with a word or an arrow between the languages.
     *
     * @param between what stands between them, spaces included
     * @return such as {@code en to pt}; empty if a language is unknown
     */
    String direction(String between) {
        return sourceLanguage.isEmpty() || targetLanguage.isEmpty() ? "" : sourceLanguage + between + targetLanguage;
    }
}
