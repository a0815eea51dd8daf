package io.github.normalign.words;

import io.github.normalign.alignment.Link;
import io.github.normalign.alignment.ScoreMatrix;
import io.github.normalign.alignment.ScoredLink;
import io.github.normalign.attention.CrossAttention;
import io.github.normalign.tokenizer.Pieces;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Links of words from scores of pieces, by one {@link WordRule}: every target word (or piece) takes its greatest column, the
 * lowest where several are equal, and none where that is a special piece or where it has no score above 0.
 */
public final class LinkExtractor {

    private LinkExtractor() {
    }

    /**
     * Reads one pair's attention by a setting and takes links.
     *
     * @param attention the pair's cross-attention, with the setting's layer
     * @param source source pieces
     * @param target target pieces
     * @param setting measure, layer, heads, reading and rule
     * @return links in the order of {@link Link}, each with its score (see {@link #links})
     */
    public static List<ScoredLink> extract(
            CrossAttention attention, Pieces source, Pieces target, AlignmentSetting setting) {
        ScoreMatrix scores = setting.pieceScores(attention);
        return links(scores, source, target, setting.rule());
    }

    /**
     * Takes links from scores of pieces.
     *
     * @param pieces scores of target pieces (rows) with source pieces and, behind them, special pieces
     * @param source source pieces
     * @param target target pieces
     * @param rule word or piece
     * @return links in the order of {@link Link}. The score is the merged score of the two words for {@link WordRule#WORD}, the
     *     greatest score among the piece links that make the word link for {@link WordRule#PIECE}
     */
    public static List<ScoredLink> links(ScoreMatrix pieces, Pieces source, Pieces target, WordRule rule) {
        return switch (rule) {
            case WORD -> ofWords(pieces, source, target);
            case PIECE -> ofPieces(pieces, source, target);
        };
    }

    private static List<ScoredLink> ofWords(ScoreMatrix pieces, Pieces source, Pieces target) {
        // Words without pieces cannot win: leaving them out bounds the matrix by the pieces, which the model's limit bounds.
        ScoreMatrix words = WordMerger.merge(pieces, source.compacted(), target.compacted());
        int[] sourceWords = source.wordsWithPieces();
        int[] targetWords = target.wordsWithPieces();
        List<ScoredLink> links = new ArrayList<>(words.rows());
        for (int t = 0; t < words.rows(); t++) {
            int s = words.argmax(t);
            if (s >= 0 && s < sourceWords.length) {
                links.add(new ScoredLink(new Link(sourceWords[s], targetWords[t]), words.at(t, s)));
            }
        }
        links.sort(null);
        return links;
    }

    private static List<ScoredLink> ofPieces(ScoreMatrix pieces, Pieces source, Pieces target) {
        WordMerger.requireFit(pieces, source, target);
        Map<Link, Double> best = new TreeMap<>();
        for (int p = 0; p < pieces.rows(); p++) {
            int q = pieces.argmax(p);
            if (q >= 0 && q < source.length()) {
                Link link = new Link(source.wordOf()[q], target.wordOf()[p]);
                best.merge(link, (double) pieces.at(p, q), Math::max);
            }
        }
        List<ScoredLink> links = new ArrayList<>(best.size());
        best.forEach((link, score) -> links.add(new ScoredLink(link, score)));
        return links;
    }
}
