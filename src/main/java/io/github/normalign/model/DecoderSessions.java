package io.github.normalign.model;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.Result;
import io.github.normalign.error.ModelException;
import io.github.normalign.onnx.AlignmentGraph;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The encoder's and the edited decoder's session on one device; the encoder's output goes to the decoder without a copy. */
final class DecoderSessions implements AutoCloseable {

    private static final String HIDDEN = "last_hidden_state";

    private final OnnxSession encoder;
    private final OnnxSession decoder;
    private final OpenedDevice device;

    private DecoderSessions(OnnxSession encoder, OnnxSession decoder, OpenedDevice device) {
        this.encoder = encoder;
        this.decoder = decoder;
        this.device = device;
    }

    /**
     * Opens both graphs.
     *
     * @throws ModelException if ONNX Runtime refuses a graph, or the GPU was demanded and cannot be used
     */
    static DecoderSessions open(ModelDirectory directory, Path encoder, AlignmentGraph graph, Device device) {
        if (device == Device.CPU) {
            return open(directory, encoder, graph, false, Optional.empty());
        }
        try {
            return openOn(encoder, graph, true, Optional.empty());
        } catch (OrtException e) {
            String why = cudaFailure(e);
            if (device == Device.CUDA) {
                throw new ModelException(
                    "the GPU cannot be used: " + why + ". Use --device cpu, or auto to fall back by itself", e);
            }
            return open(directory, encoder, graph, false, Optional.of(why));
        }
    }

    private static DecoderSessions open(ModelDirectory directory, Path encoder, AlignmentGraph graph, boolean cuda,
            Optional<String> fallback) {
        try {
            return openOn(encoder, graph, cuda, fallback);
        } catch (OrtException e) {
            throw OnnxSession.failure("the model in " + directory.path(), e);
        }
    }

    private static DecoderSessions openOn(Path encoderFile, AlignmentGraph graph, boolean cuda, Optional<String> fallback)
            throws OrtException {
        OnnxSession encoder = OnnxSession.open(encoderFile, cuda);
        boolean opened = false;
        try {
            OnnxSession decoder = OnnxSession.open(graph.model(), graph.directory(), cuda);
            opened = true;
            return new DecoderSessions(encoder, decoder, new OpenedDevice(cuda ? Device.CUDA : Device.CPU, fallback));
        } finally {
            if (!opened) {
                encoder.close();
            }
        }
    }

    /** What ONNX Runtime's words mean for the user: a jar without CUDA, or a machine without it. */
    private static String cudaFailure(OrtException e) {
        String message = e.getMessage().strip();
        if (message.contains("Failed to find CUDA shared provider")) {
            return "this build has ONNX Runtime without CUDA; build with 'mvn -Pcuda package' (" + message + ")";
        }
        if (message.contains("Failed to load")) {
            return "CUDA 12, cuDNN 9 or the NVIDIA driver is missing (" + message + ")";
        }
        return message;
    }

    OpenedDevice device() {
        return device;
    }

    Result encode(PaddedBatch batch) throws OrtException {
        return encoder.session().run(Map.of("input_ids", batch.source(), "attention_mask", batch.mask()), Set.of(HIDDEN));
    }

    Result decode(PaddedBatch batch, Result encoded, Set<String> wanted) throws OrtException {
        return decoder.session().run(decoderInputs(batch, encoded), wanted);
    }

    /** What a decoder in stock layout takes, by the names Hugging Face's exporter gives. */
    static Map<String, OnnxTensor> decoderInputs(PaddedBatch batch, Result encoded) {
        return Map.of("input_ids", batch.target(), "encoder_attention_mask", batch.mask(),
            "encoder_hidden_states", (OnnxTensor) encoded.get(0));
    }

    @Override
    public void close() {
        try {
            decoder.close();
        } finally {
            encoder.close();
        }
    }
}
