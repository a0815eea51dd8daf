package io.github.normalign.selection;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedSet;
import io.github.normalign.alignment.Alignment;
import io.github.normalign.alignment.LinkCriterion;
import io.github.normalign.alignment.ScoreFusion;
import io.github.normalign.alignment.ScoredLink;
import io.github.normalign.alignment.Symmetrization;
import io.github.normalign.error.CorpusException;
import io.github.normalign.evaluation.AlignmentCounts;
import io.github.normalign.gold.GoldAlignment;
import io.github.normalign.gold.GoldSet;
import io.github.normalign.model.AttentionReader;
import io.github.normalign.model.ModelDirectory;
import io.github.normalign.words.AlignmentSetting;
import io.github.normalign.words.Combination;
import io.github.normalign.words.DirectionScores;
import io.github.normalign.words.TwoWayLinks;
import io.github.normalign.words.TwoWaySetting;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Finds, by gold, how two models of opposite directions align best together: each direction's setting by the error rate of its
 * own links, then the combination of the two.
 */
public final class GoldCombiner {

    private static final int THRESHOLDS = 20;

    private final ModelDirectory forward;
    private final ModelDirectory reverse;
    private final SelectionOptions options;
    private final SelectionWatch watch;

    /**
     * For two models.
     *
     * @param forward the model from source to target
     * @param reverse the model from target to source
     * @param options how much is read, and how
     * @param watch told what happens meanwhile
     */
    public GoldCombiner(ModelDirectory forward, ModelDirectory reverse, SelectionOptions options, SelectionWatch watch) {
        this.forward = forward;
        this.reverse = reverse;
        this.options = options;
        this.watch = watch;
    }

    /** The grid positions of both directions' settings. */
    private record Heads(int forward, int reverse) {
    }

    /**
     * Chooses on all of the gold. The error rate that is reported is another: for each fold, settings and combination are chosen
     * anew on the other folds.
     *
     * @param gold in the forward model's direction
     * @return the choice, with the figures heldOutAer and its 95 % interval; candidates differ in the combination and have
     *     tunedAer, the error rate on the gold they were chosen by
     * @throws CorpusException if the gold has fewer pairs than there are folds
     */
    public Selection withGold(GoldSet gold) {
        Folds folds = Folds.of(gold, options.folds());
        GoldCounts ahead = GoldCounts.of(forward, gold, options, watch);
        GoldCounts back = GoldCounts.of(reverse, gold.swapped(), options, watch);
        int skipped = GoldCounts.tell(List.of(ahead, back), watch);
        Heads chosen = heads(ahead, back, Folds.all());
        List<Heads> ofFolds =
            IntStream.range(0, folds.count()).mapToObj(fold -> heads(ahead, back, folds.training(fold))).toList();
        List<Heads> all = new ArrayList<>(ofFolds);
        all.add(chosen);
        Map<Integer, List<Optional<DirectionScores>>> aheadScores = scores(forward, gold, ahead.settings(),
            all.stream().map(Heads::forward).collect(Collectors.toSet()));
        Map<Integer, List<Optional<DirectionScores>>> backScores = scores(reverse, gold.swapped(), back.settings(),
            all.stream().map(Heads::reverse).collect(Collectors.toSet()));
        List<Combination> combinations = combinations();
        Map<Heads, List<List<AlignmentCounts>>> counts = new HashMap<>();
        for (Heads heads : all) {
            counts.computeIfAbsent(heads, it -> counts(
                aheadScores.get(it.forward), backScores.get(it.reverse), gold.gold(), combinations));
        }
        return selection(ahead.settings().get(chosen.forward), back.settings().get(chosen.reverse), combinations,
            Folds.aer(counts.get(chosen), Folds.all()),
            HeldOut.of(folds.heldOut(fold -> counts.get(ofFolds.get(fold)))), gold, folds, skipped);
    }

    private Selection selection(AlignmentSetting ahead, AlignmentSetting back, List<Combination> combinations,
            double[] tuned, HeldOut heldOut, GoldSet gold, Folds folds, int skipped) {
        List<Candidate> top = IntStream.range(0, tuned.length).boxed().sorted(Comparator.comparing(i -> tuned[i]))
            .limit(options.top()).map(i -> new Candidate(ahead, Optional.of(back), Optional.of(combinations.get(i)),
                ImmutableMap.of("tunedAer", tuned[i]))).toList();
        TwoWaySetting best = new TwoWaySetting(ahead, back, top.get(0).combination().orElseThrow());
        return new Selection(Optional.empty(), Optional.of(best), heldOut.basis(gold, folds), folds.sentences(), skipped, top,
            heldOut.figures());
    }

    private static Heads heads(GoldCounts ahead, GoldCounts back, IntPredicate seen) {
        return new Heads(Folds.best(ahead.counts(), seen), Folds.best(back.counts(), seen));
    }

    /** What each of some settings says of each pair; empty for a pair the model cannot take. */
    private Map<Integer, List<Optional<DirectionScores>>> scores(
            ModelDirectory model, GoldSet gold, List<AlignmentSetting> settings, Set<Integer> wanted) {
        ImmutableSortedSet<Integer> layers = wanted.stream().map(i -> settings.get(i).layer())
            .collect(ImmutableSortedSet.toImmutableSortedSet(Comparator.naturalOrder()));
        try (AttentionReader reader = watch.open(model, layers, options)) {
            List<Map<Integer, Optional<DirectionScores>>> pairs = reader.read(gold.pairs(), (i, pair) -> {
                watch.read().run();
                Map<Integer, Optional<DirectionScores>> found = new HashMap<>();
                for (int setting : new TreeSet<>(wanted)) {
                    found.put(setting, pair.attention().isEmpty() ? Optional.empty()
                        : Optional.of(TwoWaySelector.scores(pair, settings.get(setting))));
                }
                return found;
            });
            return wanted.stream().collect(Collectors.toMap(setting -> setting,
                setting -> pairs.stream().map(pair -> pair.get(setting)).toList()));
        }
    }

    private List<List<AlignmentCounts>> counts(List<Optional<DirectionScores>> ahead, List<Optional<DirectionScores>> back,
            List<GoldAlignment> gold, List<Combination> combinations) {
        return Workers.map(gold.size(), options.threads(), i -> combinations.stream().map(combination -> {
            Alignment links = ahead.get(i).isEmpty() || back.get(i).isEmpty() ? Alignment.EMPTY
                : Alignment.of(TwoWayLinks.combine(ahead.get(i).get(), back.get(i).get().swapped(), combination).stream()
                    .map(ScoredLink::link).toList());
            return AlignmentCounts.of(links, gold.get(i));
        }).toList());
    }

    /** Symmetrisations, then fusions by link criterion, with thresholds 0.05, 0.1 .. 0.95. */
    private static List<Combination> combinations() {
        List<Combination> combinations = new ArrayList<>();
        for (Symmetrization symmetrization : Symmetrization.values()) {
            combinations.add(new Combination.OfLinks(symmetrization));
        }
        for (ScoreFusion fusion : ScoreFusion.values()) {
            for (LinkCriterion.Kind kind : LinkCriterion.Kind.values()) {
                for (int step = kind == LinkCriterion.Kind.THRESHOLD ? 1 : 0; step < THRESHOLDS; step++) {
                    combinations.add(new Combination.OfScores(
                        fusion, new LinkCriterion(kind, step / (double) THRESHOLDS)));
                }
            }
        }
        return combinations;
    }
}
