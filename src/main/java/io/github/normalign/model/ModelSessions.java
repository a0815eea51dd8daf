package io.github.normalign.model;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.Result;
import io.github.normalign.error.ModelException;
import io.github.normalign.onnx.AlignmentGraph;
import io.github.normalign.onnx.EncoderGraph;
import io.github.normalign.onnx.OnnxValue;
import io.github.normalign.onnx.StandaloneGraph;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The encoder's and the edited decoder's session on one device; the encoder's output goes to the decoder without a copy. A model
 * in one graph has only the second.
 */
final class ModelSessions implements AutoCloseable {

    private final Optional<OnnxSession> encoder;
    private final OnnxSession decoder;
    private final StandaloneGraph encoderGraph;
    private final List<OnnxValue> inputs;
    private final OpenedDevice device;

    private ModelSessions(Optional<OnnxSession> encoder, OnnxSession decoder, StandaloneGraph encoderGraph,
            List<OnnxValue> inputs, OpenedDevice device) {
        this.encoder = encoder;
        this.decoder = decoder;
        this.encoderGraph = encoderGraph;
        this.inputs = inputs;
        this.device = device;
    }

    /**
     * Opens the graphs.
     *
     * @throws ModelException if ONNX Runtime refuses a graph, the GPU was demanded and cannot be used, or a graph wants an input
     *     that forced decoding does not have
     */
    static ModelSessions open(ModelDirectory directory, ModelParts parts, AlignmentGraph graph, Device device) {
        StandaloneGraph encoder = parts.encoder().map(EncoderGraph::prepare).orElse(null);
        if (device == Device.CPU) {
            return open(directory, encoder, graph, Optional.empty());
        }
        try {
            return openOn(encoder, graph, true, Optional.empty());
        } catch (OrtException e) {
            String why = cudaFailure(e);
            if (device == Device.CUDA) {
                throw new ModelException(
                    "the GPU cannot be used: " + why + ". Use --device cpu, or auto to fall back by itself", e);
            }
            return open(directory, encoder, graph, Optional.of(why));
        }
    }

    private static ModelSessions open(ModelDirectory directory, StandaloneGraph encoder, AlignmentGraph graph,
            Optional<String> fallback) {
        try {
            return openOn(encoder, graph, false, fallback);
        } catch (OrtException e) {
            throw OnnxSession.failure("the model in " + directory.path(), e);
        }
    }

    private static ModelSessions openOn(StandaloneGraph encoderGraph, AlignmentGraph graph, boolean cuda,
            Optional<String> fallback) throws OrtException {
        OnnxSession encoder = encoderGraph == null ? null
            : OnnxSession.open(encoderGraph.model(), encoderGraph.directory(), cuda);
        boolean opened = false;
        try {
            OnnxSession decoder = OnnxSession.open(graph.model(), graph.directory(), cuda);
            opened = true;
            return new ModelSessions(Optional.ofNullable(encoder), decoder, encoderGraph, graph.inputs(),
                new OpenedDevice(cuda ? Device.CUDA : Device.CPU, fallback));
        } finally {
            if (!opened && encoder != null) {
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

    Encoded encode(PaddedBatch batch) throws OrtException {
        if (encoder.isEmpty()) {
            return Encoded.NOTHING;
        }
        Map<String, OnnxTensor> given = new HashMap<>();
        for (OnnxValue input : encoderGraph.inputs()) {
            given.put(input.name(), switch (input.name()) {
                case "input_ids" -> batch.source();
                case "attention_mask" -> batch.mask();
                default -> throw unknown("encoder", input);
            });
        }
        return Encoded.of(encoder.get().session().run(given, Set.of(encoderGraph.output().name())));
    }

    Result decode(PaddedBatch batch, Encoded encoded, Set<String> wanted) throws OrtException {
        return decoder.session().run(decoderInputs(inputs, batch, encoded), wanted);
    }

    /** What a decoder takes, by the names exporters give; with the encoder in the same graph, {@code input_ids} are the source's. */
    static Map<String, OnnxTensor> decoderInputs(List<OnnxValue> inputs, PaddedBatch batch, Encoded encoded) {
        boolean ownName = inputs.stream().anyMatch(input -> input.name().equals("decoder_input_ids"));
        Map<String, OnnxTensor> given = new HashMap<>();
        for (OnnxValue input : inputs) {
            given.put(input.name(), switch (input.name()) {
                case "decoder_input_ids" -> batch.target();
                case "input_ids" -> ownName ? batch.source() : batch.target();
                case "attention_mask", "encoder_attention_mask" -> batch.mask();
                case "decoder_attention_mask" -> batch.targetMask();
                case "encoder_hidden_states", "encoder_outputs" ->
                    encoded.states().orElseThrow(() -> unknown("decoder", input));
                default -> throw unknown("decoder", input);
            });
        }
        return given;
    }

    private static ModelException unknown(String part, OnnxValue input) {
        return new ModelException("the " + part + " wants an input '" + input.name() + "', which forced decoding does not have;"
            + " export the model with `optimum-cli export onnx --task text2text-generation`");
    }

    @Override
    public void close() {
        try {
            decoder.close();
        } finally {
            encoder.ifPresent(OnnxSession::close);
        }
    }
}
