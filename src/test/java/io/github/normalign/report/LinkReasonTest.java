package io.github.normalign.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.normalign.alignment.Link;
import io.github.normalign.alignment.LinkCriterion;
import io.github.normalign.alignment.ScoreFusion;
import io.github.normalign.alignment.Symmetrization;
import io.github.normalign.analysis.DirectionExplanation;
import io.github.normalign.analysis.LinkExplanation;
import io.github.normalign.attention.CrossAttention;
import io.github.normalign.attention.HeadSelection;
import io.github.normalign.attention.LayerAttention;
import io.github.normalign.attention.Measure;
import io.github.normalign.attention.Reading;
import io.github.normalign.corpus.SentencePair;
import io.github.normalign.tokenizer.Pieces;
import io.github.normalign.words.AlignmentSetting;
import io.github.normalign.words.Combination;
import io.github.normalign.words.DirectionScores;
import io.github.normalign.words.WordRule;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Small made-up attention, reasons worked out by hand. */
class LinkReasonTest {

    private static final SentencePair PAIR = SentencePair.of("a b", "x y");
    private static final Pieces PIECES = new Pieces(new int[] {1, 2}, new int[] {0, 1}, 2);

    private static AlignmentSetting setting(Measure measure, WordRule rule) {
        return new AlignmentSetting(1, HeadSelection.ALL, measure, Reading.AWO, rule);
    }

    /** Rows x and y (and one not read) over columns a, b and {@code </s>}; every vector has length 1, so norms are weights. */
    private static CrossAttention attention(float... rows) {
        float[] weights = new float[9];
        System.arraycopy(rows, 0, weights, 0, 6);
        return new CrossAttention(new TreeMap<>(Map.of(1, new LayerAttention(1, 3, 3, weights, new float[] {1, 1, 1}))));
    }

    private static final CrossAttention AHEAD = attention(.6f, .3f, .1f, .2f, .3f, .5f);
    /** Of the reverse model: rows a and b over x, y and {@code </s>}. */
    private static final CrossAttention BACK = attention(.5f, .4f, .1f, .1f, .8f, .1f);

    private static ExplainedSide side(String model, CrossAttention attention, SentencePair pair, Link link,
        AlignmentSetting setting) {
        return new ExplainedSide(model, DirectionExplanation.of(attention, PIECES, PIECES, link, setting), pair.source(),
            pair.target(), link.source(), link.target(), Optional.empty(), Optional.empty());
    }

    private static String one(Link link, AlignmentSetting setting, double threshold) {
        ExplainedSide side = side("m", AHEAD, PAIR, link, setting);
        return LinkReason.of(LinkExplanation.of(PAIR, link, side.what(), threshold), List.of(side));
    }

    private static String two(Link link, Combination combination) {
        AlignmentSetting setting = setting(Measure.WEIGHT, WordRule.WORD);
        ExplainedSide ahead = side("m", AHEAD, PAIR, link, setting);
        ExplainedSide back = side("r", BACK, PAIR.swapped(), link.swapped(), setting);
        return LinkReason.of(LinkExplanation.of(PAIR, link, ahead.what(), back.what(),
            DirectionScores.read(AHEAD, PIECES, PIECES, setting), DirectionScores.read(BACK, PIECES, PIECES, setting).swapped(),
            combination), List.of(ahead, back));
    }

    @Test
    void oneDirectionGoesByTheGreatestOfTheRow() {
        AlignmentSetting weight = setting(Measure.WEIGHT, WordRule.WORD);
        assertEquals("There is a link: 'x' gives 60.0 % of its attention to 'a', more than to anything else; second is "
            + "'b' (1) with"
            + " 30.0 %.", one(new Link(0, 0), weight, 0));
        assertEquals("There is no link: 'x' gives 30.0 % of its attention to 'b', which is rank 2; the most, 60.0 %, goes to 'a'"
            + " (0).", one(new Link(1, 0), weight, 0));
        assertEquals("There is no link: 'y' gives 30.0 % of its attention to 'b', which is rank 2; the most, 50.0 %, "
            + "goes to </s>,"
            + " the end of the sentence: it stands for no link at all.", one(new Link(1, 1), weight, 0));
        assertTrue(one(new Link(0, 0), weight, 0.7).endsWith(" But the score, 0.6000, is below the threshold, 0.7000."));
        assertTrue(one(new Link(0, 0), setting(Measure.NORM, WordRule.WORD), 0)
            .startsWith("There is a link: 'x' takes 60.0 % of its norms from 'a'"));
        assertEquals("There is a link: 1 of 1 piece of 'x' goes to a piece of 'a', and one is enough by the piece rule.",
            one(new Link(0, 0), setting(Measure.WEIGHT, WordRule.PIECE), 0));
    }

    @Test
    void combinedScoresGoByThresholdOrRivals() {
        // Fused by the product: a-x .30, b-x .3 * .1 = .03, a-y .2 * .4 = .08, b-y .3 * .8 = .24.
        Combination threshold = new Combination.OfScores(ScoreFusion.PRODUCT,
            new LinkCriterion(LinkCriterion.Kind.THRESHOLD, .25));
        assertEquals("There is a link: 'x' gives 60.0 % of its attention to 'a' (m), and 'a' gives 50.0 % of its "
            + "attention to 'x' (r);"
            + " the product of both is 0.3000, at or above the threshold of 0.2500; of the other pairs with either"
            + " word, 0-1 scores highest, 0.0800.", two(new Link(0, 0), threshold));
        assertTrue(two(new Link(1, 1), threshold).contains("is 0.2400, below the threshold of 0.2500"),
            two(new Link(1, 1), threshold));
        Combination mutual = new Combination.OfScores(ScoreFusion.PRODUCT, new LinkCriterion(LinkCriterion.Kind.MUTUAL, 0));
        assertTrue(two(new Link(1, 1), mutual).endsWith("is 0.2400, the greatest of its row and of its column."));
        assertTrue(two(new Link(1, 0), mutual).endsWith("is 0.0300, but 0-0 has 0.3000, and links need the greatest "
            + "score of their row"
            + " and column (mutual)."));
    }

    /** Of 0.6 and 0.5: the square root of 0.3, 0.6 / 1.1, and 0.55. */
    @Test
    void everyFusionIsCalledByItsName() {
        LinkCriterion low = new LinkCriterion(LinkCriterion.Kind.THRESHOLD, .1);
        for (String expected : List.of("geometric mean of both is 0.5477", "harmonic mean of both is 0.5455",
                "average of both is 0.5500")) {
            ScoreFusion fusion = ScoreFusion.parse(expected.split(" ")[0]);
            String said = two(new Link(0, 0), new Combination.OfScores(fusion, low));
            assertTrue(said.contains("; the " + expected + ", at or above"), said);
        }
    }

    @Test
    void combinedLinksGoByWhatEachDirectionLinks() {
        // m links a-x only (</s> wins for y); r links a-x and b-y.
        assertTrue(two(new Link(1, 1), new Combination.OfLinks(Symmetrization.UNION))
            .startsWith("There is a link: only r links the two, and union takes it; "));
        assertTrue(two(new Link(1, 1), new Combination.OfLinks(Symmetrization.INTERSECTION))
            .startsWith("There is no link: only r links the two, and intersection does not take it; "));
        assertTrue(two(new Link(0, 0), new Combination.OfLinks(Symmetrization.INTERSECTION))
            .startsWith("There is a link: both directions link the two, and intersection takes it; "));
        assertTrue(two(new Link(1, 0), new Combination.OfLinks(Symmetrization.UNION))
            .startsWith("There is no link: neither direction links the two"));
    }

    @ParameterizedTest
    @EnumSource(LinkCriterion.Kind.class)
    void aReasonIsGivenForEveryPairOfWords(LinkCriterion.Kind kind) {
        for (int s = 0; s < 2; s++) {
            for (int t = 0; t < 2; t++) {
                for (ScoreFusion fusion : ScoreFusion.values()) {
                    String reason = two(new Link(s, t), new Combination.OfScores(fusion, new LinkCriterion(kind, .2)));
                    assertTrue(reason.endsWith(".") && !reason.contains("NaN"), reason);
                    assertTrue(reason.startsWith("There is a link") != reason.contains("below the threshold") || kind
                        != LinkCriterion.Kind.THRESHOLD, reason);
                }
            }
        }
    }
}
