package io.github.normalign.onnx;

import io.github.normalign.error.ModelException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Appends what a model thinks of given pieces to a graph: of each decoder step, the natural logarithm of the probability of one
 * piece, {@code scores[label] - log sum_v exp(scores[v])}, in float32 whatever the model is. Only operators whose form did not
 * change between opsets 11 and 24 are used; with the last side as axis, {@code LogSoftmax} means the same in all of them.
 */
final class PieceLikelihood {

    /** The output that exporters give a decoder. */
    private static final String SCORES = "logits";

    /** Pieces where neither the scores nor the table of the pieces say how many there are: as many as the largest models have. */
    private static final long MANY = 1 << 18;

    private final OnnxValue scores;
    private final long pieces;

    private PieceLikelihood(OnnxValue scores, long pieces) {
        this.scores = scores;
        this.pieces = pieces;
    }

    /**
     * Finds a decoder's scores of the next piece.
     *
     * @param file the decoder's file, for the message
     * @param outputs the outputs of the model as it is stored
     * @param index its graph, that of the pass without a cache
     * @param decoderIds the input with the decoder's piece ids
     * @throws ModelException if it has none
     */
    static PieceLikelihood of(Path file, List<OnnxValue> outputs, GraphIndex index, String decoderIds) {
        Optional<OnnxValue> found = outputs.stream().filter(output -> output.name().equals(SCORES)).findFirst()
            .or(() -> outputs.stream().filter(output -> output.name().contains(SCORES)).findFirst())
            .filter(output -> index.dependsOn(output.name(), decoderIds));
        OnnxValue scores = found.orElseThrow(() -> new ModelException(file + " has no output '" + SCORES + "' with the scores of"
            + " the next piece, so it cannot say how likely a translation is; its outputs are "
            + outputs.stream().map(OnnxValue::name).toList() + ". Export the model with `optimum-cli export onnx --task"
            + " text2text-generation`, or do without log-probabilities."));
        long pieces = scores.lastSide().orElseGet(() -> EmbeddingTable.rows(index, decoderIds).orElse(MANY));
        return new PieceLikelihood(scores, Math.max(1, pieces));
    }

    /** How many pieces there is a score of at each step; an estimate where the file does not say. */
    long pieces() {
        return pieces;
    }

    /** Adds the nodes, the input with the pieces and the output, (B,T,1) both. */
    void append(OnnxGraph graph) {
        String labels = graph.addInput(OnnxValue.tensor(AlignmentGraph.LABELS, ElementType.INT64, "batch", "target", 1));
        graph.add("Cast", "normalign.scores", scores.name()).with("to", ElementType.FLOAT);
        graph.add("LogSoftmax", "normalign.scores.normal", "normalign.scores").with("axis", -1);
        graph.add("GatherElements", AlignmentGraph.LOG_PROBABILITIES, "normalign.scores.normal", labels).with("axis", -1);
        graph.addOutput(OnnxValue.tensor(AlignmentGraph.LOG_PROBABILITIES, ElementType.FLOAT, "batch", "target", 1));
    }
}
