package io.github.normalign.model;

import io.github.normalign.error.ModelException;
import io.github.normalign.onnx.DecoderGraph;
import io.github.normalign.tokenizer.MarianTokenizer;
import io.github.normalign.tokenizer.PieceTokenizer;
import io.github.normalign.tokenizer.SentencePieceModel;
import io.github.normalign.tokenizer.Vocabulary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Everything of a model that Java reads itself: tokenizers and graphs, without native code. Reading goes through all of it and
 * reports what is wrong with any of it together.
 *
 * @param source tokenizer of the source side
 * @param target tokenizer of the target side
 * @param encoder the encoder's file, its graph checked
 * @param decoder the decoder, its cross-attention found
 */
record ModelParts(PieceTokenizer source, PieceTokenizer target, Path encoder, DecoderGraph decoder) {

    /**
     * Reads a model's files.
     *
     * @param directory the model
     * @return its parts
     * @throws ModelException listing everything that is wrong
     */
    static ModelParts read(ModelDirectory directory) {
        List<String> problems = new ArrayList<>();
        Optional<Path> encoder = part(directory::encoder, problems);
        Optional<DecoderGraph> decoder = part(directory::decoderGraph, problems);
        Path sourceSpm = directory.path().resolve("source.spm");
        Path targetSpm = directory.path().resolve("target.spm");
        Optional<SentencePieceModel> sourcePieces = part(() -> SentencePieceModel.read(sourceSpm), problems);
        Optional<SentencePieceModel> targetPieces = same(sourceSpm, targetSpm) ? sourcePieces
            : part(() -> SentencePieceModel.read(targetSpm), problems);
        Optional<Vocabulary> sourceIds = part(() -> vocabulary(directory, directory.sourceVocabulary()), problems);
        Optional<Vocabulary> targetIds = directory.targetVocabulary().equals(directory.sourceVocabulary()) ? sourceIds
            : part(() -> vocabulary(directory, directory.targetVocabulary()), problems);
        if (!problems.isEmpty()) {
            throw new ModelException(
                "model directory " + directory.path() + " cannot be used:\n  " + String.join("\n  ", problems));
        }
        return new ModelParts(new MarianTokenizer(sourcePieces.orElseThrow(), sourceIds.orElseThrow()),
            new MarianTokenizer(targetPieces.orElseThrow(), targetIds.orElseThrow()), encoder.orElseThrow(), decoder.orElseThrow());
    }

    private static <T> Optional<T> part(Supplier<T> reading, List<String> problems) {
        try {
            return Optional.of(reading.get());
        } catch (ModelException e) {
            problems.add(e.getMessage());
            return Optional.empty();
        }
    }

    private static Vocabulary vocabulary(ModelDirectory directory, Path file) {
        Vocabulary vocabulary = Vocabulary.read(file);
        int rows = directory.config().vocabularySize();
        if (vocabulary.greatestId() >= rows) {
            throw new ModelException(file + " has the id " + vocabulary.greatestId() + ", but config.json states a vocab_size of "
                + rows + "; do they belong to the same model?");
        }
        return vocabulary;
    }

    /** Many models have one SentencePiece model for both sides; reading it twice takes time for nothing. */
    private static boolean same(Path one, Path other) {
        try {
            return Files.isReadable(one) && Files.isReadable(other) && Files.mismatch(one, other) < 0;
        } catch (IOException e) {
            return false;
        }
    }
}
