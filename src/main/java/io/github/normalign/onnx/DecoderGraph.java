package io.github.normalign.onnx;

import io.github.normalign.error.ModelException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A decoder whose cross-attention has been found, and from which graphs that give it as outputs can be made.
 *
 * <p>A decoder as exporters write it gives next-piece scores and nothing of what is inside. The graph is not changed for good and
 * nothing is written to disk: {@link #prepare} makes a new one that gives the cross-attention, has lost everything that is not
 * needed for that (the projection to the vocabulary above all, unless log-probabilities are wanted), and refers to the user's own
 * file for its weights.
 */
public final class DecoderGraph {

    private static final String STATES = "encoder_hidden_states";

    private final OnnxModel model;
    private final Path file;
    private final GraphIndex index;
    private final ModelFolder folder;
    private final List<CrossAttentionSite> sites;
    private final int heads;
    private final String decoderIds;

    private DecoderGraph(OnnxModel model, Path file, GraphIndex index, ModelFolder folder, List<CrossAttentionSite> sites,
            int heads, String decoderIds) {
        this.model = model;
        this.file = file;
        this.index = index;
        this.folder = folder;
        this.sites = sites;
        this.heads = heads;
        this.decoderIds = decoderIds;
    }

    /**
     * Finds the cross-attention of a decoder.
     *
     * @param model the decoder, read from {@code file}
     * @param file its file
     * @param layers number of decoder layers that the model's configuration states
     * @param heads number of attention heads of the decoder that the model's configuration states
     * @return the decoder
     * @throws ModelException if the decoder is of a kind that is not supported, does not agree with its configuration, or lacks
     *     files; the message says what was found, what is supported and what to do
     */
    public static DecoderGraph of(OnnxModel model, Path file, int layers, int heads) {
        ModelFolder folder = ExternalFiles.folder(model, file);
        OnnxGraph graph = MergedDecoder.withoutCache(model.graph()).orElse(model.graph());
        GraphIndex index = new GraphIndex(graph, file.toString());
        String decoderIds = index.hasInput("decoder_input_ids") ? "decoder_input_ids" : "input_ids";
        if (!index.hasInput(decoderIds)) {
            throw new ModelException(NothingFound.noIds(file, model.graph()));
        }
        CrossAttentionFinder.Findings found = CrossAttentionFinder.find(index, decoderIds);
        if (found.sites().isEmpty()) {
            throw new ModelException(NothingFound.message(file, graph, found));
        }
        DecoderGraph decoder = new DecoderGraph(model, file, index, folder, found.sites(), heads, decoderIds);
        decoder.check(layers, found.rejected());
        return decoder;
    }

    private void check(int layers, List<String> rejected) {
        List<String> problems = new ArrayList<>();
        if (sites.size() != layers) {
            problems.add(file + " has cross-attention in " + sites.size() + " layers, but its configuration states " + layers
                + " decoder layers. Is the configuration of another model?" + NothingFound.list(rejected));
        }
        for (int i = 0; i < sites.size(); i++) {
            long inner = sites.get(i).projection().weight().inner();
            if (heads < 1 || inner % heads != 0) {
                problems.add("The value vectors of decoder layer " + (i + 1) + " in " + file + " have " + inner
                    + " numbers, which " + heads + " heads cannot share equally. Is the configuration of another model?");
            }
        }
        if (sites.stream().anyMatch(site -> index.dependsOnAny(site.values().value(), "past_key_values"))) {
            problems.add(file + " goes on from a cache and reads one piece at a time. Forced decoding needs the decoder without"
                + " a cache: use decoder_model.onnx or decoder_model_merged.onnx of the same export.");
        }
        if (model.graph().initializers().keySet().stream().anyMatch(name -> name.startsWith("normalign."))) {
            problems.add(file + " was already changed by normalign. Use the file as it was exported.");
        }
        if (!problems.isEmpty()) {
            throw new ModelException(String.join("\n", problems));
        }
    }

    /**
     * The number of decoder layers.
     *
     * @return at least 1
     */
    public int layers() {
        return sites.size();
    }

    /**
     * The number of attention heads of each layer.
     *
     * @return at least 1
     */
    public int heads() {
        return heads;
    }

    /**
     * The length of one head's value vector.
     *
     * @return d
     */
    public int headSize() {
        return (int) (sites.get(0).projection().weight().inner() / heads);
    }

    /**
     * The length of the decoder's vectors.
     *
     * @return D
     */
    public int dimension() {
        return (int) sites.get(0).projection().weight().dimension();
    }

    /**
     * How the weights of the attention are stored.
     *
     * @return a short name, such as {@code float32}, {@code float16}, {@code int8}, {@code uint8}, {@code int4}
     */
    public String precision() {
        return sites.get(0).projection().weight().precision();
    }

    /**
     * The input that takes the decoder's piece ids.
     *
     * @return {@code input_ids} or {@code decoder_input_ids}
     */
    public String decoderIds() {
        return decoderIds;
    }

    /**
     * Whether the encoder is in the same graph, so that it takes the pieces of both sentences ({@code input_ids} and
     * {@code decoder_input_ids}) and no vectors.
     *
     * @return true for a model in one file
     */
    public boolean monolith() {
        return index.hasInput("decoder_input_ids") && index.hasInput("input_ids") && !index.hasInput(STATES);
    }

    /**
     * Checks that an encoder and this decoder can belong together.
     *
     * @param encoder the encoder
     * @throws ModelException if the decoder wants vectors of another length than the encoder gives
     */
    public void requireMatch(EncoderGraph encoder) {
        OptionalLong wanted = model.graph().inputs().stream().filter(input -> input.name().equals(STATES)).findFirst()
            .map(OnnxValue::lastSide).orElse(OptionalLong.empty());
        OptionalLong given = encoder.dimension();
        if (wanted.isPresent() && given.isPresent() && wanted.getAsLong() != given.getAsLong()) {
            throw new ModelException(file + " wants vectors of " + wanted.getAsLong() + " numbers from the encoder, but "
                + encoder.file() + " gives " + given.getAsLong() + ". The two files are of different models; fetch both from one.");
        }
    }

    /**
     * Checks that every piece id has a vector.
     *
     * @param size number of piece ids that the model's configuration states
     * @throws ModelException if the table of the pieces is shorter
     */
    public void requireVocabulary(int size) {
        EncoderGraph.requireVocabulary(file, EmbeddingTable.rows(index, decoderIds), size);
    }

    /**
     * The inputs of the model as it is stored.
     *
     * @return names, element types and shapes
     */
    public List<OnnxValue> inputs() {
        return List.copyOf(model.graph().inputs());
    }

    /**
     * Makes a graph that gives the cross-attention.
     *
     * @param layers decoder layers to give, from 1; empty for all. What only later layers need is left out
     * @param outputs what to give of each
     * @return the graph
     * @throws ModelException if a layer is not there, or what is needed of the model must not be run: operators of another
     *     library, sizes that do not fit their data
     */
    public AlignmentGraph prepare(Set<Integer> layers, AlignmentOutputs outputs) {
        return prepare(layers, Set.of(), outputs, false, GraphForm.STORED);
    }

    /**
     * Makes a graph that gives the cross-attention, written for where it will run, and perhaps the log-probabilities of given
     * pieces, which need the layers above the ones that are read and the projection to the vocabulary.
     *
     * @param layers decoder layers to give, from 1; empty for all
     * @param readHeads heads to give of each layer, from 1; empty for all, which the sum for the self-check needs
     * @param outputs what to give of each
     * @param logProbabilities whether to give log-probabilities, see {@link AlignmentGraph#LOG_PROBABILITIES}
     * @param form how it is to be written
     * @return the graph
     * @throws ModelException as above, and if log-probabilities are wanted of a decoder that gives no scores of pieces
     * @throws IllegalArgumentException if a self-check is wanted of some heads only
     */
    public AlignmentGraph prepare(Set<Integer> layers, Set<Integer> readHeads, AlignmentOutputs outputs, boolean logProbabilities,
            GraphForm form) {
        SortedSet<Integer> given = new TreeSet<>(readHeads);
        for (int head = 1; readHeads.isEmpty() && head <= heads; head++) {
            given.add(head);
        }
        if (given.first() < 1 || given.last() > heads) {
            throw new ModelException("Heads " + given + " were asked for; " + file + " has heads 1 to " + heads + ".");
        }
        if (outputs == AlignmentOutputs.SELF_CHECK && given.size() < heads) {
            throw new IllegalArgumentException("a self-check needs all heads, not " + given);
        }
        SortedSet<Integer> wanted = new TreeSet<>(layers);
        for (int layer = 1; layers.isEmpty() && layer <= sites.size(); layer++) {
            wanted.add(layer);
        }
        if (wanted.first() < 1 || wanted.last() > sites.size()) {
            throw new ModelException("Layers " + wanted + " were asked for; " + file + " has layers 1 to " + sites.size() + ".");
        }
        OnnxGraph added = new OnnxGraph(index.graph().name());
        for (int layer : wanted) {
            new AlignmentNodes(added, sites.get(layer - 1), layer, heads,
                given.stream().mapToLong(head -> head - 1).toArray()).append(outputs);
        }
        long scoredPieces = 0;
        if (logProbabilities) {
            PieceLikelihood likelihood = PieceLikelihood.of(file, model.graph().outputs(), index, decoderIds);
            likelihood.append(added);
            scoredPieces = likelihood.pieces();
        }
        GraphCut.Piece piece = new GraphCut(model, file, index, folder).cut(added, form);
        return new AlignmentGraph(piece.model(), piece.directory(), Collections.unmodifiableSortedSet(wanted),
            Collections.unmodifiableSortedSet(given), outputs, piece.inputs(), piece.roundsTogether(), scoredPieces);
    }
}
