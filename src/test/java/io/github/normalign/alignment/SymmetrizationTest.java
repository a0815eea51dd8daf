package io.github.normalign.alignment;

import static io.github.normalign.alignment.Symmetrization.GROW_DIAG;
import static io.github.normalign.alignment.Symmetrization.GROW_DIAG_FINAL;
import static io.github.normalign.alignment.Symmetrization.GROW_DIAG_FINAL_AND;
import static io.github.normalign.alignment.Symmetrization.INTERSECTION;
import static io.github.normalign.alignment.Symmetrization.LILT_GROW_DIAG;
import static io.github.normalign.alignment.Symmetrization.LILT_GROW_DIAG_FINAL;
import static io.github.normalign.alignment.Symmetrization.UNION;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SymmetrizationTest {

    private static final Path RANDOM = Path.of("src/test/resources/symmetrization/random.tsv");

    /** 9 target words (rows) and 7 source words: f forward only, r reverse only, x both. */
    private static final String BOTH_DIRECTIONS = """
        f......
        f......
        r.f....
        .rr.f..
        ...fr..
        .....x.
        ...rf..
        ......f
        ......x
        """;

    /** A sentence pair's two directions, source-target. */
    private record Directions(Alignment forward, Alignment reverse) {
    }

    // The expected pictures were worked out by hand and are what scripts/make_symmetrization_fixture.py gives.

    @Test
    void intersectionKeepsWhatBothDirectionsHave() {
        assertEquals("""
            .......
            .......
            .......
            .......
            .......
            .....#.
            .......
            .......
            ......#
            """, picture(INTERSECTION));
    }

    @Test
    void unionKeepsWhatEitherDirectionHas() {
        assertEquals("""
            #......
            #......
            #.#....
            .##.#..
            ...##..
            .....#.
            ...##..
            ......#
            ......#
            """, picture(UNION));
    }

    @Test
    void growDiagAddsNeighboursThatCoverOneMoreWord() {
        // Target 4 source 3 stays out: target 4 is covered by source 4, source 3 by target 6, which the walk reaches earlier.
        assertEquals("""
            .......
            .......
            .......
            ....#..
            ....#..
            .....#.
            ...##..
            ......#
            ......#
            """, picture(GROW_DIAG));
    }

    @Test
    void growDiagFinalAddsWhateverCoversOneMoreWordForwardFirst() {
        // Target 2 source 0 (reverse) stays out because target 2 source 2 (forward) came first.
        assertEquals("""
            #......
            #......
            ..#....
            .#..#..
            ....#..
            .....#.
            ...##..
            ......#
            ......#
            """, picture(GROW_DIAG_FINAL));
    }

    @Test
    void growDiagFinalAndAddsOnlyWhatCoversTwoMoreWords() {
        assertEquals("""
            #......
            .......
            ..#....
            ....#..
            ....#..
            .....#.
            ...##..
            ......#
            ......#
            """, picture(GROW_DIAG_FINAL_AND));
    }

    @Test
    void liltsGrowDiagAddsNeighboursThatCoverTwoMoreWords() {
        // Target 6 source 4 and target 4 source 4 both touch the link 5-5 and share source 4; lilt looks at the former first.
        assertEquals("""
            .......
            .......
            .......
            .......
            .......
            .....#.
            ....#..
            .......
            ......#
            """, picture(LILT_GROW_DIAG));
    }

    @Test
    void liltsGrowDiagFinalAddsWhateverCoversTwoMoreWordsForwardFirst() {
        assertEquals("""
            #......
            .......
            ..#....
            .#.....
            ...#...
            .....#.
            ....#..
            .......
            ......#
            """, picture(LILT_GROW_DIAG_FINAL));
    }

    @Test
    void everyRuleGivesWhatAnIndependentProgramGives() throws IOException {
        List<Symmetrization> rules =
            List.of(GROW_DIAG, GROW_DIAG_FINAL, GROW_DIAG_FINAL_AND, LILT_GROW_DIAG, LILT_GROW_DIAG_FINAL);
        List<String> cases = Files.readAllLines(RANDOM);
        assertEquals(200, cases.size());
        for (String line : cases) {
            String[] columns = line.split("\t", -1);
            for (int i = 0; i < rules.size(); i++) {
                assertEquals(columns[2 + i], rules.get(i).combine(links(columns[0]), links(columns[1])).toString(),
                    rules.get(i) + " of " + columns[0] + " and " + columns[1]);
            }
        }
    }

    @Test
    void everyRuleLiesBetweenIntersectionAndUnionAndFinalAddsToGrowDiag() {
        for (Directions pair : random()) {
            for (List<Symmetrization> chain : List.of(
                    List.of(INTERSECTION, GROW_DIAG, GROW_DIAG_FINAL, UNION),
                    List.of(GROW_DIAG, GROW_DIAG_FINAL_AND, UNION),
                    List.of(INTERSECTION, LILT_GROW_DIAG, LILT_GROW_DIAG_FINAL, UNION))) {
                for (int i = 1; i < chain.size(); i++) {
                    Alignment smaller = combine(chain.get(i - 1), pair);
                    Alignment greater = combine(chain.get(i), pair);
                    assertTrue(greater.links().containsAll(smaller.links()),
                        chain.get(i - 1) + " is no part of " + chain.get(i) + ": " + pair);
                }
            }
        }
    }

    @Test
    void growDiagFinalAndIsNotAlwaysPartOfGrowDiagFinal() {
        // Final takes 1-1 and 3-3 where one word is enough, which covers both words of 1-3; where it is not, 1-3 is free.
        Alignment forward = links("1-1 3-3 4-0");
        Alignment reverse = links("1-3 3-1 4-0");
        assertEquals("3-1 4-0", GROW_DIAG.combine(forward, reverse).toString());
        assertEquals("1-1 3-1 3-3 4-0", GROW_DIAG_FINAL.combine(forward, reverse).toString());
        assertEquals("1-3 3-1 4-0", GROW_DIAG_FINAL_AND.combine(forward, reverse).toString());
    }

    @Test
    void growDiagFinalCoversEveryWordTheUnionCovers() {
        for (Directions pair : random()) {
            Alignment combined = combine(GROW_DIAG_FINAL, pair);
            Alignment union = combine(UNION, pair);
            assertEquals(union.links().stream().map(Link::source).collect(Collectors.toSet()),
                combined.links().stream().map(Link::source).collect(Collectors.toSet()));
            assertEquals(union.links().stream().map(Link::target).collect(Collectors.toSet()),
                combined.links().stream().map(Link::target).collect(Collectors.toSet()));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"INTERSECTION", "UNION", "GROW_DIAG", "LILT_GROW_DIAG"})
    void withoutFinalTheDirectionsMayBeExchanged(Symmetrization rule) {
        for (Directions pair : random()) {
            assertEquals(rule.combine(pair.forward(), pair.reverse()), rule.combine(pair.reverse(), pair.forward()));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"GROW_DIAG_FINAL", "GROW_DIAG_FINAL_AND", "LILT_GROW_DIAG_FINAL"})
    void finalTakesTheFirstDirectionFirst(Symmetrization rule) {
        assertFalse(random().stream()
            .allMatch(pair -> rule.combine(pair.forward(), pair.reverse()).equals(rule.combine(pair.reverse(), pair.forward()))));
    }

    @ParameterizedTest
    @EnumSource(names = {"INTERSECTION", "UNION"})
    void sourceAndTargetMayBeExchangedWhereNothingIsWalked(Symmetrization rule) {
        for (Directions pair : random()) {
            assertEquals(combine(rule, pair).swapped(), rule.combine(pair.forward().swapped(), pair.reverse().swapped()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void twoEqualAlignmentsGiveTheSameAgain(Symmetrization rule) {
        for (Directions pair : random()) {
            assertEquals(pair.forward(), rule.combine(pair.forward(), pair.forward()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void twoAlignmentsWithoutLinksGiveNone(Symmetrization rule) {
        assertEquals(Alignment.EMPTY, rule.combine(Alignment.EMPTY, Alignment.EMPTY));
    }

    @Test
    void nothingGrowsWithoutAnIntersection() {
        Alignment forward = links("0-0 1-1");
        Alignment reverse = links("0-1 1-2");
        assertEquals(Alignment.EMPTY, GROW_DIAG.combine(forward, reverse));
        assertEquals(Alignment.EMPTY, LILT_GROW_DIAG.combine(forward, reverse));
    }

    @Test
    void veryGreatWordNumbersAreNoProblem() {
        Alignment forward = links("2147483647-2147483647 5-2147483646");
        Alignment reverse = links("2147483647-2147483647 2147483646-2147483646");
        assertEquals("2147483646-2147483646 2147483647-2147483647", GROW_DIAG.combine(forward, reverse).toString());
        assertEquals("5-2147483646 2147483646-2147483646 2147483647-2147483647",
            GROW_DIAG_FINAL.combine(forward, reverse).toString());
    }

    @ParameterizedTest
    @EnumSource
    void aNameIsReadBackInAnyCase(Symmetrization rule) {
        assertEquals(rule, Symmetrization.parse(rule.toString()));
        assertEquals(rule, Symmetrization.parse(rule.name().replace('_', '-')));
    }

    @Test
    void namesAreThoseOfTheCommandLineAndAnUnknownOneIsAnsweredWithAll() {
        String names = "intersection, union, grow-diag, grow-diag-final, grow-diag-final-and, lilt-grow-diag, lilt-grow-diag-final";
        assertEquals(names, Arrays.stream(Symmetrization.values()).map(Symmetrization::toString).collect(Collectors.joining(", ")));
        String message = assertThrows(IllegalArgumentException.class, () -> Symmetrization.parse("och")).getMessage();
        assertEquals("found 'och', expected one of " + names, message);
    }

    private static String picture(Symmetrization rule) {
        List<String> rows = BOTH_DIRECTIONS.lines().toList();
        Alignment combined = rule.combine(drawn(rows, "fx"), drawn(rows, "rx"));
        StringBuilder picture = new StringBuilder();
        for (int target = 0; target < rows.size(); target++) {
            for (int source = 0; source < rows.get(target).length(); source++) {
                picture.append(combined.links().contains(new Link(source, target)) ? '#' : '.');
            }
            picture.append('\n');
        }
        return picture.toString();
    }

    private static Alignment drawn(List<String> rows, String marks) {
        List<Link> links = new ArrayList<>();
        for (int target = 0; target < rows.size(); target++) {
            for (int source = 0; source < rows.get(target).length(); source++) {
                if (marks.indexOf(rows.get(target).charAt(source)) >= 0) {
                    links.add(new Link(source, target));
                }
            }
        }
        return Alignment.of(links);
    }

    private static Alignment combine(Symmetrization rule, Directions pair) {
        return rule.combine(pair.forward(), pair.reverse());
    }

    /** Every second pair as statistical aligners make them, the others with any links. */
    private static List<Directions> random() {
        Random random = new Random(7);
        List<Directions> pairs = new ArrayList<>();
        for (int n = 0; n < 2000; n++) {
            int sources = 1 + random.nextInt(8);
            int targets = 1 + random.nextInt(8);
            List<Link> forward = new ArrayList<>();
            List<Link> reverse = new ArrayList<>();
            int links = n % 2 == 0 ? targets : random.nextInt(1 + sources * targets / 2);
            for (int i = 0; i < links; i++) {
                forward.add(new Link(random.nextInt(sources), n % 2 == 0 ? i : random.nextInt(targets)));
            }
            links = n % 2 == 0 ? sources : random.nextInt(1 + sources * targets / 2);
            for (int i = 0; i < links; i++) {
                reverse.add(new Link(n % 2 == 0 ? i : random.nextInt(sources), random.nextInt(targets)));
            }
            pairs.add(new Directions(Alignment.of(forward), Alignment.of(reverse)));
        }
        return pairs;
    }

    private static Alignment links(String text) {
        return Alignment.of(Arrays.stream(text.split(" ")).filter(word -> !word.isEmpty()).map(word -> word.split("-"))
            .map(ends -> new Link(Integer.parseInt(ends[0]), Integer.parseInt(ends[1]))).toList());
    }
}
