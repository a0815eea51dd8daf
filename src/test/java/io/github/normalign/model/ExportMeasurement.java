package io.github.normalign.model;

import io.github.normalign.alignment.ScoreMatrix;
import io.github.normalign.attention.AttentionAnalyzer;
import io.github.normalign.attention.CrossAttention;
import io.github.normalign.attention.HeadSelection;
import io.github.normalign.attention.LayerAttention;
import io.github.normalign.attention.Measure;
import io.github.normalign.attention.Reading;
import io.github.normalign.model.StockExports.Export;
import io.github.normalign.model.StockExports.Layer;
import io.github.normalign.model.StockExports.Pair;
import io.github.normalign.model.StockExports.Reference;
import java.util.List;

/**
 * How far an export's attention, read by this library, is from PyTorch's: over all reference pairs, layers, heads, rows and
 * columns, the greatest difference of each kind. NaN counts as infinitely far.
 */
final class ExportMeasurement {

    private final SelfCheck check;
    private double weights;
    private double heads;
    private double layers;
    private int rows;
    private int agreeing;

    private ExportMeasurement(SelfCheck check) {
        this.check = check;
    }

    /**
     * Measures an export: every pair alone and, where that must give the same, all pairs as one padded batch.
     *
     * @param export the export
     * @return the differences
     */
    static ExportMeasurement of(Export export) {
        Reference reference = StockExports.reference(export.architecture());
        try (ForcedDecoder decoder = export.open(reference.frame())) {
            ExportMeasurement measured = new ExportMeasurement(decoder.check());
            for (Pair pair : reference.pairs()) {
                measured.add(pair, StockExports.attention(decoder, List.of(pair.pieces())).get(0));
            }
            // Dynamic quantisation scales by a whole batch, so there a pair's numbers depend on its neighbours.
            if (export.isFloat32()) {
                List<CrossAttention> batch = StockExports.attention(decoder,
                    reference.pairs().stream().map(Pair::pieces).toList());
                for (int i = 0; i < batch.size(); i++) {
                    measured.add(reference.pairs().get(i), batch.get(i));
                }
            }
            return measured;
        }
    }

    /** The greatest difference of an attention weight. */
    double weights() {
        return weights;
    }

    /** The greatest difference of the length of one head's vector, as a share of that head's largest in the pair. */
    double heads() {
        return heads;
    }

    /** The greatest difference of the length of a layer's summed vectors, as a share of the row's largest. */
    double layers() {
        return layers;
    }

    /** In how many rows, of 1, the largest weight stands at the same place. */
    double agreement() {
        return agreeing / (double) rows;
    }

    /** What the model's own arithmetic says. */
    SelfCheck check() {
        return check;
    }

    private void add(Pair pair, CrossAttention found) {
        if (found.layers().size() != pair.layers().size()) {
            throw new IllegalStateException(found.layers().size() + " layers, expected " + pair.layers().size());
        }
        for (int number = 1; number <= pair.layers().size(); number++) {
            Columns columns = Columns.of(pair);
            LayerAttention layer = found.layer(number);
            if (layer.columns() != columns.count || layer.rows() != columns.rows) {
                throw new IllegalStateException(layer.rows() + " x " + layer.columns() + ", expected " + columns.rows + " x "
                    + columns.count);
            }
            addWeights(pair.layers().get(number - 1), layer, columns);
            addHeads(pair.layers().get(number - 1), layer, columns);
            addNorms(pair.layers().get(number - 1), layer, columns);
        }
    }

    private void addWeights(Layer expected, LayerAttention found, Columns columns) {
        for (int head = 0; head < found.heads(); head++) {
            for (int row = 0; row < columns.rows; row++) {
                int ours = (head * columns.rows + row) * columns.count;
                int theirs = (head * columns.modelRows + columns.firstRow + row) * columns.count;
                int ourBest = 0;
                int theirBest = 0;
                for (int s = 0; s < columns.count; s++) {
                    weights = worse(weights, Math.abs(found.weights()[ours + s] - expected.weights()[theirs + columns.of(s)]));
                    ourBest = found.weights()[ours + s] > found.weights()[ours + ourBest] ? s : ourBest;
                    theirBest = expected.weights()[theirs + columns.of(s)] > expected.weights()[theirs + columns.of(theirBest)]
                        ? s : theirBest;
                }
                rows++;
                agreeing += ourBest == theirBest ? 1 : 0;
            }
        }
    }

    private void addHeads(Layer expected, LayerAttention found, Columns columns) {
        int count = found.heads();
        for (int head = 0; head < count; head++) {
            double largest = 0;
            double difference = 0;
            for (int s = 0; s < columns.count; s++) {
                double theirs = expected.headVectors()[head * columns.count + columns.of(s)];
                largest = Math.max(largest, theirs);
                difference = worse(difference, Math.abs(Math.sqrt(found.gram()[(s * count + head) * count + head]) - theirs));
            }
            heads = worse(heads, difference / largest);
        }
    }

    /** Both readings together cover every row. */
    private void addNorms(Layer expected, LayerAttention found, Columns columns) {
        for (Reading reading : Reading.values()) {
            ScoreMatrix norms = AttentionAnalyzer.pieceScores(found, Measure.NORM, HeadSelection.ALL, reading);
            for (int piece = 0; piece < norms.rows(); piece++) {
                int row = (columns.firstRow + piece + (reading == Reading.AWI ? 1 : 0)) * columns.count;
                double largest = 0;
                double difference = 0;
                for (int s = 0; s < columns.count; s++) {
                    double theirs = expected.layerNorms()[row + columns.of(s)];
                    largest = Math.max(largest, theirs);
                    difference = worse(difference, Math.abs(norms.at(piece, s) - theirs));
                }
                layers = worse(layers, difference / largest);
            }
        }
    }

    private static double worse(double some, double other) {
        return Double.isNaN(other) ? Double.POSITIVE_INFINITY : Math.max(some, other);
    }

    /**
     * Where the model's own positions are found in what the library gives: columns in the order pieces, special pieces behind
     * them, special pieces before them; rows from the last start piece on.
     */
    private record Columns(int firstRow, int rows, int modelRows, int before, int count) {

        static Columns of(Pair pair) {
            int start = pair.pieces().frame().decoderStart().length();
            return new Columns(start - 1, pair.rows() - start + 1, pair.rows(), pair.pieces().frame().beforeSource().length(),
                pair.columns());
        }

        /** The model's column for one of ours. */
        int of(int column) {
            return (column + before) % count;
        }
    }
}
