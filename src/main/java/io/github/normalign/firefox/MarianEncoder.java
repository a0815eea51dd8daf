package io.github.normalign.firefox;

import io.github.normalign.onnx.ElementType;
import io.github.normalign.onnx.OnnxModel;
import io.github.normalign.onnx.OnnxValue;
import java.io.IOException;

/**
 * Marian's Transformer encoder: embedding, then layers of self-attention and feed-forward, each with residual and layer norm
 * behind it (post-norm).
 */
final class MarianEncoder {

    private MarianEncoder() {
    }

    /**
     * Builds the graph; its weights go to the file.
     *
     * @param model the model
     * @param pieces size of the vocabulary with the pad piece
     * @param weights where weights are written
     * @return inputs {@code input_ids} and {@code attention_mask} (B, S), int64; output {@code last_hidden_state} (B, S, D)
     * @throws IOException if weights cannot be written
     */
    static OnnxModel build(MarianModel model, int pieces, WeightFile weights) throws IOException {
        MarianLayers layers = new MarianLayers("encoder", model, weights);
        String batch = MarianLayers.BATCH;
        String length = MarianLayers.SOURCE_LENGTH;
        String ids = layers.graph().addInput(OnnxValue.tensor("input_ids", ElementType.INT64, batch, length));
        String mask = layers.graph().addInput(OnnxValue.tensor("attention_mask", ElementType.INT64, batch, length));
        String x = layers.embed(ids, model.sourceTable(), pieces);
        String padding = layers.padding(mask);
        for (int layer = 1; layer <= model.config().encoderLayers(); layer++) {
            String prefix = "encoder_l" + layer;
            x = layers.feedForward(prefix, layers.attention(prefix + "_self", x, x, padding));
        }
        String output = layers.add("Identity", "last_hidden_state", x);
        layers.graph().addOutput(
            OnnxValue.tensor(output, ElementType.FLOAT, batch, length, model.config().dimension()));
        return layers.toModel();
    }
}
