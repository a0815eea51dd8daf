package io.github.normalign.analysis;

/**
 * What {@code compare} finds out about one model beyond its scores.
 *
 * @param model the model's name, as in the rows
 * @param frequencies where word frequencies come from, in a few words
 * @param intervals how sure the error rates are
 * @param attention what its attention falls on
 */
public record ModelAnalysis(String model, String frequencies, AerIntervals intervals, AttentionSummary attention) {
}
