package io.github.normalign.firefox;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The cross-attention that numpy computed for one sentence pair of the gold set, see README.md in {@code
 * src/test/resources/firefox}.
 *
 * @param line of the gold set's text files, from 1
 * @param source the source sentence, words separated by spaces
 * @param target the target sentence
 * @param sourceIds ids of the source pieces and {@code </s>}
 * @param targetIds ids of the target pieces, without start and {@code </s>}
 * @param heads number of heads H
 * @param rows decoder steps T = target pieces + 1; step 0 is fed the start piece
 * @param columns source pieces and {@code </s>}, S
 * @param layers by position: layer 1 first
 */
public record FirefoxReference(int line, String source, String target, int[] sourceIds, int[] targetIds, int heads, int rows,
        int columns, List<Layer> layers) {

    /**
     * One decoder layer.
     *
     * @param weights [H][T][S] flat
     * @param headNorms {@code ||a_h f_h||}, [H][T][S] flat
     * @param layerNorms {@code ||sum_h a_h f_h||}, [T][S] flat
     * @param gram {@code f_h . f_k}, [S][H][H] flat
     */
    public record Layer(float[] weights, float[] headNorms, float[] layerNorms, float[] gram) {
    }

    /**
     * Reads all 20 pairs of a direction.
     *
     * @param direction {@code en-pt} or {@code pt-en}
     * @return the pairs in the order of their lines
     */
    public static List<FirefoxReference> read(String direction) throws IOException {
        Path folder = Path.of("src/test/resources/firefox");
        JsonObject index =
            JsonParser.parseString(Files.readString(folder.resolve("attention-" + direction + ".json"))).getAsJsonObject();
        FloatBuffer numbers = ByteBuffer.wrap(Files.readAllBytes(folder.resolve("attention-" + direction + ".bin")))
            .order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        int heads = index.get("heads").getAsInt();
        List<FirefoxReference> pairs = new ArrayList<>();
        for (JsonElement element : index.getAsJsonArray("pairs")) {
            JsonObject pair = element.getAsJsonObject();
            int rows = pair.get("rows").getAsInt();
            int columns = pair.get("columns").getAsInt();
            numbers.position(pair.get("offset").getAsInt());
            List<Layer> layers = new ArrayList<>();
            for (int layer = 0; layer < index.get("layers").getAsInt(); layer++) {
                layers.add(new Layer(next(numbers, heads * rows * columns), next(numbers, heads * rows * columns),
                    next(numbers, rows * columns), next(numbers, columns * heads * heads)));
            }
            pairs.add(new FirefoxReference(pair.get("line").getAsInt(), pair.get("source").getAsString(),
                pair.get("target").getAsString(), ids(pair, "sourceIds"), ids(pair, "targetIds"), heads, rows, columns, layers));
        }
        if (numbers.hasRemaining()) {
            throw new IOException("numbers left over: the index does not fit the file");
        }
        return pairs;
    }

    private static float[] next(FloatBuffer numbers, int count) {
        float[] values = new float[count];
        numbers.get(values);
        return values;
    }

    private static int[] ids(JsonObject pair, String key) {
        return pair.getAsJsonArray(key).asList().stream().mapToInt(JsonElement::getAsInt).toArray();
    }
}
