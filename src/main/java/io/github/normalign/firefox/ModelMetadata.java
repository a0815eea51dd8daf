package io.github.normalign.firefox;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * What an imported directory says of itself: {@code config.json} in the keys of Hugging Face's Marian configuration, and
 * {@code normalign.json} with languages and origin.
 */
final class ModelMetadata {

    /** Raised whenever the same input gives other bytes than before. */
    private static final int CONVERSION = 1;

    private final MarianModel model;
    private final Vocabularies vocabularies;
    private final InputFile file;
    private final FirefoxImport request;

    ModelMetadata(MarianModel model, Vocabularies vocabularies, InputFile file, FirefoxImport request) {
        this.model = model;
        this.vocabularies = vocabularies;
        this.file = file;
        this.request = request;
    }

    /** Indented JSON with a final line end. */
    static String text(JsonObject content) {
        return new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(content) + "\n";
    }

    /** The sizes and special ids, for every program that reads a Hugging Face directory. */
    JsonObject config() {
        MarianConfig sizes = model.config();
        JsonObject config = new JsonObject();
        config.addProperty("model_type", "firefox-translations");
        JsonArray architectures = new JsonArray();
        architectures.add("FirefoxTranslationsModel");
        config.add("architectures", architectures);
        config.addProperty("is_encoder_decoder", true);
        config.addProperty("source_lang", request.sourceLanguage());
        config.addProperty("target_lang", request.targetLanguage());
        config.addProperty("d_model", sizes.dimension());
        config.addProperty("encoder_layers", sizes.encoderLayers());
        config.addProperty("decoder_layers", sizes.decoderLayers());
        config.addProperty("encoder_attention_heads", sizes.heads());
        config.addProperty("decoder_attention_heads", sizes.heads());
        config.addProperty("encoder_ffn_dim", sizes.feedForward());
        config.addProperty("decoder_ffn_dim", sizes.feedForward());
        config.addProperty("activation_function", "relu");
        config.addProperty("decoder_cell", "ssru");
        config.addProperty("scale_embedding", true);
        config.addProperty("static_position_embeddings", true);
        config.addProperty("normalize_before", false);
        config.addProperty("share_encoder_decoder_embeddings", sizes.oneTable());
        config.addProperty("tie_word_embeddings", true);
        config.addProperty("vocab_size", vocabularies.size());
        config.addProperty("decoder_vocab_size", vocabularies.size());
        config.addProperty("pad_token_id", vocabularies.padId());
        config.addProperty("eos_token_id", Vocabularies.END_ID);
        config.addProperty("unk_token_id", Vocabularies.UNKNOWN_ID);
        config.addProperty("decoder_start_token_id", vocabularies.padId());
        config.addProperty("max_position_embeddings", FirefoxImporter.MAX_POSITIONS);
        JsonObject scales = new JsonObject();
        for (Map.Entry<String, Float> scale : model.activationScales().entrySet()) {
            scales.addProperty(scale.getKey(), decimal(scale.getValue()));
        }
        config.add("activation_scales", scales);
        return config;
    }

    /**
     * Languages and origin. What else the file in place says, such as a setting that was measured, stays if it was said of the
     * same model.
     *
     * @param inPlace the file that will be replaced, if there is one
     * @return the content
     * @throws IOException if the file in place cannot be read
     */
    JsonObject provenance(Path inPlace) throws IOException {
        JsonObject origin = new JsonObject();
        origin.addProperty("format", "Firefox Translations (Marian)");
        if (!model.config().marian().isEmpty()) {
            origin.addProperty("marianVersion", model.config().marian());
        }
        origin.add("model", origin(file));
        if (vocabularies.target() == vocabularies.source()) {
            origin.add("vocabulary", origin(vocabularies.source()));
        } else {
            origin.add("sourceVocabulary", origin(vocabularies.source()));
            origin.add("targetVocabulary", origin(vocabularies.target()));
        }
        origin.addProperty("licence", "MPL-2.0");
        origin.addProperty("converter", "normalign import firefox, conversion " + CONVERSION);
        JsonObject content = new JsonObject();
        content.addProperty("sourceLanguage", request.sourceLanguage());
        content.addProperty("targetLanguage", request.targetLanguage());
        content.add("provenance", origin);
        keepOthers(inPlace, content, origin);
        return content;
    }

    private static void keepOthers(Path inPlace, JsonObject content, JsonObject origin) throws IOException {
        if (!Files.isRegularFile(inPlace)) {
            return;
        }
        JsonElement old;
        try {
            old = JsonParser.parseString(Files.readString(inPlace));
        } catch (JsonParseException e) {
            // The file is about to be replaced by a sound one; there is nothing in it to keep.
            return;
        }
        if (old instanceof JsonObject before && before.get("provenance") instanceof JsonObject oldOrigin
                && origin.get("model").equals(oldOrigin.get("model"))) {
            before.asMap().forEach((key, value) -> {
                if (!content.has(key)) {
                    content.add(key, value);
                }
            });
        }
    }

    private static JsonObject origin(InputFile input) {
        JsonObject origin = new JsonObject();
        origin.addProperty("file", input.name());
        origin.addProperty("sha256", input.sha256());
        return origin;
    }

    /** Nine digits name a float exactly; Float.toString differs between versions of Java. */
    private static BigDecimal decimal(float value) {
        BigDecimal shortened = new BigDecimal(value).round(new MathContext(9)).stripTrailingZeros();
        return shortened.scale() < 0 ? shortened.setScale(0) : shortened;
    }
}
