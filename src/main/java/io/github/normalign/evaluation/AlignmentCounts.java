package io.github.normalign.evaluation;

import io.github.normalign.alignment.Alignment;
import io.github.normalign.error.CorpusException;
import io.github.normalign.gold.GoldAlignment;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The five counts every score of an alignment A against gold (S, P) is made of. Counts of sentences add up; scores do not.
 *
 * @param links |A|
 * @param sure |S|
 * @param possible |P u S|
 * @param linksInSure |A n S|
 * @param linksInPossible |A n (P u S)|
 */
public record AlignmentCounts(long links, long sure, long possible, long linksInSure, long linksInPossible) {

    /** Nothing counted yet. */
    public static final AlignmentCounts ZERO = new AlignmentCounts(0, 0, 0, 0, 0);

    /**
     * Counts one sentence pair.
     *
     * @param alignment the links to judge
     * @param gold what they are judged by, in the same direction
     * @return the counts
     */
    public static AlignmentCounts of(Alignment alignment, GoldAlignment gold) {
        long inSure = alignment.links().stream().filter(gold.sure()::contains).count();
        long inPossible = alignment.links().stream().filter(gold.possible()::contains).count();
        return new AlignmentCounts(
            alignment.links().size(), gold.sure().size(), gold.possible().size(), inSure, inPossible);
    }

    /**
     * Counts each sentence pair of a corpus by itself.
     *
     * @param alignments one alignment a sentence pair
     * @param gold the gold of the same pairs, in the same direction
     * @return the counts, one element a sentence pair, in order
     * @throws CorpusException if the numbers of pairs differ
     */
    public static List<AlignmentCounts> ofEach(List<Alignment> alignments, List<GoldAlignment> gold) {
        if (alignments.size() != gold.size()) {
            throw new CorpusException("The alignment has " + alignments.size() + " sentence pairs and the gold has " + gold.size()
                + "; they must belong together line by line.");
        }
        return IntStream.range(0, gold.size()).mapToObj(i -> of(alignments.get(i), gold.get(i))).toList();
    }

    /**
     * The counts of two bodies of text together.
     *
     * @param other counts of other sentences
     * @return the sums
     */
    public AlignmentCounts plus(AlignmentCounts other) {
        return new AlignmentCounts(links + other.links, sure + other.sure, possible + other.possible,
            linksInSure + other.linksInSure, linksInPossible + other.linksInPossible);
    }
}
