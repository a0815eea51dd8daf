package io.github.normalign.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableSortedSet;
import io.github.normalign.corpus.SentencePair;
import io.github.normalign.firefox.FirefoxReference;
import io.github.normalign.model.StockExports.Export;
import io.github.normalign.tokenizer.PieceFrame;
import io.github.normalign.tokenizer.Pieces;
import io.github.normalign.words.LogProbability;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What models think of given targets, against PyTorch (stock exports) and numpy (the embedded models): mean log-probabilities,
 * of pairs alone and padded. The READMEs beside the files {@code log-probabilities*.tsv} say how those were made.
 */
class TargetLikelihoodTest {

    private static final double TOLERANCE = 1e-4;

    private static final ReaderOptions OPTIONS =
        new ReaderOptions(ImmutableSortedSet.of(1), false, Device.CPU, 1, 32).withLogProbabilities(true);

    private static void require(List<Double> expected, List<PiecePair> pairs, ForcedDecoder decoder, double tolerance) {
        List<DecodedPair> together = decoder.run(pairs);
        for (int i = 0; i < pairs.size(); i++) {
            LogProbability alone = decoder.run(List.of(pairs.get(i))).get(0).logProbability().orElseThrow();
            LogProbability padded = together.get(i).logProbability().orElseThrow();
            assertEquals(expected.get(i), alone.mean(), tolerance * Math.abs(expected.get(i)), "pair " + i);
            assertEquals(alone.mean(), padded.mean(), tolerance / 10, "pair " + i);
            assertEquals(pairs.get(i).target().length() + 1, alone.pieces(), "pair " + i);
            assertEquals(alone.pieces(), padded.pieces(), "pair " + i);
        }
    }

    @Test
    void aMarianExportGivesWhatPyTorchGives() {
        ModelDirectory directory = ModelDirectory.open(TinyMarian.MODEL);
        PieceFrame frame = directory.pairTokenizer().frame();
        List<PiecePair> pairs =
            TinyMarian.pairs().stream().map(pair -> new PiecePair(pair.source(), pair.target(), frame)).toList();
        List<Double> expected = StockExports.numbers(TinyMarian.MODEL.resolveSibling("log-probabilities.tsv"));
        assertEquals(pairs.size(), expected.size());
        try (ForcedDecoder decoder = ForcedDecoder.open(directory, ModelParts.read(directory), OPTIONS)) {
            require(expected, pairs, decoder, TOLERANCE);
            Pieces none = new Pieces(new int[0], new int[0], 1);
            assertEquals(1, decoder.run(List.of(new PiecePair(pairs.get(0).source(), none, frame))).get(0).logProbability()
                .orElseThrow().pieces(), "</s> alone");
        }
    }

    /** Every architecture: with and without language codes, merged, in one graph, by both exporters of torch, opsets 11 to 23. */
    static List<Export> exports() {
        Set<String> chosen = Set.of("marian/optimum-monolith", "m2m100/optimum-merged", "m2m100/torchscript-11-old",
            "mbart/dynamo-23", "t5/optimum", "t5/optimum-merged");
        List<Export> exports = StockExports.all().stream()
            .filter(export -> chosen.contains(StockExports.FOLDER.relativize(export.directory()).toString())).toList();
        assertEquals(chosen.size(), exports.size());
        return exports;
    }

    @ParameterizedTest
    @MethodSource("exports")
    void anExportGivesWhatPyTorchGives(Export export) {
        StockExports.Reference reference = StockExports.reference(export.architecture());
        try (ForcedDecoder decoder = export.open(reference.frame(), OPTIONS)) {
            require(reference.pairs().stream().map(StockExports.Pair::logProbability).toList(),
                reference.pairs().stream().map(StockExports.Pair::pieces).toList(), decoder, TOLERANCE);
        }
    }

    static List<Export> lowerPrecision() {
        return StockExports.all().stream().filter(export -> export.directory().endsWith("marian/merged-int8")
            || export.directory().endsWith("marian/precisions") && export.variant().equals(Optional.of("float16"))).toList();
    }

    /** Scores of float16 become float32 first; scores rounded by all that runs together are of one pair. */
    @ParameterizedTest
    @MethodSource("lowerPrecision")
    void anExportOfLowerPrecisionComesNearIt(Export export) {
        StockExports.Reference reference = StockExports.reference(export.architecture());
        try (ForcedDecoder decoder = export.open(reference.frame(), OPTIONS)) {
            require(reference.pairs().stream().map(StockExports.Pair::logProbability).toList(),
                reference.pairs().stream().map(StockExports.Pair::pieces).toList(), decoder, 0.05);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"en-pt", "pt-en"})
    void theEmbeddedModelsGiveWhatNumpyGives(String direction) throws IOException {
        List<Double> expected =
            StockExports.numbers(Path.of("src/test/resources/firefox", "log-probabilities-" + direction + ".tsv"));
        List<SentencePair> pairs = FirefoxReference.read(direction).stream()
            .map(pair -> SentencePair.of(pair.source(), pair.target())).toList();
        assertEquals(20, expected.size());
        try (AttentionReader reader = AttentionReader.open(ModelDirectory.open(Path.of("onnx-models", direction)), OPTIONS)) {
            List<PairAttention> found = reader.read(pairs, (i, pair) -> pair);
            for (int i = 0; i < 20; i++) {
                assertEquals(expected.get(i), found.get(i).logProbability().orElseThrow().mean(), 1e-4 * -expected.get(i));
            }
        }
    }

    @Test
    void whoDoesNotAskGetsNoneAndNoSkippedPairHasOne() {
        ModelDirectory directory = ModelDirectory.open(TinyMarian.MODEL);
        List<SentencePair> pairs = List.of(TinyMarian.pairs().get(3).words(), SentencePair.of("Python ".repeat(200).strip(), "a"));
        try (AttentionReader without = AttentionReader.open(directory, OPTIONS.withLogProbabilities(false));
                AttentionReader with = AttentionReader.open(directory, OPTIONS)) {
            assertTrue(without.read(pairs, (i, pair) -> pair).stream().allMatch(pair -> pair.logProbability().isEmpty()));
            List<PairAttention> found = with.read(pairs, (i, pair) -> pair);
            assertTrue(found.get(0).logProbability().isPresent());
            assertTrue(found.get(1).skipped().isPresent() && found.get(1).logProbability().isEmpty());
        }
    }
}
