package io.github.normalign.analysis;

import java.util.OptionalInt;

/**
 * What a word gives to one place it can attend to.
 *
 * @param word index of the word, from 0; empty for {@code </s>} and other special pieces
 * @param score the merged score, in the unit of the measure
 * @param share its share of the row, in [0, 1]; 0 where the row has no score
 */
public record WordScore(OptionalInt word, double score, double share) {
}
