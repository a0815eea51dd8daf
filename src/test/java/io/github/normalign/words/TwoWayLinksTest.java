package io.github.normalign.words;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.common.collect.ImmutableSortedMap;
import io.github.normalign.alignment.Link;
import io.github.normalign.alignment.LinkCriterion;
import io.github.normalign.alignment.ScoreFusion;
import io.github.normalign.alignment.ScoredLink;
import io.github.normalign.alignment.Symmetrization;
import io.github.normalign.attention.CrossAttention;
import io.github.normalign.attention.HeadSelection;
import io.github.normalign.attention.LayerAttention;
import io.github.normalign.attention.Measure;
import io.github.normalign.attention.Reading;
import io.github.normalign.tokenizer.Pieces;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/**
 * Two hand-made directions of one pair: two source words, two target words, one piece each. One head, read at the output.
 *
 * <pre>
 * forward, rows t0 t1 (and the step of the target's end):   reverse, rows s0 s1 (and its end):
 *        s0   s1  end                                              t0   t1  end
 *   t0  0.8  0.1  0.1                                         s0  0.5  0.4  0.1
 *   t1  0.6  0.3  0.1                                         s1  0.1  0.3  0.6
 * </pre>
 */
class TwoWayLinksTest {

    private static final AlignmentSetting SETTING =
        new AlignmentSetting(1, HeadSelection.ALL, Measure.WEIGHT, Reading.AWO, WordRule.WORD);

    private static DirectionScores direction(float[] weights, Pieces source, Pieces target) {
        LayerAttention layer = new LayerAttention(1, target.length() + 1, source.length() + 1, weights, new float[0]);
        return DirectionScores.read(new CrossAttention(ImmutableSortedMap.of(1, layer)), source, target, SETTING);
    }

    private static Pieces oneEach(int... words) {
        return new Pieces(new int[words.length], words, words.length == 0 ? 0 : words[words.length - 1] + 1);
    }

    private static final DirectionScores FORWARD =
        direction(new float[] {0.8f, 0.1f, 0.1f, 0.6f, 0.3f, 0.1f, 0, 0, 1}, oneEach(0, 1), oneEach(0, 1));
    private static final DirectionScores REVERSE =
        direction(new float[] {0.5f, 0.4f, 0.1f, 0.1f, 0.3f, 0.6f, 0, 0, 1}, oneEach(0, 1), oneEach(0, 1)).swapped();

    private static String text(List<ScoredLink> links) {
        StringBuilder text = new StringBuilder();
        for (ScoredLink link : links) {
            text.append(String.format(Locale.ROOT, "%s:%.3f ", link.link(), link.score()));
        }
        return text.toString().strip();
    }

    @Test
    void eachDirectionHasItsOwnLinksAndTheReverseOnesAreTurnedRound() {
        assertEquals("0-0 0-1", FORWARD.links().toString());
        assertEquals("0-0", REVERSE.links().toString(), "s1 attends to the end most: no link");
    }

    @Test
    void fusedScoresAreOfTheSameWordPair() {
        // sqrt(.8 .5) = .632, sqrt(.6 .4) = .490, sqrt(.1 .1) = .1, sqrt(.3 .3) = .3
        List<ScoredLink> links = TwoWayLinks.combine(FORWARD, REVERSE, new Combination.OfScores(
            ScoreFusion.GEOMETRIC, new LinkCriterion(LinkCriterion.Kind.THRESHOLD, 0.05)));
        assertEquals("0-0:0.632 0-1:0.490 1-0:0.100 1-1:0.300", text(links));
    }

    @Test
    void symmetrisedLinksCarryTheGeometricMean() {
        assertEquals("0-0:0.632",
            text(TwoWayLinks.combine(FORWARD, REVERSE, new Combination.OfLinks(Symmetrization.INTERSECTION))));
        assertEquals("0-0:0.632 0-1:0.490",
            text(TwoWayLinks.combine(FORWARD, REVERSE, new Combination.OfLinks(Symmetrization.UNION))));
    }

    /** Word 0 of the source and word 1 of the target have no piece in one direction; the other numbers do not shift. */
    @Test
    void wordsWithoutPiecesInOneDirectionOnlyKeepEverybodysNumber() {
        DirectionScores forward = direction(new float[] {0.9f, 0.1f, 0, 1}, oneEach(1), oneEach(2));
        DirectionScores reverse = direction(
            new float[] {0.1f, 0.1f, 0.7f, 0.1f, 0.2f, 0.2f, 0.4f, 0.2f, 0, 0, 0, 1}, oneEach(0, 1, 2), oneEach(0, 1)).swapped();
        List<ScoredLink> links = TwoWayLinks.combine(forward, reverse, new Combination.OfScores(
            ScoreFusion.AVERAGE, new LinkCriterion(LinkCriterion.Kind.THRESHOLD, 0.3)));
        // s1-t2: (.9 + .4) / 2; s0-t2: (0 + .7) / 2
        assertEquals("0-2:0.350 1-2:0.650", text(links));
    }

    @Test
    void normsBecomeSharesOfTheirRow() {
        // f = 2 for s0, 1 for s1, 1 for the end: norms .8 2, .1 1, .1 1 = 1.6, .1, .1 of 1.8
        LayerAttention layer = new LayerAttention(1, 2, 3, new float[] {0.8f, 0.1f, 0.1f, 0, 0, 1}, new float[] {4, 1, 1});
        AlignmentSetting norms = new AlignmentSetting(1, HeadSelection.ALL, Measure.NORM, Reading.AWO, WordRule.WORD);
        float[] shares = WordScores.shares(new CrossAttention(ImmutableSortedMap.of(1, layer)), oneEach(0, 1), oneEach(0), norms)
            .toArray();
        assertEquals(1.6 / 1.8, shares[0], 1e-6);
        assertEquals(0.1 / 1.8, shares[1], 1e-6);
        assertEquals(0.1 / 1.8, shares[2], 1e-6);
        assertEquals(List.of(new Link(0, 0)), List.copyOf(DirectionScores.read(
            new CrossAttention(ImmutableSortedMap.of(1, layer)), oneEach(0, 1), oneEach(0), norms).links().links()));
    }
}
