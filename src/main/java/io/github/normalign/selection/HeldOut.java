package io.github.normalign.selection;

import com.google.common.collect.ImmutableMap;
import io.github.normalign.evaluation.AlignmentCounts;
import io.github.normalign.evaluation.AlignmentScores;
import io.github.normalign.evaluation.Interval;
import io.github.normalign.evaluation.PairedBootstrap;
import io.github.normalign.gold.GoldSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The error rate of sentences that were aligned by what was best on other sentences.
 *
 * @param aer the rate, a fraction
 * @param interval its 95 % interval over sentences
 */
record HeldOut(double aer, Optional<Interval> interval) {

    static HeldOut of(List<AlignmentCounts> sentences) {
        return new HeldOut(AlignmentScores.ofSentences(sentences).aer().orElse(1), new PairedBootstrap().aer(sentences));
    }

    Map<String, Double> figures() {
        ImmutableMap.Builder<String, Double> figures = ImmutableMap.<String, Double>builder().put("heldOutAer", aer);
        interval.ifPresent(found -> figures.put("heldOutAerLow", found.low()).put("heldOutAerHigh", found.high()));
        return figures.build();
    }

    String basis(GoldSet gold, Folds folds) {
        return String.format(Locale.ROOT, "chosen by error rate on gold set %s (%d pairs); AER %.2f on parts of it held"
            + " out from the choice (%d folds)", gold.name(), folds.sentences(), 100 * aer, folds.count());
    }
}
