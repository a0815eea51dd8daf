package io.github.normalign.onnx;

import io.github.normalign.error.ModelException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A decoder whose cross-attention has been found, and from which graphs that give it as outputs can be made.
 *
 * <p>A decoder as exporters write it gives next-piece scores and nothing of what is inside. The graph is not changed for good and
 * nothing is written to disk: {@link #prepare} makes a new one that gives the cross-attention, has lost everything that is not
 * needed for that (the projection to the vocabulary above all), and refers to the user's own file for its weights.
 */
public final class DecoderGraph {

    private static final long NEWEST_IR_VERSION = 10;
    private static final long OLDEST_IR_VERSION = 4;

    private final OnnxModel model;
    private final Path file;
    private final GraphIndex index;
    private final List<CrossAttentionSite> sites;
    private final int heads;
    private final String decoderIds;

    private DecoderGraph(OnnxModel model, Path file, GraphIndex index, List<CrossAttentionSite> sites, int heads,
            String decoderIds) {
        this.model = model;
        this.file = file;
        this.index = index;
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
        Path directory = file.toAbsolutePath().getParent();
        List<String> problems = ExternalFiles.problems(model, directory);
        if (!problems.isEmpty()) {
            throw new ModelException(String.join("\n", problems));
        }
        OnnxGraph graph = MergedDecoder.withoutCache(model.graph()).orElse(model.graph());
        GraphIndex index = new GraphIndex(graph, file.toString());
        String decoderIds = index.hasInput("decoder_input_ids") ? "decoder_input_ids" : "input_ids";
        if (!index.hasInput(decoderIds)) {
            throw new ModelException(file + " has neither an input decoder_input_ids nor input_ids, but "
                + names(model.graph().inputs()) + ". It is not a decoder of the stock layout; export the model with"
                + " `optimum-cli export onnx --task text2text-generation`.");
        }
        CrossAttentionFinder.Findings found = CrossAttentionFinder.find(index, decoderIds);
        if (found.sites().isEmpty()) {
            throw new ModelException(NothingFound.message(file, graph, found));
        }
        DecoderGraph decoder = new DecoderGraph(model, file, index, found.sites(), heads, decoderIds);
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
            if (heads < 1 || sites.get(i).inner() % heads != 0) {
                problems.add("The value vectors of decoder layer " + (i + 1) + " in " + file + " have " + sites.get(i).inner()
                    + " numbers, which " + heads + " heads cannot share equally. Is the configuration of another model?");
            }
        }
        if (sites.stream().anyMatch(site -> index.dependsOnAny(site.values(), "past_key_values"))) {
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
        return (int) (sites.get(0).inner() / heads);
    }

    /**
     * The length of the decoder's vectors.
     *
     * @return D
     */
    public int dimension() {
        return (int) sites.get(0).dimension();
    }

    /**
     * How the weights of the attention are stored.
     *
     * @return a short name, such as {@code float32} or {@code int8}
     */
    public String precision() {
        return ElementType.name(sites.get(0).outputWeight().storedType());
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
     * @throws ModelException if a layer is not there
     */
    public AlignmentGraph prepare(Set<Integer> layers, AlignmentOutputs outputs) {
        SortedSet<Integer> wanted = new TreeSet<>(layers);
        for (int layer = 1; layers.isEmpty() && layer <= sites.size(); layer++) {
            wanted.add(layer);
        }
        if (wanted.first() < 1 || wanted.last() > sites.size()) {
            throw new ModelException("Layers " + wanted + " were asked for; " + file + " has layers 1 to " + sites.size() + ".");
        }
        OnnxGraph added = new OnnxGraph(index.graph().name());
        for (int layer : wanted) {
            new AlignmentNodes(added, sites.get(layer - 1), layer, heads).append(outputs);
        }
        OnnxGraph graph = pruned(added);
        OnnxModel result = new OnnxModel(irVersion(), 0, graph);
        result.opsets().clear();
        result.opsets().putAll(model.opsets());
        result.setProducer("normalign");
        Path directory = file.toAbsolutePath().getParent();
        return new AlignmentGraph(result.toBytes(), directory, Collections.unmodifiableSortedSet(wanted), outputs,
            List.copyOf(graph.inputs()));
    }

    /** What the added nodes need of the model, and those nodes. */
    private OnnxGraph pruned(OnnxGraph added) {
        OnnxGraph whole = index.graph();
        Set<String> used = new LinkedHashSet<>();
        added.nodes().forEach(node -> used.addAll(node.inputs()));
        Set<OnnxNode> needed = index.needed(used);
        String location = file.getFileName().toString();
        OnnxGraph result = new OnnxGraph(whole.name());
        for (OnnxNode node : index.nodes()) {
            if (needed.contains(node) && isLong(node)) {
                result.add(node.attributes().get("value").asTensor().renamed(node.output()).leftIn(location));
            } else if (needed.contains(node)) {
                result.add(node);
                used.addAll(node.inputs());
                used.addAll(GraphIndex.captured(node, false));
            }
        }
        added.nodes().forEach(result::add);
        added.outputs().forEach(result::addOutput);
        whole.initializers().values().stream().filter(tensor -> used.contains(tensor.name()))
            .forEach(tensor -> result.add(tensor.leftIn(location)));
        added.initializers().values().forEach(result::add);
        whole.inputs().stream().filter(input -> used.contains(input.name()) && index.hasInput(input.name()))
            .forEach(result::addInput);
        return result;
    }

    /** Some exporters write weights as nodes; only initialisers can stay in their file. */
    private static boolean isLong(OnnxNode node) {
        OnnxAttribute value = node.is("Constant") ? node.attributes().get("value") : null;
        return value != null && value.asTensor().byteCount() > WireReader.HELD_LENGTH;
    }

    /** ONNX Runtime refuses files newer than itself, even those that use nothing new; new constants need version 4. */
    private long irVersion() {
        return model.irVersion() < OLDEST_IR_VERSION ? OLDEST_IR_VERSION : Math.min(model.irVersion(), NEWEST_IR_VERSION);
    }

    private static String names(List<OnnxValue> values) {
        return values.stream().map(OnnxValue::name).toList().toString();
    }
}
