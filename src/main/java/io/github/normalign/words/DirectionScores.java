package io.github.normalign.words;

import io.github.normalign.alignment.Alignment;
import io.github.normalign.alignment.ScoreMatrix;
import io.github.normalign.alignment.ScoredLink;
import io.github.normalign.attention.CrossAttention;
import io.github.normalign.tokenizer.Pieces;
import java.util.Arrays;
import java.util.List;

/**
 * What one direction says of a pair: its links, and the shares of {@link WordScores}. Only words with pieces have a row or a
 * column, so that size is bounded by the model's limit and not by the number of words.
 *
 * <p>"Source" and "target" are the model's own: for a reverse model they are the caller's target and source until
 * {@link #swapped()}.
 */
public final class DirectionScores {

    private final int[] sourceWords;
    private final int[] targetWords;
    private final ScoreMatrix shares;
    private final List<ScoredLink> links;

    private DirectionScores(int[] sourceWords, int[] targetWords, ScoreMatrix shares, List<ScoredLink> links) {
        this.sourceWords = sourceWords;
        this.targetWords = targetWords;
        this.shares = shares;
        this.links = links;
    }

    /**
     * Reads one direction.
     *
     * @param attention the pair's cross-attention
     * @param source source pieces
     * @param target target pieces
     * @param setting how to read
     * @return links and shares
     */
    public static DirectionScores read(CrossAttention attention, Pieces source, Pieces target, AlignmentSetting setting) {
        ScoreMatrix pieces = setting.pieceScores(attention);
        return new DirectionScores(source.wordsWithPieces(), target.wordsWithPieces(),
            WordScores.shares(pieces, source.compacted(), target.compacted(), setting.measure())
                .firstColumns(source.wordsWithPieces().length),
            LinkExtractor.links(pieces, source, target, setting.rule()));
    }

    /**
     * The same, said in the opposite direction: how a reverse model's findings are turned round.
     *
     * @return source and target exchanged; shares keep their values
     */
    public DirectionScores swapped() {
        return new DirectionScores(targetWords, sourceWords, shares.transposed(),
            links.stream().map(scored -> new ScoredLink(scored.link().swapped(), scored.score())).sorted().toList());
    }

    /**
     * The links by the setting's rule.
     *
     * @return source-target links
     */
    public Alignment links() {
        return Alignment.of(links.stream().map(ScoredLink::link).toList());
    }

    /**
     * The links by the setting's rule with the scores they won by, which are no shares: see {@link LinkExtractor#links}.
     *
     * @return source-target links in the order of {@link io.github.normalign.alignment.Link}
     */
    public List<ScoredLink> scoredLinks() {
        return links;
    }

    /**
     * Source words that have pieces.
     *
     * @return word indices, ascending
     */
    int[] sourceWords() {
        return sourceWords;
    }

    /**
     * Target words that have pieces.
     *
     * @return word indices, ascending
     */
    int[] targetWords() {
        return targetWords;
    }

    /**
     * The shares of chosen words.
     *
     * @param targets word indices of the rows, ascending
     * @param sources word indices of the columns, ascending
     * @return the shares, without special pieces; 0 where a word has no pieces
     */
    ScoreMatrix shares(int[] targets, int[] sources) {
        if (Arrays.equals(targets, targetWords) && Arrays.equals(sources, sourceWords)) {
            return shares;
        }
        float[] values = new float[targets.length * sources.length];
        for (int t = 0, at = 0; t < targets.length; t++) {
            int row = Arrays.binarySearch(targetWords, targets[t]);
            for (int s = 0; s < sources.length; s++, at++) {
                int column = Arrays.binarySearch(sourceWords, sources[s]);
                values[at] = row >= 0 && column >= 0 ? shares.at(row, column) : 0;
            }
        }
        return ScoreMatrix.of(targets.length, sources.length, values);
    }
}
