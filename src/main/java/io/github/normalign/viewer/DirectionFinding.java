package io.github.normalign.viewer;

import io.github.normalign.alignment.Link;
import io.github.normalign.alignment.ScoreMatrix;
import io.github.normalign.alignment.ScoredLink;
import io.github.normalign.attention.CrossAttention;
import io.github.normalign.attention.HeadSelection;
import io.github.normalign.attention.Measure;
import io.github.normalign.attention.Reading;
import io.github.normalign.model.PairAttention;
import io.github.normalign.tokenizer.Pieces;
import io.github.normalign.words.AlignmentSetting;
import io.github.normalign.words.DirectionScores;
import io.github.normalign.words.LinkExtractor;
import io.github.normalign.words.WordMerger;
import java.util.List;

/**
 * What one model found for one pair, in the model's own direction: rows are its target's words. Only words with pieces have
 * rows and columns, so that a line of a million words without pieces makes no matrix.
 *
 * @param scores links and shares by the chosen setting
 * @param chosen shape and matrix of the chosen setting, as {@link MatrixBytes} writes them
 * @param layers the matrices of whole layers: by layer, measure and reading
 */
record DirectionFinding(DirectionScores scores, byte[] chosen, byte[] layers) {

    /** Reads a pair that was not skipped. */
    static DirectionFinding read(PairAttention pair, ViewedModel model) {
        CrossAttention attention = pair.attention().orElseThrow();
        Pieces source = pair.pieces().source();
        Pieces target = pair.pieces().target();
        AlignmentSetting setting = model.setting();
        int specials = setting.pieceScores(attention).columns() - source.length();
        MatrixBytes chosen = new MatrixBytes().shape(target.wordsWithPieces(), source.wordsWithPieces(), specials);
        write(chosen, pair, setting);
        MatrixBytes layers = new MatrixBytes();
        for (int layer = 1; layer <= model.layers(); layer++) {
            writeReadings(layers, pair, layer, HeadSelection.ALL, setting);
        }
        return new DirectionFinding(DirectionScores.read(attention, source, target, setting), chosen.toArray(), layers.toArray());
    }

    /** The matrices of single heads: by layer, head, measure and reading. */
    static byte[] heads(PairAttention pair, ViewedModel model) {
        MatrixBytes bytes = new MatrixBytes();
        for (int layer = 1; layer <= model.layers(); layer++) {
            for (int head = 1; head <= model.heads(); head++) {
                writeReadings(bytes, pair, layer, HeadSelection.of(head), model.setting());
            }
        }
        return bytes.toArray();
    }

    private static void writeReadings(MatrixBytes bytes, PairAttention pair, int layer, HeadSelection heads,
            AlignmentSetting chosen) {
        for (Measure measure : Measure.values()) {
            for (Reading reading : Reading.values()) {
                write(bytes, pair, new AlignmentSetting(layer, heads, measure, reading, chosen.rule()));
            }
        }
    }

    private static void write(MatrixBytes bytes, PairAttention pair, AlignmentSetting setting) {
        Pieces source = pair.pieces().source();
        Pieces target = pair.pieces().target();
        ScoreMatrix pieces = setting.pieceScores(pair.attention().orElseThrow());
        List<Link> links =
            LinkExtractor.links(pieces, source, target, setting.rule()).stream().map(ScoredLink::link).toList();
        bytes.matrix(WordMerger.merge(pieces, source.compacted(), target.compacted()), target.wordsWithPieces(),
            source.wordsWithPieces(), links);
    }
}
