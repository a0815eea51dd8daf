package io.github.normalign.model;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.Result;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Something of ONNX Runtime's that holds native memory, closed once however often {@link #close()} is called. Everything that
 * this package opens goes through here and is counted, so that a test can tell that it is all given back: the collector does
 * not see native memory.
 *
 * @param <T> what it is
 */
final class NativeObject<T> implements AutoCloseable {

    /** Kinds of native memory, each with its count. */
    enum Kind {
        /** A session: a graph with its weights. */
        SESSION,
        /** What a session was opened with. */
        OPTIONS,
        /** What a GPU was opened with. */
        PROVIDER,
        /** An input. */
        TENSOR,
        /** The outputs of a run, closed together. */
        RESULT;

        private final AtomicLong opened = new AtomicLong();
        private final AtomicLong closed = new AtomicLong();

        /** How many were opened since the process began. */
        long opened() {
            return opened.get();
        }

        /** How many of them were closed. */
        long closed() {
            return closed.get();
        }
    }

    /** Gives the memory back. */
    @FunctionalInterface
    private interface Closing {
        void close() throws OrtException;
    }

    private final Kind kind;
    private final T object;
    private final Closing closing;
    private final AtomicBoolean closed = new AtomicBoolean();

    private NativeObject(Kind kind, T object, Closing closing) {
        this.kind = kind;
        this.object = object;
        this.closing = closing;
        kind.opened.incrementAndGet();
    }

    static NativeObject<OrtSession> of(OrtSession session) {
        return new NativeObject<>(Kind.SESSION, session, session::close);
    }

    static NativeObject<SessionOptions> of(SessionOptions options) {
        return new NativeObject<>(Kind.OPTIONS, options, options::close);
    }

    static NativeObject<OrtCUDAProviderOptions> of(OrtCUDAProviderOptions options) {
        return new NativeObject<>(Kind.PROVIDER, options, options::close);
    }

    static NativeObject<OnnxTensor> of(OnnxTensor tensor) {
        return new NativeObject<>(Kind.TENSOR, tensor, tensor::close);
    }

    static NativeObject<Result> of(Result result) {
        return new NativeObject<>(Kind.RESULT, result, result::close);
    }

    /** The object, until it is closed; using it behind that would crash the process. */
    T get() {
        if (closed.get()) {
            throw new IllegalStateException("this " + kind + " is closed");
        }
        return object;
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try {
            closing.close();
            kind.closed.incrementAndGet();
        } catch (OrtException e) {
            throw OnnxSession.failure("closing a " + kind, e);
        }
    }
}
