package io.github.normalign.alignment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Which cells of a matrix of word scores become links. No cell of score 0 ever does.
 *
 * @param kind the rule
 * @param threshold links need at least this score, in the unit of the matrix; 0 lets the rule decide alone
 */
public record LinkCriterion(Kind kind, double threshold) {

    /** Every cell with a score above 0, below any threshold on offer: for reading scores, not for links. */
    public static final LinkCriterion EVERY_SCORE = new LinkCriterion(Kind.THRESHOLD, Double.MIN_VALUE);

    /** The rules. */
    public enum Kind {
        /** Every cell at or above the threshold: words may have any number of links. */
        THRESHOLD,
        /** A cell that is the greatest of its row and of its column: at most one link a word. The lowest index wins a tie. */
        MUTUAL,
        /**
         * {@link #MUTUAL}, then once more on the words that are left: cells whose words both have a link are out, cells with one
         * linked word count 0.9 of their score. (IterMax of Jalili Sabet, Dufter, Yvon, Schuetze: SimAlign, EMNLP Findings 2020,
         * section 2.2, with two iterations and alpha 0.9.) Words may have more than one link.
         */
        ITERMAX;

        /**
         * Reads a name, in any case.
         *
         * @param name threshold, mutual or itermax
         * @return the rule
         * @throws IllegalArgumentException with a sentence for the user, if there is none of that name
         */
        public static Kind parse(String name) {
            for (Kind kind : values()) {
                if (kind.toString().equalsIgnoreCase(name)) {
                    return kind;
                }
            }
            throw new IllegalArgumentException("links is '" + name + "', expected threshold, mutual or itermax");
        }

        /** The name on the command line: the constant in lower case. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final float ITERMAX_DISCOUNT = 0.9f;

    /** Refuses a threshold that is negative or no number, and {@link Kind#THRESHOLD} with 0, which would link everything. */
    public LinkCriterion {
        if (!(threshold >= 0)) {
            throw new IllegalArgumentException("a threshold is 0 or more, found " + threshold);
        }
        if (kind == Kind.THRESHOLD && threshold == 0) {
            throw new IllegalArgumentException("links by threshold need a threshold above 0");
        }
    }

    /**
     * Takes links from a matrix.
     *
     * @param scores target words (rows) with source words, without {@code </s>}
     * @return links in the order of {@link Link}, each with the score of its cell
     */
    public List<ScoredLink> links(ScoreMatrix scores) {
        boolean[] chosen = switch (kind) {
            case THRESHOLD -> all(scores);
            case MUTUAL -> mutual(scores);
            case ITERMAX -> itermax(scores);
        };
        List<ScoredLink> links = new ArrayList<>();
        for (int source = 0; source < scores.columns(); source++) {
            for (int target = 0; target < scores.rows(); target++) {
                float score = scores.at(target, source);
                if (chosen[target * scores.columns() + source] && score > 0 && score >= threshold) {
                    links.add(new ScoredLink(new Link(source, target), score));
                }
            }
        }
        return links;
    }

    private static boolean[] all(ScoreMatrix scores) {
        boolean[] chosen = new boolean[scores.rows() * scores.columns()];
        Arrays.fill(chosen, true);
        return chosen;
    }

    private static boolean[] mutual(ScoreMatrix scores) {
        boolean[] chosen = new boolean[scores.rows() * scores.columns()];
        ScoreMatrix turned = scores.transposed();
        for (int target = 0; target < scores.rows(); target++) {
            int source = scores.argmax(target);
            if (source >= 0 && turned.argmax(source) == target) {
                chosen[target * scores.columns() + source] = true;
            }
        }
        return chosen;
    }

    private static boolean[] itermax(ScoreMatrix scores) {
        boolean[] chosen = mutual(scores);
        int columns = scores.columns();
        boolean[] targetLinked = new boolean[scores.rows()];
        boolean[] sourceLinked = new boolean[columns];
        for (int at = 0; at < chosen.length; at++) {
            if (chosen[at]) {
                targetLinked[at / columns] = true;
                sourceLinked[at % columns] = true;
            }
        }
        float[] rest = scores.toArray();
        for (int at = 0; at < rest.length; at++) {
            boolean target = targetLinked[at / columns];
            boolean source = sourceLinked[at % columns];
            rest[at] *= target && source ? 0 : target || source ? ITERMAX_DISCOUNT : 1;
        }
        boolean[] again = mutual(ScoreMatrix.of(scores.rows(), columns, rest));
        for (int at = 0; at < chosen.length; at++) {
            chosen[at] |= again[at];
        }
        return chosen;
    }

    /** The criterion as options of the command line. */
    @Override
    public String toString() {
        return "--links " + kind + (threshold > 0 ? String.format(Locale.ROOT, " --threshold %s", threshold) : "");
    }
}
