package io.github.normalign.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.normalign.alignment.Alignment;
import io.github.normalign.alignment.Symmetrization;
import io.github.normalign.format.IndexBase;
import io.github.normalign.format.PharaohFormat;
import io.github.normalign.gold.GoldSet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Symmetrisation judged by published files and figures: the two directions of GIZA++ and fast_align, combined by others. */
class SymmetrizedPeersTest {

    private static final Path OUTPUTS = Path.of("src/test/resources/peer-outputs");

    @ParameterizedTest
    @CsvSource({
        "hansards-en-fr, giza, intersection, intersection", "hansards-en-fr, giza, union, union",
        "hansards-en-fr, giza, lilt-grow-diag, grow-diagonal", "hansards-en-fr, giza, lilt-grow-diag-final, grow-diagonal-final",
        "hansards-en-fr, fastalign, intersection, intersection", "hansards-en-fr, fastalign, union, union",
        "hansards-en-fr, fastalign, lilt-grow-diag, grow-diagonal",
        "hansards-en-fr, fastalign, lilt-grow-diag-final, grow-diagonal-final",
        "ro-en, giza, intersection, intersection", "ro-en, giza, union, union",
        "ro-en, giza, lilt-grow-diag, grow-diagonal", "ro-en, giza, lilt-grow-diag-final, grow-diagonal-final",
        "ro-en, fastalign, intersection, intersection", "ro-en, fastalign, union, union",
        "ro-en, fastalign, lilt-grow-diag, grow-diagonal", "ro-en, fastalign, lilt-grow-diag-final, grow-diagonal-final"})
    void liltsPublishedFilesComeOutToTheLastLink(String set, String system, String rule, String published) {
        assertEquals(file(set, system + "." + published), combined(set, system, rule));
    }

    /** AER in percent and numbers of links of a literal transcription of symal's published procedure in Python. */
    @ParameterizedTest
    @CsvSource({
        "hansards-en-fr, giza, grow-diag, 6.29, 5956", "hansards-en-fr, giza, grow-diag-final, 9.15, 6909",
        "hansards-en-fr, giza, grow-diag-final-and, 6.38, 6293",
        "ro-en, giza, grow-diag, 28.21, 4608", "ro-en, giza, grow-diag-final, 29.01, 5465",
        "ro-en, giza, grow-diag-final-and, 27.10, 4880",
        "hansards-en-fr, fastalign, grow-diag, 14.59, 7686", "hansards-en-fr, fastalign, grow-diag-final, 18.60, 8831",
        "hansards-en-fr, fastalign, grow-diag-final-and, 15.18, 7917",
        "ro-en, fastalign, grow-diag, 32.02, 5743", "ro-en, fastalign, grow-diag-final, 33.97, 6527",
        "ro-en, fastalign, grow-diag-final-and, 32.16, 5893"})
    void mosesRulesScoreAsSymalDoes(String set, String system, String rule, String aer, long links) {
        AlignmentScores scores =
            AlignmentScores.of(combined(set, system, rule), GoldSet.load(Path.of("gold-alignments", set)).gold());
        assertEquals(aer, String.format(Locale.ROOT, "%.2f", 100 * scores.aer().orElseThrow()));
        assertEquals(links, scores.counts().links());
    }

    private static List<Alignment> combined(String set, String system, String rule) {
        List<Alignment> forward = file(set, system + ".forward");
        List<Alignment> reverse = file(set, system + ".reverse");
        List<Alignment> combined = new ArrayList<>();
        for (int i = 0; i < forward.size(); i++) {
            combined.add(Symmetrization.parse(rule).combine(forward.get(i), reverse.get(i).swapped()));
        }
        return combined;
    }

    private static List<Alignment> file(String set, String name) {
        return PharaohFormat.read(OUTPUTS.resolve(set).resolve(name + ".talp"), IndexBase.ZERO);
    }
}
