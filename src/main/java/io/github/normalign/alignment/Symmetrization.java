package io.github.normalign.alignment;

import com.google.common.collect.Sets;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Makes one alignment from the links of two directions.
 *
 * <p>The same names stand for different rules in different programs, and their error rates differ by up to three points. A word is
 * covered once it has a link; the neighbours of a link are the eight cells around it in the matrix.
 *
 * <table>
 * <caption>Whose rule is which</caption>
 * <tr><th>program</th><th>a neighbour of a link joins if</th><th>final adds a link if</th><th>order</th><th>here</th></tr>
 * <tr><td>Moses, {@code symal}</td><td>one of its words is uncovered</td><td>one is uncovered; {@code -and}: both are</td>
 *     <td>by target, then source; what joins ahead of the walk is walked too</td>
 *     <td>{@code grow-diag}, {@code grow-diag-final}, {@code grow-diag-final-and}</td></tr>
 * <tr><td>lilt/alignment-scripts, whose tables awesome-align continues</td><td>both are uncovered</td><td>both are uncovered</td>
 *     <td>by source, then target; likewise</td><td>{@code lilt-grow-diag}, {@code lilt-grow-diag-final}</td></tr>
 * <tr><td>fast_align, {@code atools}</td><td>one is uncovered</td><td>as Moses</td>
 *     <td>rounds over the links not taken yet, each taken if it has a neighbour by then</td><td>not implemented: a third
 *     algorithm, 0.05 to 0.16 AER below Moses' on GIZA++'s English-French and Romanian-English</td></tr>
 * <tr><td>SIL Machine</td><td>one is uncovered</td><td>as Moses</td><td>as {@code atools}</td><td>not implemented</td></tr>
 * <tr><td>NLTK, {@code gdfa} (2015)</td><td>both are meant, but a slip lets every one join</td><td>likewise</td>
 *     <td>by cell</td><td>not implemented</td></tr>
 * </table>
 *
 * <p>In every rule final takes the forward links first, then the reverse ones; without final the two directions may be exchanged.
 * Every result lies between intersection and union; two equal alignments give the same again. {@code grow-diag-final} covers
 * every word the union covers. {@code grow-diag-final-and} is nearly always part of {@code grow-diag-final}, but need not be.
 */
public enum Symmetrization {
    /** The links that both directions have. */
    INTERSECTION,
    /** The links that either direction has. */
    UNION,
    /** Moses: the intersection, grown by neighbouring links of the union that cover at least one more word. */
    GROW_DIAG,
    /** Moses: {@link #GROW_DIAG}, then every link of a direction that covers at least one more word. */
    GROW_DIAG_FINAL,
    /** Moses: {@link #GROW_DIAG}, then every link of a direction that covers two more words. */
    GROW_DIAG_FINAL_AND,
    /** lilt's {@code grow-diagonal}: the intersection, grown by neighbouring links of the union that cover two more words. */
    LILT_GROW_DIAG,
    /** lilt's {@code grow-diagonal-final}: {@link #LILT_GROW_DIAG}, then every link of a direction that covers two more words. */
    LILT_GROW_DIAG_FINAL;

    /**
     * The rule of a name.
     *
     * @param name a name as {@link #toString()} gives it, in any case
     * @return the rule
     * @throws IllegalArgumentException naming all rules if there is no such name
     */
    public static Symmetrization parse(String name) {
        return Arrays.stream(values()).filter(rule -> rule.toString().equalsIgnoreCase(name)).findFirst()
            .orElseThrow(() -> new IllegalArgumentException("found '" + name + "', expected one of "
                + Arrays.stream(values()).map(Symmetrization::toString).collect(Collectors.joining(", "))));
    }

    /**
     * Combines the links of one sentence pair.
     *
     * @param forward links of the forward direction, source-target
     * @param reverse links of the reverse direction, source-target too: a file of the reverse direction counts target-source and
     *     is to be turned round by {@link Alignment#swapped()} first
     * @return the combined links, source-target; none if neither direction has any
     */
    public Alignment combine(Alignment forward, Alignment reverse) {
        return switch (this) {
            case INTERSECTION -> Alignment.of(Sets.intersection(forward.links(), reverse.links()));
            case UNION -> Alignment.of(Sets.union(forward.links(), reverse.links()));
            case GROW_DIAG -> LinkGrowth.asMoses(forward, reverse).alignment();
            case GROW_DIAG_FINAL -> LinkGrowth.asMoses(forward, reverse).addUncovered(forward, reverse, false).alignment();
            case GROW_DIAG_FINAL_AND -> LinkGrowth.asMoses(forward, reverse).addUncovered(forward, reverse, true).alignment();
            case LILT_GROW_DIAG -> LinkGrowth.asLilt(forward, reverse).alignment();
            case LILT_GROW_DIAG_FINAL -> LinkGrowth.asLilt(forward, reverse).addUncovered(forward, reverse, true).alignment();
        };
    }

    /** The name on the command line, such as {@code grow-diag-final-and}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
