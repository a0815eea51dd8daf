package io.github.normalign.onnx;

import io.github.normalign.error.ModelException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A constant tensor ({@code TensorProto}): an initialiser of a graph or the value of a {@code Constant}.
 *
 * <p>Elements are laid out row by row, little-endian ("raw data"). They are in one of three places: in memory; in the model's
 * own file, where they stay until they are asked for; or in another file, named relative to the model's directory ("external
 * data"). No dimensions means one element without dimensions, which is not the same as one dimension of size 1.
 *
 * <p>Does not change. Files may also hold elements in typed lists instead of raw data; those become raw data when read.
 */
public final class OnnxTensor {

    private final String name;
    private final int elementType;
    private final long[] dimensions;
    private final WireChunk content;
    private final ExternalData external;
    private final List<WireChunk> kept;

    /** A tensor as a file has it; the sides are not copied. Content and external are null where the elements are not there. */
    OnnxTensor(String name, int elementType, long[] dimensions, WireChunk content, ExternalData external, List<WireChunk> kept) {
        this.name = name;
        this.elementType = elementType;
        this.dimensions = dimensions;
        this.content = content;
        this.external = external;
        this.kept = kept;
    }

    /**
     * Makes a tensor from raw data.
     *
     * @param name name of the value; empty inside a {@code Constant}
     * @param elementType see {@link ElementType}
     * @param dimensions sides, outermost first; an empty array for a tensor without dimensions
     * @param raw elements row by row, little-endian
     */
    public OnnxTensor(String name, int elementType, long[] dimensions, byte[] raw) {
        this(name, elementType, dimensions.clone(), new WireChunk.Held(raw.clone()), null, List.of());
    }

    /**
     * A tensor of floats.
     *
     * @param name name of the value
     * @param dimensions sides, outermost first
     * @param values elements row by row
     * @return the tensor
     */
    public static OnnxTensor ofFloats(String name, long[] dimensions, float... values) {
        return counted(name, ElementType.FLOAT, dimensions, RawElements.of(values), values.length);
    }

    /**
     * A tensor of 64-bit whole numbers.
     *
     * @param name name of the value
     * @param dimensions sides, outermost first
     * @param values elements row by row
     * @return the tensor
     */
    public static OnnxTensor ofInt64s(String name, long[] dimensions, long... values) {
        return counted(name, ElementType.INT64, dimensions, RawElements.of(values), values.length);
    }

    /**
     * A tensor of 32-bit whole numbers.
     *
     * @param name name of the value
     * @param dimensions sides, outermost first
     * @param values elements row by row
     * @return the tensor
     */
    public static OnnxTensor ofInt32s(String name, long[] dimensions, int... values) {
        return counted(name, ElementType.INT32, dimensions, RawElements.of(values), values.length);
    }

    /**
     * A tensor of signed bytes.
     *
     * @param name name of the value
     * @param dimensions sides, outermost first
     * @param values elements row by row
     * @return the tensor
     */
    public static OnnxTensor ofInt8s(String name, long[] dimensions, byte... values) {
        return counted(name, ElementType.INT8, dimensions, values, values.length);
    }

    /**
     * A float without dimensions.
     *
     * @param name name of the value
     * @param value the number
     * @return the tensor
     */
    public static OnnxTensor scalar(String name, float value) {
        return ofFloats(name, new long[0], value);
    }

    /**
     * A 64-bit whole number without dimensions.
     *
     * @param name name of the value
     * @param value the number
     * @return the tensor
     */
    public static OnnxTensor scalar(String name, long value) {
        return ofInt64s(name, new long[0], value);
    }

    /**
     * A list of 64-bit whole numbers: a shape, axes, indices.
     *
     * @param name name of the value
     * @param values the numbers
     * @return a tensor of one dimension
     */
    public static OnnxTensor vector(String name, long... values) {
        return ofInt64s(name, new long[] {values.length}, values);
    }

    /**
     * A tensor whose elements lie in another file.
     *
     * @param name name of the value
     * @param elementType see {@link ElementType}
     * @param dimensions sides, outermost first
     * @param location path of that file relative to the model's directory, with {@code /}
     * @param offset first byte
     * @param length number of bytes
     * @return the tensor
     */
    public static OnnxTensor external(String name, int elementType, long[] dimensions, String location, long offset,
            long length) {
        return new OnnxTensor(name, elementType, dimensions.clone(), null, ExternalData.at(location, offset, length), List.of());
    }

    /**
     * The name of the value.
     *
     * @return unique in its graph; empty inside a {@code Constant}
     */
    public String name() {
        return name;
    }

    /**
     * The type of the elements.
     *
     * @return see {@link ElementType}
     */
    public int elementType() {
        return elementType;
    }

    /**
     * The sides.
     *
     * @return a copy, outermost first; empty for a tensor without dimensions
     */
    public long[] dimensions() {
        return dimensions.clone();
    }

    /**
     * The number of elements.
     *
     * @return product of the sides; 1 for a tensor without dimensions
     * @throws ModelException if a side is negative or the product does not fit a long
     */
    public long elements() {
        long product = 1;
        try {
            for (long side : dimensions) {
                if (side < 0) {
                    throw new ArithmeticException("negative");
                }
                product = Math.multiplyExact(product, side);
            }
        } catch (ArithmeticException e) {
            throw new ModelException("Tensor " + name + " has an impossible shape " + Arrays.toString(dimensions) + ".", e);
        }
        return product;
    }

    /**
     * Whether the elements lie in a file that is not the model's own.
     *
     * @return true for external data
     */
    public boolean isExternal() {
        return external != null;
    }

    /**
     * The file that the elements lie in.
     *
     * @return path relative to the model's directory, as written in the model; empty unless {@link #isExternal}
     */
    public Optional<String> externalLocation() {
        return Optional.ofNullable(external).map(ExternalData::location);
    }

    /**
     * The first byte in that file.
     *
     * @return offset in bytes; 0 unless {@link #isExternal}
     */
    public long externalOffset() {
        return external == null ? 0 : external.offset();
    }

    /**
     * The number of bytes of the elements.
     *
     * @return bytes; -1 where neither the model nor the element type says
     */
    public long byteCount() {
        if (external != null && external.length() >= 0) {
            return external.length();
        }
        if (content != null) {
            return content.length();
        }
        int bits = ElementType.bits(elementType);
        return bits == 0 ? -1 : bytesOf(elements(), bits);
    }

    /**
     * The elements as they are.
     *
     * @return raw data, row by row, little-endian; a copy
     * @throws IllegalStateException if they lie in another file or are texts
     * @throws ModelException if the model's file can no longer be read
     */
    public byte[] bytes() {
        if (content == null) {
            throw new IllegalStateException("the elements of " + this + " are not in the model's file");
        }
        return content.bytes().clone();
    }

    /**
     * Whole numbers, whatever their width; meant for the small tensors that hold shapes, axes and indices.
     *
     * @return elements row by row
     * @throws IllegalStateException if the tensor does not hold whole numbers in the model's file
     */
    public long[] asInts() {
        byte[] raw = bytes();
        return RawElements.longs(elementType, raw, countIn(raw));
    }

    /**
     * Floats.
     *
     * @return elements row by row
     * @throws IllegalStateException if the tensor does not hold 32-bit floats in the model's file
     */
    public float[] asFloats() {
        if (elementType != ElementType.FLOAT) {
            throw new IllegalStateException(this + " does not hold 32-bit floats");
        }
        byte[] raw = bytes();
        return RawElements.floats(raw, countIn(raw));
    }

    /**
     * The same tensor under another name.
     *
     * @param newName name of the value
     * @return a new tensor that shares the elements
     */
    public OnnxTensor renamed(String newName) {
        return new OnnxTensor(newName, elementType, dimensions, content, external, kept);
    }

    /**
     * The same tensor for a model that is not stored in the file this one was read from: elements that lie in that file become
     * external data there, so that they need neither be copied nor be loaded.
     *
     * @param location path of that file relative to the directory of the new model, with {@code /}
     * @return a new tensor; this one, where the elements are in memory or external already
     */
    OnnxTensor leftIn(String location) {
        return content instanceof WireChunk.InFile place
            ? external(name, elementType, dimensions, location, place.offset(), place.length())
            : this;
    }

    /**
     * The same tensor with its elements in the same place of a file that goes by another name.
     *
     * @param location path of that file relative to the directory of the new model, with {@code /}
     * @return a new tensor
     * @throws IllegalStateException unless {@link #isExternal}
     */
    OnnxTensor movedTo(String location) {
        if (external == null) {
            throw new IllegalStateException(this + " lies in no other file");
        }
        return new OnnxTensor(name, elementType, dimensions, null, external.in(location), kept);
    }

    /**
     * Checks that the sides and the bytes agree, so that nothing is reserved for sides that only a damaged file has.
     *
     * @throws ModelException if they do not
     */
    void requireSound() {
        int bits = ElementType.bits(elementType);
        if (bits == 0) {
            throw new ModelException("Tensor " + this + " holds elements that a translation model does not compute with, and whose"
                + " size is not known. Export the model again.");
        }
        long bytes = bytesOf(elements(), bits);
        long found = content == null && external == null ? 0 : byteCount();
        if (found != bytes) {
            throw new ModelException("Tensor " + this + " needs " + bytes + " bytes, but the file has " + found
                + " for it. The file is damaged; fetch or export it again.");
        }
    }

    /** The whole numbers of a shape, axes or indices; empty if it is something else or not at hand. */
    Optional<long[]> shapeNumbers() {
        boolean whole = elementType == ElementType.INT64 || elementType == ElementType.INT32;
        return whole && content != null && content.length() <= WireReader.HELD_LENGTH ? Optional.of(asInts()) : Optional.empty();
    }

    /** The numbers of a tensor of at most so many; empty if they are more, not at hand or of a type that shapes do not have. */
    Optional<double[]> shortNumbers(int most) {
        boolean number = elementType == ElementType.FLOAT || elementType == ElementType.DOUBLE || elementType == ElementType.INT64
            || elementType == ElementType.INT32 || elementType == ElementType.BOOL;
        if (!number || content == null || content.length() > most * Long.BYTES || elements() > most) {
            return Optional.empty();
        }
        byte[] raw = bytes();
        return Optional.of(RawElements.doubles(elementType, raw, countIn(raw)));
    }

    private long bytesOf(long count, int bits) {
        if (count > Long.MAX_VALUE / 64) {
            throw new ModelException("Tensor " + name + " has an impossible shape " + Arrays.toString(dimensions) + ".");
        }
        return (count * bits + 7) / 8;
    }

    @Override
    public String toString() {
        return name + ": " + ElementType.name(elementType) + " " + Arrays.toString(dimensions);
    }

    static OnnxTensor read(WireReader in) {
        return TensorFields.read(in);
    }

    void write(WireWriter out, int field) {
        WireWriter message = new WireWriter();
        for (long side : dimensions) {
            message.varint(1, side);
        }
        message.varint(2, elementType);
        message.stringUnlessEmpty(8, name);
        if (external != null) {
            external.write(message);
        } else if (content != null) {
            message.bytes(9, content);
        }
        message.verbatim(kept);
        out.message(field, message);
    }

    private int countIn(byte[] raw) {
        long count = elements();
        if (count * ElementType.bits(elementType) != 8L * raw.length) {
            throw new ModelException("Tensor " + this + " has " + raw.length + " bytes of elements, which does not fit its"
                + " shape.");
        }
        return (int) count;
    }

    private static OnnxTensor counted(String name, int type, long[] dimensions, byte[] raw, int count) {
        OnnxTensor tensor = new OnnxTensor(name, type, dimensions, raw);
        if (tensor.elements() != count) {
            throw new IllegalArgumentException(count + " elements for " + tensor);
        }
        return tensor;
    }
}
