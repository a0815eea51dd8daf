package io.github.normalign.onnx;

import io.github.normalign.error.ModelException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An ONNX file ({@code ModelProto}), read and written at the level of protobuf's wire format, without generated code. Everything
 * in it may be changed. Fields that this class does not know are kept byte for byte and written back.
 *
 * <p>Reading holds names and small constants in memory only; weights stay in their file (see {@link OnnxTensor}).
 *
 * <p>Field numbers are those of <a href="https://github.com/onnx/onnx/blob/main/onnx/onnx-ml.proto">onnx-ml.proto</a>.
 */
public final class OnnxModel {

    private static final String GIT_LFS = "version https://git-lfs";

    private long irVersion;
    private String producer = "";
    private final Map<String, Long> opsets = new LinkedHashMap<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();
    private final OnnxGraph graph;
    private final List<WireChunk> kept = new ArrayList<>();

    /**
     * Makes a model.
     *
     * @param irVersion version of the file format; ONNX Runtime 1.28 reads 3 to 13
     * @param opset version of ONNX's own operators
     * @param graph its graph
     */
    public OnnxModel(long irVersion, long opset, OnnxGraph graph) {
        this.irVersion = irVersion;
        this.opsets.put("", opset);
        this.graph = graph;
    }

    private OnnxModel(OnnxGraph graph) {
        this.graph = graph;
    }

    /**
     * Reads a model. The weights stay in the file: it must not change as long as the model is in use.
     *
     * @param file the ONNX file
     * @return the model
     * @throws ModelException if the file is not there or is not a sound ONNX file; the message names file and byte
     */
    public static OnnxModel read(Path file) {
        try (WireReader in = WireReader.of(file)) {
            return read(in, file.toString());
        }
    }

    /**
     * Reads a model from memory.
     *
     * @param bytes an ONNX file
     * @param name what to call it in messages
     * @return the model
     * @throws ModelException if the bytes are not a sound ONNX file; the message names the byte
     */
    public static OnnxModel read(byte[] bytes, String name) {
        return read(WireReader.of(bytes, name), name);
    }

    /**
     * Version of the file format.
     *
     * @return the {@code ir_version}
     */
    public long irVersion() {
        return irVersion;
    }

    /**
     * Sets the version of the file format.
     *
     * @param version the {@code ir_version}
     */
    public void setIrVersion(long version) {
        irVersion = version;
    }

    /**
     * Versions of the operators by domain; the empty domain is ONNX's own.
     *
     * @return the model's own map: changes are changes of the model
     */
    public Map<String, Long> opsets() {
        return opsets;
    }

    /**
     * The program that made the model.
     *
     * @return its name, perhaps empty
     */
    public String producer() {
        return producer;
    }

    /**
     * Sets the program that made the model.
     *
     * @param name its name
     */
    public void setProducer(String name) {
        producer = name;
    }

    /**
     * Notes on the model by key.
     *
     * @return the model's own map: changes are changes of the model
     */
    public Map<String, String> metadata() {
        return metadata;
    }

    /**
     * The graph.
     *
     * @return the model's own graph, not a copy
     */
    public OnnxGraph graph() {
        return graph;
    }

    /**
     * The whole file in memory, weights included unless they are external.
     *
     * @return an ONNX file
     * @throws ModelException if weights can no longer be read from the file this model came from
     */
    public byte[] toBytes() {
        return message("The model").toBytes();
    }

    /**
     * Writes the model through a temporary file beside it, so that no half-written file is left and a model may be written over
     * the file it was read from (read it again afterwards).
     *
     * @param file where to
     * @throws IOException if it cannot be written
     * @throws ModelException if weights can no longer be read from the file this model came from, or it would exceed 2 GiB
     */
    public void write(Path file) throws IOException {
        WireWriter message = message(file.toString());
        Path target = file.toAbsolutePath();
        Path temporary = target.resolveSibling(target.getFileName() + ".part");
        try {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(temporary))) {
                message.copyTo(out);
            }
            Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private WireWriter message(String name) {
        WireWriter message = new WireWriter();
        message.varint(1, irVersion);
        message.stringUnlessEmpty(2, producer);
        graph.write(message, 7);
        opsets.forEach((domain, version) -> {
            WireWriter opset = new WireWriter();
            opset.stringUnlessEmpty(1, domain);
            opset.varint(2, version);
            message.message(8, opset);
        });
        metadata.forEach((key, value) -> {
            WireWriter entry = new WireWriter();
            entry.string(1, key);
            entry.string(2, value);
            message.message(14, entry);
        });
        message.verbatim(kept);
        if (message.length() > Integer.MAX_VALUE) {
            throw new ModelException(name + " would have " + message.length() + " bytes; an ONNX file cannot have more than 2 GiB."
                + " Keep its weights in a second file (external data).");
        }
        return message;
    }

    private static OnnxModel read(WireReader in, String name) {
        if (in.remaining() == 0) {
            throw new ModelException(name + " is empty. Fetch it again.");
        }
        if (in.startsWith(GIT_LFS.getBytes(StandardCharsets.US_ASCII))) {
            throw new ModelException(name + " is not the model but a Git LFS pointer to it. Fetch the model with"
                + " `git lfs pull`, or download the file itself.");
        }
        Fields fields = new Fields();
        while (in.next()) {
            fields.field(in);
        }
        if (fields.graph == null) {
            throw new ModelException(name + " holds no graph. Is it an ONNX file?");
        }
        return fields.model();
    }

    /** The fields of a model while it is read. */
    private static final class Fields {

        private long irVersion;
        private String producer = "";
        private OnnxGraph graph;
        private final Map<String, Long> opsets = new LinkedHashMap<>();
        private final Map<String, String> metadata = new LinkedHashMap<>();
        private final List<WireChunk> kept = new ArrayList<>();

        void field(WireReader in) {
            switch (in.field()) {
                case 1 -> irVersion = in.varint();
                case 2 -> producer = in.string();
                case 7 -> {
                    if (graph != null) {
                        throw in.malformed("a second graph begins");
                    }
                    graph = OnnxGraph.read(in);
                }
                case 8 -> opset(in);
                case 14 -> in.entry(metadata);
                default -> in.keep(kept);
            }
        }

        private void opset(WireReader in) {
            String domain = "";
            long version = 0;
            List<WireChunk> ignored = new ArrayList<>();
            int outer = in.enter();
            while (in.next()) {
                switch (in.field()) {
                    case 1 -> domain = in.string();
                    case 2 -> version = in.varint();
                    default -> in.keep(ignored);
                }
            }
            in.leave(outer);
            opsets.put(domain, version);
        }

        OnnxModel model() {
            OnnxModel model = new OnnxModel(graph);
            model.irVersion = irVersion;
            model.producer = producer;
            model.opsets.putAll(opsets);
            model.metadata.putAll(metadata);
            model.kept.addAll(kept);
            return model;
        }
    }
}
