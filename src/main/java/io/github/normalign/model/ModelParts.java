package io.github.normalign.model;

import io.github.normalign.error.ModelException;
import io.github.normalign.onnx.DecoderGraph;
import io.github.normalign.onnx.EncoderGraph;
import io.github.normalign.tokenizer.PairTokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Everything of a model that Java reads itself: tokenizers and graphs, without native code. Reading goes through all of it and
 * reports what is wrong with any of it together.
 *
 * @param tokenizer tokenizers of both sides, for the direction the model was opened for
 * @param encoder the encoder; empty where the decoder's graph holds it
 * @param decoder the decoder, its cross-attention found
 */
record ModelParts(PairTokenizer tokenizer, Optional<EncoderGraph> encoder, DecoderGraph decoder) {

    /**
     * Reads a model's files.
     *
     * @param directory the model
     * @return its parts
     * @throws ModelException listing everything that is wrong
     */
    static ModelParts read(ModelDirectory directory) {
        List<String> problems = new ArrayList<>();
        Optional<PairTokenizer> tokenizer = part(directory::pairTokenizer, problems);
        Graphs graphs = graphs(directory, problems);
        return new ModelParts(tokenizer.orElseThrow(), graphs.encoder(), graphs.decoder());
    }

    /**
     * Reads a model's files for no direction in particular.
     *
     * @param directory the model
     * @return the decoder
     * @throws ModelException listing everything that is wrong
     */
    static DecoderGraph readDecoder(ModelDirectory directory) {
        List<String> problems = new ArrayList<>();
        part(directory::tokenizer, problems);
        return graphs(directory, problems).decoder();
    }

    private record Graphs(Optional<EncoderGraph> encoder, DecoderGraph decoder) {
    }

    /** Reads the graphs and refuses what is wrong with them together with the problems there are. */
    private static Graphs graphs(ModelDirectory directory, List<String> problems) {
        Optional<Optional<EncoderGraph>> encoder = part(directory::encoderGraph, problems);
        Optional<DecoderGraph> decoder = part(directory::decoderGraph, problems);
        boolean oneGraph = directory.graphs().size() == 1;
        decoder.filter(found -> found.monolith() != oneGraph).ifPresent(found -> problems.add(oneGraph
            ? directory.graphs().get(0) + " holds no encoder; encoder_model.onnx of the same export is missing"
            : "the decoder " + directory.graphs().get(1) + " holds an encoder of its own: it is no part of this pair of files"));
        if (problems.isEmpty()) {
            encoder.orElseThrow().flatMap(found -> part(() -> matched(found, decoder.orElseThrow()), problems));
            int pieces = directory.config().vocabularySize();
            encoder.orElseThrow().ifPresent(found -> check(() -> found.requireVocabulary(pieces), problems));
            check(() -> decoder.orElseThrow().requireVocabulary(pieces), problems);
        }
        if (!problems.isEmpty()) {
            throw new ModelException(
                "model directory " + directory.path() + " cannot be used:\n  " + ModelDirectory.listed(problems));
        }
        return new Graphs(encoder.orElseThrow(), decoder.orElseThrow());
    }

    private static EncoderGraph matched(EncoderGraph encoder, DecoderGraph decoder) {
        decoder.requireMatch(encoder);
        return encoder;
    }

    private static void check(Runnable rule, List<String> problems) {
        try {
            rule.run();
        } catch (ModelException e) {
            problems.add(e.getMessage());
        }
    }

    private static <T> Optional<T> part(Supplier<T> reading, List<String> problems) {
        try {
            return Optional.of(reading.get());
        } catch (ModelException e) {
            problems.add(e.getMessage());
            return Optional.empty();
        }
    }
}
