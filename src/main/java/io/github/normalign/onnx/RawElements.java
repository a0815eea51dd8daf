package io.github.normalign.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Numbers as raw data has them, row by row and little-endian, there and back. The caller has seen that count and bytes agree. */
final class RawElements {

    private RawElements() {
    }

    static byte[] of(float... values) {
        ByteBuffer raw = little(new byte[4 * values.length]);
        raw.asFloatBuffer().put(values);
        return raw.array();
    }

    static byte[] of(long... values) {
        ByteBuffer raw = little(new byte[8 * values.length]);
        raw.asLongBuffer().put(values);
        return raw.array();
    }

    static byte[] of(int... values) {
        ByteBuffer raw = little(new byte[4 * values.length]);
        raw.asIntBuffer().put(values);
        return raw.array();
    }

    static float[] floats(byte[] raw, int count) {
        float[] values = new float[count];
        little(raw).asFloatBuffer().get(values);
        return values;
    }

    /**
     * Whole numbers, whatever their width.
     *
     * @throws IllegalStateException if the type's elements are none
     */
    static long[] longs(int type, byte[] raw, int count) {
        ByteBuffer rest = little(raw);
        long[] values = new long[count];
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (type) {
                case ElementType.INT64 -> rest.getLong();
                case ElementType.INT32 -> rest.getInt();
                case ElementType.INT8 -> rest.get();
                case ElementType.UINT8, ElementType.BOOL -> rest.get() & 0xFF;
                default -> throw new IllegalStateException("elements of " + ElementType.name(type) + " are no whole numbers");
            };
        }
        return values;
    }

    /** Floats, whole numbers of 32 and 64 bits, and truth values. */
    static double[] doubles(int type, byte[] raw, int count) {
        ByteBuffer rest = little(raw);
        double[] values = new double[count];
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (type) {
                case ElementType.FLOAT -> rest.getFloat();
                case ElementType.DOUBLE -> rest.getDouble();
                case ElementType.INT64 -> rest.getLong();
                case ElementType.INT32 -> rest.getInt();
                default -> rest.get();
            };
        }
        return values;
    }

    private static ByteBuffer little(byte[] raw) {
        return ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN);
    }
}
