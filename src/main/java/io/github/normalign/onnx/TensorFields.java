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

    /** Value of {@code data_location} for elements outside the model's file. */
    static final int EXTERNAL = 1;

    private final List<Long> dimensions = new ArrayList<>();
    private int elementType;
    private String name = "";
    private WireChunk raw;
    private final ByteArrayOutputStream typed = new ByteArrayOutputStream();
    private WireChunk packedFloats;
    private final Map<String, String> external = new LinkedHashMap<>();
    private int location;
    private boolean texts;
    private final List<Long> wideNumbers = new ArrayList<>();
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
            case 1 -> numbers(in, dimensions);
            case 2 -> elementType = in.int32();
            case 4 -> fixed(in, 4);
            case 5, 7, 11 -> numbers(in, wideNumbers);
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

    private static void numbers(WireReader in, List<Long> numbers) {
        if (in.packed()) {
            int outer = in.enter();
            while (in.remaining() > 0) {
                numbers.add(in.packedVarint());
            }
            in.leave(outer);
        } else {
            numbers.add(in.varint());
        }
    }

    /** A packed list of floats has the very bytes of raw data, so it may stay in the file as raw data would. */
    private void fixed(WireReader in, int width) {
        if (in.packed()) {
            if (packedFloats != null) {
                typed.writeBytes(packedFloats.bytes());
                packedFloats = null;
            }
            WireChunk run = in.bytes();
            if (typed.size() == 0) {
                packedFloats = run;
            } else {
                typed.writeBytes(run.bytes());
            }
        } else {
            if (packedFloats != null) {
                typed.writeBytes(packedFloats.bytes());
                packedFloats = null;
            }
            typed.writeBytes(in.fixed(width));
        }
    }

    private OnnxTensor tensor(WireReader in) {
        if (texts && elementType != ElementType.STRING) {
            throw in.malformed("tensor " + name + " holds texts for elements of " + ElementType.name(elementType));
        }
        long[] sides = dimensions.stream().mapToLong(Long::longValue).toArray();
        if (location == EXTERNAL) {
            return OnnxTensor.of(name, elementType, sides, null, OnnxTensor.External.of(external, in), kept);
        }
        return OnnxTensor.of(name, elementType, sides, texts ? null : content(in), null, kept);
    }

    private WireChunk content(WireReader in) {
        if (raw != null) {
            return raw;
        }
        if (packedFloats != null) {
            return packedFloats;
        }
        int bits = ElementType.bits(elementType);
        if (!wideNumbers.isEmpty() && bits < 8) {
            throw in.malformed("tensor " + name + " lists whole numbers for elements of " + ElementType.name(elementType));
        }
        for (long number : wideNumbers) {
            for (int shift = 0; shift < bits; shift += 8) {
                typed.write((int) (number >>> shift));
            }
        }
        return new WireChunk.Held(typed.toByteArray());
    }
}
