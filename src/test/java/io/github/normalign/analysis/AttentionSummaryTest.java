package io.github.normalign.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import io.github.normalign.attention.CrossAttention;
import io.github.normalign.attention.HeadSelection;
import io.github.normalign.attention.LayerAttention;
import io.github.normalign.attention.Reading;
import io.github.normalign.tokenizer.Pieces;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Shares, means and correlations against numpy, on the embedded models; and small cases by hand. */
class AttentionSummaryTest {

    /** Of means: the attention itself is float32 and equal to about five digits. */
    private static final double RELATIVE = 1e-4;

    @ParameterizedTest
    @ValueSource(strings = {"en-pt", "pt-en"})
    void everyFigureIsThatOfTheIndependentComputation(String direction) throws IOException {
        FigureReference reference = FigureReference.of(direction);
        AttentionSummary summary = reference.summary();
        assertEquals(90, reference.lines("categories").size());
        for (JsonArray line : reference.lines("categories")) {
            SourceCategory category = SourceCategory.valueOf(line.get(2).getAsString().toUpperCase(Locale.ROOT));
            CategoryFigures found =
                summary.categories(line.get(0).getAsInt(), heads(line)).get(category.ordinal());
            assertEquals(category, found.category());
            assertEquals(reference.expected().getAsJsonObject("positions").get(category.toString()).getAsLong(), found.positions());
            assertEquals(line.get(3).getAsDouble(), found.weightShare(), 1e-5, line.toString());
            assertEquals(line.get(4).getAsDouble(), found.normShare().orElseThrow(), 1e-5, line.toString());
            requireClose(line.get(5).getAsDouble(), found.weight().orElseThrow());
            requireClose(line.get(6).getAsDouble(), found.vector().orElseThrow());
            requireClose(line.get(7).getAsDouble(), found.norm().orElseThrow());
        }
        assertEquals(36, reference.lines("meanNorms").size());
        for (JsonArray line : reference.lines("meanNorms")) {
            requireClose(line.get(3).getAsDouble(), summary.meanNorm(line.get(0).getAsInt(), heads(line),
                Reading.parse(line.get(2).getAsString())).orElseThrow());
        }
        assertEquals(reference.expected().get("words").getAsInt(), summary.counted().size());
        assertEquals(18, reference.lines("frequency").size());
        for (JsonArray line : reference.lines("frequency")) {
            // A neighbour in rank may change places in float32.
            assertEquals(line.get(2).getAsDouble(),
                summary.frequencyCorrelation(line.get(0).getAsInt(), heads(line)).orElseThrow(), 1e-3);
        }
    }

    private static HeadSelection heads(JsonArray line) {
        return HeadSelection.parse(line.get(1).getAsString());
    }

    private static void requireClose(double expected, double found) {
        assertEquals(expected, found, Math.abs(expected) * RELATIVE);
    }

    /** One head, two steps, three columns: "a" (frequent by count), "!" and what stands behind the pieces. */
    private static AttentionTally tally(int columns, float[] weights, float[] gram) {
        AttentionTally tally = new AttentionTally(1, 1, WordFrequencies.of(List.of(List.of("a", "!"))));
        CrossAttention attention =
            new CrossAttention(new TreeMap<>(Map.of(1, new LayerAttention(1, 2, columns, weights, gram))));
        tally.add(tally.measure(attention, new Pieces(new int[] {5, 6}, new int[] {0, 1}, 2), List.of("a", "!")));
        return tally;
    }

    @Test
    void smallSumsAreRightByHand() {
        // ||f|| is 2, 1 and 4; norms of step 1: 1, .25, 1 (2.25); of step 2: .5, .25, 2 (2.75).
        AttentionSummary summary =
            tally(3, new float[] {.5f, .25f, .25f, .25f, .25f, .5f}, new float[] {4, 1, 16}).summary();
        CategoryFigures end = summary.categories(1, HeadSelection.ALL).get(SourceCategory.END.ordinal());
        assertEquals(1, end.positions());
        assertEquals(1.0 / 3, end.positionShare(), 1e-12);
        assertEquals(0.375, end.weightShare(), 1e-7);
        assertEquals((1 / 2.25 + 2 / 2.75) / 2, end.normShare().orElseThrow(), 1e-7);
        assertEquals(4, end.vector().orElseThrow(), 1e-12);
        assertEquals(1.5, end.norm().orElseThrow(), 1e-7);
        CategoryFigures mark = summary.categories(1, HeadSelection.of(1)).get(SourceCategory.PUNCTUATION.ordinal());
        assertEquals(0.25, mark.weightShare(), 1e-7);
        // The only word is alone in the row: its middle is the middle of all.
        assertEquals(1, summary.categories(1, HeadSelection.ALL).get(SourceCategory.MEDIUM.ordinal()).positions());
        assertEquals(2.75 / 3, summary.meanNorm(1, HeadSelection.ALL, Reading.AWI).orElseThrow(), 1e-7);
        assertEquals(2.25 / 3, summary.meanNorm(1, HeadSelection.ALL, Reading.AWO).orElseThrow(), 1e-7);
        assertEquals(List.of("a", "!"), summary.words().stream().map(WordFigures::word).toList());
        assertTrue(summary.frequencyCorrelation(1, HeadSelection.ALL).isEmpty(), "one word has no rank");
    }

    @Test
    void columnsBehindTheEndAreOtherSpecialPieces() {
        AttentionSummary summary = tally(4, new float[] {.5f, .25f, .125f, .125f, .25f, .25f, .25f, .25f},
            new float[] {1, 1, 1, 1}).summary();
        assertEquals(0.1875, summary.categories(1, HeadSelection.ALL).get(SourceCategory.END.ordinal()).weightShare(), 1e-7);
        assertEquals(0.1875, summary.categories(1, HeadSelection.ALL).get(SourceCategory.SPECIAL.ordinal()).weightShare(), 1e-7);
    }

    @Test
    void vectorsWithoutLengthGiveNoShareOfNorm() {
        AttentionSummary summary = tally(3, new float[] {1, 0, 0, 0, 1, 0}, new float[3]).summary();
        assertTrue(summary.categories(1, HeadSelection.ALL).get(0).normShare().isEmpty());
        assertEquals(0, summary.meanNorm(1, HeadSelection.ALL, Reading.AWI).orElseThrow());
    }

    @Test
    void noPairGivesNoFigureAndNoNaN() {
        AttentionSummary summary = new AttentionTally(1, 1, WordFrequencies.of(List.of())).summary();
        CategoryFigures end = summary.categories(1, HeadSelection.ALL).get(0);
        assertEquals(0, end.weightShare());
        assertTrue(end.weight().isEmpty() && end.vector().isEmpty() && end.norm().isEmpty() && end.normShare().isEmpty());
        assertTrue(summary.meanNorm(1, HeadSelection.ALL, Reading.AWO).isEmpty());
        assertThrows(IllegalArgumentException.class, () -> summary.categories(2, HeadSelection.ALL));
        assertThrows(IllegalArgumentException.class, () -> summary.categories(1, HeadSelection.of(2)));
    }
}
