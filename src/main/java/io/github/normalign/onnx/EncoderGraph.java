package io.github.normalign.onnx;

import io.github.normalign.error.ModelException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/** The encoder of a translation model: what turns piece ids of the source into vectors. */
public final class EncoderGraph {

    private static final String IDS = "input_ids";
    private static final String USUAL_OUTPUT = "last_hidden_state";

    private final OnnxModel model;
    private final Path file;
    private final GraphIndex index;
    private final ModelFolder folder;
    private final OnnxValue output;

    private EncoderGraph(OnnxModel model, Path file, GraphIndex index, ModelFolder folder, OnnxValue output) {
        this.model = model;
        this.file = file;
        this.index = index;
        this.folder = folder;
        this.output = output;
    }

    /**
     * Understands an encoder.
     *
     * @param model the encoder, read from {@code file}
     * @param file its file
     * @return the encoder
     * @throws ModelException if it is not an encoder or lacks files; the message says what to do
     */
    public static EncoderGraph of(OnnxModel model, Path file) {
        ModelFolder folder = ExternalFiles.folder(model, file);
        GraphIndex index = new GraphIndex(model.graph(), file.toString());
        List<String> inputs = model.graph().inputs().stream().map(OnnxValue::name).toList();
        if (index.hasInput("encoder_hidden_states") || index.hasInput("decoder_input_ids")
                || inputs.stream().anyMatch(name -> name.startsWith("past_key_values"))) {
            throw new ModelException(file + " takes " + inputs + ", as a decoder does; it cannot be the encoder. Put the"
                + " encoder_model.onnx of the same export in its place.");
        }
        if (!index.hasInput(IDS)) {
            throw new ModelException(file + " has no input " + IDS + ", but " + inputs + ". It is not an encoder of texts;"
                + " export the model with `optimum-cli export onnx --task text2text-generation`.");
        }
        OnnxValue output = model.graph().outputs().stream().filter(value -> value.name().equals(USUAL_OUTPUT)).findFirst()
            .or(() -> model.graph().outputs().stream().findFirst())
            .filter(value -> index.dependsOn(value.name(), IDS))
            .orElseThrow(() -> new ModelException(file + " gives nothing that depends on its input " + IDS
                + ". It is not an encoder; export the model again."));
        return new EncoderGraph(model, file, index, folder, output);
    }

    /**
     * The length of the vectors it gives.
     *
     * @return the length; empty where the file does not state it
     */
    public OptionalLong dimension() {
        return output.lastSide();
    }

    /**
     * Checks that every piece id has a vector.
     *
     * @param size number of piece ids that the model's configuration states
     * @throws ModelException if the table of the pieces is shorter
     */
    public void requireVocabulary(int size) {
        requireVocabulary(file, EmbeddingTable.rows(index, IDS), size);
    }

    static void requireVocabulary(Path file, OptionalLong rows, int size) {
        if (rows.isPresent() && rows.getAsLong() < size) {
            throw new ModelException(file + " has vectors of " + rows.getAsLong() + " pieces, but config.json states a vocab_size"
                + " of " + size + ". Are they of the same model?");
        }
    }

    /**
     * The inputs of the model as it is stored.
     *
     * @return names, element types and shapes
     */
    public List<OnnxValue> inputs() {
        return List.copyOf(model.graph().inputs());
    }

    /**
     * Makes a graph that gives the vectors (batch, source, dimension), in the element type that the model computes them in.
     *
     * @param form how it is to be written
     * @return the graph
     * @throws ModelException if it holds what must not be run
     */
    public StandaloneGraph prepare(GraphForm form) {
        OnnxGraph wanted = new OnnxGraph(index.graph().name());
        wanted.addOutput(output);
        GraphCut.Piece piece = new GraphCut(model, file, index, folder).cut(wanted, form);
        return new StandaloneGraph(piece.model(), piece.directory(), piece.inputs(), output, piece.roundsTogether());
    }

    /** The file, for messages. */
    Path file() {
        return file;
    }
}
