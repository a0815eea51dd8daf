package io.github.normalign.model;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.Result;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import com.google.common.base.Throwables;
import io.github.normalign.error.FailureReason;
import io.github.normalign.error.ModelException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * An ONNX Runtime session and the options it was made with, closed together and once.
 *
 * <p>One thread inside a run: parallel work is whole batches on several threads, which scales better and keeps a pair's numbers
 * independent of the thread count. The options are closed after the session, as their javadoc asks. The environment is never
 * closed: it belongs to the process.
 */
final class OnnxSession implements AutoCloseable {

    private final NativeObject<SessionOptions> options;
    private final NativeObject<OrtSession> session;

    private OnnxSession(NativeObject<SessionOptions> options, NativeObject<OrtSession> session) {
        this.options = options;
        this.session = session;
    }

    /** Makes the native session: from a file or from memory. */
    @FunctionalInterface
    private interface Opening {
        OrtSession open(OrtEnvironment environment, SessionOptions options) throws OrtException;
    }

    /**
     * Opens a graph as it lies on disk.
     *
     * @param graph the ONNX file
     * @param cuda whether to run on the GPU
     * @throws OrtException if ONNX Runtime refuses the graph or the provider
     */
    static OnnxSession open(Path graph, boolean cuda) throws OrtException {
        return open(cuda, (environment, options) -> environment.createSession(graph.toString(), options));
    }

    /**
     * Opens a graph held in memory whose large tensors lie in files of a folder.
     *
     * @param graph the ONNX file's bytes
     * @param folder where external data is looked for; ONNX Runtime refuses to leave it
     * @param cuda whether to run on the GPU
     * @throws OrtException if ONNX Runtime refuses the graph or the provider
     */
    static OnnxSession open(byte[] graph, Path folder, boolean cuda) throws OrtException {
        return open(cuda, (environment, options) -> {
            options.addConfigEntry("session.model_external_initializers_file_folder_path",
                folder.toAbsolutePath().normalize().toString());
            return environment.createSession(graph, options);
        });
    }

    private static OnnxSession open(boolean cuda, Opening opening) throws OrtException {
        // Before any provider is added: without an environment the CUDA provider cannot say why it fails.
        OrtEnvironment environment = environment();
        NativeObject<SessionOptions> made = NativeObject.of(new SessionOptions());
        SessionOptions options = made.get();
        boolean opened = false;
        try {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            // Constants behind DequantizeLinear become float32 once, at opening, and not anew in every run.
            options.addConfigEntry("session.disable_quant_qdq", "1");
            if (cuda) {
                try (NativeObject<OrtCUDAProviderOptions> provider = NativeObject.of(new OrtCUDAProviderOptions(0))) {
                    options.addCUDA(provider.get());
                }
            }
            OnnxSession session = new OnnxSession(made, NativeObject.of(opening.open(environment, options)));
            opened = true;
            return session;
        } finally {
            if (!opened) {
                made.close();
            }
        }
    }

    /** The process-wide environment; its own log is silent, since every failure reaches the user as an exception. */
    static OrtEnvironment environment() {
        try {
            return Environment.OPENED;
        } catch (LinkageError e) {
            Throwable why = Throwables.getRootCause(e);
            throw new ModelException("ONNX Runtime's library cannot be loaded ("
                + (why instanceof IOException io ? FailureReason.of(io) : why.getMessage()) + "). It is unpacked into the"
                + " folder for temporary files, " + System.getProperty("java.io.tmpdir") + ", which must exist, be writable, have"
                + " room for 50 MB and not be mounted noexec; name another one by -Djava.io.tmpdir=FOLDER (NORMALIGN_OPTS in the"
                + " environment holds such options)", e);
        }
    }

    /** Made at the first use; what goes wrong then is told at each one. */
    private static final class Environment {
        static final OrtEnvironment OPENED =
            OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "normalign");

        static {
            UnpackedLibrary.remove();
        }
    }

    static ModelException failure(String what, OrtException e) {
        return new ModelException(what + (NoMemoryException.isMeantBy(e) ? ": there is not enough memory for it ("
            : " cannot be run by ONNX Runtime: ") + e.getMessage() + (NoMemoryException.isMeantBy(e) ? ")" : ""), e);
    }

    /**
     * Runs the graph.
     *
     * @param inputs tensors by the graph's names
     * @param wanted names of the outputs that are needed
     * @return the outputs; close them
     * @throws OrtException if ONNX Runtime fails
     */
    NativeObject<Result> run(Map<String, OnnxTensor> inputs, Set<String> wanted) throws OrtException {
        return NativeObject.of(session.get().run(inputs, wanted));
    }

    @Override
    public void close() {
        try {
            session.close();
        } finally {
            options.close();
        }
    }
}
