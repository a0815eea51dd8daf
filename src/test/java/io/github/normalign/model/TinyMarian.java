package io.github.normalign.model;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.normalign.attention.LayerAttention;
import io.github.normalign.corpus.SentencePair;
import io.github.normalign.tokenizer.Pieces;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The tiny MarianMT export of the tests, and what PyTorch computed of its attention: a reader of
 * {@code src/test/resources/tiny-marian}, whose README says how all of it was made.
 */
public final class TinyMarian {

    /** The model directory, as the stock exporter left it. */
    public static final Path MODEL = Path.of("src/test/resources/tiny-marian/model");

    private static final Path FOLDER = MODEL.getParent();

    private TinyMarian() {
    }

    /**
     * One pair under forced decoding: the encoder reads the source pieces and {@code </s>}, the decoder the start piece and the
     * target pieces.
     *
     * @param words both sides' words
     * @param source source pieces, each word encoded alone, without {@code </s>}
     * @param target target pieces, without the start piece
     * @param rows T = target pieces + 1
     * @param columns S = source pieces + 1
     * @param layers decoder layers, the first is layer 1
     */
    public record Pair(SentencePair words, Pieces source, Pieces target, int rows, int columns, List<Layer> layers) {
    }

    /**
     * One decoder layer's numbers, computed from the vectors themselves in float64. All arrays are flat.
     *
     * @param weights [H][T][S]
     * @param weightMeans mean over heads, [T][S]
     * @param headNorms norm of the weighted vector of each head, [H][T][S]
     * @param layerNorms norm of the sum over all heads, [T][S]
     * @param subsetNorms norm of the sum over heads 1 and 3, [T][S]
     * @param gram scalar products of the heads' vectors, [S][H][H]
     */
    public record Layer(
            float[] weights, float[] weightMeans, float[] headNorms, float[] layerNorms, float[] subsetNorms, float[] gram) {

        /**
         * The part of the numbers that a model run yields.
         *
         * @param pair the pair the layer belongs to
         * @return weights and Gram matrices
         */
        public LayerAttention attention(Pair pair) {
            int heads = weights.length / (pair.rows() * pair.columns());
            return new LayerAttention(heads, pair.rows(), pair.columns(), weights, gram);
        }
    }

    /**
     * What MarianTokenizer makes of a whole text.
     *
     * @param source whether it was read as source, by source.spm; else as target, by target.spm
     * @param text the text, not split into words
     * @param ids model ids, without {@code </s>}
     */
    public record EncodedText(boolean source, String text, int[] ids) {
    }

    /**
     * The 12 reference pairs.
     *
     * @return pairs of 1 to 20 source words
     */
    public static List<Pair> pairs() {
        JsonObject index = read("expected.json").getAsJsonObject();
        int heads = index.get("heads").getAsInt();
        FloatBuffer floats = floats();
        if (floats.limit() != index.get("floats").getAsInt()) {
            throw new IllegalStateException("expected.bin and expected.json are not of one run");
        }
        List<Pair> pairs = new ArrayList<>();
        for (JsonElement element : index.getAsJsonArray("pairs")) {
            JsonObject pair = element.getAsJsonObject();
            JsonObject source = pair.getAsJsonObject("source");
            JsonObject target = pair.getAsJsonObject("target");
            int rows = pair.get("rows").getAsInt();
            int columns = pair.get("columns").getAsInt();
            List<Layer> layers = new ArrayList<>();
            for (JsonElement layer : pair.getAsJsonArray("layers")) {
                layers.add(layer(layer.getAsJsonObject(), floats, heads, rows, columns));
            }
            pairs.add(new Pair(new SentencePair(words(source), words(target)), pieces(source), pieces(target), rows, columns,
                List.copyOf(layers)));
        }
        return List.copyOf(pairs);
    }

    /**
     * The texts of the tokenizer's parity test: 20 sentences and 20 odd texts for each side.
     *
     * @return texts and ids
     */
    public static List<EncodedText> encodedTexts() {
        List<EncodedText> texts = new ArrayList<>();
        for (JsonElement element : read("tokenizer_ids.json").getAsJsonArray()) {
            JsonObject text = element.getAsJsonObject();
            texts.add(new EncodedText(text.get("side").getAsString().equals("source"), text.get("text").getAsString(),
                ints(text.getAsJsonArray("ids"))));
        }
        return List.copyOf(texts);
    }

    private static Layer layer(JsonObject offsets, FloatBuffer floats, int heads, int rows, int columns) {
        int cells = rows * columns;
        return new Layer(slice(floats, offsets, "weights", heads * cells), slice(floats, offsets, "weightMeans", cells),
            slice(floats, offsets, "headNorms", heads * cells), slice(floats, offsets, "layerNorms", cells),
            slice(floats, offsets, "subsetNorms", cells), slice(floats, offsets, "gram", columns * heads * heads));
    }

    private static float[] slice(FloatBuffer floats, JsonObject offsets, String name, int length) {
        float[] values = new float[length];
        floats.get(offsets.get(name).getAsInt(), values);
        return values;
    }

    private static FloatBuffer floats() {
        try {
            byte[] bytes = Files.readAllBytes(FOLDER.resolve("expected.bin"));
            return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonElement read(String name) {
        try {
            return JsonParser.parseString(Files.readString(FOLDER.resolve(name)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> words(JsonObject side) {
        return side.getAsJsonArray("words").asList().stream().map(JsonElement::getAsString).toList();
    }

    private static Pieces pieces(JsonObject side) {
        return new Pieces(ints(side.getAsJsonArray("ids")), ints(side.getAsJsonArray("wordOf")), words(side).size());
    }

    private static int[] ints(JsonArray array) {
        return array.asList().stream().mapToInt(JsonElement::getAsInt).toArray();
    }
}
