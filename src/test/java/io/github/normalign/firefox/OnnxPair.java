package io.github.normalign.firefox;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Runs the encoder and the decoder of a directory as they are, straight on ONNX Runtime: batches, padding, start piece. */
final class OnnxPair implements AutoCloseable {

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    private final OrtSession encoder;
    private final OrtSession decoder;
    private final int pad;

    OnnxPair(Path directory) throws OrtException, IOException {
        this(directory, true);
    }

    /**
     * Opens both sessions.
     *
     * @param fold whether weights are made floats once, at loading, rather than at every run
     */
    OnnxPair(Path directory, boolean fold) throws OrtException, IOException {
        options.setIntraOpNumThreads(1);
        if (fold) {
            options.addConfigEntry("session.disable_quant_qdq", "1");
        }
        encoder = environment.createSession(directory.resolve("encoder_model.onnx").toString(), options);
        decoder = environment.createSession(directory.resolve("decoder_model.onnx").toString(), options);
        JsonObject config = JsonParser.parseString(Files.readString(directory.resolve("config.json"))).getAsJsonObject();
        pad = config.get("decoder_start_token_id").getAsInt();
    }

    /** One sentence pair: source ids with {@code </s>}, target ids without a start. */
    record Ids(int[] source, int[] target) {
    }

    /**
     * What came out for a batch, padding included.
     *
     * @param columns padded source length S
     * @param rows padded number of decoder steps T
     * @param states (B, S, D)
     * @param logits (B, T, V)
     */
    record Output(int columns, int rows, float[] states, float[] logits, int width, int pieces) {

        /** The encoder's output of one pair without padding, (S, D). */
        float[] statesOf(int pair, int length) {
            int from = pair * columns * width;
            return Arrays.copyOfRange(states, from, from + length * width);
        }

        /** The logits of one pair without padding, (T, V). */
        float[] logitsOf(int pair, int steps) {
            int from = pair * rows * pieces;
            return Arrays.copyOfRange(logits, from, from + steps * pieces);
        }
    }

    Output run(List<Ids> batch) throws OrtException {
        int columns = batch.stream().mapToInt(pair -> pair.source().length).max().orElseThrow();
        int rows = batch.stream().mapToInt(pair -> pair.target().length).max().orElseThrow() + 1;
        long[] source = new long[batch.size() * columns];
        long[] mask = new long[source.length];
        long[] target = new long[batch.size() * rows];
        Arrays.fill(source, pad);
        Arrays.fill(target, pad);
        for (int pair = 0; pair < batch.size(); pair++) {
            int[] ids = batch.get(pair).source();
            for (int i = 0; i < ids.length; i++) {
                source[pair * columns + i] = ids[i];
                mask[pair * columns + i] = 1;
            }
            int[] forced = batch.get(pair).target();
            for (int i = 0; i < forced.length; i++) {
                target[pair * rows + i + 1] = forced[i];
            }
        }
        long[] sourceShape = {batch.size(), columns};
        long[] targetShape = {batch.size(), rows};
        try (OnnxTensor ids = OnnxTensor.createTensor(environment, LongBuffer.wrap(source), sourceShape);
                OnnxTensor real = OnnxTensor.createTensor(environment, LongBuffer.wrap(mask), sourceShape);
                OnnxTensor forced = OnnxTensor.createTensor(environment, LongBuffer.wrap(target), targetShape);
                OrtSession.Result encoded = encoder.run(Map.of("input_ids", ids, "attention_mask", real));
                OrtSession.Result decoded = decoder.run(Map.of("encoder_attention_mask", real, "input_ids", forced,
                    "encoder_hidden_states", (OnnxTensor) encoded.get("last_hidden_state").orElseThrow()))) {
            float[] states = floats(encoded, "last_hidden_state");
            float[] logits = floats(decoded, "logits");
            return new Output(columns, rows, states, logits, states.length / source.length, logits.length / target.length);
        }
    }

    private static float[] floats(OrtSession.Result result, String name) {
        FloatBuffer buffer = ((OnnxTensor) result.get(name).orElseThrow()).getFloatBuffer();
        float[] values = new float[buffer.remaining()];
        buffer.get(values);
        return values;
    }

    @Override
    public void close() throws OrtException {
        encoder.close();
        decoder.close();
        options.close();
    }
}
