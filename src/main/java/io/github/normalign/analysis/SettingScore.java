package io.github.normalign.analysis;

import io.github.normalign.words.AlignmentSetting;

/**
 * What one way of reading the attention says of a word pair.
 *
 * @param setting layer, one head or all, measure and reading; by the word rule
 * @param score the merged score of the two words
 * @param share its share of the attending word's row, in [0, 1]
 * @param wins whether it is the greatest of that row: whether this setting would link the two
 */
public record SettingScore(AlignmentSetting setting, double score, double share, boolean wins) {
}
