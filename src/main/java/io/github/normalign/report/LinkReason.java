package io.github.normalign.report;

import io.github.normalign.alignment.LinkCriterion;
import io.github.normalign.alignment.ScoreFusion;
import io.github.normalign.alignment.ScoredLink;
import io.github.normalign.analysis.DirectionExplanation;
import io.github.normalign.analysis.LinkExplanation;
import io.github.normalign.analysis.WordScore;
import io.github.normalign.attention.Measure;
import io.github.normalign.words.Combination;
import io.github.normalign.words.WordRule;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Says in a sentence or two why a link is there or is not. */
final class LinkReason {

    private LinkReason() {
    }

    static String of(LinkExplanation link, List<ExplainedSide> sides) {
        String start = link.linked() ? "There is a link: " : "There is no link: ";
        Optional<String> erased = sides.stream().flatMap(side -> erased(side).stream()).findFirst();
        if (erased.isPresent()) {
            return start + erased.get();
        }
        return start + (sides.size() == 1 ? one(link, sides.get(0)) : two(link, sides));
    }

    private static Optional<String> erased(ExplainedSide side) {
        String word = side.what().sourcePieces() == 0 ? side.source() : side.what().targetPieces() == 0
            ? side.target() : null;
        return Optional.ofNullable(word).map(found ->
            "the tokenizer of " + side.model() + " erases '" + found + "', which has no pieces to attend with or to.");
    }

    private static String one(LinkExplanation link, ExplainedSide side) {
        DirectionExplanation what = side.what();
        String reason;
        if (what.setting().rule() == WordRule.PIECE) {
            reason = what.choosing() + " of " + plural(what.targetPieces(), "piece") + " of '" + side.target() + "' "
                + (what.choosing() == 1 ? "goes" : "go") + " to a piece of '" + side.source() + "', and "
                + (what.choosing() > 0 ? "one is" : "one would be") + " enough by the piece rule.";
        } else if (what.row().get(0).score() <= 0) {
            reason = "'" + side.target() + "' attends to nothing by this setting.";
        } else if (what.rankInRow() == 1) {
            reason = gives(side, what.score()) + ", more than to anything else" + what.rival().map(rival ->
                "; second is " + side.attended(rival.word()) + " with " + percent(rival.share())).orElse("") + ".";
        } else {
            WordScore best = what.row().get(0);
            reason = gives(side, what.score()) + ", which is rank " + what.rankInRow() + "; the most, "
                + percent(best.share()) + ", goes to " + side.attended(best.word())
                + (best.word().isEmpty() ? ", the end of the sentence: it stands for no link at all." : ".");
        }
        if (what.linked() && !link.linked()) {
            return reason + " But the score, " + score(link.score()) + ", is below the threshold, "
                + score(link.threshold()) + ".";
        }
        return reason;
    }

    private static String two(LinkExplanation link, List<ExplainedSide> sides) {
        ExplainedSide ahead = sides.get(0);
        ExplainedSide back = sides.get(1);
        String shares = gives(ahead, ahead.what().score()) + " (" + ahead.model() + "), and "
            + gives(back, back.what().score()) + " (" + back.model() + ")";
        Combination combination = link.combination().orElseThrow();
        if (combination instanceof Combination.OfScores scores) {
            String combined = shares + "; the " + inWords(scores.fusion()) + " of both is " + score(link.score());
            boolean reaches = link.score() > 0 && link.score() >= link.threshold();
            String line = link.threshold() == 0 ? "" : reaches ? ", at or above the threshold of " + score(link.threshold())
                : ", below the threshold of " + score(link.threshold());
            if (scores.criterion().kind() == LinkCriterion.Kind.THRESHOLD || link.threshold() > 0 && !reaches) {
                return combined + line + rival(link, ".", "; of the other pairs with either word, ");
            }
            Optional<ScoredLink> greater = link.rivals().stream().filter(other ->
                link.linked() ? other.score() > link.score() : other.score() >= link.score()).findFirst();
            return combined + line + (link.linked()
                ? greater.isEmpty() ? ", the greatest of its row and of its column."
                    : ", taken in the second round of itermax, when the words left over find each other."
                : greater.map(other -> ", but " + other.link() + " has " + score(other.score())
                    + ", and links need the greatest score of their row and column (" + scores.criterion().kind() + ").")
                    .orElse(", and " + scores.criterion().kind() + " does not take it."));
        }
        String found = ahead.what().linked() && back.what().linked() ? "both directions link the two"
            : ahead.what().linked() ? "only " + ahead.model() + " links the two" : back.what().linked()
                ? "only " + back.model() + " links the two" : "neither direction links the two";
        return found + ", and " + ((Combination.OfLinks) combination).symmetrization() + (link.linked() ? " takes it"
            : " does not take it") + "; " + shares + ".";
    }

    private static String rival(LinkExplanation link, String none, String before) {
        return link.rivals().isEmpty() ? none
            : before + link.rivals().get(0).link() + " scores highest, " + score(link.rivals().get(0).score()) + ".";
    }

    /** {@code 'casa' gives 61.2 % of its attention to 'house'}. */
    private static String gives(ExplainedSide side, WordScore share) {
        boolean weight = side.what().setting().measure() == Measure.WEIGHT;
        return "'" + side.target() + "' " + (weight ? "gives " + percent(share.share()) + " of its attention to '"
            : "takes " + percent(share.share()) + " of its norms from '") + side.source() + "'";
    }

    static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    static String score(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }

    private static String plural(int number, String thing) {
        return number + " " + thing + (number == 1 ? "" : "s");
    }

    private static String inWords(ScoreFusion fusion) {
        return switch (fusion) {
            case GEOMETRIC, HARMONIC -> fusion + " mean";
            case PRODUCT, AVERAGE -> fusion.toString();
        };
    }
}
