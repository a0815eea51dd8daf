package io.github.normalign.words;

import static io.github.normalign.words.WordMergerTest.pieces;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.normalign.alignment.Link;
import io.github.normalign.alignment.ScoredLink;
import io.github.normalign.attention.CrossAttention;
import io.github.normalign.attention.HeadSelection;
import io.github.normalign.attention.LayerAttention;
import io.github.normalign.attention.Measure;
import io.github.normalign.attention.Reading;
import io.github.normalign.corpus.SentencePair;
import io.github.normalign.tokenizer.Pieces;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SentenceScorerTest {

    private static final AlignmentSetting SETTING =
        new AlignmentSetting(1, HeadSelection.ALL, Measure.WEIGHT, Reading.AWI, WordRule.WORD);

    private static final float[][] FORWARD = {{.8f, .1f, .1f}, {.2f, .3f, .5f}};
    private static final float[][] REVERSE = {{.6f, .2f, .2f}, {.1f, .9f, 0}};

    @Test
    void twoDirectionsOfTwoWordsGiveWhatTheFormulasGiveByHand() {
        /*
         * Means of a and b:  t0 .7 .1   best .7    attended .9   u^2 .63
         *                    t1 .2 .6   best .6    attended .5   u^2 .30
         *                               s: .7 .6   s: .8 1       u^2 .56 .60
         * Links: forward 0-0 (t1 gives most to </s>), reverse 0-0 and 1-1.
         */
        SentenceScores scores = SentenceScorer.score(pair(2, 2), links(0, 0),
            direction(FORWARD, words(2), words(2)), direction(REVERSE, words(2), words(2)).swapped()).orElseThrow();
        assertEquals(Math.pow(.63 * .30, .25), scores.targetSupport(), 1e-6);
        assertEquals(Math.pow(.56 * .60, .25), scores.sourceSupport(), 1e-6);
        assertEquals(Math.pow(.63 * .30 * .56 * .60, .125), scores.support(), 1e-6);
        assertEquals(Math.pow(.63 * .30 * .56 * .60, .125), scores.weakest(), 1e-6, "a side of two words is one stretch");
        assertEquals(Math.pow(.63 * .30 * .56 * .60, .125), scores.score(), 1e-6);
        assertEquals(.65, scores.share(), 1e-6);
        assertEquals(.8, scores.attended(), 1e-6);
        assertEquals(2.0 / 3, scores.agreement().orElseThrow(), 1e-9);
        assertEquals(.5, scores.sourceCoverage());
        assertEquals(.5, scores.targetCoverage());
    }

    @Test
    void oneDirectionOfTwoWordsGivesWhatTheFormulasGiveByHand() {
        // u(t0) = sqrt(.8 * .9), u(t1) = sqrt(.3 * .5), u(s0) = .8, u(s1) = .3
        SentenceScores scores =
            SentenceScorer.score(pair(2, 2), links(0, 0), direction(FORWARD, words(2), words(2))).orElseThrow();
        assertEquals(Math.pow(.72 * .15, .25), scores.targetSupport(), 1e-6);
        assertEquals(Math.sqrt(.8 * .3), scores.sourceSupport(), 1e-6);
        assertEquals(Math.pow(.72 * .15 * .8 * .8 * .3 * .3, .125), scores.support(), 1e-6);
        assertEquals((.8 + .3 + .8 + .3) / 4, scores.share(), 1e-6);
        assertEquals(.7, scores.attended(), 1e-6);
        assertEquals(OptionalDouble.empty(), scores.agreement());
    }

    @Test
    void aPairWhoseWordsFindEachOtherScoresOne() {
        float[][] diagonal = weakAt(5);
        SentenceScores scores = SentenceScorer.score(pair(5, 5), links(0, 0, 1, 1, 2, 2, 3, 3, 4, 4),
            direction(diagonal, words(5), words(5)), direction(diagonal, words(5), words(5)).swapped()).orElseThrow();
        assertEquals(new SentenceScores(1, 1, 1, 1, 1, 1, 1, 1, 1, OptionalDouble.of(1)), scores);
    }

    @Test
    void weakNeighboursMakeAWeakerStretchThanScatteredWeakWords() {
        SentenceScores together = ofOne(weakAt(8, 3, 4), words(8), words(8)).orElseThrow();
        SentenceScores scattered = ofOne(weakAt(8, 1, 5), words(8), words(8)).orElseThrow();
        // A quarter of 8 is 2 words: .1 and .1, or .1 and 1.
        assertEquals(.1, together.weakest(), 1e-6);
        assertEquals(Math.sqrt(.1), scattered.weakest(), 1e-6);
        assertEquals(Math.pow(.1, .25), together.support(), 1e-6);
        assertEquals(together.support(), scattered.support(), 1e-9);
        assertEquals(Math.sqrt(.1 * Math.pow(.1, .25)), together.score(), 1e-6);
    }

    @Test
    void aStretchIsAQuarterRoundedUp() {
        // A quarter of 9 is 3 words: .1, .1 and 1.
        assertEquals(Math.pow(.01, 1 / 3.0), ofOne(weakAt(9, 3, 4), words(9), words(9)).orElseThrow().weakest(), 1e-6);
    }

    @Test
    void aWordThatGivesEverythingToTheEndCountsAsAHundredth() {
        SentenceScores scores = ofOne(new float[][] {{1, 0}, {0, 1}}, words(1), words(2)).orElseThrow();
        assertEquals(Math.sqrt(.01), scores.targetSupport(), 1e-6);
        assertEquals(1, scores.sourceSupport(), 1e-6);
        // Each side is one stretch: sqrt(.1 * 1)
        assertEquals(Math.sqrt(.1), scores.weakest(), 1e-6);
    }

    @Test
    void aCutTargetLowersTheSourceSideAndAnAdditionTheTargetSide() {
        float[][] cut = {{1, 0, 0, 0, 0}, {0, 1, 0, 0, 0}};
        float[][] longer = {{.4f, .2f, .2f, .1f, .1f}, {.1f, .3f, .2f, .1f, .3f}, {0, 0, 0, 0, 1}, {0, 0, 0, 0, 1}};
        SentenceScores missing = ofOne(cut, words(4), words(2)).orElseThrow();
        assertTrue(missing.sourceSupport() < .5 && missing.targetSupport() == 1, missing.toString());
        SentenceScores added = ofOne(longer, words(4), words(4)).orElseThrow();
        assertTrue(added.targetSupport() < added.sourceSupport(), added.toString());
    }

    @Test
    void wordsWithoutPiecesCountForTheCoveragesOnly() {
        SentenceScores all = ofOne(FORWARD, words(2), words(2)).orElseThrow();
        SentenceScores some = SentenceScorer.score(pair(4, 2), links(1, 0), direction(FORWARD, pieces(4, 1, 3), words(2)))
            .orElseThrow();
        assertEquals(all.score(), some.score());
        assertEquals(all.sourceSupport(), some.sourceSupport());
        assertEquals(.25, some.sourceCoverage());
    }

    @Test
    void aWordThatOnlyOneModelCanReadIsNoEvidence() {
        // The reverse model knows source word 1 of 3 too, and gives all of it to </s>.
        float[][] reverse = {REVERSE[0], {0, 0, 1}, REVERSE[1]};
        SentenceScores all = SentenceScorer.score(pair(2, 2), List.of(), direction(FORWARD, words(2), words(2)),
            direction(REVERSE, words(2), words(2)).swapped()).orElseThrow();
        SentenceScores more = SentenceScorer.score(pair(3, 2), List.of(), direction(FORWARD, pieces(3, 0, 2), words(2)),
            direction(reverse, words(2), words(3)).swapped()).orElseThrow();
        assertEquals(all.score(), more.score(), 1e-9);
        assertEquals(all.attended(), more.attended(), 1e-9);
    }

    @Test
    void aPairWithOneSideEmptyScoresNothingAndOneWithoutAnyPieceHasNoScore() {
        DirectionScores noTarget = direction(new float[0][], words(2), pieces(3));
        DirectionScores noSource = direction(new float[][] {{1}, {1}}, pieces(3), words(2));
        DirectionScores nothing = direction(new float[0][], pieces(2), pieces(0));
        assertEquals(Optional.of(SentenceScores.none(OptionalDouble.empty())),
            SentenceScorer.score(pair(2, 3), List.of(), noTarget));
        assertEquals(Optional.of(SentenceScores.none(OptionalDouble.of(0))),
            SentenceScorer.score(pair(2, 3), List.of(), noTarget, noSource.swapped()));
        assertEquals(Optional.empty(), SentenceScorer.score(pair(2, 0), List.of(), nothing));
        assertEquals(Optional.empty(), SentenceScorer.score(pair(2, 2), List.of(), nothing, nothing));
    }

    @Test
    void everyScoreOfRandomAttentionIsBetweenZeroAndOne() {
        Random random = new Random(7);
        for (int round = 0; round < 500; round++) {
            int sources = 1 + random.nextInt(12);
            int targets = 1 + random.nextInt(12);
            DirectionScores forward = direction(random(random, targets, sources), words(sources), words(targets));
            DirectionScores reverse = direction(random(random, sources, targets), words(targets), words(sources)).swapped();
            SentenceScores two =
                SentenceScorer.score(pair(sources, targets), forward.scoredLinks(), forward, reverse).orElseThrow();
            SentenceScores one = SentenceScorer.score(pair(sources, targets), forward.scoredLinks(), forward).orElseThrow();
            assertTrue(DoubleStream.concat(all(one), all(two)).allMatch(value -> value >= 0 && value <= 1), one + " " + two);
        }
    }

    private static DoubleStream all(SentenceScores scores) {
        return DoubleStream.of(scores.score(), scores.support(), scores.sourceSupport(), scores.targetSupport(), scores.weakest(),
            scores.share(), scores.attended(), scores.sourceCoverage(), scores.targetCoverage(), scores.agreement().orElse(0));
    }

    /** A diagonal; the named words give .1 to their own and the rest to the end. */
    private static float[][] weakAt(int words, int... weak) {
        float[][] rows = new float[words][words + 1];
        IntStream.range(0, words).forEach(word -> rows[word][word] = 1);
        for (int word : weak) {
            rows[word][word] = .1f;
            rows[word][words] = .9f;
        }
        return rows;
    }

    /** Rows that sum to 1 as float32 does, some with nearly everything in one place. */
    private static float[][] random(Random random, int rows, int columns) {
        float[][] values = new float[rows][columns + 1];
        for (float[] row : values) {
            double[] drawn = random.doubles(columns + 1).map(value -> Math.pow(value, 20)).toArray();
            double sum = DoubleStream.of(drawn).sum();
            for (int column = 0; column < row.length; column++) {
                row[column] = (float) (drawn[column] / sum);
            }
        }
        return values;
    }

    private static Optional<SentenceScores> ofOne(float[][] rows, Pieces source, Pieces target) {
        return SentenceScorer.score(pair(source.words(), target.words()), List.of(), direction(rows, source, target));
    }

    /** A direction whose single head gives target piece p the weights rows[p], the last for the end. */
    private static DirectionScores direction(float[][] rows, Pieces source, Pieces target) {
        int columns = source.length() + 1;
        float[] weights = new float[(rows.length + 1) * columns];
        for (int row = 0; row < rows.length; row++) {
            System.arraycopy(rows[row], 0, weights, (row + 1) * columns, columns);
        }
        LayerAttention layer = new LayerAttention(1, rows.length + 1, columns, weights, new float[0]);
        return DirectionScores.read(new CrossAttention(new TreeMap<>(Map.of(1, layer))), source, target, SETTING);
    }

    /** Words of one piece each. */
    private static Pieces words(int count) {
        return pieces(count, IntStream.range(0, count).toArray());
    }

    private static SentencePair pair(int sources, int targets) {
        return new SentencePair(Collections.nCopies(sources, "s"), Collections.nCopies(targets, "t"));
    }

    private static List<ScoredLink> links(int... words) {
        return IntStream.range(0, words.length / 2)
            .mapToObj(i -> new ScoredLink(new Link(words[2 * i], words[2 * i + 1]), 1)).toList();
    }
}
