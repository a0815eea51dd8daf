package io.github.normalign.format;

import io.github.normalign.alignment.Alignment;
import io.github.normalign.alignment.Link;
import io.github.normalign.alignment.ScoredLink;
import io.github.normalign.corpus.SegmentedText;
import io.github.normalign.words.LogProbabilities;
import io.github.normalign.words.SentenceScores;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * One line of a parallel corpus and what aligning made of it: what a line of JSON Lines holds. Immutable.
 *
 * @param line the line's number in the corpus, from 1
 * @param status what became of it
 * @param reason why it has no links, for a line that is skipped, rejected or bad; else empty
 * @param source the source side; empty for a line that is empty or bad
 * @param target the target side, likewise
 * @param links links with scores, by source word, then target word; only an aligned line has any
 * @param scores how well the two sides go together; empty for a line that was not read by a model, and where no word could be
 * @param logProbabilities what the models think of the two sides as each other's translation; empty for a line that was not read
 *     by a model, and where it was not asked for
 * @param method how the links were made, the same for every line of a run
 */
public record AlignedLine(long line, Status status, Optional<String> reason, Optional<Side> source, Optional<Side> target,
        List<ScoredLink> links, Optional<SentenceScores> scores, Optional<LogProbabilities> logProbabilities,
        AlignmentMethod method) {

    /** What became of a line. */
    public enum Status {
        /** A pair with its links, if it has any. */
        ALIGNED,
        /** A pair that is longer than a model allows. */
        SKIPPED,
        /** A pair whose score is below the least that was asked for. */
        REJECTED,
        /** A line both of whose sides are empty. */
        EMPTY,
        /** A line that is no pair. */
        BAD;

        /** The name in files. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }

        boolean hasSides() {
            return this == ALIGNED || this == SKIPPED || this == REJECTED;
        }

        boolean hasReason() {
            return this == SKIPPED || this == REJECTED || this == BAD;
        }
    }

    /**
     * One side of a pair.
     *
     * @param text the raw text and where its words stand
     * @param pieces for each word the spellings of its pieces, as the first model's tokenizer makes them; none for a word that it
     *     erases. Empty if the tokenizer cannot tell
     */
    public record Side(SegmentedText text, Optional<List<List<String>>> pieces) {

        /** Copies the lists; refuses pieces of another number of words with an {@link IllegalArgumentException}. */
        public Side {
            pieces = pieces.map(words -> words.stream().map(List::copyOf).toList());
            if (pieces.isPresent() && pieces.get().size() != text.spans().size()) {
                throw new IllegalArgumentException("pieces of " + pieces.get().size() + " words, expected those of "
                    + text.spans().size());
            }
        }
    }

    /**
     * Copies the list.
     *
     * @throws IllegalArgumentException with a phrase, if the parts do not belong together: a status without its reason or sides,
     *     links of a line that is not aligned, links outside the sides or out of order
     */
    public AlignedLine {
        links = List.copyOf(links);
        require(status.hasReason() == reason.isPresent(), "a line that is " + status
            + (reason.isPresent() ? " has no reason" : " has a reason"));
        require(status.hasSides() == source.isPresent() && source.isPresent() == target.isPresent(), "a line that is " + status
            + (status.hasSides() ? " has source and target" : " has neither source nor target"));
        require(status == Status.ALIGNED || links.isEmpty(), "a line that is " + status + " has no links");
        for (int i = 0; i < links.size(); i++) {
            Link link = links.get(i).link();
            require(link.source() < source.get().text().spans().size() && link.target() < target.get().text().spans().size(),
                "link " + link + " lies outside the pair, which has " + source.get().text().spans().size() + " source and "
                + target.get().text().spans().size() + " target words (counted from 0)");
            require(i == 0 || links.get(i - 1).compareTo(links.get(i)) < 0,
                "links go by source, then target word, each once; found " + link + " out of order");
        }
    }

    /**
     * A line without log-probabilities.
     *
     * @param line the line's number in the corpus, from 1
     * @param status what became of it
     * @param reason why it has no links
     * @param source the source side
     * @param target the target side
     * @param links links with scores
     * @param scores how well the two sides go together
     * @param method how the links were made
     * @throws IllegalArgumentException with a phrase, if the parts do not belong together
     */
    public AlignedLine(long line, Status status, Optional<String> reason, Optional<Side> source, Optional<Side> target,
            List<ScoredLink> links, Optional<SentenceScores> scores, AlignmentMethod method) {
        this(line, status, reason, source, target, links, scores, Optional.empty(), method);
    }

    /**
     * A line both of whose sides are empty.
     *
     * @param line its number, from 1
     * @param method how the links of the others are made
     * @return the line
     */
    public static AlignedLine empty(long line, AlignmentMethod method) {
        return new AlignedLine(line, Status.EMPTY, Optional.empty(), Optional.empty(), Optional.empty(), List.of(),
            Optional.empty(), method);
    }

    /**
     * A line that is no pair.
     *
     * @param line its number, from 1
     * @param reason why, in words
     * @param method how the links of the others are made
     * @return the line
     */
    public static AlignedLine bad(long line, String reason, AlignmentMethod method) {
        return new AlignedLine(line, Status.BAD, Optional.of(reason), Optional.empty(), Optional.empty(), List.of(),
            Optional.empty(), method);
    }

    /**
     * This pair without its links.
     *
     * @param why the reason, in words
     * @return a line that keeps text, words and scores
     */
    public AlignedLine rejected(String why) {
        return new AlignedLine(line, Status.REJECTED, Optional.of(why), source, target, List.of(), scores,
            logProbabilities, method);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    /**
     * The links without their scores.
     *
     * @return the alignment, empty for a line without links
     */
    public Alignment alignment() {
        return Alignment.of(links.stream().map(ScoredLink::link).toList());
    }

    /**
     * Source words of an aligned line that have no link.
     *
     * @return word indices from 0, ascending; empty for a line that is not aligned
     */
    public List<Integer> unalignedSource() {
        BitSet linked = new BitSet();
        links.forEach(link -> linked.set(link.link().source()));
        return unaligned(source, linked);
    }

    /**
     * Target words of an aligned line that have no link.
     *
     * @return word indices from 0, ascending; empty for a line that is not aligned
     */
    public List<Integer> unalignedTarget() {
        BitSet linked = new BitSet();
        links.forEach(link -> linked.set(link.link().target()));
        return unaligned(target, linked);
    }

    private List<Integer> unaligned(Optional<Side> side, BitSet linked) {
        if (status != Status.ALIGNED) {
            return List.of();
        }
        return IntStream.range(0, side.get().text().spans().size()).filter(word -> !linked.get(word)).boxed().toList();
    }
}
