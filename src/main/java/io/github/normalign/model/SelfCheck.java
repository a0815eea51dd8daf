package io.github.normalign.model;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.Result;
import io.github.normalign.error.ModelException;
import io.github.normalign.onnx.AlignmentGraph;
import io.github.normalign.onnx.AlignmentOutputs;
import io.github.normalign.tokenizer.PieceFrame;
import io.github.normalign.tokenizer.Pieces;
import java.nio.FloatBuffer;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Whether what was found in a decoder's graph really is its cross-attention: on short inputs, the sum that weights and vectors
 * amount to must be what the model's own output projection gives,
 * {@code sum_h sum_s a_h(t,s) f_h(s) = projection(t) - b_O}.
 *
 * <p>The output bias b_O is the same at every step, so the mean over the steps of all inputs is taken off both sides; the inputs
 * have different sources, because attention may hardly change from step to step of one. The largest difference is measured
 * against the largest value of the sum, which has no bias in it. Runs at every opening; a graph that reads differently than
 * expected is refused and does not give wrong alignments.
 *
 * @param differences for each layer read, by its number, the largest difference as a share of the largest value
 * @param tolerance what is accepted, by the model's precision
 */
public record SelfCheck(SortedMap<Integer, Double> differences, double tolerance) {

    /** Copies the map. */
    public SelfCheck {
        differences = Collections.unmodifiableSortedMap(new TreeMap<>(differences));
    }

    /**
     * The largest difference of all layers.
     *
     * @return as a share of the largest value; infinite where the shapes differ
     */
    public double largest() {
        return differences.values().stream().mapToDouble(Double::doubleValue).max().orElse(0);
    }

    /**
     * Whether every layer is within the tolerance.
     *
     * @return true if so
     */
    public boolean passed() {
        return differences.values().stream().allMatch(difference -> difference <= tolerance);
    }

    /**
     * What is accepted. Measured over exports of four architectures: float32 3e-7 to 5e-7, float16 2e-4 to 6e-4, arithmetic in
     * int8 7e-3 to 3e-2, where the rounding of the projection's own input is what is left; a wrong reading is of the order of 1.
     */
    private static double tolerance(String precision) {
        return switch (precision) {
            case "float32", "float64" -> 1e-4;
            case "float16", "bfloat16" -> 1e-2;
            default -> 5e-2;
        };
    }

    /**
     * Checks a model.
     *
     * @param directory the model
     * @param parts its graphs
     * @param layers the layers to check; empty for all
     * @param sessions the model's sessions, whose encoder is used
     * @return what was found
     * @throws ModelException if ONNX Runtime cannot run the graph
     */
    static SelfCheck run(ModelDirectory directory, ModelParts parts, Set<Integer> layers, ModelSessions sessions) {
        AlignmentGraph graph = parts.decoder().prepare(layers, AlignmentOutputs.SELF_CHECK);
        Set<String> wanted = new LinkedHashSet<>();
        for (int layer : graph.layers()) {
            wanted.add(AlignmentGraph.sum(layer));
            wanted.add(AlignmentGraph.projection(layer));
        }
        PieceFrame frame = parts.tokenizer().frame();
        ModelConfig config = directory.config();
        List<PiecePair> pairs = List.of(
            new PiecePair(pieces(7, 2, config, frame), pieces(5, 3, config, frame), frame),
            new PiecePair(pieces(4, 5, config, frame), pieces(6, 7, config, frame), frame),
            new PiecePair(pieces(9, 11, config, frame), pieces(3, 13, config, frame), frame));
        SortedMap<Integer, Double> differences = new TreeMap<>();
        // On the processor even where the model runs on a GPU: what is checked is the reading of the graph.
        try (OnnxSession decoder = OnnxSession.open(graph.model(), graph.directory(), false);
                PaddedBatch batch = PaddedBatch.of(pairs, config.padId());
                Encoded encoded = sessions.encode(batch);
                NativeObject<Result> decoded = decoder.run(ModelSessions.decoderInputs(graph.inputs(), batch, encoded), wanted)) {
            for (int layer : graph.layers()) {
                differences.put(layer, difference(decoded.get(), layer));
            }
        } catch (OrtException e) {
            throw OnnxSession.failure("the self-check of the decoder in " + directory.path() + " (do the numbers in config.json,"
                + " decoder_attention_heads " + config.heads() + " above all, belong to this model?)", e);
        }
        return new SelfCheck(differences, tolerance(parts.decoder().precision()));
    }

    /**
     * Refuses a model that fails.
     *
     * @param directory the model
     * @param anyway whether to let it pass, for weights alone
     * @throws ModelException naming the first layer that fails and the difference
     */
    void require(ModelDirectory directory, boolean anyway) {
        if (!anyway) {
            failure().ifPresent(what -> {
                throw new ModelException(directory.path() + ": " + what + " Weights alone can be read with --weights-only, at your"
                    + " own risk.");
            });
        }
    }

    /**
     * What went wrong, in a sentence.
     *
     * @return layer, difference and tolerance; empty if the check passed
     */
    public Optional<String> failure() {
        return differences.entrySet().stream().filter(layer -> !(layer.getValue() <= tolerance)).findFirst()
            .map(layer -> "The self-check failed in decoder layer " + layer.getKey() + ": " + failure(layer.getValue()));
    }

    private String failure(double difference) {
        if (Double.isNaN(difference)) {
            return "the model's own numbers are not finite. The files are damaged, or values are too large for the model's"
                + " precision (float16 ends at 65504); use another export of it.";
        }
        return String.format(Locale.ROOT, "weights and vectors found in the graph give something else than the model's own"
            + " projection (difference %.2g of the largest value, at most %.0e is accepted). The graph is built in a way"
            + " normalign does not know; please report it.", difference, tolerance);
    }

    /** The largest difference of the two without their mean over steps, as a share of the largest value of the sum. */
    private static double difference(Result decoded, int layer) throws OrtException {
        OnnxTensor sum = (OnnxTensor) decoded.get(AlignmentGraph.sum(layer)).orElseThrow();
        OnnxTensor projection = (OnnxTensor) decoded.get(AlignmentGraph.projection(layer)).orElseThrow();
        int width = (int) sum.getInfo().getShape()[2];
        FloatBuffer sums = sum.getFloatBuffer();
        double[] ours = centred(sums, width);
        double[] theirs = centred(projection.getFloatBuffer(), width);
        if (ours.length != theirs.length) {
            return Double.POSITIVE_INFINITY;
        }
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < ours.length; i++) {
            largest = Math.max(largest, Math.abs(sums.get(i)));
            difference = Math.max(difference, Math.abs(ours[i] - theirs[i]));
        }
        return difference == 0 ? 0 : difference / largest;
    }

    private static double[] centred(FloatBuffer values, int width) {
        int steps = values.remaining() / width;
        double[] centred = new double[steps * width];
        for (int i = 0; i < width; i++) {
            double mean = 0;
            for (int step = 0; step < steps; step++) {
                mean += values.get(step * width + i) / (double) steps;
            }
            for (int step = 0; step < steps; step++) {
                centred[step * width + i] = values.get(step * width + i) - mean;
            }
        }
        return centred;
    }

    /** Some pieces: ids spread over the vocabulary, the same at every opening, special ones avoided. */
    private static Pieces pieces(int length, int prime, ModelConfig config, PieceFrame frame) {
        int[] ids = new int[length];
        int[] wordOf = new int[length];
        for (int i = 0; i < length; i++) {
            long id = (i + 1L) * prime * config.vocabularySize() / (prime + 17L) % config.vocabularySize();
            while (id == config.padId() || frame.beforeSource().contains((int) id) || frame.afterSource().contains((int) id)
                    || frame.decoderStart().contains((int) id)) {
                id = (id + 1) % config.vocabularySize();
            }
            ids[i] = (int) id;
            wordOf[i] = i;
        }
        return new Pieces(ids, wordOf, length);
    }
}
