package io.github.normalign.model;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The integer inputs of one run: ids of both sides, padded to the longest of the batch, and the source's mask. The only place
 * where a pair's {@link io.github.normalign.tokenizer.PieceFrame} is laid around its pieces.
 *
 * <ul>
 *   <li>source: what stands before, pieces, {@code </s>} and what stands behind, padding; shape [B][S]; mask 1 for all but padding
 *   <li>decoder input: start pieces, target pieces, padding; shape [B][T]. The target's own {@code </s>} is never an input.
 *       Padding stands after the pieces, where no earlier decoder step can see it
 *   <li>labels, where they are wanted: what each decoder step is to predict, the target pieces and {@code </s>}; shape [B][T][1].
 *       Steps that predict the model's own codes, and padding, have some piece, whose log-probability is nobody's
 * </ul>
 *
 * <p>Holds native memory: close it.
 */
final class PaddedBatch implements AutoCloseable {

    /** Where a step predicts nothing of the sentence: a piece that every vocabulary has. */
    private static final long NO_LABEL = 0;

    private final int columns;
    private final int rows;
    private final InputBuffers buffers;
    private final List<NativeObject<OnnxTensor>> tensors;
    private boolean closed;

    private PaddedBatch(int columns, int rows, InputBuffers buffers, List<NativeObject<OnnxTensor>> tensors) {
        this.buffers = buffers;
        this.columns = columns;
        this.rows = rows;
        this.tensors = tensors;
    }

    /** Without labels. */
    static PaddedBatch of(List<PiecePair> pairs, int padId) throws OrtException {
        return of(pairs, padId, false);
    }

    static PaddedBatch of(List<PiecePair> pairs, int padId, boolean withLabels) throws OrtException {
        int columns = pairs.stream().mapToInt(PiecePair::columns).max().orElseThrow();
        int rows = pairs.stream().mapToInt(PiecePair::rows).max().orElseThrow();
        InputBuffers buffers = InputBuffers.take(pairs.size() * (2 * columns + (withLabels ? 3 : 2) * rows));
        LongBuffer source = buffers.next(pairs.size() * columns);
        LongBuffer mask = buffers.next(pairs.size() * columns);
        LongBuffer target = buffers.next(pairs.size() * rows);
        LongBuffer targetMask = buffers.next(pairs.size() * rows);
        LongBuffer labels = buffers.next(withLabels ? pairs.size() * rows : 0);
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
            if (withLabels) {
                pad(labels, pair.frame().decoderStart().length() - 1, NO_LABEL);
                put(labels, pair.target().ids());
                labels.put(pair.frame().targetEnd());
                pad(labels, rows - pair.rows(), NO_LABEL);
            }
        }
        long[] sourceShape = {pairs.size(), columns};
        long[] targetShape = {pairs.size(), rows};
        List<NativeObject<OnnxTensor>> made = new ArrayList<>();
        boolean complete = false;
        try {
            made.add(tensor(source, sourceShape));
            made.add(tensor(mask, sourceShape));
            made.add(tensor(target, targetShape));
            made.add(tensor(targetMask, targetShape));
            if (withLabels) {
                made.add(tensor(labels, new long[] {pairs.size(), rows, 1}));
            }
            complete = true;
            return new PaddedBatch(columns, rows, buffers, made);
        } finally {
            if (!complete) {
                made.forEach(NativeObject::close);
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

    private static NativeObject<OnnxTensor> tensor(LongBuffer values, long[] shape) throws OrtException {
        OrtEnvironment environment = OnnxSession.environment();
        return NativeObject.of(OnnxTensor.createTensor(environment, values.flip(), shape));
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
        return tensors.get(0).get();
    }

    OnnxTensor mask() {
        return tensors.get(1).get();
    }

    OnnxTensor target() {
        return tensors.get(2).get();
    }

    /** Ones of the target's shape, for graphs that take a mask of the target: padding behind a pair changes nothing before it. */
    OnnxTensor targetMask() {
        return tensors.get(3).get();
    }

    /** What each decoder step is to predict; only of a batch that was made with labels. */
    OnnxTensor labels() {
        return tensors.get(4).get();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        tensors.forEach(NativeObject::close);
        buffers.giveBack();
    }
}
