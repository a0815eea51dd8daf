package io.github.normalign.firefox;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One item of a Marian model file, as it lies there.
 *
 * @param name such as {@code encoder_l1_self_Wq}
 * @param type Marian's number of the element type
 * @param shape dimensions, outermost first, each at least 1
 * @param data the item's block, little endian, padding included
 */
record MarianTensor(String name, long type, List<Integer> shape, ByteBuffer data) {

    static final long FLOAT32 = 0x404;
    static final long INT8 = 0x101;
    /** One signed byte a value, in row-major order, then one float32: the multiplier; value = byte / multiplier. */
    static final long INTGEMM8 = 0x4101;

    /** Bytes of the multiplier behind the values of an intgemm8 block. */
    private static final int MULTIPLIER_BYTES = 4;

    /** The type's name where it is one we know, and always its number, since error messages are all that shows it. */
    static String typeName(long type) {
        String number = "0x" + Long.toHexString(type);
        if (type == FLOAT32) {
            return "float32 (" + number + ")";
        } else if (type == INTGEMM8) {
            return "intgemm8 (" + number + ")";
        } else if (type == INT8) {
            return "int8 (" + number + ")";
        } else if (type == 0x402) {
            return "float16 (" + number + ")";
        } else if (type == 0x4102) {
            return "intgemm16 (" + number + ")";
        }
        return "unknown type " + number;
    }

    /** Number of values; the reader has made sure that it fits an int. */
    int elements() {
        return Math.toIntExact(elements(shape));
    }

    /** Number of values of a shape, or a negative number where that is beyond a long. */
    static long elements(List<Integer> shape) {
        try {
            long product = 1;
            for (int dimension : shape) {
                product = Math.multiplyExact(product, (long) dimension);
            }
            return product;
        } catch (ArithmeticException e) {
            return -1;
        }
    }

    /** Bytes that a block of this type and shape must have at least, or 0 where the type is not known. */
    static long bytesNeeded(long type, long elements) {
        if (type == FLOAT32) {
            return elements * Float.BYTES;
        } else if (type == INTGEMM8) {
            return elements + MULTIPLIER_BYTES;
        }
        return type == INT8 ? elements : 0;
    }

    /** The signed bytes of an {@link #INTGEMM8} block, without the multiplier, in the order of the file. */
    byte[] quantised() {
        byte[] values = new byte[elements()];
        data.duplicate().get(0, values);
        return values;
    }

    /** What the bytes of an {@link #INTGEMM8} block are to be divided by. */
    float multiplier() {
        return little().getFloat(elements());
    }

    /** The values of a {@link #FLOAT32} block. */
    float[] floats() {
        float[] values = new float[elements()];
        little().asFloatBuffer().get(values);
        return values;
    }

    /** The only value of a {@link #FLOAT32} or {@link #INTGEMM8} item of one element. */
    float single() {
        return type == FLOAT32 ? little().getFloat(0) : little().get(0) / multiplier();
    }

    /** The shape as people write it. */
    String shapeText() {
        return shape.stream().map(String::valueOf).collect(Collectors.joining(" x ", "(", ")"));
    }

    /** A duplicate of a buffer is big endian whatever the buffer was. */
    private ByteBuffer little() {
        return data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }
}
