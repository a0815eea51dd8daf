package io.github.normalign;

import io.github.normalign.corpus.SentencePair;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Pairs without those that are there twice: scraped text repeats itself, and the same pair gives the same links.
 *
 * @param pairs each pair once, in the order of first occurrence
 * @param places for each pair given, where it stands among them
 */
record Distinct(List<SentencePair> pairs, int[] places) {

    static Distinct of(List<SentencePair> given) {
        Map<SentencePair, Integer> known = new HashMap<>();
        List<SentencePair> pairs = new ArrayList<>();
        int[] places = new int[given.size()];
        for (int i = 0; i < places.length; i++) {
            Integer place = known.putIfAbsent(given.get(i), pairs.size());
            if (place == null) {
                pairs.add(given.get(i));
            }
            places[i] = place == null ? pairs.size() - 1 : place;
        }
        return new Distinct(pairs, places);
    }

    /** What was found for each pair given. */
    List<AlignedPair> all(List<AlignedPair> found) {
        List<AlignedPair> all = new ArrayList<>(places.length);
        for (int place : places) {
            all.add(found.get(place));
        }
        return all;
    }
}
