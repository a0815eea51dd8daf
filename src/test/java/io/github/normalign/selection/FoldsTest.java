package io.github.normalign.selection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.normalign.evaluation.AlignmentCounts;
import io.github.normalign.evaluation.AlignmentScores;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FoldsTest {

    private static final int SENTENCES = 4;

    private static AlignmentCounts hits(int hits) {
        return new AlignmentCounts(20, 20, 20, hits, hits);
    }

    /**
     * Planted: candidate i is perfect on sentence i and has AER 0.55 on the others. A choice that does not see sentence i takes
     * another candidate, so every held-out sentence has 0.55; a choice that saw it would reach 0.41 on all.
     */
    @Test
    void theChoiceForAPartDoesNotSeeIt() {
        List<List<AlignmentCounts>> counts = IntStream.range(0, SENTENCES).mapToObj(sentence -> IntStream.range(0, SENTENCES)
            .mapToObj(candidate -> hits(candidate == sentence ? 20 : 9)).toList()).toList();
        List<AlignmentCounts> heldOut = new Folds(SENTENCES, SENTENCES).heldOut(fold -> counts);
        assertEquals(0.55, AlignmentScores.ofSentences(heldOut).aer().getAsDouble(), 1e-12);
        assertEquals((0.55 * 3) / 4, Folds.aer(counts, Folds.all())[0], 1e-12);
    }

    @Test
    void theLowestErrorRateWinsAndTheFirstOfEquals() {
        List<List<AlignmentCounts>> counts = List.of(List.of(hits(3), hits(7), hits(7)), List.of(hits(20), hits(20), hits(20)));
        assertEquals(1, Folds.best(counts, Folds.all()));
        assertEquals(0, Folds.best(counts, sentence -> sentence == 1));
    }

    @Test
    void sentencesOfMorePartsThanOneAreSplitEvenly() {
        List<List<AlignmentCounts>> counts = IntStream.range(0, 5).mapToObj(i -> List.of(hits(i))).toList();
        assertEquals(counts.stream().map(sentence -> sentence.get(0)).toList(), new Folds(5, 2).heldOut(fold -> counts));
    }
}
