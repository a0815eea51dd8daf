package io.github.normalign.firefox;

import java.nio.file.Path;

/**
 * What to import, and where to. Every input file may be gzipped.
 *
 * @param model Marian's model file, {@code .bin}
 * @param sourceVocabulary SentencePiece model of the source
 * @param targetVocabulary SentencePiece model of the target; the same path where there is one for both
 * @param sourceLanguage language code of the source, such as {@code en}
 * @param targetLanguage language code of the target
 * @param output directory to make
 * @param force whether to write into a directory that holds something already; files of other names stay
 */
public record FirefoxImport(Path model, Path sourceVocabulary, Path targetVocabulary, String sourceLanguage,
        String targetLanguage, Path output, boolean force) {
}
