package io.github.normalign.model;

import io.github.normalign.attention.CrossAttention;
import io.github.normalign.words.LogProbability;
import java.util.Optional;

/**
 * What one pair's forced decoding gave.
 *
 * @param attention its attention, without padding
 * @param logProbability what the model thinks of the target; empty where that was not asked for, or is not finite
 */
record DecodedPair(CrossAttention attention, Optional<LogProbability> logProbability) {
}
