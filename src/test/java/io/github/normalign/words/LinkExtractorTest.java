package io.github.normalign.words;

import static io.github.normalign.words.WordMergerTest.pieces;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.normalign.alignment.Link;
import io.github.normalign.alignment.ScoreMatrix;
import io.github.normalign.alignment.ScoredLink;
import io.github.normalign.attention.CrossAttention;
import io.github.normalign.attention.HeadSelection;
import io.github.normalign.attention.LayerAttention;
import io.github.normalign.attention.Measure;
import io.github.normalign.attention.Reading;
import io.github.normalign.tokenizer.Pieces;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LinkExtractorTest {

    @Test
    void eachTargetWordLinksToItsBestSourceWordInTheOrderOfLinks() {
        // Columns: words 0, 1, 2 and </s>. Target word 0 takes 2, word 1 takes 0.
        ScoreMatrix scores = ScoreMatrix.of(2, 4, new float[] {.1f, .2f, .6f, .1f, .5f, .2f, .2f, .1f});
        List<ScoredLink> links = LinkExtractor.links(scores, pieces(3, 0, 1, 2), pieces(2, 0, 1), WordRule.WORD);
        assertEquals("0-1:0.5000 2-0:0.6000", text(links));
    }

    @ParameterizedTest
    @EnumSource
    void aRowThatTheEndOfSentenceWinsGivesNoLink(WordRule rule) {
        ScoreMatrix scores = ScoreMatrix.of(2, 3, new float[] {.2f, .3f, .5f, .1f, .6f, .3f});
        assertEquals("1-1:0.6000", text(LinkExtractor.links(scores, pieces(2, 0, 1), pieces(2, 0, 1), rule)));
    }

    @Test
    void theEndOfSentenceIsNotSummedWithTheLastWord() {
        // Word 0 has two pieces: .25 + .25 beats </s> with .4 under the word rule; piece by piece </s> wins.
        ScoreMatrix scores = ScoreMatrix.of(1, 4, new float[] {.25f, .25f, .1f, .4f});
        Pieces source = pieces(2, 0, 0, 1);
        assertEquals("0-0:0.5000", text(LinkExtractor.links(scores, source, pieces(1, 0), WordRule.WORD)));
        assertEquals("", text(LinkExtractor.links(scores, source, pieces(1, 0), WordRule.PIECE)));
    }

    @ParameterizedTest
    @EnumSource
    void ofEqualScoresTheLowestColumnWins(WordRule rule) {
        ScoreMatrix scores = ScoreMatrix.of(2, 4, new float[] {.1f, .4f, .4f, .1f, .2f, .2f, .2f, .4f});
        assertEquals("1-0:0.4000", text(LinkExtractor.links(scores, pieces(3, 0, 1, 2), pieces(2, 0, 1), rule)));
        ScoreMatrix tiedWithEnd = ScoreMatrix.of(1, 2, new float[] {.5f, .5f});
        assertEquals("0-0:0.5000", text(LinkExtractor.links(tiedWithEnd, pieces(1, 0), pieces(1, 0), rule)));
    }

    @ParameterizedTest
    @EnumSource
    void aWordWithoutPiecesKeepsItsNumberAndGetsNoLink(WordRule rule) {
        // Source words 1 and 3 of 4, target words 0 and 2 of 4 have one piece each.
        ScoreMatrix scores = ScoreMatrix.of(2, 3, new float[] {.7f, .2f, .1f, .1f, .8f, .1f});
        assertEquals("1-0:0.7000 3-2:0.8000",
            text(LinkExtractor.links(scores, pieces(4, 1, 3), pieces(4, 0, 2), rule)));
    }

    @ParameterizedTest
    @EnumSource
    void sentencesWithoutAnyPieceHaveNoLinks(WordRule rule) {
        assertEquals("", text(LinkExtractor.links(ScoreMatrix.of(0, 3, new float[0]), pieces(2, 0, 1), pieces(1), rule)));
        assertEquals("", text(LinkExtractor.links(ScoreMatrix.of(1, 1, new float[] {1}), pieces(1), pieces(1, 0), rule)));
    }

    @ParameterizedTest
    @EnumSource
    void aRowOfZerosGivesNoLink(WordRule rule) {
        ScoreMatrix scores = ScoreMatrix.of(1, 3, new float[3]);
        assertEquals("", text(LinkExtractor.links(scores, pieces(2, 0, 1), pieces(1, 0), rule)));
    }

    @Test
    void underThePieceRuleAWordMayHaveSeveralLinksAndALinkScoresByItsBestPiece() {
        /*
         *                word 0    word 1  </s>
         *               q0    q1     q2
         *  word 0  p0  .60   .10    .20   .10    0-0
         *          p1  .10   .70    .15   .05    0-0 again, with more
         *          p2  .10   .10    .75   .05    1-0
         *  word 1  p3  .20   .10    .30   .40    </s>
         */
        ScoreMatrix scores = ScoreMatrix.of(4, 4, new float[] {
            .6f, .1f, .2f, .1f, .1f, .7f, .15f, .05f, .1f, .1f, .75f, .05f, .2f, .1f, .3f, .4f});
        Pieces source = pieces(2, 0, 0, 1);
        Pieces target = pieces(2, 0, 0, 0, 1);
        assertEquals("0-0:0.7000 1-0:0.7500", text(LinkExtractor.links(scores, source, target, WordRule.PIECE)));
        // Word rule: word 0 has (.6+.1+.1+.7+.1+.1)/3 = .5667 and (.2+.15+.75)/3 = .3667; word 1 .3, .3 and </s> with .4.
        assertEquals("0-0:0.5667", text(LinkExtractor.links(scores, source, target, WordRule.WORD)));
    }

    @Test
    void aSettingNamesLayerHeadsMeasureReadingAndRule() {
        /*
         * One source word, two pieces; one target word. Two heads, two rows, three columns; layer 2 of the attention only.
         *   head 1: row 0 .2 .1 .7   row 1 .6 .2 .2
         *   head 2: row 0 .9 .0 .1   row 1 .1 .1 .8
         * Squared lengths of f_1: 1, 1, 0 (</s>); of f_2: 4, 4, 0; f_1 and f_2 at right angles.
         */
        LayerAttention layer = new LayerAttention(2, 2, 3,
            new float[] {.2f, .1f, .7f, .6f, .2f, .2f, .9f, 0, .1f, .1f, .1f, .8f},
            new float[] {1, 0, 0, 4, 1, 0, 0, 4, 0, 0, 0, 0});
        CrossAttention attention = new CrossAttention(new TreeMap<>(Map.of(2, layer)));
        assertEquals("0-0:0.8000", extract(attention, "1", Measure.WEIGHT, Reading.AWI, WordRule.WORD));
        assertEquals("0-0:0.6000", extract(attention, "1", Measure.WEIGHT, Reading.AWI, WordRule.PIECE));
        assertEquals("", extract(attention, "1", Measure.WEIGHT, Reading.AWO, WordRule.WORD));
        assertEquals("", extract(attention, "2", Measure.WEIGHT, Reading.AWI, WordRule.WORD));
        assertEquals("0-0:0.9000", extract(attention, "2", Measure.WEIGHT, Reading.AWO, WordRule.WORD));
        // (.2 + .9) / 2 + .1 / 2 = .6
        assertEquals("0-0:0.6000", extract(attention, "all", Measure.WEIGHT, Reading.AWO, WordRule.WORD));
        assertEquals("0-0:0.4000", extract(attention, "2", Measure.NORM, Reading.AWI, WordRule.WORD));
        // sqrt(.6^2 + .2^2) + sqrt(.2^2 + .2^2) = .63246 + .28284
        assertEquals("0-0:0.9153", extract(attention, "all", Measure.NORM, Reading.AWI, WordRule.WORD));
    }

    @Test
    void aLayerThatWasNotReadIsRefused() {
        CrossAttention attention = new CrossAttention(new TreeMap<>());
        assertThrows(IllegalArgumentException.class,
            () -> extract(attention, "all", Measure.WEIGHT, Reading.AWI, WordRule.WORD));
    }

    private static String extract(
            CrossAttention attention, String heads, Measure measure, Reading reading, WordRule rule) {
        AlignmentSetting setting = new AlignmentSetting(2, HeadSelection.parse(heads), measure, reading, rule);
        return text(LinkExtractor.extract(attention, pieces(1, 0, 0), pieces(1, 0), setting));
    }

    private static String text(List<ScoredLink> links) {
        return String.join(" ", links.stream()
            .map(scored -> String.format(Locale.ROOT, "%s:%.4f", scored.link(), scored.score())).toList());
    }

    /** A line of erased words is short in pieces, however many words it has: a matrix of all words would not fit any memory. */
    @Test
    void anyNumberOfWordsWithoutPiecesCostsNothing() {
        int words = 100_000;
        Pieces source = new Pieces(new int[] {5, 6}, new int[] {70_000, 99_999}, words);
        Pieces target = new Pieces(new int[] {7}, new int[] {88_888}, words);
        ScoreMatrix scores = ScoreMatrix.of(1, 3, new float[] {0.2f, 0.7f, 0.1f});
        assertEquals(List.of(new ScoredLink(new Link(99_999, 88_888), 0.7f)),
            LinkExtractor.links(scores, source, target, WordRule.WORD));
    }
}
