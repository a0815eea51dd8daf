package io.github.normalign.cli;

import io.github.normalign.alignment.LinkCriterion;
import io.github.normalign.alignment.ScoreFusion;
import io.github.normalign.alignment.Symmetrization;
import io.github.normalign.attention.Measure;
import io.github.normalign.attention.Reading;
import io.github.normalign.model.ModelDirectory;
import io.github.normalign.words.Combination;
import io.github.normalign.words.TwoWaySetting;
import io.github.normalign.words.WordRule;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * A second model of the opposite direction, how it is read, and how the two directions become one alignment.
 *
 * <p>Without a layer, the setting starts from what the model directory says for the two models; options given change it.
 */
@Section(Section.TWO_WAY)
final class TwoWayOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--reverse-model", paramLabel = "DIR",
        description = "A model of the opposite direction, target to source: both are run and combined, which aligns better. A "
            + "multilingual model may be both.")
    private Path model;

    @Option(names = "--reverse-layer", paramLabel = "N",
        description = "As --layer, --head, --measure, --reading and --rule, for the reverse model.")
    private Integer layer;

    @Option(names = "--reverse-head", paramLabel = "N[,N...]|all", description = "See --reverse-layer.")
    private String head;

    @Option(names = "--reverse-measure", paramLabel = "weight|norm", description = "See --reverse-layer.")
    private Measure measure;

    @Option(names = "--reverse-reading", paramLabel = "awi|awo", description = "See --reverse-layer.")
    private Reading reading;

    @Option(names = "--reverse-rule", paramLabel = "word|piece", description = "See --reverse-layer.")
    private WordRule rule;

    @Option(names = "--symmetrize", paramLabel = "NAME",
        description = "Combine the two directions' links: intersection, union, grow-diag, grow-diag-final, grow-diag-final-and "
            + "(as Moses), lilt-grow-diag, lilt-grow-diag-final. See 'normalign symmetrize --help'.")
    private String symmetrize;

    @Option(names = "--fuse", paramLabel = "NAME",
        description = "Combine the two directions' scores: geometric, harmonic, product or average. A score is the share of a "
            + "word's attention (or norm) that goes to the other word, in [0, 1]; it is no probability. Default: what is known "
            + "of the two models, else average.")
    private String fuse;

    @Option(names = "--links", paramLabel = "threshold|mutual|itermax",
        description = "How links are taken from fused scores: all at or above --threshold; the greatest of their row and column; "
            + "or SimAlign's itermax.")
    private String links;

    @Option(names = "--threshold", paramLabel = "X",
        description = "Links need at least this score. With one model: in the unit of --scores. With two: of the fused score, in "
            + "[0, 1]. Higher gives fewer and surer links.")
    private Double threshold;

    Optional<Path> model() {
        return Optional.ofNullable(model);
    }

    /** The threshold for one direction; 0 where none is given. */
    double threshold() {
        if (threshold != null && !(threshold >= 0)) {
            throw usage("--threshold is 0 or more, found " + threshold);
        }
        return threshold == null ? 0 : threshold;
    }

    /** Whether an option says how the reverse model is read or the two are combined. */
    boolean isGiven() {
        return choice().isGiven() || symmetrize != null || fuse != null || links != null || threshold != null;
    }

    /** Refuses options that only two directions have. */
    void requireNone() {
        if (choice().isGiven()) {
            throw usage("options for a reverse model were given, but no --reverse-model");
        }
        if (symmetrize != null || fuse != null || links != null) {
            throw usage("--symmetrize, --fuse and --links combine two directions; name the other model by --reverse-model");
        }
    }

    private SettingChoice choice() {
        return new SettingChoice("--reverse-", layer, head, measure, reading, rule);
    }

    /**
     * The setting of both directions: options first, then what is known of the two models together, then each model's own.
     *
     * @param forward the model from source to target
     * @param reverse the other
     * @param choice what was said of the first
     * @param known what the directory, or a profile, says of the two models
     * @throws ParameterException if options and what is known do not make a setting
     */
    TwoWaySetting setting(ModelDirectory forward, ModelDirectory reverse, SettingChoice choice, Optional<TwoWaySetting> known) {
        if (threshold() > 1) {
            throw usage("--threshold is from 0 to 1 with two models, whose fused scores are shares; found " + threshold);
        }
        return new TwoWaySetting(
            choice.of(forward, () -> known.map(TwoWaySetting::forward).or(forward::setting)
                .orElseThrow(() -> unknown(forward, reverse, "--layer")), spec),
            choice().of(reverse, () -> known.map(TwoWaySetting::reverse).or(reverse::setting)
                .orElseThrow(() -> unknown(forward, reverse, "--reverse-layer")), spec),
            combination(known.map(TwoWaySetting::combination), () -> unknown(forward, reverse, "--fuse or --symmetrize")));
    }

    private ParameterException unknown(ModelDirectory forward, ModelDirectory reverse, String option) {
        return usage(forward.path() + " has no setting for " + reverse.path() + " as its reverse model in "
            + ModelDirectory.PROFILE + ": let 'normalign select --model " + forward.path() + " --reverse-model " + reverse.path()
            + " --source FILE --target FILE' find one, without gold, or name it with " + option);
    }

    private Combination combination(Optional<Combination> known, Supplier<ParameterException> unknown) {
        if (symmetrize != null) {
            if (fuse != null || links != null || threshold != null) {
                throw usage("--symmetrize combines links; --fuse, --links and --threshold combine scores: give one kind");
            }
            return new Combination.OfLinks(parse("--symmetrize", symmetrize, Symmetrization::parse));
        }
        Optional<Combination.OfScores> start = known.flatMap(it ->
            it instanceof Combination.OfScores scores ? Optional.of(scores) : Optional.empty());
        if (fuse == null && links == null && threshold == null) {
            return known.orElseThrow(unknown);
        }
        ScoreFusion fusion = fuse != null ? parse("--fuse", fuse, ScoreFusion::parse)
            : start.map(Combination.OfScores::fusion).orElse(ScoreFusion.DEFAULT);
        LinkCriterion.Kind kind = links != null ? parse("--links", links, LinkCriterion.Kind::parse)
            : start.map(scores -> scores.criterion().kind())
                .orElse(threshold != null ? LinkCriterion.Kind.THRESHOLD : LinkCriterion.Kind.MUTUAL);
        // A known threshold is one of its fusion and rule: scores of another fusion lie elsewhere.
        Optional<Double> kept = start.filter(scores -> scores.fusion() == fusion && scores.criterion().kind() == kind)
            .map(scores -> scores.criterion().threshold());
        double least = threshold != null ? threshold() : kept.orElse(0.0);
        if (kind == LinkCriterion.Kind.THRESHOLD && least == 0) {
            throw usage(threshold == null ? "--fuse " + fusion + " with links by threshold needs a --threshold of its own; or take"
                + " --links mutual" : "--threshold 0 would link every word with every other; give more, or --links mutual");
        }
        return new Combination.OfScores(fusion, new LinkCriterion(kind, least));
    }

    private <T> T parse(String option, String value, Function<String, T> parser) {
        try {
            return parser.apply(value);
        } catch (IllegalArgumentException e) {
            throw usage(option + ": " + e.getMessage());
        }
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
