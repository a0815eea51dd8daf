package io.github.normalign.selection;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedSet;
import io.github.normalign.corpus.SentencePair;
import io.github.normalign.error.CorpusException;
import io.github.normalign.gold.GoldSet;
import io.github.normalign.model.AttentionReader;
import io.github.normalign.model.ModelDirectory;
import io.github.normalign.words.AlignmentSetting;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Finds the setting of one model: without gold by self-agreement (see {@link HeadSigns}), with gold by error rate. Two models
 * tell more than one, see {@link TwoWaySelector}.
 */
public final class OneWaySelector {

    private final ModelDirectory model;
    private final SelectionOptions options;
    private final SelectionWatch watch;

    /**
     * For one model.
     *
     * @param model the model
     * @param options how much is read, and how
     * @param watch told what happens meanwhile
     */
    public OneWaySelector(ModelDirectory model, SelectionOptions options, SelectionWatch watch) {
        this.model = model;
        this.options = options;
        this.watch = watch;
    }

    /**
     * Chooses by text alone.
     *
     * @param text sentence pairs in the model's direction; read until enough are usable
     * @return the choice; candidates have the figures selfAgreement, confidence, entropy (nats) and, for norms, norm
     * @throws CorpusException if there are fewer than 20 usable pairs
     */
    public Selection withoutGold(Iterator<SentencePair> text) {
        List<AlignmentSetting> settings = TwoWaySelector.wordRule(model);
        SelectionText<List<HeadSigns>> found;
        try (AttentionReader reader = watch.open(model, ImmutableSortedSet.of(), options)) {
            found = SelectionText.read(text, options.pairs(), reader, pair -> HeadSigns.of(pair, settings), null, null, watch);
        }
        List<HeadSigns> sums = IntStream.range(0, settings.size()).mapToObj(setting -> found.forward().stream()
            .map(pair -> pair.get(setting)).reduce(HeadSigns.NONE, HeadSigns::plus)).toList();
        List<Integer> order = new ArrayList<>(IntStream.range(0, settings.size()).boxed().toList());
        order.sort(Comparator.comparing((Integer i) -> sums.get(i).covers())
            .thenComparing(i -> sums.get(i).selfAgreement()).reversed());
        List<Candidate> top = order.stream().limit(options.top())
            .map(i -> Candidate.of(settings.get(i), figures(sums.get(i)))).toList();
        String basis = String.format(Locale.ROOT, "chosen without gold on %d pairs: of %d settings its links from target words"
            + " agree best with those from source words (F1 %.4f); two models of opposite directions would tell more",
            found.pairs().size(), settings.size(), top.get(0).figures().get("selfAgreement"));
        return new Selection(Optional.of(top.get(0).setting()), Optional.empty(), basis, found.pairs().size(), found.skipped(), top,
            Map.of());
    }

    private static Map<String, Double> figures(HeadSigns signs) {
        ImmutableMap.Builder<String, Double> figures = ImmutableMap.<String, Double>builder()
            .put("selfAgreement", signs.selfAgreement()).put("confidence", signs.meanConfidence())
            .put("entropy", signs.meanEntropy());
        if (signs.norm() > 0) {
            figures.put("norm", signs.meanNorm());
        }
        return figures.build();
    }

    /**
     * Chooses by gold: the setting of the lowest error rate on all of it. The error rate that is reported is another: each fold
     * is aligned by what was best on the other folds.
     *
     * @param gold in the model's direction
     * @return the choice, with the figures heldOutAer and its 95 % interval; candidates have tunedAer, the error rate on the gold
     *     they were chosen by
     * @throws CorpusException if the gold has fewer pairs than there are folds
     */
    public Selection withGold(GoldSet gold) {
        Folds folds = Folds.of(gold, options.folds());
        GoldCounts counts = GoldCounts.of(model, gold, options, watch);
        double[] tuned = Folds.aer(counts.counts(), Folds.all());
        List<Candidate> top = IntStream.range(0, tuned.length).boxed().sorted(Comparator.comparing(i -> tuned[i]))
            .limit(options.top()).map(i -> Candidate.of(counts.settings().get(i), Map.of("tunedAer", tuned[i]))).toList();
        HeldOut figures = HeldOut.of(folds.heldOut(fold -> counts.counts()));
        return new Selection(Optional.of(top.get(0).setting()), Optional.empty(), figures.basis(gold, folds), folds.sentences(),
            GoldCounts.tell(List.of(counts), watch), top, figures.figures());
    }
}
