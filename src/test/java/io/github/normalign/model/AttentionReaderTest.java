package io.github.normalign.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.util.concurrent.Uninterruptibles;
import io.github.normalign.corpus.SentencePair;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Order, limits and failures of reading many pairs on several threads. */
class AttentionReaderTest {

    private static AttentionReader open(int threads, int batch) {
        return AttentionReader.open(ModelDirectory.open(TinyMarian.MODEL),
            new ReaderOptions(ReaderOptions.DEFAULT.layers(), true, Device.CPU, threads, batch));
    }

    private static List<SentencePair> pairs(int times) {
        List<SentencePair> pairs = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            TinyMarian.pairs().forEach(pair -> pairs.add(pair.words()));
        }
        return pairs;
    }

    @Test
    void resultsStandInTheOrderOfThePairs() {
        List<SentencePair> pairs = pairs(5);
        try (AttentionReader reader = open(3, 4)) {
            List<Integer> rows = reader.read(pairs, (i, pair) -> pair.attention().orElseThrow().layer(1).rows());
            for (int i = 0; i < pairs.size(); i++) {
                assertEquals(TinyMarian.pairs().get(i % TinyMarian.pairs().size()).rows(), rows.get(i));
            }
        }
    }

    @Test
    void aPairAtTheLimitRunsAndOneBeyondIsSkipped() {
        String word = TinyMarian.pairs().get(0).words().source().get(0);
        try (AttentionReader reader = open(1, 4)) {
            int piecesOfWord = ModelParts.read(reader.directory()).tokenizer().source().encode(List.of(word)).length();
            int fits = 63 / piecesOfWord;
            List<SentencePair> pairs = List.of(
                new SentencePair(Collections.nCopies(fits, word), List.of("a")),
                new SentencePair(Collections.nCopies(64 / piecesOfWord + 1, word), List.of("a")));
            List<Boolean> skipped = reader.read(pairs, (i, pair) -> pair.skipped().isPresent());
            assertEquals(List.of(false, true), skipped);
        }
    }

    /** ONNX Runtime crashes the process when a session is freed while a run is in it. */
    @Test
    void aFailingUseIsThrownAfterAllRunsHaveEndedAndClosingIsSafe() {
        AtomicInteger inUse = new AtomicInteger();
        for (int round = 0; round < 10; round++) {
            AttentionReader reader = open(4, 1);
            IllegalStateException failure = assertThrows(IllegalStateException.class, () -> reader.read(pairs(4), (i, pair) -> {
                inUse.incrementAndGet();
                try {
                    if (i == 7) {
                        throw new IllegalStateException("of the use");
                    }
                    return i;
                } finally {
                    inUse.decrementAndGet();
                }
            }));
            assertEquals("of the use", failure.getMessage());
            assertEquals(0, inUse.get(), "no batch runs on");
            reader.close();
        }
    }

    @Test
    void readingAfterClosingIsRefusedAndClosingAgainDoesNothing() {
        AttentionReader reader = open(1, 1);
        reader.close();
        reader.close();
        IllegalStateException failure =
            assertThrows(IllegalStateException.class, () -> reader.read(pairs(1), (i, pair) -> i));
        assertTrue(failure.getMessage().contains("closed"), failure.getMessage());
    }

    @Test
    void aCancelledReadingBeginsNoBatchMore() throws InterruptedException {
        AtomicInteger used = new AtomicInteger();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AttentionReader reader = open(1, 1);
        Future<List<Integer>> reading = reader.start(pairs(5), (i, pair) -> {
            begun.countDown();
            Uninterruptibles.awaitUninterruptibly(goOn);
            return used.incrementAndGet();
        });
        begun.await();
        reading.cancel(false);
        goOn.countDown();
        reader.close();
        assertEquals(1, used.get());
        assertThrows(CancellationException.class, () -> AttentionReader.results(reading));
    }

    @Test
    void twoReadersShareThreads() {
        ReaderThreads threads = ReaderThreads.of(1);
        ModelDirectory model = ModelDirectory.open(TinyMarian.MODEL);
        try (AttentionReader one = AttentionReader.open(model, ReaderOptions.DEFAULT, threads);
                AttentionReader other = AttentionReader.open(model, ReaderOptions.DEFAULT, threads); threads) {
            Future<List<Thread>> first = one.start(pairs(2), (i, pair) -> Thread.currentThread());
            Future<List<Thread>> second = other.start(pairs(2), (i, pair) -> Thread.currentThread());
            Set<Thread> seen = new HashSet<>(AttentionReader.results(first));
            seen.addAll(AttentionReader.results(second));
            assertEquals(1, seen.size());
        }
    }
}
