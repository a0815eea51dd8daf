package io.github.normalign.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.normalign.alignment.Alignment;
import io.github.normalign.alignment.Link;
import io.github.normalign.error.CorpusException;
import io.github.normalign.gold.GoldAlignment;
import io.github.normalign.gold.GoldSet;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Worked by hand from the definition of Och and Ney. */
class AlignmentScoresTest {

    private static final GoldAlignment GOLD = gold("0-0 1-1", "2-1");

    @Test
    void scoresWorkedByHand() {
        AlignmentScores scores = scores(alignment("0-0 2-1 3-3"), GOLD);
        assertEquals(new AlignmentCounts(3, 2, 3, 1, 2), scores.counts());
        assertEquals(2.0 / 3, scores.precision().orElseThrow(), 1e-15);
        assertEquals(1.0 / 2, scores.recall().orElseThrow(), 1e-15);
        assertEquals(4.0 / 7, scores.f1().orElseThrow(), 1e-15);
        assertEquals(2.0 / 5, scores.aer().orElseThrow(), 1e-15);
    }

    @Test
    void countsAreSummedBeforeDividing() {
        // Sentence scores of AER 0 and 1 would give 0.5 on average; the sums give 1 - (1 + 1) / (3 + 4).
        AlignmentScores scores = AlignmentScores.of(List.of(alignment("0-0"), alignment("5-5 6-6")),
            List.of(gold("0-0", ""), gold("0-0 1-1 2-2", "")));
        assertEquals(1 - 2.0 / 7, scores.aer().orElseThrow(), 1e-15);
        assertEquals(1.0 / 3, scores.precision().orElseThrow(), 1e-15);
        assertEquals(1.0 / 4, scores.recall().orElseThrow(), 1e-15);
    }

    @Test
    void anEmptyAlignmentHasNoPrecisionAndDoesNotCrash() {
        AlignmentScores scores = scores(Alignment.EMPTY, GOLD);
        assertEquals(OptionalDouble.empty(), scores.precision());
        assertEquals(OptionalDouble.of(0), scores.recall());
        assertEquals(OptionalDouble.empty(), scores.f1());
        assertEquals(OptionalDouble.of(1), scores.aer());
    }

    @Test
    void goldWithoutSureLinksHasNoRecall() {
        AlignmentScores scores = scores(alignment("2-1"), gold("", "2-1"));
        assertEquals(OptionalDouble.of(1), scores.precision());
        assertEquals(OptionalDouble.empty(), scores.recall());
        assertEquals(OptionalDouble.empty(), scores.f1());
        assertEquals(OptionalDouble.of(0), scores.aer());
    }

    @Test
    void nothingAtAllHasNoScores() {
        AlignmentScores scores = AlignmentScores.of(List.of(), List.of());
        assertEquals(List.of(OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty()),
            List.of(scores.aer(), scores.precision(), scores.recall(), scores.f1()));
    }

    @Test
    void allWrongIsF1ZeroAndAerOne() {
        AlignmentScores scores = scores(alignment("3-3"), GOLD);
        assertEquals(OptionalDouble.of(0), scores.f1());
        assertEquals(OptionalDouble.of(1), scores.aer());
    }

    @Test
    void possibleLinksGivenWithoutTheSureOnesContainThemAllTheSame() {
        // Without the union precision would be 0 here: the slip of several evaluation scripts.
        assertEquals(OptionalDouble.of(1), scores(alignment("0-0 1-1"), GOLD).precision());
        assertEquals(OptionalDouble.of(0), scores(alignment("0-0 1-1"), GOLD).aer());
    }

    @Test
    void aSentenceWithoutLinksStillCountsItsSureLinks() {
        AlignmentScores scores = AlignmentScores.of(List.of(alignment("0-0 1-1"), Alignment.EMPTY), List.of(GOLD, GOLD));
        assertEquals(OptionalDouble.of(0.5), scores.recall());
    }

    @Test
    void aMissingSentenceIsRefused() {
        CorpusException refused = assertThrows(CorpusException.class, () ->
            AlignmentScores.of(List.of(Alignment.EMPTY), List.of(GOLD, GOLD)));
        assertEquals("The alignment has 1 sentence pairs and the gold has 2; they must belong together line by line.",
            refused.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"graca-en-pt", "hansards-en-fr", "alibi-fr-en", "europarl-de-en"})
    void theErrorRateOfGoldAgainstItselfIsZero(String set) {
        List<GoldAlignment> gold = GoldSet.load(Path.of("gold-alignments", set)).gold();
        AlignmentScores sure = AlignmentScores.of(gold.stream().map(it -> new Alignment(it.sure())).toList(), gold);
        assertEquals(List.of(OptionalDouble.of(0), OptionalDouble.of(1), OptionalDouble.of(1), OptionalDouble.of(1)),
            List.of(sure.aer(), sure.precision(), sure.recall(), sure.f1()));
        AlignmentScores possible = AlignmentScores.of(gold.stream().map(it -> new Alignment(it.possible())).toList(), gold);
        assertEquals(OptionalDouble.of(0), possible.aer());
    }

    private static AlignmentScores scores(Alignment alignment, GoldAlignment gold) {
        return AlignmentScores.of(List.of(alignment), List.of(gold));
    }

    private static GoldAlignment gold(String sure, String possible) {
        return GoldAlignment.of(alignment(sure).links(), alignment(possible).links());
    }

    private static Alignment alignment(String text) {
        return Alignment.of(text.isEmpty() ? List.of() : List.of(text.split(" ")).stream().map(word -> {
            String[] ends = word.split("-");
            return new Link(Integer.parseInt(ends[0]), Integer.parseInt(ends[1]));
        }).toList());
    }
}
