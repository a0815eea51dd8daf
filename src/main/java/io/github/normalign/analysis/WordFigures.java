package io.github.normalign.analysis;

import com.google.common.primitives.ImmutableDoubleArray;

/**
 * A source word and the size of its vectors.
 *
 * @param word in lower case
 * @param category what it is, never {@link SourceCategory#END} or {@link SourceCategory#SPECIAL}
 * @param count how often it was counted, see {@link WordFrequencies}; may be 0
 * @param occurrences how often it stands in the source text
 * @param vectors mean {@code ||f(x)||} over its occurrences, the mean over the pieces of each; by layer, then heads from 1 and
 *     last the mean of the heads
 */
public record WordFigures(String word, SourceCategory category, long count, long occurrences, ImmutableDoubleArray vectors) {
}
