package io.github.normalign.model;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.nio.LongBuffer;
import java.util.List;

/**
 * The integer inputs of one run: ids of both sides, padded to the longest of the batch, and the source's mask. The only place
 * where a pair's {@link io.github.normalign.tokenizer.PieceFrame} is laid around its pieces.
 *
 * <ul>
 *   <li>source: what stands before, pieces, {@code </s>} and what stands behind, padding; shape [B][S]; mask 1 for all but padding
 *   <li>decoder input: start pieces, target pieces, padding; shape [B][T]. The target's own {@code </s>} is never an input.
 *       Padding stands after the pieces, where no earlier decoder step can see it
 * </ul>
 *
 * <p>Holds native memory: close it.
 */
final class PaddedBatch implements AutoCloseable {

    private final int columns;
    private final int rows;
    private final InputBuffers buffers;
    private final OnnxTensor source;
    private final OnnxTensor mask;
    private final OnnxTensor target;
    private final OnnxTensor targetMask;
    private boolean closed;

    private PaddedBatch(int columns, int rows, InputBuffers buffers, OnnxTensor[] tensors) {
        this.buffers = buffers;
        this.columns = columns;
        this.rows = rows;
        this.source = tensors[0];
        this.mask = tensors[1];
        this.target = tensors[2];
        this.targetMask = tensors[3];
    }

    static PaddedBatch of(List<PiecePair> pairs, int padId) throws OrtException {
        int columns = pairs.stream().mapToInt(PiecePair::columns).max().orElseThrow();
        int rows = pairs.stream().mapToInt(PiecePair::rows).max().orElseThrow();
        InputBuffers buffers = InputBuffers.take(2 * pairs.size() * (columns + rows));
        LongBuffer source = buffers.next(pairs.size() * columns);
        LongBuffer mask = buffers.next(pairs.size() * columns);
        LongBuffer target = buffers.next(pairs.size() * rows);
        LongBuffer targetMask = buffers.next(pairs.size() * rows);
        pad(targetMask, pairs.size() * rows, 1);
        for (PiecePair pair : pairs) {
            put(source, pair.frame().beforeSource().toArray());
            put(source, pair.source().ids());
            put(source, pair.frame().afterSource().toArray());
            pad(source, columns - pair.columns(), padId);
            pad(mask, pair.columns(), 1);
            pad(mask, columns - pair.columns(), 0);
            put(target, pair.frame().decoderStart().toArray());
            put(target, pair.target().ids());
            pad(target, rows - pair.rows(), padId);
        }
        long[] sourceShape = {pairs.size(), columns};
        long[] targetShape = {pairs.size(), rows};
        OnnxTensor[] made = new OnnxTensor[4];
        boolean complete = false;
        try {
            made[0] = tensor(source, sourceShape);
            made[1] = tensor(mask, sourceShape);
            made[2] = tensor(target, targetShape);
            made[3] = tensor(targetMask, targetShape);
            complete = true;
            return new PaddedBatch(columns, rows, buffers, made);
        } finally {
            for (OnnxTensor tensor : made) {
                if (!complete && tensor != null) {
                    tensor.close();
                }
            }
        }
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

    /** S, the longest source with what stands around it. */
    int columns() {
        return columns;
    }

    /** T, the longest target with the start pieces. */
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

    /** Ones of the target's shape, for graphs that take a mask of the target: padding behind a pair changes nothing before it. */
    OnnxTensor targetMask() {
        return targetMask;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        source.close();
        mask.close();
        target.close();
        targetMask.close();
        buffers.giveBack();
    }
}
