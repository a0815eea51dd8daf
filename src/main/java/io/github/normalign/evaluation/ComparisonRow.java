package io.github.normalign.evaluation;

import io.github.normalign.words.AlignmentSetting;

/**
 * How one setting of one model does on one gold set.
 *
 * @param model the name of the model's directory
 * @param setting layer, heads (one, or all for the whole layer), measure, reading and rule
 * @param pairs number of sentence pairs judged
 * @param scores the scores, in the model's direction
 */
public record ComparisonRow(String model, AlignmentSetting setting, int pairs, AlignmentScores scores) {
}
