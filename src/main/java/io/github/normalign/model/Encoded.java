package io.github.normalign.model;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtSession.Result;
import java.util.Optional;

/** What the encoder made of a batch, in native memory; nothing where the decoder's graph holds the encoder. Close it. */
final class Encoded implements AutoCloseable {

    /** For a graph that encodes by itself. */
    static final Encoded NOTHING = new Encoded(null);

    private final NativeObject<Result> result;

    private Encoded(NativeObject<Result> result) {
        this.result = result;
    }

    static Encoded of(NativeObject<Result> result) {
        return new Encoded(result);
    }

    /** The encoder's hidden states, [B][S][D]; valid until closed. */
    Optional<OnnxTensor> states() {
        return Optional.ofNullable(result).map(found -> (OnnxTensor) found.get().get(0));
    }

    @Override
    public void close() {
        if (result != null) {
            result.close();
        }
    }
}
