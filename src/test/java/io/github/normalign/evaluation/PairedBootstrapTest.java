package io.github.normalign.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.normalign.alignment.Alignment;
import io.github.normalign.error.CorpusException;
import io.github.normalign.format.IndexBase;
import io.github.normalign.format.PharaohFormat;
import io.github.normalign.gold.GoldSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PairedBootstrapTest {

    /** Points that an end of an interval may be off: see the README beside the expected values. */
    private static final double TOLERANCE = 0.15;
    private static final PairedBootstrap BOOTSTRAP = new PairedBootstrap();
    private static final AlignmentCounts RIGHT = new AlignmentCounts(2, 2, 2, 2, 2);
    private static final AlignmentCounts WRONG = new AlignmentCounts(2, 2, 2, 0, 0);

    static List<String> expected() throws IOException {
        return Files.readAllLines(Path.of("src/test/resources/bootstrap/expected.tsv"));
    }

    @ParameterizedTest
    @MethodSource("expected")
    void intervalsAreThoseOfAnIndependentComputation(String line) throws IOException {
        String[] fields = line.split("\t");
        List<AlignmentCounts> system = counts(fields[0], fields[1]);
        double value = Double.parseDouble(fields[3]);
        Interval found;
        if (fields[2].equals("-")) {
            assertEquals(value, 100 * AlignmentScores.ofSentences(system).aer().orElseThrow(), 5e-5);
            found = BOOTSTRAP.aer(system).orElseThrow();
        } else {
            AerDifference difference = BOOTSTRAP.difference(system, counts(fields[0], fields[2])).orElseThrow();
            assertEquals(value, 100 * difference.value(), 5e-5);
            assertEquals(Double.parseDouble(fields[6]), difference.shareAbove(), 0.005);
            found = difference.interval();
        }
        assertEquals(Double.parseDouble(fields[4]), 100 * found.low(), TOLERANCE);
        assertEquals(Double.parseDouble(fields[5]), 100 * found.high(), TOLERANCE);
    }

    @ParameterizedTest
    @CsvSource({"hansards-en-fr, 7.1, 8.9", "ro-en, 26.5, 31.0"})
    void theIntervalsOfGizaForwardAreThoseReportedElsewhere(String set, double low, double high) throws IOException {
        Interval interval = BOOTSTRAP.aer(counts(set, "giza.forward")).orElseThrow();
        assertEquals(low, 100 * interval.low(), TOLERANCE);
        assertEquals(high, 100 * interval.high(), TOLERANCE);
    }

    @Test
    void aSystemAgainstItselfDiffersByNothing() throws IOException {
        List<AlignmentCounts> system = counts("ro-en", "giza.forward");
        AerDifference difference = BOOTSTRAP.difference(system, system).orElseThrow();
        assertEquals(new AerDifference(0, new Interval(0, 0), 0, 0), difference);
        assertEquals(1, difference.twoSidedShare());
    }

    @Test
    void exchangingTheSystemsTurnsTheSigns() throws IOException {
        List<AlignmentCounts> one = counts("ro-en", "giza.forward");
        List<AlignmentCounts> other = counts("ro-en", "giza.grow-diagonal");
        AerDifference difference = BOOTSTRAP.difference(one, other).orElseThrow();
        AerDifference turned = BOOTSTRAP.difference(other, one).orElseThrow();
        assertEquals(-difference.value(), turned.value());
        assertEquals(difference.shareAbove(), turned.shareBelow());
        assertEquals(-difference.interval().low(), turned.interval().high(), 1e-12);
        assertEquals(difference.twoSidedShare(), turned.twoSidedShare());
    }

    @Test
    void equalSeedsGiveEqualResultsAndOthersDoNot() throws IOException {
        List<AlignmentCounts> system = counts("ro-en", "giza.forward");
        assertEquals(new PairedBootstrap().aer(system), new PairedBootstrap().aer(system));
        assertEquals(new PairedBootstrap(500, 7).aer(system), new PairedBootstrap(500, 7).aer(system));
        assertNotEquals(new PairedBootstrap(500, 7).aer(system), new PairedBootstrap(500, 8).aer(system));
    }

    @Test
    void bothSystemsAreScoredOnTheSameSentences() {
        // Each is right on one sentence of two, not the same one. On the same two drawn sentences the difference is -1, 0 or 1 with
        // chances of 1/4, 1/2, 1/4; drawn apart, 0.5 and -0.5 would come too, and above 0 would be 5/16.
        AerDifference difference = BOOTSTRAP.difference(List.of(RIGHT, WRONG), List.of(WRONG, RIGHT)).orElseThrow();
        assertEquals(0, difference.value());
        assertEquals(new Interval(-1, 1), difference.interval());
        assertEquals(0.25, difference.shareAbove(), 0.02);
        assertEquals(0.25, difference.shareBelow(), 0.02);
        assertEquals(1, difference.twoSidedShare());
    }

    @Test
    void percentilesAreLinearBetweenNeighbours() {
        // Two samples with the error rates 0 and 1, as some seed draws them: the percentiles lie 0.025 from the ends.
        Interval interval = Stream.iterate(1L, seed -> seed + 1)
            .map(seed -> new PairedBootstrap(2, seed).aer(List.of(RIGHT, WRONG)).orElseThrow())
            .filter(it -> Math.abs(it.high() - it.low() - 0.95) < 1e-9).findFirst().orElseThrow();
        assertEquals(0.025, interval.low(), 1e-12);
        assertEquals(0.975, interval.high(), 1e-12);
    }

    @Test
    void aSampleWithoutLinksAndSureLinksIsLeftOut() {
        // A quarter of the samples draw the empty pair twice; the others all score 0.5.
        List<AlignmentCounts> half = List.of(AlignmentCounts.ZERO, new AlignmentCounts(1, 1, 1, 1, 0));
        assertEquals(Optional.of(new Interval(0.5, 0.5)), BOOTSTRAP.aer(half));
        List<AlignmentCounts> wrong = List.of(AlignmentCounts.ZERO, new AlignmentCounts(1, 1, 1, 0, 0));
        assertEquals(new AerDifference(-0.5, new Interval(-0.5, -0.5), 0, 1), BOOTSTRAP.difference(half, wrong).orElseThrow());
    }

    @Test
    void whatHasNoErrorRateHasNoInterval() {
        assertEquals(Optional.empty(), BOOTSTRAP.aer(List.of()));
        assertEquals(Optional.empty(), BOOTSTRAP.aer(List.of(AlignmentCounts.ZERO, AlignmentCounts.ZERO)));
        assertEquals(Optional.empty(), BOOTSTRAP.difference(List.of(), List.of()));
        List<AlignmentCounts> nothing = List.of(AlignmentCounts.ZERO);
        assertEquals(Optional.empty(), BOOTSTRAP.difference(nothing, List.of(new AlignmentCounts(1, 0, 0, 0, 0))));
    }

    @Test
    void countsOfDifferentGoldAreRefused() {
        assertEquals("One system has 1 sentence pairs and the other has 2; only alignments of the same gold can be compared.",
            assertThrows(CorpusException.class, () -> BOOTSTRAP.difference(List.of(RIGHT), List.of(RIGHT, RIGHT))).getMessage());
        assertEquals("Sentence pair 2 has 2 sure and 2 possible links for one system, 2 and 3 for the other; only alignments of the"
            + " same gold can be compared.", assertThrows(CorpusException.class, () -> BOOTSTRAP.difference(List.of(RIGHT, RIGHT),
                List.of(RIGHT, new AlignmentCounts(2, 2, 3, 2, 2)))).getMessage());
    }

    @Test
    void thereMustBeASample() {
        assertEquals("samples must be 1 or more, not 0",
            assertThrows(IllegalArgumentException.class, () -> new PairedBootstrap(0, 1)).getMessage());
    }

    @Test
    void theTwoSidedShareCountsBothTails() {
        assertEquals(0.04, new AerDifference(-0.1, new Interval(-0.2, -0.01), 0.02, 0.98).twoSidedShare(), 1e-12);
        assertEquals(0.04, new AerDifference(0.1, new Interval(0.01, 0.2), 0.98, 0.02).twoSidedShare(), 1e-12);
        // Samples without a difference speak for neither side.
        assertEquals(0.2, new AerDifference(-0.1, new Interval(-0.2, 0), 0, 0.9).twoSidedShare(), 1e-12);
    }

    private static List<AlignmentCounts> counts(String set, String system) throws IOException {
        String file = system.equals("awesome-align") ? "awesome-align.out" : system + ".talp";
        List<Alignment> links = PharaohFormat.read(Path.of("src/test/resources/peer-outputs", set, file), IndexBase.ZERO);
        return AlignmentCounts.ofEach(links, GoldSet.load(Path.of("gold-alignments", set)).gold());
    }

    @Test
    void manySystemsAtOnceHaveTheIntervalsOfEach() throws IOException {
        List<AlignmentCounts> forward = counts("ro-en", "giza.forward");
        List<AlignmentCounts> union = counts("ro-en", "giza.union");
        List<AlignmentCounts> none = forward.stream().map(it -> AlignmentCounts.ZERO).toList();
        assertEquals(List.of(BOOTSTRAP.aer(forward), BOOTSTRAP.aer(union), Optional.empty()),
            BOOTSTRAP.aerOfEach(List.of(forward, union, none)));
        assertEquals(List.of(), BOOTSTRAP.aerOfEach(List.of()));
        assertEquals(List.of(Optional.empty()), BOOTSTRAP.aerOfEach(List.of(List.of())));
        assertThrows(IllegalArgumentException.class, () -> BOOTSTRAP.aerOfEach(List.of(forward, List.of())));
    }
}
