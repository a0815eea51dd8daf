package io.github.normalign.analysis;

import io.github.normalign.evaluation.AerDifference;
import io.github.normalign.words.AlignmentSetting;

/**
 * The best setting of norms against the best of weights on the same sentences. Both were picked on the gold they are scored on,
 * which the interval does not know of.
 *
 * @param weight the setting of weights with the lowest AER: a whole layer, or a single head
 * @param norm that of norms, of the same kind and rule
 * @param difference AER of the norms minus AER of the weights: below 0, norms are better
 */
public record MeasureContest(AlignmentSetting weight, AlignmentSetting norm, AerDifference difference) {
}
