package io.github.normalign.model;

import com.google.common.primitives.ImmutableIntArray;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.normalign.attention.CrossAttention;
import io.github.normalign.tokenizer.PairTokenizer;
import io.github.normalign.tokenizer.PieceFrame;
import io.github.normalign.tokenizer.PieceTokenizer;
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
import java.util.Optional;
import java.util.stream.IntStream;

/** The exports in {@code src/test/resources/exports} and what PyTorch says of them; the README there says how they were made. */
final class StockExports {

    /** The folder of them all. */
    static final Path FOLDER = Path.of("src/test/resources/exports");

    private StockExports() {
    }

    /**
     * One exported model.
     *
     * @param architecture folder of the architecture, which has the reference
     * @param directory the model directory
     * @param variant the variant to open, if not the usual one
     * @param name the architecture as the table calls it
     * @param exporter how it was exported
     * @param precision of what precision its weights are
     */
    record Export(String architecture, Path directory, Optional<String> variant, String name, String exporter,
            String precision) {

        boolean isFloat32() {
            return precision.equals("fp32");
        }

        /** Opens the model by the library's own code, but for the tokenizer, whose place ids take. */
        ForcedDecoder open(PieceFrame frame) {
            return open(frame, ReaderOptions.DEFAULT);
        }

        ForcedDecoder open(PieceFrame frame, ReaderOptions options) {
            return StockExports.open(ModelDirectory.open(directory, new ModelChoice(variant, Languages.UNSAID)), frame, options);
        }

        @Override
        public String toString() {
            return architecture + ", " + exporter + ", " + precision;
        }
    }

    /**
     * What PyTorch says of one architecture.
     *
     * @param heads number of heads H
     * @param frame what stands around the pieces
     * @param pairs the pairs
     */
    record Reference(int heads, PieceFrame frame, List<Pair> pairs) {
    }

    /**
     * One pair.
     *
     * @param pieces the pieces with their frame
     * @param rows decoder steps T, start pieces included
     * @param columns source positions S, special pieces included
     * @param layers by decoder layer
     * @param logProbability mean log-probability of the target's pieces and {@code </s>}
     */
    record Pair(PiecePair pieces, int rows, int columns, List<Layer> layers, double logProbability) {
    }

    /**
     * One decoder layer of one pair, flat, rows and columns in the model's own order.
     *
     * @param weights [H][T][S]
     * @param headVectors length of each head's vector, [H][S]
     * @param layerNorms length of the sum of the weighted vectors of all heads, [T][S]
     */
    record Layer(float[] weights, float[] headVectors, float[] layerNorms) {
    }

    static ForcedDecoder open(ModelDirectory directory, PieceFrame frame) {
        return open(directory, frame, ReaderOptions.DEFAULT);
    }

    /** What a decoder finds, without log-probabilities. */
    static List<CrossAttention> attention(ForcedDecoder decoder, List<PiecePair> pairs) {
        return decoder.run(pairs).stream().map(DecodedPair::attention).toList();
    }

    private static ForcedDecoder open(ModelDirectory directory, PieceFrame frame, ReaderOptions options) {
        PieceTokenizer none = words -> {
            throw new IllegalStateException("these models have no tokenizer");
        };
        ModelParts parts = new ModelParts(new PairTokenizer(none, none, frame), directory.encoderGraph(), directory.decoderGraph());
        return ForcedDecoder.open(directory, parts, options);
    }

    static List<Export> all() {
        List<Export> exports = new ArrayList<>();
        for (JsonElement element : read(FOLDER.resolve("fixtures.json")).getAsJsonArray()) {
            JsonObject row = element.getAsJsonObject();
            exports.add(new Export(row.get("architecture").getAsString(), FOLDER.resolve(row.get("directory").getAsString()),
                row.get("variant").isJsonNull() ? Optional.empty() : Optional.of(row.get("variant").getAsString()),
                row.get("name").getAsString(), row.get("exporter").getAsString(), row.get("precision").getAsString()));
        }
        return List.copyOf(exports);
    }

    static Reference reference(String architecture) {
        JsonObject index = read(FOLDER.resolve(architecture).resolve("reference.json")).getAsJsonObject();
        FloatBuffer floats = floats(FOLDER.resolve(architecture).resolve("reference.bin"));
        if (floats.limit() != index.get("floats").getAsInt()) {
            throw new IllegalStateException("reference.bin and reference.json of " + architecture + " are not of one run");
        }
        int heads = index.get("heads").getAsInt();
        PieceFrame frame = new PieceFrame(ids(index, "beforeSource"), ids(index, "afterSource"), ids(index, "decoderStart"));
        List<Double> logProbabilities = numbers(FOLDER.resolve(architecture).resolve("log-probabilities.tsv"));
        List<Pair> pairs = new ArrayList<>();
        for (JsonElement element : index.getAsJsonArray("pairs")) {
            JsonObject pair = element.getAsJsonObject();
            int rows = pair.get("rows").getAsInt();
            int columns = pair.get("columns").getAsInt();
            List<Layer> layers = new ArrayList<>();
            for (JsonElement offsets : pair.getAsJsonArray("layers")) {
                JsonObject layer = offsets.getAsJsonObject();
                layers.add(new Layer(slice(floats, layer, "weights", heads * rows * columns),
                    slice(floats, layer, "headVectors", heads * columns), slice(floats, layer, "layerNorms", rows * columns)));
            }
            pairs.add(new Pair(new PiecePair(pieces(ids(pair, "source").toArray()), pieces(ids(pair, "target").toArray()), frame),
                rows, columns, List.copyOf(layers), logProbabilities.get(pairs.size())));
        }
        return new Reference(heads, frame, List.copyOf(pairs));
    }

    /** Pieces that are a word each. */
    static Pieces pieces(int... ids) {
        return new Pieces(ids, IntStream.range(0, ids.length).toArray(), ids.length);
    }

    private static ImmutableIntArray ids(JsonObject object, String name) {
        JsonArray ids = object.getAsJsonArray(name);
        return ImmutableIntArray.copyOf(ids.asList().stream().mapToInt(JsonElement::getAsInt));
    }

    private static float[] slice(FloatBuffer floats, JsonObject offsets, String name, int length) {
        float[] values = new float[length];
        floats.get(offsets.get(name).getAsInt(), values);
        return values;
    }

    /** The second column of a file with a line for each pair: pieces with {@code </s>}, TAB, mean log-probability. */
    static List<Double> numbers(Path file) {
        try {
            return Files.readAllLines(file).stream().map(line -> Double.valueOf(line.split("\t")[1])).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FloatBuffer floats(Path file) {
        try {
            return ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonElement read(Path file) {
        try {
            return JsonParser.parseString(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
