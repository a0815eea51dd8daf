package io.github.normalign.tokenizer;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Remembers the ids of words seen before. Two maps: new words go into the young one; when it is full it becomes the old one, whose
 * words come back as they are met. So what is frequent stays, memory is bounded, and a hit costs one look-up without a write or a
 * lock. Safe for use by several threads; which words are kept may depend on their timing, what is returned never does.
 */
final class WordCache {

    /** Words longer than this are rarely met twice. */
    private static final int LONGEST_WORD = 64;

    private final int capacity;
    private final Function<String, int[]> encoder;
    private volatile Map<String, int[]> young = new ConcurrentHashMap<>();
    private volatile Map<String, int[]> old = Map.of();

    /**
     * Makes an empty cache.
     *
     * @param capacity words in one of the two maps
     * @param encoder gives the ids of a word, always the same; its arrays are shared and must not be changed
     */
    WordCache(int capacity, Function<String, int[]> encoder) {
        this.capacity = capacity;
        this.encoder = encoder;
    }

    int[] get(String word) {
        int[] ids = young.get(word);
        if (ids != null) {
            return ids;
        }
        if (word.length() > LONGEST_WORD) {
            return encoder.apply(word);
        }
        ids = old.get(word);
        if (ids == null) {
            ids = encoder.apply(word);
        }
        put(word, ids);
        return ids;
    }

    /** Only misses come here, so the lock and the count cost nothing that matters. */
    private synchronized void put(String word, int[] ids) {
        if (young.size() >= capacity) {
            old = young;
            young = new ConcurrentHashMap<>();
        }
        young.put(word, ids);
    }

    /** How many words are held, for tests. */
    int size() {
        return young.size() + old.size();
    }
}
