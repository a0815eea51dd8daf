package io.github.normalign.report;

import io.github.normalign.words.AlignmentSetting;
import java.util.OptionalDouble;

/**
 * One line of the CSV file as it reads back: what was rounded on writing stays rounded, so it holds percentages and not the
 * counts they came from.
 *
 * @param model the name of the model's directory
 * @param setting layer, head or whole layer, measure, reading and rule
 * @param pairs number of sentence pairs judged
 * @param links |A|
 * @param sure |S|
 * @param possible |P u S|
 * @param precision percent, two decimals; empty if undefined
 * @param recall percent, two decimals; empty if undefined
 * @param f1 percent, two decimals; empty if undefined
 * @param aer percent, two decimals, lower is better; empty if undefined
 */
public record ComparisonLine(String model, AlignmentSetting setting, int pairs, long links, long sure, long possible,
    OptionalDouble precision, OptionalDouble recall, OptionalDouble f1, OptionalDouble aer) {
}
