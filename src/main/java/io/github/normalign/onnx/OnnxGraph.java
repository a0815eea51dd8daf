package io.github.normalign.onnx;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * A graph ({@code GraphProto}): nodes in an order in which each comes after what it needs, constants, inputs and outputs.
 * Everything in it may be changed; nothing is checked until a model is written or run.
 *
 * <p>A graph inside a node ({@code Scan}, {@code Loop}, {@code If}) may use names of the graphs around it without listing them.
 */
public final class OnnxGraph {

    private String name;
    private final List<OnnxNode> nodes = new ArrayList<>();
    private final Map<String, OnnxTensor> initializers = new LinkedHashMap<>();
    private final List<OnnxValue> inputs = new ArrayList<>();
    private final List<OnnxValue> outputs = new ArrayList<>();
    private final List<OnnxValue> valueInfo = new ArrayList<>();
    private final List<WireChunk> kept = new ArrayList<>();

    /**
     * Makes an empty graph.
     *
     * @param name any text
     */
    public OnnxGraph(String name) {
        this.name = name;
    }

    /**
     * The graph's name.
     *
     * @return any text
     */
    public String name() {
        return name;
    }

    /**
     * The nodes, each after what it needs.
     *
     * @return the graph's own list: changes are changes of the graph
     */
    public List<OnnxNode> nodes() {
        return nodes;
    }

    /**
     * Constants by name.
     *
     * @return the graph's own map: changes are changes of the graph
     */
    public Map<String, OnnxTensor> initializers() {
        return initializers;
    }

    /**
     * The inputs.
     *
     * @return the graph's own list: changes are changes of the graph
     */
    public List<OnnxValue> inputs() {
        return inputs;
    }

    /**
     * The outputs.
     *
     * @return the graph's own list: changes are changes of the graph
     */
    public List<OnnxValue> outputs() {
        return outputs;
    }

    /**
     * Types and shapes of values inside the graph, as far as the file states them.
     *
     * @return the graph's own list: changes are changes of the graph
     */
    public List<OnnxValue> valueInfo() {
        return valueInfo;
    }

    /**
     * Appends a node of ONNX's own operators with one output.
     *
     * @param opType operator, such as {@code MatMul}
     * @param output name of its output
     * @param inputs names of its inputs
     * @return the node, for attributes
     */
    public OnnxNode add(String opType, String output, String... inputs) {
        return add(new OnnxNode(opType, List.of(inputs), List.of(output)));
    }

    /**
     * Appends a node.
     *
     * @param node the node
     * @return the same node
     */
    public OnnxNode add(OnnxNode node) {
        nodes.add(node);
        return node;
    }

    /**
     * Adds a constant under its own name, in place of one of that name.
     *
     * @param tensor the constant
     * @return its name, to be used as an input
     */
    public String add(OnnxTensor tensor) {
        initializers.put(tensor.name(), tensor);
        return tensor.name();
    }

    /**
     * Adds an input.
     *
     * @param value the input
     * @return its name, to be used as an input of nodes
     */
    public String addInput(OnnxValue value) {
        inputs.add(value);
        return value.name();
    }

    /**
     * Adds an output.
     *
     * @param value the output, named as what some node gives
     */
    public void addOutput(OnnxValue value) {
        outputs.add(value);
    }

    /** The same graph with other tensors, in the graphs inside it too. */
    OnnxGraph withTensors(UnaryOperator<OnnxTensor> change) {
        OnnxGraph graph = new OnnxGraph(name);
        nodes.forEach(node -> graph.nodes.add(node.withTensors(change)));
        initializers.forEach((key, tensor) -> graph.initializers.put(key, change.apply(tensor)));
        graph.inputs.addAll(inputs);
        graph.outputs.addAll(outputs);
        graph.valueInfo.addAll(valueInfo);
        graph.kept.addAll(kept);
        return graph;
    }

    static OnnxGraph read(WireReader in) {
        OnnxGraph graph = new OnnxGraph("");
        int outer = in.enter();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> graph.nodes.add(OnnxNode.read(in));
                case 2 -> graph.name = in.string();
                case 5 -> graph.add(OnnxTensor.read(in));
                case 11 -> graph.inputs.add(OnnxValue.read(in));
                case 12 -> graph.outputs.add(OnnxValue.read(in));
                case 13 -> graph.valueInfo.add(OnnxValue.read(in));
                case 15 -> throw in.malformed("sparse constants begin, which no translation model has and normalign does not read");
                default -> in.keep(graph.kept);
            }
        }
        in.leave(outer);
        return graph;
    }

    void write(WireWriter out, int field) {
        WireWriter message = new WireWriter();
        nodes.forEach(node -> node.write(message, 1));
        message.string(2, name);
        initializers.values().forEach(tensor -> tensor.write(message, 5));
        inputs.forEach(value -> value.write(message, 11));
        outputs.forEach(value -> value.write(message, 12));
        valueInfo.forEach(value -> value.write(message, 13));
        message.verbatim(kept);
        out.message(field, message);
    }
}
