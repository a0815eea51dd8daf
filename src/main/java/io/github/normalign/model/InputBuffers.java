package io.github.normalign.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Memory for the inputs of runs, used again and again: direct and in native order, which ONNX Runtime reads in place. There are no
 * more buffers than batches that ran at one time. Safe for use by several threads.
 */
final class InputBuffers {

    private static final Queue<ByteBuffer> FREE = new ConcurrentLinkedQueue<>();
    private static final int LEAST_BYTES = 1 << 16;

    private final ByteBuffer memory;

    private InputBuffers(ByteBuffer memory) {
        this.memory = memory;
    }

    /** Memory for so many numbers of eight bytes; give it back when no run reads it any more. */
    static InputBuffers take(int numbers) {
        int bytes = Math.multiplyExact(numbers, Long.BYTES);
        ByteBuffer free = FREE.poll();
        // One that is too small is left to the collector: the buffers grow to what the longest batches need.
        return new InputBuffers(free != null && free.capacity() >= bytes ? free.clear()
            : ByteBuffer.allocateDirect(Math.max(LEAST_BYTES, Integer.highestOneBit(bytes) << 1)));
    }

    /** The next so many numbers, whose values are those of an earlier run. */
    LongBuffer next(int numbers) {
        ByteBuffer part = memory.slice(memory.position(), numbers * Long.BYTES).order(ByteOrder.nativeOrder());
        memory.position(memory.position() + numbers * Long.BYTES);
        return part.asLongBuffer();
    }

    void giveBack() {
        FREE.add(memory);
    }
}
