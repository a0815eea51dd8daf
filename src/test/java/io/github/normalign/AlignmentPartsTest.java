package io.github.normalign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.Iterators;
import io.github.normalign.attention.HeadSelection;
import io.github.normalign.attention.Measure;
import io.github.normalign.attention.Reading;
import io.github.normalign.corpus.SentencePair;
import io.github.normalign.words.AlignmentSetting;
import io.github.normalign.words.WordRule;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A corpus on its way through an aligner: order, bounds, failures, and what closes it. */
class AlignmentPartsTest {

    private static final Path TINY = Path.of("src/test/resources/tiny-marian/model");

    private static WordAligner open(int threads) {
        AlignmentSetting setting =
            new AlignmentSetting(1, HeadSelection.of(1), Measure.WEIGHT, Reading.AWI, WordRule.WORD);
        return WordAligner.open(TINY, AlignerOptions.DEFAULT.withSetting(setting).withThreads(threads).withBatch(4));
    }

    /** A pair of its own for each number, of many lengths. */
    private static SentencePair pair(int i) {
        List<String> source = new ArrayList<>(Collections.nCopies(i % 9, "the"));
        source.add("w" + i);
        return new SentencePair(source, List.of("o", "w" + i));
    }

    private static Iterator<SentencePair> endless() {
        return IntStream.iterate(0, i -> i + 1).mapToObj(AlignmentPartsTest::pair).iterator();
    }

    private static List<Integer> sizes(WordAligner aligner, int items, long before) {
        List<Integer> sizes = new ArrayList<>();
        new AlignmentParts<>(aligner, Collections.nCopies(items, 1).iterator(), item -> Optional.empty(), before)
            .forEachRemaining(part -> sizes.add(part.size()));
        return sizes;
    }

    @Test
    void resultsComeInTheOrderOfTheItemsOnManyThreads() {
        List<SentencePair> pairs = IntStream.range(0, 700).mapToObj(AlignmentPartsTest::pair).toList();
        try (WordAligner one = open(1); WordAligner many = open(8); Stream<AlignedPair> stream = many.align(pairs.iterator())) {
            List<AlignedPair> found = stream.toList();
            assertEquals(pairs, found.stream().map(AlignedPair::pair).toList());
            assertEquals(one.align(pairs).stream().map(AlignedPair::alignment).toList(),
                found.stream().map(AlignedPair::alignment).toList());
        }
    }

    @Test
    void itemsWithoutAPairKeepTheirPlace() {
        try (WordAligner aligner = open(2)) {
            Function<Integer, Optional<SentencePair>> odd = i -> i % 2 == 1 ? Optional.of(pair(i)) : Optional.empty();
            List<AlignedItem<Integer>> found = new ArrayList<>();
            new AlignmentParts<>(aligner, IntStream.range(0, 200).iterator(), odd, 0).forEachRemaining(found::addAll);
            for (int i = 0; i < 200; i++) {
                assertEquals(i, found.get(i).item());
                assertEquals(odd.apply(i), found.get(i).pair().map(AlignedPair::pair));
            }
        }
    }

    @Test
    void partsGrowAndEndAtTheSamePlacesWhenWorkGoesOnAtOneOfThem() {
        try (WordAligner aligner = open(1)) {
            assertEquals(List.of(64, 64, 128, 256, 512, 1024, 1024, 128), sizes(aligner, 3200, 0));
            assertEquals(List.of(512, 1024, 1024, 128), sizes(aligner, 3200 - 512, 512));
            assertEquals(List.of(), sizes(aligner, 0, 0));
        }
    }

    @Test
    void longLinesAndHugeWordsEndAPart() {
        SentencePair words = new SentencePair(Collections.nCopies(AlignmentParts.MOST_WORDS / 8, "w"), List.of("v"));
        SentencePair cells = new SentencePair(Collections.nCopies(1024, "w"), Collections.nCopies(1024, "v"));
        SentencePair characters = SentencePair.of("w".repeat((int) AlignmentParts.MOST_CHARACTERS / 2), "v");
        try (WordAligner aligner = open(1)) {
            assertEquals(8, first(aligner, words));
            assertEquals(4, first(aligner, cells));
            assertEquals(2, first(aligner, characters));
        }
    }

    /** How many of a pair are read ahead. */
    private static int first(WordAligner aligner, SentencePair pair) {
        return new AlignmentParts<>(aligner, Collections.nCopies(20, pair).iterator(), Optional::of, 0).next().size();
    }

    @Test
    void thePartBeforeAFailureToReadIsHandedOver() {
        Iterator<SentencePair> torn = Iterators.concat(Iterators.limit(endless(), 100), new Iterator<>() {
            @Override
            public boolean hasNext() {
                throw new UncheckedIOException("torn", new java.io.IOException());
            }

            @Override
            public SentencePair next() {
                throw new NoSuchElementException();
            }
        });
        try (WordAligner aligner = open(2)) {
            AlignmentParts<SentencePair> parts = new AlignmentParts<>(aligner, torn, Optional::of, 0);
            assertEquals(64, parts.next().size());
            assertEquals(36, parts.next().size());
            assertEquals("torn", assertThrows(UncheckedIOException.class, parts::next).getMessage());
            assertFalse(parts.hasNext());
        }
    }

    @Test
    void closingTheAlignerMeanwhileLosesNothingThatIsDone() {
        WordAligner aligner = open(2);
        AlignmentParts<SentencePair> parts = new AlignmentParts<>(aligner, endless(), Optional::of, 0);
        assertEquals(64, parts.next().size());
        aligner.close();
        IllegalStateException closed = assertThrows(IllegalStateException.class, () -> parts.forEachRemaining(part ->
            assertTrue(part.stream().allMatch(item -> item.pair().isPresent()))));
        assertTrue(closed.getMessage().contains("closed"), closed.getMessage());
        assertFalse(parts.hasNext());
    }

    @Test
    void closingThePartsStopsTheWork() {
        try (WordAligner aligner = open(1)) {
            AlignmentParts<SentencePair> parts = new AlignmentParts<>(aligner, endless(), Optional::of, 100_000);
            assertTrue(parts.hasNext());
            parts.close();
            assertThrows(CancellationException.class, () -> parts.forEachRemaining(part -> { }));
            assertFalse(parts.hasNext());
        }
    }

    @Test
    void aStreamIsReadNoFurtherThanAFewPartsAhead() {
        try (WordAligner aligner = open(2)) {
            int[] read = new int[1];
            Iterator<SentencePair> counted = Iterators.transform(endless(), pair -> {
                read[0]++;
                return pair;
            });
            try (Stream<AlignedPair> stream = aligner.align(counted)) {
                assertEquals(pair(0), stream.iterator().next().pair());
            }
            assertTrue(read[0] <= 1024, read[0] + " pairs");
        }
    }

    @Test
    void aPairThatIsThereTwiceIsAlignedOnce() {
        try (WordAligner aligner = open(2)) {
            List<AlignedPair> found = aligner.align(List.of(pair(3), pair(5), pair(3)));
            assertSame(found.get(0), found.get(2));
            assertEquals(List.of(pair(3), pair(5), pair(3)), found.stream().map(AlignedPair::pair).toList());
            assertEquals(aligner.align(pair(3)).alignment(), found.get(2).alignment());
        }
    }
}
