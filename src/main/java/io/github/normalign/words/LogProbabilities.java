package io.github.normalign.words;

import java.util.Optional;

/**
 * What the models think of a pair as each other's translation.
 *
 * @param forward the target's, given the source, by the model from source to target; empty where that gives no finite number
 * @param reverse the source's, given the target, by the model from target to source; empty with one model, and where that gives
 *     no finite number
 */
public record LogProbabilities(Optional<LogProbability> forward, Optional<LogProbability> reverse) {
}
