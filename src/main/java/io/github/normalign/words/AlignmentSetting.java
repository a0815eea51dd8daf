package io.github.normalign.words;

import io.github.normalign.attention.HeadSelection;
import io.github.normalign.attention.Measure;
import io.github.normalign.attention.Reading;

/**
 * One way of reading links from a model's cross-attention.
 *
 * @param layer decoder layer, from 1
 * @param heads the heads read together
 * @param measure weights or norms
 * @param reading which decoder step speaks for a target piece
 * @param rule how scores of pieces become links of words
 */
public record AlignmentSetting(int layer, HeadSelection heads, Measure measure, Reading reading, WordRule rule) {

    /** Refuses a layer below 1 with an {@link IllegalArgumentException}. */
    public AlignmentSetting {
        if (layer < 1) {
            throw new IllegalArgumentException("layers are counted from 1, found " + layer);
        }
    }

    /** The setting as options of the command line. */
    @Override
    public String toString() {
        return "--layer " + layer + " --head " + heads + " --measure " + measure + " --reading " + reading + " --rule " + rule;
    }
}
