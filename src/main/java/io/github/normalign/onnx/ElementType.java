package io.github.normalign.onnx;

/**
 * The element types of ONNX tensors, as the numbers that stand in the files ({@code TensorProto.DataType} of the ONNX
 * specification). Numbers and not an enum, because a file may hold a type that is newer than this list.
 */
public final class ElementType {

    /** 32-bit IEEE float. */
    public static final int FLOAT = 1;
    /** Unsigned 8-bit integer. */
    public static final int UINT8 = 2;
    /** Signed 8-bit integer. */
    public static final int INT8 = 3;
    /** Unsigned 16-bit integer. */
    public static final int UINT16 = 4;
    /** Signed 16-bit integer. */
    public static final int INT16 = 5;
    /** Signed 32-bit integer. */
    public static final int INT32 = 6;
    /** Signed 64-bit integer: shapes, indices, piece ids. */
    public static final int INT64 = 7;
    /** Byte string. */
    public static final int STRING = 8;
    /** Truth value, one byte each. */
    public static final int BOOL = 9;
    /** 16-bit IEEE float. */
    public static final int FLOAT16 = 10;
    /** 64-bit IEEE float. */
    public static final int DOUBLE = 11;
    /** Unsigned 32-bit integer. */
    public static final int UINT32 = 12;
    /** Unsigned 64-bit integer. */
    public static final int UINT64 = 13;
    /** 16-bit float with an 8-bit exponent. */
    public static final int BFLOAT16 = 16;
    /** Unsigned 4-bit integer, two to a byte. */
    public static final int UINT4 = 21;
    /** Signed 4-bit integer, two to a byte. */
    public static final int INT4 = 22;

    private ElementType() {
    }

    /**
     * The name people know a type by.
     *
     * @param type number of the type
     * @return a short lower-case name, such as {@code float32}
     */
    public static String name(int type) {
        return switch (type) {
            case FLOAT -> "float32";
            case UINT8 -> "uint8";
            case INT8 -> "int8";
            case UINT16 -> "uint16";
            case INT16 -> "int16";
            case INT32 -> "int32";
            case INT64 -> "int64";
            case STRING -> "string";
            case BOOL -> "bool";
            case FLOAT16 -> "float16";
            case DOUBLE -> "float64";
            case UINT32 -> "uint32";
            case UINT64 -> "uint64";
            case BFLOAT16 -> "bfloat16";
            case UINT4 -> "uint4";
            case INT4 -> "int4";
            default -> "type " + type;
        };
    }

    /**
     * The size of one element.
     *
     * @param type number of the type
     * @return bits an element takes in raw data, or 0 where elements have no fixed size or the type is not known
     */
    public static int bits(int type) {
        // Without names: complex numbers (14, 15), floats of 8 bits and fewer (17 to 20, 23, 24), integers of 2 bits (25, 26).
        return switch (type) {
            case 25, 26 -> 2;
            case UINT4, INT4, 23 -> 4;
            case UINT8, INT8, BOOL, 17, 18, 19, 20, 24 -> 8;
            case UINT16, INT16, FLOAT16, BFLOAT16 -> 16;
            case FLOAT, INT32, UINT32 -> 32;
            case DOUBLE, INT64, UINT64, 14 -> 64;
            case 15 -> 128;
            default -> 0;
        };
    }
}
