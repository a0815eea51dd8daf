package io.github.normalign.onnx;

import io.github.normalign.error.ModelException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * One attribute of a node ({@code AttributeProto}): a number, a text, a tensor, a graph, or several of them. The name is the
 * node's key for it. Attributes do not change, but the tensor and the graphs in them may.
 *
 * <p>Kinds that ONNX's own translation models never use (sparse tensors, type descriptions, lists of texts or tensors) are kept
 * and written back as they were read.
 */
public final class OnnxAttribute {

    private static final int TYPE_FLOAT = 1;
    private static final int TYPE_INT = 2;
    private static final int TYPE_STRING = 3;
    private static final int TYPE_TENSOR = 4;
    private static final int TYPE_GRAPH = 5;
    private static final int TYPE_FLOATS = 6;
    private static final int TYPE_INTS = 7;
    private static final int TYPE_STRINGS = 8;
    private static final int TYPE_GRAPHS = 10;
    /** Bytes that a number takes in a list while it is read. */
    private static final int NUMBER_COST = 24;

    private final int type;
    private final Object value;
    private final List<WireChunk> kept;

    private OnnxAttribute(int type, Object value, List<WireChunk> kept) {
        this.type = type;
        this.value = value;
        this.kept = kept;
    }

    /**
     * A whole number.
     *
     * @param value the number
     * @return the attribute
     */
    public static OnnxAttribute of(long value) {
        return new OnnxAttribute(TYPE_INT, value, List.of());
    }

    /**
     * A float.
     *
     * @param value the number
     * @return the attribute
     */
    public static OnnxAttribute of(float value) {
        return new OnnxAttribute(TYPE_FLOAT, value, List.of());
    }

    /**
     * A text.
     *
     * @param value the text
     * @return the attribute
     */
    public static OnnxAttribute of(String value) {
        return new OnnxAttribute(TYPE_STRING, value.getBytes(StandardCharsets.UTF_8), List.of());
    }

    /**
     * Whole numbers, such as a permutation.
     *
     * @param values the numbers
     * @return the attribute
     */
    public static OnnxAttribute of(long[] values) {
        return new OnnxAttribute(TYPE_INTS, values.clone(), List.of());
    }

    /**
     * Floats.
     *
     * @param values the numbers
     * @return the attribute
     */
    public static OnnxAttribute of(float[] values) {
        return new OnnxAttribute(TYPE_FLOATS, values.clone(), List.of());
    }

    /**
     * A tensor, as {@code Constant} holds it.
     *
     * @param value the tensor
     * @return the attribute
     */
    public static OnnxAttribute of(OnnxTensor value) {
        return new OnnxAttribute(TYPE_TENSOR, value, List.of());
    }

    /**
     * A graph, as {@code If}, {@code Loop} and {@code Scan} hold it.
     *
     * @param value the graph
     * @return the attribute
     */
    public static OnnxAttribute of(OnnxGraph value) {
        return new OnnxAttribute(TYPE_GRAPH, value, List.of());
    }

    /**
     * The whole number.
     *
     * @return the number
     * @throws ModelException if it is something else
     */
    public long asInt() {
        return as(TYPE_INT, Long.class);
    }

    /**
     * The float.
     *
     * @return the number
     * @throws ModelException if it is something else
     */
    public float asFloat() {
        return as(TYPE_FLOAT, Float.class);
    }

    /**
     * The text.
     *
     * @return the text
     * @throws ModelException if it is something else
     */
    public String asString() {
        return new String(as(TYPE_STRING, byte[].class), StandardCharsets.UTF_8);
    }

    /**
     * The whole numbers.
     *
     * @return a copy of the numbers
     * @throws ModelException if it is something else
     */
    public long[] asInts() {
        return as(TYPE_INTS, long[].class).clone();
    }

    /**
     * The floats.
     *
     * @return a copy of the numbers
     * @throws ModelException if it is something else
     */
    public float[] asFloats() {
        return as(TYPE_FLOATS, float[].class).clone();
    }

    /**
     * The tensor.
     *
     * @return the tensor, not a copy
     * @throws ModelException if it is something else
     */
    public OnnxTensor asTensor() {
        return as(TYPE_TENSOR, OnnxTensor.class);
    }

    /** The tensor in this attribute, where there is one. */
    Optional<OnnxTensor> tensor() {
        return value instanceof OnnxTensor tensor ? Optional.of(tensor) : Optional.empty();
    }

    /**
     * The graph.
     *
     * @return the graph, not a copy
     * @throws ModelException if it is something else
     */
    public OnnxGraph asGraph() {
        return as(TYPE_GRAPH, OnnxGraph.class);
    }

    /**
     * Every graph in this attribute.
     *
     * @return none for attributes that hold no graph
     */
    public List<OnnxGraph> graphs() {
        if (value instanceof OnnxGraph graph) {
            return List.of(graph);
        }
        List<OnnxGraph> graphs = new ArrayList<>();
        if (type == TYPE_GRAPHS) {
            for (Object graph : (List<?>) value) {
                graphs.add((OnnxGraph) graph);
            }
        }
        return graphs;
    }

    /** The numbers of an attribute of numbers; none for others. */
    double[] numbers() {
        return switch (type) {
            case TYPE_FLOAT -> new double[] {(Float) value};
            case TYPE_INT -> new double[] {(Long) value};
            case TYPE_INTS -> Arrays.stream((long[]) value).asDoubleStream().toArray();
            case TYPE_FLOATS -> IntStream.range(0, ((float[]) value).length).mapToDouble(i -> ((float[]) value)[i]).toArray();
            default -> new double[0];
        };
    }

    /** Whether all that the attribute holds is known here, so that it can be checked: no lists of tensors, nothing sparse. */
    boolean isUnderstood() {
        return type >= TYPE_FLOAT && type <= TYPE_STRINGS || type == TYPE_GRAPHS;
    }

    /** The same attribute with other tensors, in the graphs inside it too. */
    OnnxAttribute withTensors(UnaryOperator<OnnxTensor> change) {
        if (value instanceof OnnxTensor tensor) {
            return new OnnxAttribute(type, change.apply(tensor), kept);
        } else if (value instanceof OnnxGraph graph) {
            return new OnnxAttribute(type, graph.withTensors(change), kept);
        } else if (type == TYPE_GRAPHS) {
            return new OnnxAttribute(type, graphs().stream().map(graph -> graph.withTensors(change)).toList(), kept);
        }
        return this;
    }

    private <T> T as(int wanted, Class<T> kind) {
        if (type != wanted) {
            throw new ModelException("An attribute of the model is " + this + " and not of type " + wanted
                + ", as its operator wants it. Export the model again.");
        }
        return kind.cast(value);
    }

    @Override
    public String toString() {
        return switch (type) {
            case TYPE_FLOATS -> Arrays.toString((float[]) value);
            case TYPE_INTS -> Arrays.toString((long[]) value);
            case TYPE_STRING -> asString();
            default -> value == null ? "of type " + type : value.toString();
        };
    }

    /** Reads an attribute and puts it among the node's. */
    static void read(WireReader in, OnnxNode node) {
        int outer = in.enter();
        String name = "";
        Parts parts = new Parts();
        while (in.next()) {
            if (in.field() == 1) {
                name = in.string();
            } else {
                parts.read(in);
            }
        }
        in.leave(outer);
        node.attributes().put(name, parts.attribute());
    }

    /** The attribute as the field of a node. */
    void write(WireWriter out, int field, String name) {
        WireWriter message = new WireWriter();
        message.string(1, name);
        message.varint(20, type);
        switch (type) {
            case TYPE_FLOAT -> message.fixed32(2, asFloat());
            case TYPE_INT -> message.varint(3, asInt());
            case TYPE_STRING -> message.bytes(4, (byte[]) value);
            case TYPE_TENSOR -> asTensor().write(message, 5);
            case TYPE_GRAPH -> asGraph().write(message, 6);
            case TYPE_FLOATS -> {
                for (float number : (float[]) value) {
                    message.fixed32(7, number);
                }
            }
            case TYPE_INTS -> {
                for (long number : (long[]) value) {
                    message.varint(8, number);
                }
            }
            case TYPE_GRAPHS -> graphs().forEach(graph -> graph.write(message, 11));
            default -> { /* All of it is among the kept fields. */ }
        }
        message.verbatim(kept);
        out.message(field, message);
    }

    /** The fields of an attribute while it is read; which of them count is known only when the type has been met. */
    private static final class Parts {

        private int type;
        private float number;
        private long integer;
        private byte[] text = {};
        private OnnxTensor tensor;
        private OnnxGraph graph;
        private final List<Float> floats = new ArrayList<>();
        private final List<Long> ints = new ArrayList<>();
        private final List<OnnxGraph> graphs = new ArrayList<>();
        private final List<WireChunk> kept = new ArrayList<>();

        void read(WireReader in) {
            switch (in.field()) {
                case 20 -> type = in.int32();
                case 2 -> number = in.fixed32();
                case 3 -> integer = in.varint();
                case 4 -> text = in.held();
                case 5 -> tensor = OnnxTensor.read(in);
                case 6 -> graph = OnnxGraph.read(in);
                case 7 -> readFloats(in);
                case 8 -> readInts(in);
                case 11 -> graphs.add(OnnxGraph.read(in));
                default -> in.keep(kept);
            }
        }

        private void readFloats(WireReader in) {
            if (in.packed()) {
                int outer = in.enter();
                while (in.remaining() > 0) {
                    in.take(NUMBER_COST);
                    floats.add(in.packedFloat());
                }
                in.leave(outer);
            } else {
                floats.add(in.fixed32());
            }
        }

        private void readInts(WireReader in) {
            if (in.packed()) {
                int outer = in.enter();
                while (in.remaining() > 0) {
                    in.take(NUMBER_COST);
                    ints.add(in.packedVarint());
                }
                in.leave(outer);
            } else {
                ints.add(in.varint());
            }
        }

        OnnxAttribute attribute() {
            return new OnnxAttribute(effectiveType(), value(), kept);
        }

        /** Files older than IR version 2 leave the type out: the value met tells it. */
        private int effectiveType() {
            if (type != 0) {
                return type;
            }
            if (tensor != null) {
                return TYPE_TENSOR;
            }
            if (graph != null) {
                return TYPE_GRAPH;
            }
            if (!floats.isEmpty()) {
                return TYPE_FLOATS;
            }
            if (!ints.isEmpty()) {
                return TYPE_INTS;
            }
            if (!graphs.isEmpty()) {
                return TYPE_GRAPHS;
            }
            return text.length > 0 ? TYPE_STRING : number != 0 ? TYPE_FLOAT : integer != 0 ? TYPE_INT : 0;
        }

        private Object value() {
            return switch (effectiveType()) {
                case TYPE_FLOAT -> number;
                case TYPE_INT -> integer;
                case TYPE_STRING -> text;
                case TYPE_TENSOR -> tensor == null ? new OnnxTensor("", 0, new long[] {0}, new byte[0]) : tensor;
                case TYPE_GRAPH -> graph == null ? new OnnxGraph("") : graph;
                case TYPE_FLOATS -> {
                    float[] values = new float[floats.size()];
                    for (int i = 0; i < values.length; i++) {
                        values[i] = floats.get(i);
                    }
                    yield values;
                }
                case TYPE_INTS -> ints.stream().mapToLong(Long::longValue).toArray();
                case TYPE_GRAPHS -> List.copyOf(graphs);
                default -> null;
            };
        }
    }
}
