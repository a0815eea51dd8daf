package io.github.normalign.words;

import io.github.normalign.alignment.ScoreMatrix;
import io.github.normalign.attention.AttentionAnalyzer;
import io.github.normalign.attention.CrossAttention;
import io.github.normalign.attention.HeadSelection;
import io.github.normalign.attention.Measure;
import io.github.normalign.attention.Reading;
import java.util.Optional;

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

    /**
     * What keeps a model from being read by this setting.
     *
     * @param layers how many decoder layers the model has
     * @param heads how many heads each has
     * @return a phrase with what was asked for and what there is; empty if the model can be read
     */
    public Optional<String> obstacle(int layers, int heads) {
        if (layer > layers) {
            return Optional.of("layer " + layer + " of a model with decoder layers 1 to " + layers);
        }
        if (!this.heads.numbers().isEmpty() && this.heads.numbers().last() > heads) {
            return Optional.of("head " + this.heads + " of a model with heads 1 to " + heads + " in a layer");
        }
        return Optional.empty();
    }

    /**
     * Reads scores of pieces by this setting; its word rule plays no part.
     *
     * @param attention the pair's cross-attention, with the setting's layer
     * @return scores of target pieces (rows) with source pieces and, behind them, special pieces; see
     *     {@link AttentionAnalyzer}
     * @throws IllegalArgumentException if the layer was not read, has no such head, or has no Gram matrices for norms
     */
    public ScoreMatrix pieceScores(CrossAttention attention) {
        return AttentionAnalyzer.pieceScores(attention.layer(layer), measure, heads, reading);
    }

    /** The setting as options of the command line. */
    @Override
    public String toString() {
        return "--layer " + layer + " --head " + heads + " --measure " + measure + " --reading " + reading + " --rule " + rule;
    }
}
