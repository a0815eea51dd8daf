package io.github.normalign.model;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.List;

/**
 * The integer inputs of one run: ids of both sides, padded to the longest of the batch, and the source's mask. The only place
 * where the start piece and {@code </s>} are added.
 *
 * <ul>
 *   <li>source: pieces, {@code </s>}, padding; shape [B][S]; mask 1 for all but padding
 *   <li>decoder input: start piece, target pieces, padding; shape [B][T]. Row t has piece t - 1 as input and predicts piece t.
 *       The target's own {@code </s>} is never an input. Padding stands after the pieces, where no earlier decoder step can see it
 * </ul>
 *
 * <p>Holds native memory: close it.
 */
final class PaddedBatch implements AutoCloseable {

    private final int columns;
    private final int rows;
    private final OnnxTensor source;
    private final OnnxTensor mask;
    private final OnnxTensor target;

    private PaddedBatch(int columns, int rows, OnnxTensor source, OnnxTensor mask, OnnxTensor target) {
        this.columns = columns;
        this.rows = rows;
        this.source = source;
        this.mask = mask;
        this.target = target;
    }

    static PaddedBatch of(List<PiecePair> pairs, ModelConfig config) throws OrtException {
        int columns = pairs.stream().mapToInt(PiecePair::columns).max().orElseThrow();
        int rows = pairs.stream().mapToInt(PiecePair::rows).max().orElseThrow();
        LongBuffer source = longs(pairs.size() * columns);
        LongBuffer mask = longs(pairs.size() * columns);
        LongBuffer target = longs(pairs.size() * rows);
        for (PiecePair pair : pairs) {
            put(source, pair.source().ids());
            source.put(config.endId());
            pad(source, columns - pair.columns(), config.padId());
            pad(mask, pair.columns(), 1);
            pad(mask, columns - pair.columns(), 0);
            target.put(config.startId());
            put(target, pair.target().ids());
            pad(target, rows - pair.rows(), config.padId());
        }
        long[] sourceShape = {pairs.size(), columns};
        OnnxTensor[] made = new OnnxTensor[3];
        boolean complete = false;
        try {
            made[0] = tensor(source, sourceShape);
            made[1] = tensor(mask, sourceShape);
            made[2] = tensor(target, new long[] {pairs.size(), rows});
            complete = true;
            return new PaddedBatch(columns, rows, made[0], made[1], made[2]);
        } finally {
            for (OnnxTensor tensor : made) {
                if (!complete && tensor != null) {
                    tensor.close();
                }
            }
        }
    }

    /** Direct and in native order, which ONNX Runtime reads in place. */
    private static LongBuffer longs(int count) {
        return ByteBuffer.allocateDirect(Math.multiplyExact(count, Long.BYTES)).order(ByteOrder.nativeOrder()).asLongBuffer();
    }

    private static void put(LongBuffer buffer, int[] ids) {
        for (int id : ids) {
            buffer.put(id);
        }
    }

    private static void pad(LongBuffer buffer, int count, long value) {
        for (int i = 0; i < count; i++) {
            buffer.put(value);
        }
    }

    private static OnnxTensor tensor(LongBuffer values, long[] shape) throws OrtException {
        OrtEnvironment environment = OnnxSession.environment();
        return OnnxTensor.createTensor(environment, values.flip(), shape);
    }

    /** S, the longest source with its {@code </s>}. */
    int columns() {
        return columns;
    }

    /** T, the longest target with the start piece. */
    int rows() {
        return rows;
    }

    OnnxTensor source() {
        return source;
    }

    OnnxTensor mask() {
        return mask;
    }

    OnnxTensor target() {
        return target;
    }

    @Override
    public void close() {
        source.close();
        mask.close();
        target.close();
    }
}
