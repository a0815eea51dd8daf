package io.github.normalign.report;

import io.github.normalign.analysis.AerIntervals;
import io.github.normalign.analysis.AttentionTally;
import io.github.normalign.analysis.ModelAnalysis;
import io.github.normalign.analysis.SentenceCounts;
import io.github.normalign.analysis.WordFrequencies;
import io.github.normalign.attention.CrossAttention;
import io.github.normalign.attention.LayerAttention;
import io.github.normalign.evaluation.ComparisonRow;
import io.github.normalign.evaluation.PairedBootstrap;
import io.github.normalign.tokenizer.Pieces;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

/** Analyses of made-up models: random attention over one sentence, one sentence resampled. */
final class ReportAnalyses {

    private ReportAnalyses() {
    }

    static ModelAnalysis of(String model, int layers, int heads, List<ComparisonRow> rows, List<String> words) {
        Random random = new Random(11);
        int columns = words.size() + 1;
        TreeMap<Integer, LayerAttention> attention = new TreeMap<>();
        for (int layer = 1; layer <= layers; layer++) {
            float[] weights = new float[heads * 4 * columns];
            float[] gram = new float[columns * heads * heads];
            for (int row = 0; row < heads * 4; row++) {
                for (int s = 0; s < columns; s++) {
                    weights[row * columns + s] = 1f / columns;
                }
            }
            for (int s = 0; s < columns; s++) {
                for (int h = 0; h < heads; h++) {
                    gram[(s * heads + h) * heads + h] = 1 + random.nextFloat();
                }
            }
            attention.put(layer, new LayerAttention(heads, 4, columns, weights, gram));
        }
        int[] wordOf = new int[words.size()];
        for (int i = 0; i < wordOf.length; i++) {
            wordOf[i] = i;
        }
        AttentionTally tally = new AttentionTally(layers, heads, WordFrequencies.of(List.of(words)));
        tally.add(tally.measure(new CrossAttention(attention), new Pieces(wordOf, wordOf, words.size()), words));
        SentenceCounts counts = new SentenceCounts();
        List<ComparisonRow> own = rows.stream().filter(row -> row.model().equals(model)).toList();
        counts.add(own.stream().map(row -> row.scores().counts()).toList());
        return new ModelAnalysis(model, "the source text of " + model, AerIntervals.of(own, counts, new PairedBootstrap(10, 1)),
            tally.summary());
    }
}
