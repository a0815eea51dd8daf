package io.github.normalign.analysis;

import java.util.OptionalDouble;

/**
 * What one head, or a whole layer, does with source positions of one category, over all decoder steps of all pairs.
 *
 * <p>For a whole layer the weight is the mean over its heads, {@code vector} the mean over its heads of {@code ||f_h(x)||}, and a
 * norm that of the sum over its heads, {@code ||sum_h a_h f_h(x)||}.
 *
 * @param category which positions
 * @param positions how many source positions of the corpus are of the category
 * @param positionShare their share of all source positions, in [0, 1]: what attention would give them if it were even
 * @param weightShare the share of attention weight that falls on them, in [0, 1]: the mean over decoder steps
 * @param normShare the share of a step's norms, summed over source positions, that falls on them: the mean over decoder steps
 *     with any; empty where there is none
 * @param weight mean attention weight of one cell (a step and such a position); empty without positions
 * @param vector mean {@code ||f(x)||} of such a position; empty without positions
 * @param norm mean {@code ||a f(x)||} of one cell; empty without positions
 */
public record CategoryFigures(SourceCategory category, long positions, double positionShare, double weightShare,
        OptionalDouble normShare, OptionalDouble weight, OptionalDouble vector, OptionalDouble norm) {
}
