package io.github.normalign.selection;

import com.google.common.collect.ImmutableSortedSet;
import io.github.normalign.alignment.LinkCriterion;
import io.github.normalign.alignment.ScoreFusion;
import io.github.normalign.alignment.ScoredLink;
import io.github.normalign.corpus.SentencePair;
import io.github.normalign.error.CorpusException;
import io.github.normalign.evaluation.SettingGrid;
import io.github.normalign.model.AttentionReader;
import io.github.normalign.model.ModelDirectory;
import io.github.normalign.model.PairAttention;
import io.github.normalign.words.AlignmentSetting;
import io.github.normalign.words.Combination;
import io.github.normalign.words.DirectionScores;
import io.github.normalign.words.TwoWayLinks;
import io.github.normalign.words.TwoWaySetting;
import io.github.normalign.words.WordRule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Finds, without gold, how two models of opposite directions align best together.
 *
 * <ol>
 *   <li>Settings: two models that were trained apart have little reason to make the same mistakes, so the pair of settings whose
 *       links agree most, by {@link DirectionAgreement}, is taken. Every layer, head (and all heads), measure and reading of one
 *       is compared with every one of the other.
 *   <li>Sums of heads, by {@link HeadSums}, if they agree clearly more on the same text.
 *   <li>Combination: the mean of the two directions' shares, with the threshold of {@link ExpectedF1}. If both shares are right
 *       on average, so is their mean; the geometric mean lies below it, the more the two differ, and expected F1 then promises
 *       too much. On a gold standard that nothing else was chosen on, the mean aligns better ({@code eval/results/select.md}).
 * </ol>
 */
public final class TwoWaySelector {

    private static final Combination EVERY_CELL = new Combination.OfScores(ScoreFusion.DEFAULT, LinkCriterion.EVERY_SCORE);

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
    public TwoWaySelector(ModelDirectory forward, ModelDirectory reverse, SelectionOptions options, SelectionWatch watch) {
        this.forward = forward;
        this.reverse = reverse;
        this.options = options;
        this.watch = watch;
    }

    /**
     * Chooses by text alone.
     *
     * @param text sentence pairs, source-target; read until enough are usable
     * @return the choice
     * @throws CorpusException if there are fewer than 20 usable pairs
     */
    public Selection withoutGold(Iterator<SentencePair> text) {
        List<AlignmentSetting> settings = wordRule(forward);
        List<AlignmentSetting> reverseSettings = wordRule(reverse);
        SelectionText<int[][]> choices;
        try (AttentionReader ahead = watch.open(forward, ImmutableSortedSet.of(), options);
                AttentionReader back = watch.open(reverse, ImmutableSortedSet.of(), options)) {
            choices = SelectionText.read(text, options.pairs(), ahead,
                pair -> DirectionAgreement.choices(pair, settings), back,
                pair -> DirectionAgreement.choices(pair, reverseSettings), watch);
        }
        DirectionAgreement agreement = DirectionAgreement.of(choices.forward(), choices.reverse(), options.threads());
        List<Candidate> top = top(agreement, settings, reverseSettings);
        Candidate best = top.get(0);
        HeadSums start = new HeadSums(best.setting(), best.reverse().orElseThrow(), best.figures().get("agreement"));
        // Attention itself is large: it is kept only now, of one layer.
        List<PairAttention> ahead = attention(forward, start.forward(), choices.pairs());
        List<PairAttention> back =
            attention(reverse, start.reverse(), choices.pairs().stream().map(SentencePair::swapped).toList());
        HeadSums grown = HeadSums.grow(
            start, ahead, back, forward.config().heads(), reverse.config().heads(), options.threads());
        ExpectedF1 expected = ExpectedF1.best(fused(grown, ahead, back));
        TwoWaySetting setting = new TwoWaySetting(grown.forward(), grown.reverse(), new Combination.OfScores(
            ScoreFusion.DEFAULT, new LinkCriterion(LinkCriterion.Kind.THRESHOLD, expected.threshold())));
        return new Selection(Optional.empty(), Optional.of(setting), basis(grown, expected, choices.pairs().size(),
            settings.size(), reverseSettings.size()), choices.pairs().size(), choices.skipped(), top,
            Map.of("expectedF1", expected.f1()));
    }

    private String basis(HeadSums grown, ExpectedF1 expected, int pairs, int settings, int reverseSettings) {
        boolean summed = grown.forward().heads().numbers().size() > 1
            || grown.reverse().heads().numbers().size() > 1;
        return String.format(Locale.ROOT, "chosen without gold on %d pairs: of %d x %d settings the links of the two directions"
                + " agree most by these (F1 %.4f)%s; the threshold promises the highest F1 if scores are taken for chances",
            pairs, settings, reverseSettings, grown.agreement(),
            summed ? ", sums of heads included" : ", sums of heads do not agree clearly more");
    }

    private List<Candidate> top(DirectionAgreement agreement, List<AlignmentSetting> settings,
            List<AlignmentSetting> reverseSettings) {
        record Cell(int f, int r, double f1, boolean covers) {
        }
        List<Cell> cells = new ArrayList<>();
        for (int f = 0; f < settings.size(); f++) {
            for (int r = 0; r < reverseSettings.size(); r++) {
                cells.add(new Cell(f, r, agreement.f1(f, r), agreement.covers(f, r)));
            }
        }
        // The sort is stable: of equals the first of the grid wins, on every machine.
        cells.sort(Comparator.comparing(Cell::covers).thenComparing(Cell::f1).reversed());
        return cells.stream().limit(options.top()).map(cell -> new Candidate(settings.get(cell.f),
            Optional.of(reverseSettings.get(cell.r)), Optional.empty(), Map.of("agreement", cell.f1))).toList();
    }

    private List<double[]> fused(HeadSums sums, List<PairAttention> ahead, List<PairAttention> back) {
        return Workers.map(ahead.size(), options.threads(), i -> {
            DirectionScores one = scores(ahead.get(i), sums.forward());
            DirectionScores other = scores(back.get(i), sums.reverse()).swapped();
            return TwoWayLinks.combine(one, other, EVERY_CELL).stream().mapToDouble(ScoredLink::score).toArray();
        });
    }

    static DirectionScores scores(PairAttention pair, AlignmentSetting setting) {
        return DirectionScores.read(
            pair.attention().orElseThrow(), pair.pieces().source(), pair.pieces().target(), setting);
    }

    private List<PairAttention> attention(ModelDirectory model, AlignmentSetting setting, List<SentencePair> pairs) {
        try (AttentionReader reader = watch.open(model, ImmutableSortedSet.of(setting.layer()), options)) {
            return reader.read(pairs, (i, pair) -> {
                watch.read().run();
                return pair;
            });
        }
    }

    /** The word rule's settings: the piece rule links a word more than once, which agreement and shares do not speak of. */
    static List<AlignmentSetting> wordRule(ModelDirectory model) {
        return SettingGrid.of(model.config().layers(), model.config().heads()).stream()
            .filter(setting -> setting.rule() == WordRule.WORD).toList();
    }
}
