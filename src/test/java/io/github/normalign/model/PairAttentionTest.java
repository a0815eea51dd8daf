package io.github.normalign.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.normalign.attention.CrossAttention;
import io.github.normalign.attention.LayerAttention;
import io.github.normalign.tokenizer.PieceFrame;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a pair's attention may be. */
class PairAttentionTest {

    private static final PiecePair PIECES =
        new PiecePair(StockExports.pieces(5), StockExports.pieces(6), PieceFrame.plain(0, 1));

    private static CrossAttention attention(float weight, float gram) {
        TreeMap<Integer, LayerAttention> layers = new TreeMap<>();
        layers.put(1, new LayerAttention(1, 2, 2, new float[] {1, 0, 0.5f, weight}, new float[] {1, gram}));
        return new CrossAttention(layers);
    }

    @Test
    void finiteNumbersStay() {
        CrossAttention finite = attention(0.5f, 2);
        assertEquals(Optional.of(finite), new PairAttention(PIECES, Optional.of(finite), Optional.empty()).attention());
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void aPairWithoutFiniteNumbersIsSkippedWithAReason(float number) {
        for (CrossAttention attention : new CrossAttention[] {attention(number, 2), attention(0.5f, number)}) {
            PairAttention pair = new PairAttention(PIECES, Optional.of(attention), Optional.empty());
            assertTrue(pair.attention().isEmpty());
            assertTrue(pair.skipped().orElseThrow().contains("no finite numbers"), pair.skipped().toString());
        }
    }

    @Test
    void bothOrNeitherIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new PairAttention(PIECES, Optional.empty(), Optional.empty()));
        assertThrows(IllegalArgumentException.class,
            () -> new PairAttention(PIECES, Optional.of(attention(0.5f, 2)), Optional.of("too long")));
    }
}
