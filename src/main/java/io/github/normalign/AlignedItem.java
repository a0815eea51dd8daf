package io.github.normalign;

import java.util.Optional;

/**
 * Something of the caller's with a sentence pair in it, or without one, and what was found for the pair.
 *
 * @param item the caller's own: a line, a row, a record
 * @param pair what was found; empty for an item without a pair
 * @param <T> what items are
 */
public record AlignedItem<T>(T item, Optional<AlignedPair> pair) {
}
