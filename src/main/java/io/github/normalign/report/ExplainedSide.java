package io.github.normalign.report;

import io.github.normalign.analysis.DirectionExplanation;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One direction of an explanation with the words and pieces it speaks of.
 *
 * @param model the model's name
 * @param what what it says
 * @param sourceWords the words it attends to: the caller's target words for a reverse model
 * @param targetWords the words that attend
 * @param sourceWord index of the source word
 * @param targetWord index of the target word
 * @param sourceSpelling the source word's pieces as they are spelled; empty where the tokenizer does not say
 * @param targetSpelling those of the target word
 */
public record ExplainedSide(String model, DirectionExplanation what, List<String> sourceWords, List<String> targetWords,
        int sourceWord, int targetWord, Optional<List<String>> sourceSpelling, Optional<List<String>> targetSpelling) {

    String source() {
        return sourceWords.get(sourceWord);
    }

    String target() {
        return targetWords.get(targetWord);
    }

    /** A word of the row in quotes, or what stands for no link. */
    String attended(OptionalInt word) {
        return word.isPresent() ? "'" + sourceWords.get(word.getAsInt()) + "' (" + word.getAsInt() + ")" : "</s>";
    }
}
