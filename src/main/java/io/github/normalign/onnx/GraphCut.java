package io.github.normalign.onnx;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Makes a graph of its own of the part of a model that gives some values. The long constants stay where they are, in the user's
 * files; nothing of them is read. Refuses what must not reach ONNX Runtime: operators of other libraries, and sizes that only a
 * damaged or hostile file has.
 */
final class GraphCut {

    private static final long NEWEST_IR_VERSION = 10;
    private static final long OLDEST_IR_VERSION = 4;
    /** Operators that take the step of rounding from all that runs together. */
    private static final String[] ROUND_TOGETHER = {"DynamicQuantizeLinear", "DynamicQuantizeMatMul", "DynamicQuantizeLSTM"};

    private final OnnxModel model;
    private final Path file;
    private final GraphIndex index;
    private final ModelFolder folder;

    /**
     * Prepares the cutting.
     *
     * @param model the model
     * @param file its file, for messages
     * @param index its graph
     * @param folder where its files are
     */
    GraphCut(OnnxModel model, Path file, GraphIndex index, ModelFolder folder) {
        this.model = model;
        this.file = file;
        this.index = index;
        this.folder = folder;
    }

    /**
     * A part of a model as a model of its own.
     *
     * @param model an ONNX file
     * @param directory the folder that its constants are named in
     * @param inputs the inputs that are left
     * @param roundsTogether whether a pair's numbers depend on the pairs that run with it
     */
    record Piece(byte[] model, Path directory, List<OnnxValue> inputs, boolean roundsTogether) {
    }

    /**
     * Cuts out what an added graph needs.
     *
     * @param added nodes that use values of the model, inputs of their own, and the outputs that are wanted, of those nodes or of
     *     the model
     * @param form how it is to be written
     * @throws io.github.normalign.error.ModelException if the part holds what must not be run
     */
    Piece cut(OnnxGraph added, GraphForm form) {
        OnnxGraph graph = part(added);
        new RunRules(file).require(graph);
        OnnxModel result = new OnnxModel(irVersion(), 0, graph);
        result.opsets().clear();
        result.opsets().putAll(model.opsets());
        result.setProducer("normalign");
        if (form.processor()) {
            LayerNorms.turn(graph);
        }
        IntegerProducts.turn(result, form.steps());
        return new Piece(result.toBytes(), folder.path(), List.copyOf(graph.inputs()), roundsTogether(graph));
    }

    private static boolean roundsTogether(OnnxGraph graph) {
        return graph.nodes().stream().anyMatch(node -> node.is(ROUND_TOGETHER)
            || node.subgraphs().stream().anyMatch(GraphCut::roundsTogether));
    }

    /** What the added nodes need of the model, and those nodes. */
    private OnnxGraph part(OnnxGraph added) {
        OnnxGraph whole = index.graph();
        Set<String> used = new LinkedHashSet<>();
        added.nodes().forEach(node -> used.addAll(node.inputs()));
        added.outputs().forEach(output -> used.add(output.name()));
        Set<OnnxNode> needed = index.needed(used);
        OnnxGraph result = new OnnxGraph(whole.name());
        for (OnnxNode node : index.nodes()) {
            if (needed.contains(node) && isLong(node)) {
                result.add(folder.place(node.attributes().get("value").asTensor().renamed(node.output())));
            } else if (needed.contains(node)) {
                result.add(node.subgraphs().isEmpty() ? node : node.withTensors(folder::place));
                used.addAll(node.inputs());
                used.addAll(GraphIndex.captured(node, false));
            }
        }
        added.nodes().forEach(result::add);
        added.outputs().forEach(result::addOutput);
        whole.initializers().values().stream().filter(tensor -> used.contains(tensor.name()))
            .forEach(tensor -> result.add(folder.place(tensor)));
        added.initializers().values().forEach(result::add);
        whole.inputs().stream().filter(input -> used.contains(input.name()) && index.hasInput(input.name()))
            .forEach(result::addInput);
        added.inputs().forEach(result::addInput);
        return result;
    }

    /** Some exporters write weights as nodes; only initialisers can stay in their file. */
    private static boolean isLong(OnnxNode node) {
        OnnxAttribute value = node.is("Constant") ? node.attributes().get("value") : null;
        return value != null && (value.asTensor().isExternal() || value.asTensor().byteCount() > WireReader.HELD_LENGTH);
    }

    /** ONNX Runtime refuses files newer than itself, even those that use nothing new; new constants need version 4. */
    private long irVersion() {
        return model.irVersion() < OLDEST_IR_VERSION ? OLDEST_IR_VERSION : Math.min(model.irVersion(), NEWEST_IR_VERSION);
    }
}
