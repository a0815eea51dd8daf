package io.github.normalign.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * One operation of a graph ({@code NodeProto}); everything in it may be changed. An empty input or output name stands for an
 * optional one that is left out.
 */
public final class OnnxNode {

    private String opType;
    private String domain = "";
    private String name = "";
    private final List<String> inputs = new ArrayList<>();
    private final List<String> outputs = new ArrayList<>();
    private final Map<String, OnnxAttribute> attributes = new LinkedHashMap<>();
    private final List<WireChunk> kept = new ArrayList<>();

    /**
     * Makes a node of ONNX's own operators.
     *
     * @param opType operator, such as {@code MatMul}
     * @param inputs names of its inputs
     * @param outputs names of its outputs
     */
    public OnnxNode(String opType, List<String> inputs, List<String> outputs) {
        this.opType = opType;
        this.inputs.addAll(inputs);
        this.outputs.addAll(outputs);
    }

    /**
     * The operator.
     *
     * @return its name, such as {@code MatMul}
     */
    public String opType() {
        return opType;
    }

    /**
     * The domain that defines the operator.
     *
     * @return empty for ONNX's own, {@code com.microsoft} for ONNX Runtime's
     */
    public String domain() {
        return domain;
    }

    /**
     * Sets the domain that defines the operator.
     *
     * @param domain empty for ONNX's own
     * @return this node
     */
    public OnnxNode inDomain(String domain) {
        this.domain = domain;
        return this;
    }

    /**
     * The node's own name.
     *
     * @return perhaps empty
     */
    public String name() {
        return name;
    }

    /**
     * Sets the node's own name, which error messages of ONNX Runtime show.
     *
     * @param name any text
     * @return this node
     */
    public OnnxNode named(String name) {
        this.name = name;
        return this;
    }

    /**
     * Names of the inputs, in order.
     *
     * @return the node's own list: changes are changes of the node
     */
    public List<String> inputs() {
        return inputs;
    }

    /**
     * Names of the outputs, in order.
     *
     * @return the node's own list: changes are changes of the node
     */
    public List<String> outputs() {
        return outputs;
    }

    /**
     * Attributes by name.
     *
     * @return the node's own map: changes are changes of the node
     */
    public Map<String, OnnxAttribute> attributes() {
        return attributes;
    }

    /**
     * One input.
     *
     * @param index position, from 0
     * @return its name; empty where it is left out
     */
    public String input(int index) {
        return index < inputs.size() ? inputs.get(index) : "";
    }

    /**
     * The first output, the only one of most operators.
     *
     * @return its name; empty where it is left out
     */
    public String output() {
        return outputs.isEmpty() ? "" : outputs.get(0);
    }

    /**
     * One attribute that is a whole number.
     *
     * @param attribute its name
     * @param absent value where it is left out
     * @return the number
     */
    public long intAttribute(String attribute, long absent) {
        OnnxAttribute found = attributes.get(attribute);
        return found == null ? absent : found.asInt();
    }

    /**
     * Sets an attribute.
     *
     * @param attribute its name
     * @param value its value
     * @return this node
     */
    public OnnxNode with(String attribute, OnnxAttribute value) {
        attributes.put(attribute, value);
        return this;
    }

    /**
     * Sets an attribute that is a whole number.
     *
     * @param attribute its name
     * @param value its value
     * @return this node
     */
    public OnnxNode with(String attribute, long value) {
        return with(attribute, OnnxAttribute.of(value));
    }

    /**
     * Sets an attribute that is a float.
     *
     * @param attribute its name
     * @param value its value
     * @return this node
     */
    public OnnxNode with(String attribute, float value) {
        return with(attribute, OnnxAttribute.of(value));
    }

    /**
     * Sets an attribute that is a list of whole numbers.
     *
     * @param attribute its name
     * @param values its value
     * @return this node
     */
    public OnnxNode with(String attribute, long[] values) {
        return with(attribute, OnnxAttribute.of(values));
    }

    /**
     * Sets an attribute that is a text.
     *
     * @param attribute its name
     * @param value its value
     * @return this node
     */
    public OnnxNode with(String attribute, String value) {
        return with(attribute, OnnxAttribute.of(value));
    }

    /**
     * Sets an attribute that is a graph.
     *
     * @param attribute its name, such as {@code body}
     * @param value its value
     * @return this node
     */
    public OnnxNode with(String attribute, OnnxGraph value) {
        return with(attribute, OnnxAttribute.of(value));
    }

    /**
     * The graphs inside this node.
     *
     * @return those of all attributes; empty for most nodes
     */
    public List<OnnxGraph> subgraphs() {
        List<OnnxGraph> graphs = new ArrayList<>();
        attributes.values().forEach(attribute -> graphs.addAll(attribute.graphs()));
        return graphs;
    }

    /**
     * Whether this is one of ONNX's own operators.
     *
     * @param names operators to compare with
     * @return true if the node is one of them
     */
    public boolean is(String... names) {
        return (domain.isEmpty() || domain.equals("ai.onnx")) && Arrays.asList(names).contains(opType);
    }

    /** The same node with other tensors, in the graphs inside it too. */
    OnnxNode withTensors(UnaryOperator<OnnxTensor> change) {
        OnnxNode node = new OnnxNode(opType, inputs, outputs);
        node.domain = domain;
        node.name = name;
        attributes.forEach((key, value) -> node.attributes.put(key, value.withTensors(change)));
        node.kept.addAll(kept);
        return node;
    }

    @Override
    public String toString() {
        return outputs + " = " + opType + inputs + (name.isEmpty() ? "" : " \"" + name + "\"");
    }

    static OnnxNode read(WireReader in) {
        OnnxNode node = new OnnxNode("", List.of(), List.of());
        in.take(WireReader.NODE_COST);
        int outer = in.enter();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> node.inputs.add(in.string());
                case 2 -> node.outputs.add(in.string());
                case 3 -> node.name = in.string();
                case 4 -> node.opType = in.string();
                case 5 -> OnnxAttribute.read(in, node);
                case 7 -> node.domain = in.string();
                default -> in.keep(node.kept);
            }
        }
        in.leave(outer);
        return node;
    }

    void write(WireWriter out, int field) {
        WireWriter message = new WireWriter();
        inputs.forEach(input -> message.string(1, input));
        outputs.forEach(output -> message.string(2, output));
        message.stringUnlessEmpty(3, name);
        message.string(4, opType);
        attributes.forEach((attribute, value) -> value.write(message, 5, attribute));
        message.stringUnlessEmpty(7, domain);
        message.verbatim(kept);
        out.message(field, message);
    }
}
