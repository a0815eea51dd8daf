package io.github.normalign.model;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.Result;
import io.github.normalign.attention.CrossAttention;
import io.github.normalign.attention.HeadSelection;
import io.github.normalign.attention.LayerAttention;
import io.github.normalign.error.ModelException;
import io.github.normalign.onnx.AlignmentGraph;
import io.github.normalign.onnx.AlignmentOutputs;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Encoder and decoder over given pairs: one encoder run and one decoder run a batch, every decoder step at once, because the
 * whole target is known (forced decoding). Not a generator: there is no loop, no beam, no cache.
 *
 * <p>Safe for use by several threads: ONNX Runtime allows runs of one session at the same time.
 */
final class ForcedDecoder implements AutoCloseable {

    private final ModelConfig config;
    private final ModelSessions sessions;
    private final AlignmentGraph graph;
    private final SelfCheck check;
    private final boolean norms;
    private final StageClock clock = new StageClock();
    private final Set<String> wanted = new LinkedHashSet<>();

    private ForcedDecoder(ModelConfig config, ModelSessions sessions, SelfCheck check) {
        this.config = config;
        this.sessions = sessions;
        this.graph = sessions.graph();
        this.check = check;
        this.norms = graph.outputs() != AlignmentOutputs.WEIGHTS;
        for (int layer : graph.layers()) {
            wanted.add(AlignmentGraph.weights(layer));
            if (norms) {
                wanted.add(AlignmentGraph.gram(layer));
            }
        }
        if (graph.givesLogProbabilities()) {
            wanted.add(AlignmentGraph.LOG_PROBABILITIES);
        }
    }

    /**
     * Opens the graphs, the decoder's with the outputs alignment needs, and checks the edited graph against the model's own
     * arithmetic ({@link SelfCheck}).
     *
     * @param directory the model
     * @param parts its graphs, read already
     * @param options layers, measures and device
     * @return the decoder
     * @throws ModelException if a graph cannot be used, a layer does not exist, or the check fails
     */
    static ForcedDecoder open(ModelDirectory directory, ModelParts parts, ReaderOptions options) {
        ModelConfig config = directory.config();
        if (!options.layers().isEmpty() && options.layers().last() > config.layers()) {
            throw new ModelException(directory.path() + " has decoder layers 1 to " + config.layers() + "; layer "
                + options.layers().last() + " was asked for");
        }
        AlignmentOutputs outputs = options.norms() ? AlignmentOutputs.WEIGHTS_AND_GRAM : AlignmentOutputs.WEIGHTS;
        ModelSessions sessions = ModelSessions.open(directory, parts, outputs, options);
        boolean opened = false;
        try {
            SelfCheck check = SelfCheck.run(directory, parts, options.layers(), sessions);
            check.require(directory, options.unchecked());
            ForcedDecoder decoder = new ForcedDecoder(config, sessions, check);
            opened = true;
            return decoder;
        } finally {
            if (!opened) {
                sessions.close();
            }
        }
    }

    OpenedDevice device() {
        return sessions.device();
    }

    /** Where the time goes; the tokenizers and the users of what is read add theirs. */
    StageClock clock() {
        return clock;
    }

    /** How near the graph that was made comes to the model's own arithmetic. */
    SelfCheck check() {
        return check;
    }

    /**
     * Runs one batch; pair by pair where the model rounds by all that runs together, so that a pair's numbers never depend on
     * the others, and in smaller runs where the scores of all pieces would take too much memory.
     *
     * @param pairs pairs within the model's limit, at least one
     * @return what was found for each, in their order
     * @throws NoMemoryException if there is not enough memory; fewer pairs may find it
     * @throws ModelException if ONNX Runtime fails
     */
    List<DecodedPair> run(List<PiecePair> pairs) {
        List<DecodedPair> each = new ArrayList<>(pairs.size());
        Batches.runs(pairs, sessions.roundTogether() ? 1 : pairs.size(), graph.scoredPieces())
            .forEach(together -> each.addAll(runTogether(together)));
        return each;
    }

    private List<DecodedPair> runTogether(List<PiecePair> pairs) {
        long start = System.nanoTime();
        try (PaddedBatch batch = PaddedBatch.of(pairs, config.padId(), graph.givesLogProbabilities());
                Encoded encoded = sessions.encode(batch)) {
            long afterEncoder = System.nanoTime();
            try (NativeObject<Result> decoded = sessions.decode(batch, encoded, wanted)) {
                long afterDecoder = System.nanoTime();
                List<DecodedPair> each = unpad(pairs, batch, decoded.get());
                clock.ran(start, afterEncoder, afterDecoder, System.nanoTime());
                return each;
            }
        } catch (OrtException e) {
            if (NoMemoryException.isMeantBy(e)) {
                throw new NoMemoryException(described(pairs) + " needs more memory than there is", e);
            }
            throw OnnxSession.failure(described(pairs), e);
        }
    }

    /** Says how long the pairs are: a table of positions shorter than config.json states is what usually fails only here. */
    private String described(List<PiecePair> pairs) {
        int columns = pairs.stream().mapToInt(PiecePair::columns).max().orElse(0);
        int rows = pairs.stream().mapToInt(PiecePair::rows).max().orElse(0);
        return "a batch of " + pairs.size() + (pairs.size() == 1 ? " pair" : " pairs") + ", the longest source " + columns
            + " and the longest target " + rows + " positions"
            + (config.maxPositions().isPresent() ? " (the limit of " + config.maxPositions().getAsInt()
            + " that config.json states may be another model's)," : ",");
    }

    private List<DecodedPair> unpad(List<PiecePair> pairs, PaddedBatch batch, Result decoded) throws OrtException {
        List<SortedMap<Integer, LayerAttention>> layers = new ArrayList<>(pairs.size());
        pairs.forEach(pair -> layers.add(new TreeMap<>()));
        int heads = graph.heads().size();
        HeadSelection read = heads == config.heads() ? HeadSelection.ALL : HeadSelection.of(graph.heads());
        for (int layer : graph.layers()) {
            FloatBuffer weights = floats(decoded, AlignmentGraph.weights(layer),
                pairs.size(), heads, batch.rows(), batch.columns());
            FloatBuffer gram = norms
                ? floats(decoded, AlignmentGraph.gram(layer), pairs.size(), batch.columns(), heads, heads)
                : FloatBuffer.allocate(0);
            for (int i = 0; i < pairs.size(); i++) {
                PairCells cells = PairCells.of(pairs.get(i), i, heads, batch);
                layers.get(i).put(layer, new LayerAttention(read, heads, cells.rows(), cells.columns(), cells.weights(weights),
                    norms ? cells.gram(gram) : new float[0]));
            }
        }
        Optional<FloatBuffer> steps = graph.givesLogProbabilities()
            ? Optional.of(floats(decoded, AlignmentGraph.LOG_PROBABILITIES, pairs.size(), batch.rows(), 1)) : Optional.empty();
        List<DecodedPair> each = new ArrayList<>(pairs.size());
        for (int i = 0; i < pairs.size(); i++) {
            PairCells cells = PairCells.of(pairs.get(i), i, heads, batch);
            each.add(new DecodedPair(new CrossAttention(layers.get(i)), steps.flatMap(cells::logProbability)));
        }
        return each;
    }

    /** The output's values, after a check that the graph gave the shape it must have. */
    private static FloatBuffer floats(Result decoded, String name, long... shape) throws OrtException {
        OnnxTensor tensor = (OnnxTensor) decoded.get(name)
            .orElseThrow(() -> new ModelException("the decoder gave no output " + name));
        if (!Arrays.equals(tensor.getInfo().getShape(), shape)) {
            throw new ModelException("the decoder's output " + name + " has the shape "
                + Arrays.toString(tensor.getInfo().getShape()) + ", expected " + Arrays.toString(shape)
                + "; do config.json and the graph belong to the same model?");
        }
        return tensor.getFloatBuffer();
    }

    @Override
    public void close() {
        sessions.close();
    }
}
