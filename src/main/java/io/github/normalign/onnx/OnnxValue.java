package io.github.normalign.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An input or output of a graph, or a note on a value inside it ({@code ValueInfoProto}): its name and, for tensors, the type of
 * its elements and its shape. Does not change.
 */
public final class OnnxValue {

    private final String name;
    private final int elementType;
    private final List<Dimension> shape;
    private final WireChunk type;
    private final List<WireChunk> kept;

    private OnnxValue(String name, int elementType, List<Dimension> shape, WireChunk type, List<WireChunk> kept) {
        this.name = name;
        this.elementType = elementType;
        this.shape = shape;
        this.type = type;
        this.kept = kept;
    }

    /**
     * One side of a tensor.
     *
     * @param size number of elements, or -1 where it is not fixed
     * @param symbol name of a size that is not fixed, so that equal names mean equal sizes; empty where there is none
     */
    public record Dimension(long size, String symbol) {
    }

    /**
     * A tensor.
     *
     * @param name name of the value
     * @param elementType number of the element type, see {@link ElementType}
     * @param dimensions sides, outermost first: a {@link Number} for a fixed size, a {@link String} for a named one; none for a
     *     tensor without dimensions
     * @return the value
     * @throws IllegalArgumentException if a dimension is neither a number nor a text
     */
    public static OnnxValue tensor(String name, int elementType, Object... dimensions) {
        List<Dimension> shape = new ArrayList<>();
        for (Object dimension : dimensions) {
            if (dimension instanceof Number number) {
                shape.add(new Dimension(number.longValue(), ""));
            } else if (dimension instanceof String symbol) {
                shape.add(new Dimension(-1, symbol));
            } else {
                throw new IllegalArgumentException("neither a size nor the name of a size: " + dimension);
            }
        }
        return new OnnxValue(name, elementType, List.copyOf(shape), null, List.of());
    }

    /**
     * A tensor of a shape that is not stated.
     *
     * @param name name of the value
     * @param elementType number of the element type, see {@link ElementType}
     * @return the value
     */
    public static OnnxValue ofAnyShape(String name, int elementType) {
        return new OnnxValue(name, elementType, null, null, List.of());
    }

    /**
     * The name of the value.
     *
     * @return unique in its graph
     */
    public String name() {
        return name;
    }

    /**
     * The type of the elements.
     *
     * @return see {@link ElementType}; 0 if the value is not a tensor or its type is not stated
     */
    public int elementType() {
        return elementType;
    }

    /**
     * The shape.
     *
     * @return sides, outermost first, none for a tensor without dimensions; empty if the shape is not stated
     */
    public Optional<List<Dimension>> shape() {
        return Optional.ofNullable(shape);
    }

    /**
     * The length of the innermost side.
     *
     * @return the length; empty where it is not fixed or not stated
     */
    public OptionalLong lastSide() {
        return shape == null || shape.isEmpty() || shape.get(shape.size() - 1).size() < 0 ? OptionalLong.empty()
            : OptionalLong.of(shape.get(shape.size() - 1).size());
    }

    /**
     * The same value under another name.
     *
     * @param newName name of the value
     * @return a new value
     */
    public OnnxValue renamed(String newName) {
        return new OnnxValue(newName, elementType, shape, type, kept);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(name).append(": ").append(ElementType.name(elementType));
        if (shape != null) {
            text.append(" [");
            for (Dimension side : shape) {
                text.append(text.charAt(text.length() - 1) == '[' ? "" : ", ")
                    .append(side.size() >= 0 ? Long.toString(side.size()) : side.symbol().isEmpty() ? "?" : side.symbol());
            }
            text.append(']');
        }
        return text.toString();
    }

    static OnnxValue read(WireReader in) {
        String name = "";
        WireChunk type = null;
        TensorType tensor = new TensorType();
        List<WireChunk> kept = new ArrayList<>();
        int outer = in.enter();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> name = in.string();
                case 2 -> type = tensor.read(in);
                default -> in.keep(kept);
            }
        }
        in.leave(outer);
        return new OnnxValue(name, tensor.elementType, tensor.shape, type, kept);
    }

    void write(WireWriter out, int field) {
        WireWriter message = new WireWriter();
        message.string(1, name);
        if (type != null) {
            message.bytes(2, type);
        } else if (elementType != 0) {
            WireWriter typeMessage = new WireWriter();
            writeTensorType(typeMessage);
            message.message(2, typeMessage);
        }
        message.verbatim(kept);
        out.message(field, message);
    }

    private void writeTensorType(WireWriter out) {
        WireWriter tensor = new WireWriter();
        tensor.varint(1, elementType);
        if (shape != null) {
            WireWriter sides = new WireWriter();
            for (Dimension side : shape) {
                WireWriter dimension = new WireWriter();
                if (side.size() >= 0) {
                    dimension.varint(1, side.size());
                } else {
                    dimension.stringUnlessEmpty(2, side.symbol());
                }
                sides.message(1, dimension);
            }
            tensor.message(2, sides);
        }
        out.message(1, tensor);
    }

    /** What a type message says of a tensor; other types are only kept. */
    private static final class TensorType {

        private int elementType;
        private List<Dimension> shape;

        /** Reads the message and gives it as it stands. */
        WireChunk read(WireReader in) {
            List<WireChunk> ignored = new ArrayList<>();
            int outer = in.enter();
            int start = in.position();
            while (in.next()) {
                if (in.field() == 1) {
                    readTensor(in, ignored);
                } else {
                    in.keep(ignored);
                }
            }
            in.leave(outer);
            return in.since(start);
        }

        private void readTensor(WireReader in, List<WireChunk> ignored) {
            int outer = in.enter();
            while (in.next()) {
                switch (in.field()) {
                    case 1 -> elementType = in.int32();
                    case 2 -> readShape(in, ignored);
                    default -> in.keep(ignored);
                }
            }
            in.leave(outer);
        }

        private void readShape(WireReader in, List<WireChunk> ignored) {
            shape = new ArrayList<>();
            int outer = in.enter();
            while (in.next()) {
                if (in.field() == 1) {
                    shape.add(readSide(in, ignored));
                } else {
                    in.keep(ignored);
                }
            }
            in.leave(outer);
            shape = List.copyOf(shape);
        }

        private static Dimension readSide(WireReader in, List<WireChunk> ignored) {
            long size = -1;
            String symbol = "";
            int outer = in.enter();
            while (in.next()) {
                switch (in.field()) {
                    case 1 -> size = in.varint();
                    case 2 -> symbol = in.string();
                    default -> in.keep(ignored);
                }
            }
            in.leave(outer);
            return new Dimension(size < 0 ? -1 : size, symbol);
        }
    }
}
