package io.github.normalign.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableSortedSet;
import io.github.normalign.attention.AttentionAnalyzer;
import io.github.normalign.attention.CrossAttention;
import io.github.normalign.attention.HeadSelection;
import io.github.normalign.attention.LayerAttention;
import io.github.normalign.attention.Measure;
import io.github.normalign.error.ModelException;
import io.github.normalign.tokenizer.PieceFrame;
import io.github.normalign.tokenizer.Pieces;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Forced decoding of a stock MarianMT export against PyTorch: weights, norms and Gram matrices, alone and padded. */
class ForcedDecoderTest {

    private static final ModelDirectory MODEL = ModelDirectory.open(TinyMarian.MODEL);

    private static final PieceFrame FRAME = MODEL.pairTokenizer().frame();

    private static ForcedDecoder open(ReaderOptions options) {
        return ForcedDecoder.open(MODEL, ModelParts.read(MODEL), options);
    }

    private static List<PiecePair> pieces() {
        return TinyMarian.pairs().stream().map(pair -> new PiecePair(pair.source(), pair.target(), FRAME)).toList();
    }

    @Test
    void everyLayerAndHeadEqualsPyTorchForPairsAlone() {
        try (ForcedDecoder decoder = open(ReaderOptions.DEFAULT)) {
            for (int i = 0; i < pieces().size(); i++) {
                requireReference(i, StockExports.attention(decoder, List.of(pieces().get(i))).get(0));
            }
        }
    }

    @Test
    void everyLayerAndHeadEqualsPyTorchInOnePaddedBatch() {
        try (ForcedDecoder decoder = open(ReaderOptions.DEFAULT)) {
            List<CrossAttention> batch = StockExports.attention(decoder, pieces());
            for (int i = 0; i < batch.size(); i++) {
                requireReference(i, batch.get(i));
            }
        }
    }

    private static void requireReference(int pair, CrossAttention found) {
        TinyMarian.Pair expected = TinyMarian.pairs().get(pair);
        assertEquals(3, expected.layers().size());
        for (int number = 1; number <= 3; number++) {
            TinyMarian.Layer layer = expected.layers().get(number - 1);
            new AttentionExpectation(expected.rows(), expected.columns(), layer.weights(), layer.headNorms(), layer.layerNorms(),
                layer.gram()).requireMet("pair " + pair + ", layer " + number, found.layer(number));
        }
    }

    @Test
    void askingForSomeHeadsGivesThoseHeadsAndTheSameScores() {
        HeadSelection some = HeadSelection.of(2, 4);
        try (ForcedDecoder all = open(ReaderOptions.DEFAULT);
                ForcedDecoder two = open(ReaderOptions.DEFAULT.withHeads(some))) {
            List<CrossAttention> expected = StockExports.attention(all, pieces());
            List<CrossAttention> found = StockExports.attention(two, pieces());
            for (int pair = 0; pair < found.size(); pair++) {
                for (int number = 1; number <= 3; number++) {
                    LayerAttention layer = found.get(pair).layer(number);
                    assertEquals(2, layer.heads());
                    for (Measure measure : Measure.values()) {
                        for (HeadSelection heads : List.of(some, HeadSelection.of(2), HeadSelection.of(4))) {
                            RowTolerance.requireClose(measure + " of " + heads,
                                AttentionAnalyzer.stepScores(expected.get(pair).layer(number), measure, heads).toArray(),
                                AttentionAnalyzer.stepScores(layer, measure, heads).toArray(), layer.columns());
                        }
                    }
                    assertThrows(IllegalArgumentException.class,
                        () -> AttentionAnalyzer.stepScores(layer, Measure.WEIGHT, HeadSelection.of(1)));
                    assertThrows(IllegalArgumentException.class,
                        () -> AttentionAnalyzer.stepScores(layer, Measure.WEIGHT, HeadSelection.ALL));
                }
            }
        }
    }

    @Test
    void askingForOneLayerGivesThatLayerAndTheSameNumbers() {
        ReaderOptions second = new ReaderOptions(ImmutableSortedSet.of(2), true, Device.CPU, 1, 32);
        try (ForcedDecoder all = open(ReaderOptions.DEFAULT);
                ForcedDecoder one = open(second)) {
            CrossAttention found = StockExports.attention(one, pieces().subList(0, 1)).get(0);
            assertEquals(Set.of(2), found.layers().keySet());
            LayerAttention expected = StockExports.attention(all, pieces().subList(0, 1)).get(0).layer(2);
            assertArrayEquals(expected.weights(), found.layer(2).weights(), 1e-6f);
            assertArrayEquals(expected.gram(), found.layer(2).gram(), 1e-5f);
        }
    }

    @Test
    void weightsAloneComeWithoutGramMatrices() {
        ReaderOptions weights = new ReaderOptions(ImmutableSortedSet.of(), false, Device.CPU, 1, 32);
        try (ForcedDecoder decoder = open(weights)) {
            LayerAttention layer = StockExports.attention(decoder, pieces().subList(0, 1)).get(0).layer(1);
            assertEquals(0, layer.gram().length);
            RowTolerance.requireClose("weights", TinyMarian.pairs().get(0).layers().get(0).weights(), layer.weights(),
                layer.columns());
        }
    }

    @Test
    void aSideWithoutPiecesStillRunsAndRowsSumToOne() {
        Pieces none = new Pieces(new int[0], new int[0], 1);
        Pieces some = TinyMarian.pairs().get(0).source();
        try (ForcedDecoder decoder = open(ReaderOptions.DEFAULT)) {
            List<PiecePair> pairs = new ArrayList<>(List.of(new PiecePair(none, some, FRAME), new PiecePair(some, none, FRAME)));
            for (CrossAttention attention : StockExports.attention(decoder, pairs)) {
                LayerAttention layer = attention.layer(3);
                for (int row = 0; row < layer.heads() * layer.rows(); row++) {
                    double sum = 0;
                    for (int column = 0; column < layer.columns(); column++) {
                        sum += layer.weights()[row * layer.columns() + column];
                    }
                    assertEquals(1, sum, 1e-5);
                }
            }
        }
    }

    @Test
    void aLayerTheModelDoesNotHaveIsRefused() {
        ReaderOptions fourth = new ReaderOptions(ImmutableSortedSet.of(4), true, Device.CPU, 1, 32);
        ModelException refused = assertThrows(ModelException.class, () -> open(fourth));
        assertTrue(refused.getMessage().contains("1 to 3"), refused.getMessage());
    }

    @Test
    void closingTwiceDoesNothing() {
        ForcedDecoder decoder = open(ReaderOptions.DEFAULT);
        decoder.close();
        decoder.close();
    }
}
