package io.github.normalign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.normalign.alignment.LinkCriterion;
import io.github.normalign.alignment.ScoreFusion;
import io.github.normalign.alignment.Symmetrization;
import io.github.normalign.attention.HeadSelection;
import io.github.normalign.attention.Measure;
import io.github.normalign.attention.Reading;
import io.github.normalign.corpus.SentencePair;
import io.github.normalign.error.ModelException;
import io.github.normalign.model.ModelDirectory;
import io.github.normalign.words.AlignmentSetting;
import io.github.normalign.words.Combination;
import io.github.normalign.words.TwoWaySetting;
import io.github.normalign.words.WordRule;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The facade: one model, two models, wrong use. */
class WordAlignerTest {

    private static final Path EN_PT = Path.of("onnx-models/en-pt");
    private static final Path PT_EN = Path.of("onnx-models/pt-en");
    private static final SentencePair HOUSE = SentencePair.of("the white house", "a casa branca");
    private static final AlignmentSetting ONE_WAY =
        new AlignmentSetting(1, HeadSelection.of(6), Measure.WEIGHT, Reading.AWI, WordRule.WORD);

    @Test
    void twoModelsAreOpenedWithTheSettingTheFirstCarries() {
        try (WordAligner aligner = WordAligner.open(EN_PT, PT_EN)) {
            AlignedPair aligned = aligner.align(HOUSE);
            assertEquals("0-0 1-2 2-1", aligned.alignment().toString());
            assertTrue(aligned.scores().orElseThrow().score() > 0.5);
        }
    }

    @Test
    void aPairTooLongForEitherModelIsSkippedWithTheReason() {
        SentencePair tooLong = new SentencePair(Collections.nCopies(5000, "house"), List.of("casa"));
        try (WordAligner aligner = WordAligner.open(EN_PT, PT_EN)) {
            List<AlignedPair> aligned = aligner.align(List.of(tooLong, HOUSE));
            assertTrue(aligned.get(0).skipped().orElseThrow().contains("limit is 1024"));
            assertEquals(List.of(), aligned.get(0).links());
            assertTrue(aligned.get(1).skipped().isEmpty());
        }
    }

    @Test
    void settingsOfTheOtherKindAreRefusedAndNotDropped() {
        TwoWaySetting twoWay =
            new TwoWaySetting(ONE_WAY, ONE_WAY, new Combination.OfLinks(Symmetrization.INTERSECTION));
        assertThrows(IllegalArgumentException.class, () -> WordAligner.open(EN_PT, AlignerOptions.DEFAULT.withSetting(twoWay)));
        assertThrows(IllegalArgumentException.class,
            () -> WordAligner.open(EN_PT, PT_EN, AlignerOptions.DEFAULT.withSetting(ONE_WAY)));
        assertThrows(IllegalArgumentException.class,
            () -> WordAligner.open(EN_PT, PT_EN, AlignerOptions.DEFAULT.withThreshold(0.5)));
        assertThrows(IllegalArgumentException.class, () -> new Combination.OfScores(
            ScoreFusion.GEOMETRIC, new LinkCriterion(LinkCriterion.Kind.THRESHOLD, 1.5)));
    }

    @Test
    void modelsThatHaveNoSettingTogetherAreRefusedNamingSelect() {
        ModelException refused = assertThrows(ModelException.class, () -> WordAligner.open(EN_PT, EN_PT));
        assertTrue(refused.getMessage().contains("select"), refused.getMessage());
    }

    /** A model is known by what it is, and not by where it lies. */
    @Test
    void theFingerprintIsTheSameUnderAnotherPathAndDiffersBetweenModels() {
        String one = ModelDirectory.open(EN_PT).fingerprint();
        assertEquals(one, ModelDirectory.open(Path.of("onnx-models/../onnx-models/en-pt")).fingerprint());
        assertTrue(one.matches("[0-9a-f]{16}"), one);
        assertTrue(!one.equals(ModelDirectory.open(PT_EN).fingerprint()), one);
    }

    @Test
    void manyThreadsShareOneAligner() throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(4);
        try (WordAligner aligner = WordAligner.open(EN_PT, AlignerOptions.DEFAULT.withThreads(2))) {
            Callable<String> call = () -> aligner.align(HOUSE).alignment().toString();
            List<Future<String>> results = callers.invokeAll(IntStream.range(0, 40).mapToObj(i -> call).toList());
            for (Future<String> result : results) {
                assertEquals("0-0 1-2 2-1", result.get());
            }
        } finally {
            callers.shutdown();
        }
    }
}
