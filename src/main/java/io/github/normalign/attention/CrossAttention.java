package io.github.normalign.attention;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The cross-attention of one sentence pair, for the decoder layers that were read.
 *
 * @param layers by layer number, from 1
 */
public record CrossAttention(SortedMap<Integer, LayerAttention> layers) {

    /** Copies the map. */
    public CrossAttention {
        layers = Collections.unmodifiableSortedMap(new TreeMap<>(layers));
    }

    /**
     * One layer.
     *
     * @param number layer number, from 1
     * @return its attention
     * @throws IllegalArgumentException if that layer was not read
     */
    public LayerAttention layer(int number) {
        LayerAttention layer = layers.get(number);
        if (layer == null) {
            throw new IllegalArgumentException("layer " + number + " was not read; there are " + layers.keySet());
        }
        return layer;
    }

    /**
     * Whether all numbers of all layers are numbers.
     *
     * @return false if any is NaN or infinite
     */
    public boolean isFinite() {
        return layers.values().stream().allMatch(LayerAttention::isFinite);
    }
}
