package io.github.normalign.model;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.Result;
import io.github.normalign.error.ModelException;
import io.github.normalign.onnx.AlignmentGraph;
import io.github.normalign.onnx.AlignmentOutputs;
import io.github.normalign.onnx.GraphForm;
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
    private final Graphs graphs;
    private final OpenedDevice device;

    private ModelSessions(Optional<OnnxSession> encoder, OnnxSession decoder, Graphs graphs, OpenedDevice device) {
        this.encoder = encoder;
        this.decoder = decoder;
        this.graphs = graphs;
        this.device = device;
    }

    /** What is run; the encoder is empty where the decoder's graph holds it. */
    private record Graphs(Optional<StandaloneGraph> encoder, AlignmentGraph decoder) {

        static Graphs of(ModelParts parts, ReaderOptions options, AlignmentOutputs outputs, GraphForm form) {
            return new Graphs(parts.encoder().map(graph -> graph.prepare(form)),
                parts.decoder().prepare(options.layers(), options.heads().numbers(), outputs, options.logProbabilities(), form));
        }
    }

    /**
     * Opens the graphs.
     *
     * @throws ModelException if ONNX Runtime refuses a graph, the GPU was demanded and cannot be used, or a graph wants an input
     *     that forced decoding does not have
     */
    static ModelSessions open(ModelDirectory directory, ModelParts parts, AlignmentOutputs outputs, ReaderOptions options) {
        if (options.device() == Device.CPU) {
            return openOnProcessor(directory, parts, outputs, options, Optional.empty());
        }
        try {
            return open(Graphs.of(parts, options, outputs, GraphForm.STORED), true, Optional.empty());
        } catch (OrtException e) {
            String why = cudaFailure(e);
            if (options.device() == Device.CUDA) {
                throw new ModelException(
                    "the GPU cannot be used: " + why + ". Use --device cpu, or auto to fall back by itself", e);
            }
            return openOnProcessor(directory, parts, outputs, options, Optional.of(why));
        }
    }

    private static ModelSessions openOnProcessor(ModelDirectory directory, ModelParts parts, AlignmentOutputs outputs,
            ReaderOptions options, Optional<String> fallback) {
        Map<String, Float> steps = options.precision() == Precision.INT8 ? directory.config().activationSteps() : Map.of();
        try {
            return open(Graphs.of(parts, options, outputs, GraphForm.onProcessor(steps)), false, fallback);
        } catch (OrtException e) {
            throw OnnxSession.failure("the model in " + directory.path(), e);
        }
    }

    private static ModelSessions open(Graphs graphs, boolean cuda, Optional<String> fallback) throws OrtException {
        OnnxSession encoder = null;
        boolean opened = false;
        try {
            if (graphs.encoder().isPresent()) {
                encoder = OnnxSession.open(graphs.encoder().get().model(), graphs.encoder().get().directory(), cuda);
            }
            OnnxSession decoder = OnnxSession.open(graphs.decoder().model(), graphs.decoder().directory(), cuda);
            opened = true;
            return new ModelSessions(Optional.ofNullable(encoder), decoder, graphs,
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

    /** The decoder's graph. */
    AlignmentGraph graph() {
        return graphs.decoder();
    }

    /** Whether a pair's numbers depend on the pairs that run with it. */
    boolean roundTogether() {
        return graphs.decoder().roundsTogether() || graphs.encoder().map(StandaloneGraph::roundsTogether).orElse(false);
    }

    Encoded encode(PaddedBatch batch) throws OrtException {
        if (encoder.isEmpty()) {
            return Encoded.NOTHING;
        }
        StandaloneGraph graph = graphs.encoder().orElseThrow();
        Map<String, OnnxTensor> given = new HashMap<>();
        for (OnnxValue input : graph.inputs()) {
            given.put(input.name(), switch (input.name()) {
                case "input_ids" -> batch.source();
                case "attention_mask" -> batch.mask();
                default -> throw unknown("encoder", input);
            });
        }
        return Encoded.of(encoder.get().run(given, Set.of(graph.output().name())));
    }

    NativeObject<Result> decode(PaddedBatch batch, Encoded encoded, Set<String> wanted) throws OrtException {
        return decoder.run(decoderInputs(graphs.decoder().inputs(), batch, encoded), wanted);
    }

    /** What a decoder takes, by exporters' names; with the encoder in the same graph, {@code input_ids} are the source's. */
    static Map<String, OnnxTensor> decoderInputs(List<OnnxValue> inputs, PaddedBatch batch, Encoded encoded) {
        boolean ownName = inputs.stream().anyMatch(input -> input.name().equals("decoder_input_ids"));
        Map<String, OnnxTensor> given = new HashMap<>();
        for (OnnxValue input : inputs) {
            given.put(input.name(), switch (input.name()) {
                case "decoder_input_ids" -> batch.target();
                case "input_ids" -> ownName ? batch.source() : batch.target();
                case "attention_mask", "encoder_attention_mask" -> batch.mask();
                case "decoder_attention_mask" -> batch.targetMask();
                case AlignmentGraph.LABELS -> batch.labels();
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
