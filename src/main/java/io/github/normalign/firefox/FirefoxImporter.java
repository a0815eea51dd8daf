package io.github.normalign.firefox;

import com.google.gson.JsonObject;
import io.github.normalign.error.ModelException;
import io.github.normalign.model.ModelDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Turns a Firefox Translations model (a Marian student, int8) into a model directory in the stock layout: {@code
 * encoder_model.onnx}, {@code decoder_model.onnx}, {@code weights.bin}, {@code config.json}, {@code source.spm}, {@code
 * target.spm}, {@code vocab.json} and {@code normalign.json}; with two vocabularies also {@code target_vocab.json}.
 *
 * <p>Nothing is lost or rounded: int8 weights stay int8, with the scale 1/m each. The same input gives the same bytes, on every
 * machine.
 *
 * <p>Marian's decoder begins with a zero vector. A pad piece with a zero embedding, added behind the vocabulary, makes that
 * vector the embedding of an ordinary start piece; its output bias is so low that it never wins.
 */
public final class FirefoxImporter {

    /** Longest sequence of the written models, {@code </s>} or start included. Sinusoids set no limit; one has to be chosen. */
    public static final int MAX_POSITIONS = 1024;

    private FirefoxImporter() {
    }

    /**
     * Imports a model. The directory is written beside its final place first, so that a failure leaves nothing behind.
     *
     * @param request files, languages, directory
     * @return one sentence that says what was imported
     * @throws ModelException if a file cannot be read or written, the model is of another kind (everything found is listed), or
     *     the directory is not empty
     */
    public static String run(FirefoxImport request) {
        requireLanguage(request.sourceLanguage(), "source");
        requireLanguage(request.targetLanguage(), "target");
        Path output = request.output().toAbsolutePath().normalize();
        try {
            requireFree(output, request.force());
            return importInto(output, request);
        } catch (IOException e) {
            throw new ModelException("cannot write " + request.output() + ": " + InputFile.reason(e), e);
        }
    }

    private static String importInto(Path output, FirefoxImport request) throws IOException {
        InputFile model = InputFile.read(request.model());
        InputFile source = InputFile.read(request.sourceVocabulary());
        InputFile target = request.targetVocabulary().equals(request.sourceVocabulary())
            ? source
            : InputFile.read(request.targetVocabulary());
        if (!MarianFile.isOne(model.bytes()) && (MarianFile.isOne(source.bytes()) || MarianFile.isOne(target.bytes()))) {
            throw new ModelException(model.name() + " is not a Marian model file; are --model and --vocab swapped?");
        }
        List<String> problems = new ArrayList<>();
        MarianModel marian = MarianModel.of(MarianFile.read(model.name(), model.bytes()), problems);
        Vocabularies vocabularies = Vocabularies.of(source, target, marian.config(), problems);
        if (!problems.isEmpty()) {
            throw MarianConfig.unsupported(problems);
        }
        Files.createDirectories(output.getParent());
        // Not a temporary directory of the system's: those are private, and this one becomes the model directory by renaming.
        Path draft = output.resolveSibling("." + output.getFileName() + "-import-" + ProcessHandle.current().pid());
        Files.createDirectory(draft);
        try {
            write(draft, marian, vocabularies, new ModelMetadata(marian, vocabularies, model, request), output);
            publish(draft, output);
        } finally {
            delete(draft);
        }
        MarianConfig config = marian.config();
        return request.sourceLanguage() + "-" + request.targetLanguage() + ": " + config.encoderLayers() + " encoder layers, "
            + config.decoderLayers() + " decoder layers, " + config.heads() + " heads, width " + config.dimension() + ", "
            + config.sourcePieces() + (config.oneTable() ? "" : " and " + config.targetPieces()) + " pieces, written to "
            + request.output();
    }

    private static void write(Path draft, MarianModel marian, Vocabularies vocabularies, ModelMetadata metadata, Path output)
            throws IOException {
        try (WeightFile weights = new WeightFile(draft)) {
            MarianEncoder.build(marian, vocabularies.size(), weights).write(draft.resolve("encoder_model.onnx"));
            MarianDecoder.build(marian, vocabularies.size(), weights).write(draft.resolve("decoder_model.onnx"));
        }
        Files.write(draft.resolve("source.spm"), vocabularies.source().bytes());
        Files.write(draft.resolve("target.spm"), vocabularies.target().bytes());
        writeJson(draft.resolve("vocab.json"), vocabularies.sourceIds());
        if (!vocabularies.shared()) {
            writeJson(draft.resolve("target_vocab.json"), vocabularies.targetIds());
        }
        writeJson(draft.resolve("config.json"), metadata.config());
        writeJson(draft.resolve(ModelDirectory.PROFILE), metadata.provenance(output.resolve(ModelDirectory.PROFILE)));
    }

    private static void writeJson(Path file, JsonObject content) throws IOException {
        Files.writeString(file, ModelMetadata.text(content), StandardCharsets.UTF_8);
    }

    private static void requireLanguage(String code, String side) {
        if (!code.matches("[A-Za-z0-9]+([-_][A-Za-z0-9]+)*")) {
            throw new ModelException("the " + side + " language is '" + code + "'; expected a code such as en, pt or zh-Hant");
        }
    }

    private static void requireFree(Path output, boolean force) throws IOException {
        if (output.getParent() == null) {
            throw new ModelException(output + " cannot be a model directory");
        }
        if (Files.exists(output) && !Files.isDirectory(output)) {
            throw new ModelException(output + " is a file; the output has to be a directory");
        }
        if (!force && !isEmpty(output)) {
            throw new ModelException(output + " is not empty; use --overwrite to replace a model in it");
        }
    }

    /** One rename where nothing is in place; file by file where something is that may have to stay. */
    private static void publish(Path draft, Path output) throws IOException {
        if (isEmpty(output)) {
            Files.deleteIfExists(output);
            Files.move(draft, output, StandardCopyOption.ATOMIC_MOVE);
            return;
        }
        List<Path> files;
        try (Stream<Path> entries = Files.list(draft)) {
            // config.json comes last: without it no directory is taken for a model.
            files = entries.sorted(Comparator.comparing((Path file) -> file.endsWith("config.json"))).toList();
        }
        Files.deleteIfExists(output.resolve("config.json"));
        for (Path file : files) {
            Files.move(file, output.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static boolean isEmpty(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return true;
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.findAny().isEmpty();
        }
    }

    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> entries = Files.list(directory)) {
            for (Path entry : entries.toList()) {
                Files.delete(entry);
            }
        }
        Files.delete(directory);
    }
}
