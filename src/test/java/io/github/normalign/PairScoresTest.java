package io.github.normalign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.normalign.alignment.LinkCriterion;
import io.github.normalign.alignment.ScoreFusion;
import io.github.normalign.corpus.SentencePair;
import io.github.normalign.corpus.Words;
import io.github.normalign.model.ModelDirectory;
import io.github.normalign.words.Combination;
import io.github.normalign.words.TwoWaySetting;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Sentence scores and unaligned words of the embedded models. */
class PairScoresTest {

    private static final Path MODEL = Path.of("onnx-models/en-pt");
    private static final Path REVERSE = Path.of("onnx-models/pt-en");
    private static final List<SentencePair> PAIRS = List.of(
        SentencePair.of("the white house stands on a hill .", "a casa branca fica numa colina ."),
        SentencePair.of("we will vote on this proposal tomorrow .", "votaremos esta proposta amanhã ."),
        SentencePair.of("my brother bought a very old car .", "o meu irmão comprou um carro muito velho ."),
        SentencePair.of("it is raining in Lisbon today .", "hoje está a chover em Lisboa ."),
        SentencePair.of("she wrote a long letter to her mother .", "ela escreveu uma longa carta à mãe ."));

    private static WordAligner one;
    private static WordAligner two;

    @BeforeAll
    static void open() {
        one = WordAligner.open(MODEL);
        two = WordAligner.open(MODEL, REVERSE, twoWays());
    }

    @AfterAll
    static void close() {
        one.close();
        two.close();
    }

    private static AlignerOptions twoWays() {
        return AlignerOptions.DEFAULT.withSetting(new TwoWaySetting(ModelDirectory.open(MODEL).setting().orElseThrow(),
            ModelDirectory.open(REVERSE).setting().orElseThrow(),
            new Combination.OfScores(ScoreFusion.GEOMETRIC, new LinkCriterion(LinkCriterion.Kind.MUTUAL, 0))));
    }

    @Test
    void noSourceGoesWithAnotherSentencesTargetAsWellAsWithItsOwn() {
        for (WordAligner aligner : List.of(one, two)) {
            for (SentencePair own : PAIRS) {
                double right = score(aligner.align(own));
                List<SentencePair> wrong = PAIRS.stream().filter(other -> other != own)
                    .map(other -> new SentencePair(own.source(), other.target())).toList();
                for (AlignedPair found : aligner.align(wrong)) {
                    assertTrue(right > score(found) + 0.1, right + " for " + own + ", but for "
                        + found.pair() + " " + score(found));
                }
            }
        }
    }

    @Test
    void halfATargetLowersTheSourceSideMost() {
        SentencePair whole = PAIRS.get(2);
        AlignedPair cut = two.align(new SentencePair(whole.source(), whole.target().subList(0, 4)));
        assertTrue(score(cut) < score(two.align(whole)) / 2, cut.toString());
        assertTrue(cut.scores().orElseThrow().sourceSupport() < cut.scores().orElseThrow().targetSupport() / 2, cut.toString());
    }

    /** Batches change the order of additions in ONNX Runtime, so float32 rounding may differ. */
    @Test
    void scoresDoNotDependOnTheBatch() {
        List<AlignedPair> together = two.align(PAIRS);
        try (WordAligner single = WordAligner.open(MODEL, REVERSE, twoWays().withBatch(1).withThreads(1))) {
            List<AlignedPair> alone = single.align(PAIRS);
            for (int i = 0; i < PAIRS.size(); i++) {
                assertEquals(score(together.get(i)), score(alone.get(i)), 1e-5);
                assertEquals(together.get(i).scores().orElseThrow().agreement(), alone.get(i).scores().orElseThrow().agreement());
            }
        }
    }

    @Test
    void wordsTheTokenizerErasesAreListedAsUnaligned() {
        SentencePair pair = SentencePair.of("\u200b the white \u3000 house", "\u200b a casa \u200b branca");
        for (WordAligner aligner : List.of(one, two)) {
            AlignedPair aligned = aligner.align(pair);
            assertEquals(List.of(0, 3), aligned.unalignedSource());
            assertEquals(List.of(0, 3), aligned.unalignedTarget());
            assertEquals(0.6, aligned.scores().orElseThrow().sourceCoverage(), 1e-9);
        }
    }

    @Test
    void aPairWithAnEmptySideScoresNothingAndAnEmptyOneHasNoScore() {
        for (WordAligner aligner : List.of(one, two)) {
            assertEquals(0, score(aligner.align(SentencePair.of("\u200b \u200b", "a casa branca"))));
            assertEquals(0, score(aligner.align(SentencePair.of("the white house", ""))));
            assertEquals(Optional.empty(), aligner.align(SentencePair.of("\u200b", "")).scores());
            assertEquals(List.of(0, 1, 2), aligner.align(SentencePair.of("the white house", "")).unalignedSource());
        }
    }

    @Test
    void aSkippedPairHasNoScore() {
        AlignedPair skipped = two.align(SentencePair.of("house ".repeat(3000).strip(), "casa"));
        assertTrue(skipped.skipped().isPresent());
        assertEquals(Optional.empty(), skipped.scores());
        assertEquals(Words.split("casa").size(), skipped.unalignedTarget().size());
    }

    private static double score(AlignedPair pair) {
        return pair.scores().orElseThrow().score();
    }
}
