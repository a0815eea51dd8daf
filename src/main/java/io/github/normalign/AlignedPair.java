package io.github.normalign;

import io.github.normalign.alignment.Alignment;
import io.github.normalign.alignment.ScoredLink;
import io.github.normalign.corpus.SentencePair;
import io.github.normalign.format.AlignedLine;
import io.github.normalign.format.AlignmentMethod;
import io.github.normalign.words.LogProbabilities;
import io.github.normalign.words.SentenceScores;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * One pair and what was found for it. Immutable.
 *
 * @param pair the caller's words
 * @param links links with scores, by source word, then target word; empty for a skipped pair
 * @param skipped for a pair the model cannot take, a phrase that says why; else empty
 * @param scores how well the two sentences go together; empty for a skipped pair, and where neither side has a word the model
 *     can read
 * @param logProbabilities what the models think of the sentences as each other's translation; empty for a skipped pair, and where
 *     it was not asked for ({@link AlignerOptions#withLogProbabilities})
 */
public record AlignedPair(SentencePair pair, List<ScoredLink> links, Optional<String> skipped, Optional<SentenceScores> scores,
        Optional<LogProbabilities> logProbabilities) {

    /** Copies the list. */
    public AlignedPair {
        links = List.copyOf(links);
    }

    /** A pair that was skipped. */
    static AlignedPair skipped(SentencePair pair, String why) {
        return new AlignedPair(pair, List.of(), Optional.of(why), Optional.empty(), Optional.empty());
    }

    /**
     * The links without their scores.
     *
     * @return the alignment; {@code toString()} of it is Pharaoh's form
     */
    public Alignment alignment() {
        return Alignment.of(links.stream().map(ScoredLink::link).toList());
    }

    /**
     * Source words without a link, those included that the model's tokenizer erases.
     *
     * @return word indices from 0, ascending
     */
    public List<Integer> unalignedSource() {
        BitSet linked = new BitSet();
        links.forEach(link -> linked.set(link.link().source()));
        return IntStream.range(0, pair.source().size()).filter(word -> !linked.get(word)).boxed().toList();
    }

    /**
     * Target words without a link, those included that the model's tokenizer erases.
     *
     * @return word indices from 0, ascending
     */
    public List<Integer> unalignedTarget() {
        BitSet linked = new BitSet();
        links.forEach(link -> linked.set(link.link().target()));
        return IntStream.range(0, pair.target().size()).filter(word -> !linked.get(word)).boxed().toList();
    }

    /**
     * This pair as a line of JSON Lines, for {@link io.github.normalign.format.JsonLinesFormat#line}.
     *
     * @param line the line's number, from 1
     * @param source the raw source text, as {@link WordAligner#sourceSide} gives it
     * @param target the raw target text, as {@link WordAligner#targetSide} gives it
     * @param method as {@link WordAligner#method()} gives it
     * @return aligned, or skipped with the reason
     * @throws IllegalArgumentException if the words of the sides are not those of the pair
     */
    public AlignedLine line(long line, AlignedLine.Side source, AlignedLine.Side target, AlignmentMethod method) {
        if (!source.text().words().equals(pair.source()) || !target.text().words().equals(pair.target())) {
            throw new IllegalArgumentException("the words of line " + line + " are not those that were aligned");
        }
        return new AlignedLine(line, skipped.isPresent() ? AlignedLine.Status.SKIPPED : AlignedLine.Status.ALIGNED, skipped,
            Optional.of(source), Optional.of(target), links, scores, logProbabilities, method);
    }
}
