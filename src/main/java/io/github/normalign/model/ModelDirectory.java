package io.github.normalign.model;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.github.normalign.error.FailureReason;
import io.github.normalign.error.ModelException;
import io.github.normalign.onnx.DecoderGraph;
import io.github.normalign.onnx.ExternalFiles;
import io.github.normalign.onnx.OnnxModel;
import io.github.normalign.words.AlignmentSetting;
import io.github.normalign.words.TwoWaySetting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A translation model as Hugging Face's exporter lays it out: {@code encoder_model.onnx}, {@code decoder_model.onnx} (without
 * cache), {@code config.json}, {@code source.spm}, {@code target.spm}, {@code vocab.json}; and, ours and optional,
 * {@code normalign.json} with the languages and the setting to align with. A model whose sides have vocabularies of
 * their own also has {@code target_vocab.json}; {@code vocab.json} is the source's then.
 *
 * <p>Opening reads the small files and checks that all are there; the graphs are opened by {@link AttentionReader}. Immutable.
 */
public final class ModelDirectory {

    /** The file with languages and setting. */
    public static final String PROFILE = "normalign.json";

    private static final String TARGET_VOCABULARY = "target_vocab.json";

    private static final List<String> FILES =
        List.of("encoder_model.onnx", "decoder_model.onnx", "config.json", "source.spm", "target.spm", "vocab.json");

    private final Path path;
    private final ModelConfig config;
    private final ModelProfile profile;

    private ModelDirectory(Path path, ModelConfig config, ModelProfile profile) {
        this.path = path;
        this.config = config;
        this.profile = profile;
    }

    /**
     * Opens a directory and checks what it holds.
     *
     * @param path the directory
     * @return the model, its graphs not loaded yet
     * @throws ModelException listing everything that is missing or wrong, if anything is
     */
    public static ModelDirectory open(Path path) {
        if (!Files.isDirectory(path)) {
            throw new ModelException(path + " is not a directory; expected a model directory with " + String.join(", ", FILES));
        }
        List<String> problems = new ArrayList<>();
        for (String file : FILES) {
            Path expected = path.resolve(file);
            if (!Files.isRegularFile(expected) || !Files.isReadable(expected)) {
                problems.add(file + (Files.exists(expected) ? " is no file that can be read" : " is missing"));
            }
        }
        ModelConfig config = null;
        Optional<JsonObject> json = json(path.resolve("config.json"), problems);
        if (json.isPresent()) {
            config = ModelConfig.read(json.get(), problems);
            boolean shared = !(json.get().get("share_encoder_decoder_embeddings") instanceof JsonPrimitive value
                && value.isBoolean() && !value.getAsBoolean());
            if (!shared && !Files.isRegularFile(path.resolve(TARGET_VOCABULARY))) {
                problems.add(TARGET_VOCABULARY
                    + " is missing, and config.json says that the two sides have vocabularies of their own");
            }
        }
        ModelProfile profile = json(path.resolve(PROFILE), problems)
            .map(found -> ModelProfile.read(found, PROFILE, problems)).orElse(ModelProfile.EMPTY);
        if (config != null && config.layers() > 0) {
            profile.requireWithin(config, PROFILE, problems);
        }
        if (!problems.isEmpty()) {
            throw new ModelException("model directory " + path + " cannot be used:\n  " + String.join("\n  ", problems)
                + "\nExpected the files of a MarianMT model exported to ONNX (for example by Optimum), or made by"
                + " 'normalign import'.");
        }
        return new ModelDirectory(path, config, profile);
    }

    private static Optional<JsonObject> json(Path file, List<String> problems) {
        if (!Files.isReadable(file)) {
            return Optional.empty();
        }
        try {
            JsonElement element = JsonParser.parseString(Files.readString(file, StandardCharsets.UTF_8));
            if (element.isJsonObject()) {
                return Optional.of(element.getAsJsonObject());
            }
            problems.add(file.getFileName() + ": expected a JSON object");
        } catch (IOException e) {
            problems.add(file.getFileName() + " cannot be read: " + FailureReason.of(e));
        } catch (JsonParseException e) {
            problems.add(file.getFileName() + ": expected a JSON object; " + FailureReason.of(e));
        }
        return Optional.empty();
    }

    /**
     * The directory.
     *
     * @return the path as it was given
     */
    public Path path() {
        return path;
    }

    /**
     * The directory's own name, by which tables call the model.
     *
     * @return the last part of the absolute path
     */
    public String name() {
        Path last = path.toAbsolutePath().normalize().getFileName();
        return last == null ? path.toString() : last.toString();
    }

    /**
     * Numbers and ids of the model.
     *
     * @return the configuration
     */
    public ModelConfig config() {
        return config;
    }

    /**
     * Languages and setting beside the model.
     *
     * @return what normalign.json holds, empty parts where there is none
     */
    public ModelProfile profile() {
        return profile;
    }

    /**
     * The setting to align with together with a reverse model, where none is asked for.
     *
     * @param reverse a model of the opposite direction
     * @return what normalign.json says for that model, by its fingerprint
     */
    public Optional<TwoWaySetting> setting(ModelDirectory reverse) {
        return Optional.ofNullable(profile.twoWay().get(reverse.fingerprint()));
    }

    /**
     * A short name for the model itself, whatever its directory is called and whatever else lies in it.
     *
     * @return 16 hexadecimal digits, made of names, sizes and both ends of the model's files
     * @throws ModelException if a file cannot be read
     */
    public String fingerprint() {
        Set<String> names = new TreeSet<>(FILES);
        names.add(TARGET_VOCABULARY);
        names.addAll(ExternalFiles.locations(OnnxModel.read(path.resolve("encoder_model.onnx"))));
        names.addAll(ExternalFiles.locations(OnnxModel.read(path.resolve("decoder_model.onnx"))));
        try {
            return Fingerprint.of(names.stream().map(path::resolve).toList());
        } catch (IOException e) {
            throw new ModelException("the files of " + path + " cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * The setting to align with where none is asked for.
     *
     * @return the setting of normalign.json, if it has one
     */
    public Optional<AlignmentSetting> setting() {
        return profile.setting();
    }

    /**
     * Reads the encoder's graph and checks that it and the files of its weights are whole; ONNX Runtime would say less.
     *
     * @return the encoder's file
     * @throws ModelException if the file is damaged or weights are missing
     */
    Path encoder() {
        Path file = path.resolve("encoder_model.onnx");
        List<String> problems = ExternalFiles.problems(OnnxModel.read(file), path.toAbsolutePath());
        if (!problems.isEmpty()) {
            throw new ModelException(file + ":\n  " + String.join("\n  ", problems));
        }
        return file;
    }

    /**
     * Reads the decoder's graph and finds its cross-attention; the weights stay on disk.
     *
     * @return the decoder
     * @throws ModelException if the file is damaged, is no decoder of a supported kind, or does not agree with config.json
     */
    public DecoderGraph decoderGraph() {
        Path file = path.resolve("decoder_model.onnx");
        return DecoderGraph.of(OnnxModel.read(file), file, config.layers(), config.heads());
    }

    Path sourceVocabulary() {
        return path.resolve("vocab.json");
    }

    /** The target's own ids, where a model has two vocabularies. */
    Path targetVocabulary() {
        Path own = path.resolve(TARGET_VOCABULARY);
        return Files.exists(own) ? own : sourceVocabulary();
    }
}
