package io.github.normalign.model;

import com.google.common.base.Suppliers;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.github.normalign.error.FailureReason;
import io.github.normalign.error.ModelException;
import io.github.normalign.error.OrdinaryFile;
import io.github.normalign.onnx.DecoderGraph;
import io.github.normalign.onnx.EncoderGraph;
import io.github.normalign.onnx.ExternalFiles;
import io.github.normalign.onnx.OnnxModel;
import io.github.normalign.tokenizer.ModelTokenizer;
import io.github.normalign.tokenizer.PairTokenizer;
import io.github.normalign.words.AlignmentSetting;
import io.github.normalign.words.TwoWaySetting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * A translation model as exporters of Hugging Face models lay it out: ONNX graphs (see {@link GraphFiles}), {@code config.json},
 * perhaps {@code generation_config.json}, and the tokenizer's files (see {@link ModelTokenizer}); and, ours and optional,
 * {@code normalign.json} with the languages and the setting to align with.
 *
 * <p>Opening reads the configuration and checks what is there; tokenizers are read when they are first asked for, and the graphs
 * are opened by {@link AttentionReader}. Immutable.
 */
public final class ModelDirectory {

    /** The file with languages and setting. */
    public static final String PROFILE = "normalign.json";

    private static final String CONFIG = "config.json";
    private static final String GENERATION = "generation_config.json";

    /** Problems that one message lists. */
    private static final int LISTED = 40;

    /** The largest size of a file of settings that is read: real ones have a few kilobytes. */
    private static final long MOST_JSON_BYTES = 1L << 24;

    /** What a model's fingerprint is made of, besides its graphs. */
    private static final List<String> SMALL_FILES = List.of(CONFIG, "generation_config.json", "source.spm",
        "target.spm", "vocab.json", "target_vocab.json", "sentencepiece.bpe.model", "spiece.model", "tokenizer.json",
        "tokenizer_config.json", "added_tokens.json");

    private final Path path;
    private final GraphFiles graphs;
    private final ModelConfig config;
    private final Supplier<ModelTokenizer> tokenizer;
    private final ModelProfile profile;
    private final Languages languages;

    private ModelDirectory(Path path, GraphFiles graphs, ModelConfig config, Supplier<ModelTokenizer> tokenizer,
            ModelProfile profile, Languages languages) {
        this.path = path;
        this.graphs = graphs;
        this.config = config;
        this.tokenizer = tokenizer;
        this.profile = profile;
        this.languages = languages;
    }

    /**
     * Opens a directory with its usual files and checks what it holds.
     *
     * @param path the directory
     * @return the model, its graphs not loaded yet
     * @throws ModelException listing everything that is missing or wrong, if anything is
     */
    public static ModelDirectory open(Path path) {
        return open(path, ModelChoice.DEFAULT);
    }

    /**
     * Opens a directory and checks what it holds.
     *
     * @param path the directory
     * @param choice which of its files, and for which languages
     * @return the model, its graphs not loaded yet
     * @throws ModelException listing everything that is missing or wrong, if anything is
     */
    public static ModelDirectory open(Path path, ModelChoice choice) {
        if (!Files.isDirectory(path)) {
            throw new ModelException(path + " is not a directory; expected a model directory with " + CONFIG
                + ", graphs such as encoder_model.onnx and decoder_model.onnx, and the tokenizer's files");
        }
        List<String> problems = new ArrayList<>();
        Optional<GraphFiles> graphs = GraphFiles.choose(path, choice.variant(), problems);
        Optional<JsonObject> json = json(path.resolve(CONFIG), problems);
        if (json.isEmpty() && !Files.isReadable(path.resolve(CONFIG))) {
            problems.add(CONFIG + " is missing");
        }
        JsonObject generation = json(path.resolve(GENERATION), problems).orElseGet(JsonObject::new);
        Optional<ModelConfig> config = json.map(found -> ModelConfig.read(found, problems));
        ModelProfile profile = json(path.resolve(PROFILE), problems)
            .map(found -> ModelProfile.read(found, PROFILE, problems)).orElse(ModelProfile.EMPTY);
        config.filter(found -> found.layers() > 0).ifPresent(found -> profile.requireWithin(found, PROFILE, problems));
        requireDirection(choice.languages(), profile, problems);
        if (!problems.isEmpty()) {
            // The tokenizer's faults too, so that everything is said at once.
            json.ifPresent(found -> problem(() -> ModelTokenizer.open(path, found, generation)).ifPresent(problems::add));
            throw new ModelException("model directory " + path + " cannot be used:\n  " + listed(problems)
                + "\nExpected a translation model exported to ONNX (for example by Optimum), or one made by 'normalign import'.");
        }
        return new ModelDirectory(path, graphs.orElseThrow(), config.orElseThrow(),
            Suppliers.memoize(() -> ModelTokenizer.open(path, json.orElseThrow(), generation)), profile, choice.languages());
    }

    /** Problems one below the other, where one has several lines those below its first further in. */
    static String listed(List<String> problems) {
        String more = problems.size() > LISTED ? "\n  and " + (problems.size() - LISTED) + " more" : "";
        return problems.stream().limit(LISTED).map(problem -> problem.replace("\n", "\n  "))
            .collect(Collectors.joining("\n  ", "", more));
    }

    private static Optional<String> problem(Supplier<?> reading) {
        try {
            reading.get();
            return Optional.empty();
        } catch (ModelException e) {
            return Optional.of(e.getMessage());
        }
    }

    /** A model of one direction cannot be made to go another way. */
    private static void requireDirection(Languages wanted, ModelProfile profile, List<String> problems) {
        differing(wanted.source(), profile.sourceLanguage()).ifPresent(known ->
            problems.add("the model reads '" + known + "', says " + PROFILE + ", not '" + wanted.source().orElseThrow() + "'"));
        differing(wanted.target(), profile.targetLanguage()).ifPresent(known ->
            problems.add("the model writes '" + known + "', says " + PROFILE + ", not '" + wanted.target().orElseThrow() + "'"));
    }

    private static Optional<String> differing(Optional<String> wanted, Optional<String> known) {
        return known.filter(code -> wanted.isPresent() && !wanted.get().equalsIgnoreCase(code));
    }

    private static Optional<JsonObject> json(Path file, List<String> problems) {
        if (!Files.isReadable(file)) {
            return Optional.empty();
        }
        try {
            JsonElement element = JsonParser.parseString(OrdinaryFile.text(file, MOST_JSON_BYTES));
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
     * A short name for the model itself, whatever its directory is called and whatever else lies in it. A model of many languages
     * has one for each direction that it is opened for.
     *
     * @return 16 hexadecimal digits, made of names, sizes and both ends of the model's files; and the languages, if the model has
     *     several
     * @throws ModelException if a file cannot be read or does not belong to the model
     */
    public String fingerprint() {
        SortedMap<String, Path> files = new TreeMap<>();
        SMALL_FILES.forEach(name -> files.put(name, path.resolve(name)));
        for (Path graph : graphs.all()) {
            files.put(graph.getFileName().toString(), graph);
            OnnxModel model = read(graph);
            List<String> problems = ExternalFiles.problems(model, graph.toAbsolutePath().getParent());
            if (!problems.isEmpty()) {
                throw new ModelException(String.join("\n", problems));
            }
            for (String location : ExternalFiles.locations(model)) {
                files.put(location, graph.resolveSibling(location));
            }
        }
        try {
            String digits = Fingerprint.of(List.copyOf(files.values()));
            ModelTokenizer known = tokenizer();
            return known.sourceLanguages().isEmpty() && known.targetLanguages().isEmpty() ? digits : digits + ' ' + languages();
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
     * The direction the model is used for.
     *
     * @return the languages it was opened for, in the model's own spelling where it has one, or else what normalign.json or else
     *     the tokenizer's files say; either may be unknown
     * @throws ModelException if the tokenizer's files cannot be used
     */
    public Languages languages() {
        return new Languages(
            languages.source().map(code -> tokenizer().sourceCode(code)).or(profile::sourceLanguage)
                .or(() -> tokenizer().usualSource()),
            languages.target().map(code -> tokenizer().targetCode(code)).or(profile::targetLanguage)
                .or(() -> tokenizer().usualTarget()));
    }

    /**
     * The graphs that are used.
     *
     * @return encoder (if it has a file of its own) and decoder
     */
    public List<Path> graphs() {
        return graphs.all();
    }

    /**
     * The precision that was chosen.
     *
     * @return the ending of the graphs' names, or {@code plain}
     */
    public String variant() {
        return graphs.variant();
    }

    /**
     * What the model is computed with on a processor if a precision is asked for.
     *
     * @param wanted the precision asked for
     * @return the same, or {@link Precision#FLOAT32} if the model does not state what products of int8 need
     */
    public Precision precision(Precision wanted) {
        return config.activationSteps().isEmpty() ? Precision.FLOAT32 : wanted;
    }

    /**
     * Every variant there is.
     *
     * @return endings of names, or {@code plain}; {@link #variant()} is one of them
     */
    public List<String> variants() {
        return List.copyOf(GraphFiles.all(path).keySet());
    }

    /**
     * The tokenizers, read from their files at the first call.
     *
     * @return tokenizers of all languages the model knows
     * @throws ModelException listing what is missing or wrong
     */
    public ModelTokenizer tokenizer() {
        return tokenizer.get();
    }

    /**
     * The tokenizers for this direction.
     *
     * @return both sides and what the model reads around their pieces
     * @throws ModelException if files are missing or wrong, or the languages are not those of the model
     */
    PairTokenizer pairTokenizer() {
        ModelTokenizer known = tokenizer();
        // A model of one direction needs no code; that it is the right direction was checked at opening.
        return known.forLanguages(known.sourceLanguages().isEmpty() ? Optional.empty() : languages().source(),
            known.targetLanguages().isEmpty() ? Optional.empty() : languages().target());
    }

    /**
     * Reads the encoder's graph and checks that it and the files of its weights are whole; ONNX Runtime would say less.
     *
     * @return the encoder; empty where the decoder's graph holds it
     * @throws ModelException if the file is damaged or weights are missing
     */
    Optional<EncoderGraph> encoderGraph() {
        return graphs.encoder().map(file -> EncoderGraph.of(read(file), file));
    }

    /**
     * Reads the decoder's graph and finds its cross-attention; the weights stay on disk.
     *
     * @return the decoder
     * @throws ModelException if the file is damaged, is no decoder of a supported kind, or does not agree with config.json
     */
    DecoderGraph decoderGraph() {
        return DecoderGraph.of(read(graphs.decoder()), graphs.decoder(), config.layers(), config.heads());
    }

    /**
     * Reads all files of the model, as for use, whatever languages it was opened for; the weights stay on disk.
     *
     * @return the decoder, its cross-attention found
     * @throws ModelException listing everything that is missing or wrong, of tokenizers and graphs
     */
    public DecoderGraph readAll() {
        return ModelParts.readDecoder(this);
    }

    /** Only a file that lies where a model's files may lie is read. */
    private static OnnxModel read(Path graph) {
        ExternalFiles.realFile(graph.toAbsolutePath().getParent(), graph);
        return OnnxModel.read(graph);
    }
}
