package io.github.normalign.report;

import io.github.normalign.analysis.AttentionSummary;
import io.github.normalign.analysis.RankCorrelation;
import io.github.normalign.attention.HeadSelection;
import io.github.normalign.attention.Measure;
import io.github.normalign.attention.Reading;
import io.github.normalign.words.WordRule;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Each head's mean norm and its AER by norms and the word rule: do heads with large norms align better? Kobayashi et al., EMNLP
 * 2020, section 5, found rank correlations of -0.44 (AWI) and +0.56 (AWO) over the 24 heads of their model.
 *
 * @param heads the heads whose both figures are defined
 */
record NormAgainstAer(List<Head> heads) {

    /** One head: numbers from 1, mean norm, AER as a fraction. */
    record Head(int layer, int head, double norm, double aer) {
    }

    static NormAgainstAer of(ModelResults results, AttentionSummary attention, Reading reading) {
        List<Head> heads = new ArrayList<>();
        for (int layer = 1; layer <= results.layers(); layer++) {
            for (int head = 1; head <= results.heads(); head++) {
                OptionalDouble norm = attention.meanNorm(layer, HeadSelection.of(head), reading);
                OptionalDouble aer =
                    results.row(layer, HeadSelection.of(head), Measure.NORM, reading, WordRule.WORD).scores().aer();
                if (norm.isPresent() && aer.isPresent()) {
                    heads.add(new Head(layer, head, norm.getAsDouble(), aer.getAsDouble()));
                }
            }
        }
        return new NormAgainstAer(List.copyOf(heads));
    }

    /** Spearman's rank correlation; below 0 where heads with large norms align better. */
    OptionalDouble spearman() {
        return RankCorrelation.spearman(heads.stream().mapToDouble(Head::norm).toArray(),
            heads.stream().mapToDouble(Head::aer).toArray());
    }
}
