package io.github.normalign.onnx;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The fields of a {@code TensorProto} while they are read. Elements in typed lists ({@code float_data}, {@code int32_data} and so
 * on) are turned into raw data, so that everything else knows one form only; texts are kept as they are.
 */
final class TensorFields {

    /** ONNX Runtime itself has at most 8 in most operators. */
    private static final int MOST_SIDES = 64;

    private final List<Long> dimensions = new ArrayList<>();
    private int elementType;
    private String name = "";
    private WireChunk raw;
    private final ByteArrayOutputStream typed = new ByteArrayOutputStream();
    private WireChunk packedFloats;
    private final Map<String, String> external = new LinkedHashMap<>();
    private int location;
    private boolean texts;
    /** Lists of whole numbers as the file has them: decoded at the end, when the element type is known. */
    private final List<WireChunk> listed = new ArrayList<>();
    private final List<WireChunk> kept = new ArrayList<>();

    private TensorFields() {
    }

    static OnnxTensor read(WireReader in) {
        int outer = in.enter();
        TensorFields fields = new TensorFields();
        while (in.next()) {
            fields.field(in);
        }
        OnnxTensor tensor = fields.tensor(in);
        in.leave(outer);
        return tensor;
    }

    private void field(WireReader in) {
        switch (in.field()) {
            case 1 -> sides(in);
            case 2 -> elementType = in.int32();
            case 4 -> fixed(in, 4);
            case 5, 7, 11 -> listed.add(in.packed() ? in.bytes() : single(in.varint()));
            case 6 -> {
                texts = true;
                in.keep(kept);
            }
            case 8 -> name = in.string();
            case 9 -> raw = in.bytes();
            case 10 -> fixed(in, 8);
            case 13 -> in.entry(external);
            case 14 -> location = in.int32();
            default -> in.keep(kept);
        }
    }

    private void sides(WireReader in) {
        if (in.packed()) {
            int outer = in.enter();
            while (in.remaining() > 0) {
                side(in, in.packedVarint());
            }
            in.leave(outer);
        } else {
            side(in, in.varint());
        }
    }

    private void side(WireReader in, long side) {
        if (dimensions.size() == MOST_SIDES) {
            throw in.malformed("tensor " + name + " has more than " + MOST_SIDES + " sides");
        }
        dimensions.add(side);
    }

    /** A number as a packed list of one. */
    private static WireChunk single(long number) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        long rest = number;
        for (; (rest & ~0x7FL) != 0; rest >>>= 7) {
            bytes.write((int) (rest & 0x7F | 0x80));
        }
        bytes.write((int) rest);
        return new WireChunk.Held(bytes.toByteArray());
    }

    /** A packed list of floats has the very bytes of raw data, so it may stay in the file as raw data would. */
    private void fixed(WireReader in, int width) {
        if (in.packed()) {
            join(in);
            WireChunk run = in.bytes();
            if (typed.size() == 0) {
                packedFloats = run;
            } else {
                in.take(run.length());
                typed.writeBytes(run.bytes());
            }
        } else {
            join(in);
            typed.writeBytes(in.fixed(width));
        }
    }

    /** More than one run of floats: they have to be put together in memory. */
    private void join(WireReader in) {
        if (packedFloats != null) {
            in.take(packedFloats.length());
            typed.writeBytes(packedFloats.bytes());
            packedFloats = null;
        }
    }

    private OnnxTensor tensor(WireReader in) {
        if (texts && elementType != ElementType.STRING) {
            throw in.malformed("tensor " + name + " holds texts for elements of " + ElementType.name(elementType));
        }
        long[] sides = dimensions.stream().mapToLong(Long::longValue).toArray();
        if (location == ExternalData.EXTERNAL) {
            return new OnnxTensor(name, elementType, sides, null, ExternalData.of(external, in), kept);
        }
        return new OnnxTensor(name, elementType, sides, texts ? null : content(in), null, kept);
    }

    private WireChunk content(WireReader in) {
        if (raw != null) {
            return raw;
        }
        if (packedFloats != null) {
            return packedFloats;
        }
        int bits = ElementType.bits(elementType);
        if (!listed.isEmpty() && bits < 8) {
            throw in.malformed("tensor " + name + " lists whole numbers for elements of " + ElementType.name(elementType));
        }
        for (WireChunk list : listed) {
            in.take(list instanceof WireChunk.InFile ? list.length() : 0);
            WireReader numbers = WireReader.of(list.bytes(), "tensor " + name);
            while (numbers.remaining() > 0) {
                in.take(bits / 8);
                long number = numbers.packedVarint();
                for (int shift = 0; shift < bits; shift += 8) {
                    typed.write((int) (number >>> shift));
                }
            }
        }
        return new WireChunk.Held(typed.toByteArray());
    }
}
