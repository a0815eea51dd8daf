package io.github.normalign.firefox;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One pair of a tiny model with the numbers numpy gave for it, see README.md in {@code src/test/resources/firefox}.
 *
 * @param ids source ids with {@code </s>} and target ids
 * @param encoder (S, D)
 * @param logits (T, V), T = target ids + 1, without the pad piece
 */
record TinyReference(OnnxPair.Ids ids, float[] encoder, float[] logits) {

    static final Path FOLDER = Path.of("src/test/resources/firefox/tiny");

    static List<TinyReference> read(String name) throws IOException {
        JsonObject all = JsonParser.parseString(Files.readString(FOLDER.resolve(name + ".json"))).getAsJsonObject();
        List<TinyReference> pairs = new ArrayList<>();
        for (JsonElement element : all.getAsJsonArray("pairs")) {
            JsonObject pair = element.getAsJsonObject();
            pairs.add(new TinyReference(new OnnxPair.Ids(ids(pair, "sourceIds"), ids(pair, "targetIds")),
                floats(pair, "encoder"), floats(pair, "logits")));
        }
        return pairs;
    }

    private static int[] ids(JsonObject pair, String key) {
        return pair.getAsJsonArray(key).asList().stream().mapToInt(JsonElement::getAsInt).toArray();
    }

    private static float[] floats(JsonObject pair, String key) {
        JsonArray numbers = pair.getAsJsonArray(key);
        float[] values = new float[numbers.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = numbers.get(i).getAsFloat();
        }
        return values;
    }
}
