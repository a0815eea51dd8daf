package io.github.normalign.model;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.Result;
import io.github.normalign.error.ModelException;
import io.github.normalign.onnx.AlignmentGraph;
import io.github.normalign.onnx.AlignmentOutputs;
import io.github.normalign.tokenizer.Pieces;
import java.nio.FloatBuffer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Whether what was found in a decoder's graph really is its cross-attention: on a short input, the sum that weights and vectors
 * amount to must be what the model's own output projection gives,
 * {@code sum_h sum_s a_h(t,s) f_h(s) = projection(t) - b_O}.
 *
 * <p>The output bias b_O is the same at every step, so the mean over steps is taken off both sides. The largest difference is
 * measured against the largest value. Runs at every opening; a graph that reads differently than expected is refused and does
 * not give wrong alignments.
 */
final class SelfCheck {

    /** Float32 graphs were measured at 7e-7, graphs with dynamic int8 arithmetic at 1e-2; a wrong reading is of the order of 1. */
    private static final double TOLERANCE = 5e-2;

    private SelfCheck() {
    }

    /**
     * Checks a model.
     *
     * @param directory the model
     * @param graph its decoder with the outputs of {@link AlignmentOutputs#SELF_CHECK}
     * @param sessions the model's sessions, whose encoder is used
     * @throws ModelException naming the layer and the difference, if a layer fails
     */
    static void run(ModelDirectory directory, AlignmentGraph graph, DecoderSessions sessions) {
        Set<String> wanted = new LinkedHashSet<>();
        for (int layer : graph.layers()) {
            wanted.add(AlignmentGraph.sum(layer));
            wanted.add(AlignmentGraph.projection(layer));
        }
        List<PiecePair> pairs = List.of(new PiecePair(pieces(7, directory.config()), pieces(5, directory.config())));
        // On the processor even where the model runs on a GPU: what is checked is the reading of the graph.
        try (OnnxSession decoder = OnnxSession.open(graph.model(), graph.directory(), false);
                PaddedBatch batch = PaddedBatch.of(pairs, directory.config());
                Result encoded = sessions.encode(batch);
                Result decoded = decoder.session().run(DecoderSessions.decoderInputs(batch, encoded), wanted)) {
            for (int layer : graph.layers()) {
                require(directory, layer, difference(decoded, layer));
            }
        } catch (OrtException e) {
            throw OnnxSession.failure("the self-check of the decoder in " + directory.path() + " (do the numbers in config.json,"
                + " decoder_attention_heads " + directory.config().heads() + " above all, belong to this model?)", e);
        }
    }

    private static void require(ModelDirectory directory, int layer, double difference) {
        if (!(difference <= TOLERANCE)) {
            throw new ModelException(String.format(Locale.ROOT, "%s: the self-check failed in decoder layer %d: weights and vectors"
                + " found in the graph give something else than the model's own projection (difference %.2g of the largest"
                + " value, at most %.0e is accepted). The graph is built in a way normalign does not know; please report it.",
                directory.path(), layer, difference, TOLERANCE));
        }
    }

    /** The largest difference, as a share of the largest value of the projection; both without their mean over steps. */
    private static double difference(Result decoded, int layer) throws OrtException {
        OnnxTensor sum = (OnnxTensor) decoded.get(AlignmentGraph.sum(layer)).orElseThrow();
        OnnxTensor projection = (OnnxTensor) decoded.get(AlignmentGraph.projection(layer)).orElseThrow();
        int width = (int) sum.getInfo().getShape()[2];
        double[] ours = centred(sum.getFloatBuffer(), width);
        double[] theirs = centred(projection.getFloatBuffer(), width);
        if (ours.length != theirs.length) {
            return Double.POSITIVE_INFINITY;
        }
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < ours.length; i++) {
            largest = Math.max(largest, Math.abs(theirs[i]));
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
    private static Pieces pieces(int length, ModelConfig config) {
        int[] ids = new int[length];
        int[] wordOf = new int[length];
        for (int i = 0; i < length; i++) {
            long id = (long) (i + 1) * config.vocabularySize() / (length + 2);
            while (id == config.padId() || id == config.endId() || id == config.startId()) {
                id = (id + 1) % config.vocabularySize();
            }
            ids[i] = (int) id;
            wordOf[i] = i;
        }
        return new Pieces(ids, wordOf, length);
    }
}
