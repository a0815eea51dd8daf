package io.github.normalign.firefox;

import io.github.normalign.onnx.ElementType;
import io.github.normalign.onnx.OnnxTensor;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The file of weights that the encoder's and the decoder's graph share: blocks one after the other, each at a multiple of
 * {@value #ALIGNMENT} bytes, so that ONNX Runtime can use them where they are mapped. A name that is added again is not
 * written again.
 */
final class WeightFile implements Closeable {

    /** Its name in the model directory. */
    static final String NAME = "weights.bin";

    private static final int ALIGNMENT = 64;

    private final OutputStream out;
    private final Map<String, OnnxTensor> written = new HashMap<>();
    private long length;

    WeightFile(Path directory) throws IOException {
        out = new BufferedOutputStream(Files.newOutputStream(directory.resolve(NAME)), 1 << 16);
    }

    /** Writes signed bytes, row by row, and gives the tensor that refers to them. */
    OnnxTensor bytes(String name, long[] dimensions, byte[] values) throws IOException {
        return add(name, ElementType.INT8, dimensions, values);
    }

    /** Writes floats, row by row, and gives the tensor that refers to them. */
    OnnxTensor floats(String name, long[] dimensions, float[] values) throws IOException {
        ByteBuffer raw = ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES)).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(values);
        return add(name, ElementType.FLOAT, dimensions, raw.array());
    }

    private OnnxTensor add(String name, int type, long[] dimensions, byte[] raw) throws IOException {
        OnnxTensor known = written.get(name);
        if (known != null) {
            return known;
        }
        int gap = (int) (-length & ALIGNMENT - 1);
        out.write(new byte[gap]);
        OnnxTensor tensor = OnnxTensor.external(name, type, dimensions, NAME, length + gap, raw.length);
        out.write(raw);
        length += gap + raw.length;
        written.put(name, tensor);
        return tensor;
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
