package io.github.normalign.report;

import com.google.common.base.Strings;
import io.github.normalign.analysis.DirectionExplanation;
import io.github.normalign.analysis.LinkExplanation;
import io.github.normalign.analysis.SettingScore;
import io.github.normalign.analysis.WordScore;
import io.github.normalign.attention.Measure;
import io.github.normalign.attention.Reading;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** An explanation of one link for people: the reason first, then each direction's row, pieces, and every layer and head. */
public final class ExplanationText {

    /** Places of the row that are listed; the rest is counted. */
    private static final int LISTED = 5;

    private ExplanationText() {
    }

    /**
     * The text.
     *
     * @param link what was found
     * @param sides the same with words and pieces: the forward model's, and the reverse model's where there are two
     * @return lines ended by LF
     */
    public static String of(LinkExplanation link, List<ExplainedSide> sides) {
        StringBuilder out = new StringBuilder();
        out.append("Link ").append(link.link()).append(": source word ").append(link.link().source()).append(", '")
            .append(link.pair().source().get(link.link().source())).append("', and target word ").append(link.link().target())
            .append(", '").append(link.pair().target().get(link.link().target())).append("'\n");
        out.append(LinkReason.of(link, sides)).append('\n');
        link.combination().ifPresent(how -> out.append("Combined by ").append(how).append(": score ")
            .append(LinkReason.score(link.score())).append(link.threshold() > 0 ? ", threshold "
                + LinkReason.score(link.threshold()) : ", no threshold").append('\n'));
        sides.forEach(side -> side(out, link, side));
        return out.toString();
    }

    private static void side(StringBuilder out, LinkExplanation link, ExplainedSide side) {
        DirectionExplanation what = side.what();
        out.append('\n').append(side.model()).append(", ").append(what.setting()).append('\n');
        line(out, "pieces", pieces(side.target(), what.targetPieces(), side.targetSpelling()) + "; "
            + pieces(side.source(), what.sourcePieces(), side.sourceSpelling()));
        if (what.row().isEmpty()) {
            return;
        }
        line(out, "score", LinkReason.score(what.score().score()) + ", " + LinkReason.percent(what.score().share())
            + " of what '" + side.target() + "' attends to" + (link.combination().isEmpty() && link.threshold() > 0
                ? "; threshold " + LinkReason.score(link.threshold()) : ""));
        line(out, "rank", what.rankInRow() + " of " + what.row().size() + " for '" + side.target() + "', "
            + what.rankInColumn()
            + " of " + what.column().size() + " for '" + side.source() + "'");
        String row = what.row().stream().limit(LISTED)
            .map(score -> side.attended(score.word()) + " "
                + LinkReason.percent(score.share())).collect(Collectors.joining(", "));
        line(out, "'" + side.target() + "' to", row + more(what.row()));
        String column = what.column().stream().limit(LISTED).map(score -> "'" + side.targetWords().get(score.word().getAsInt())
            + "' (" + score.word().getAsInt() + ") " + LinkReason.percent(score.share())).collect(Collectors.joining(", "));
        line(out, "'" + side.source() + "' from", column + more(what.column()));
        table(out, what.everySetting());
    }

    private static String more(List<WordScore> scores) {
        return scores.size() > LISTED ? ", " + (scores.size() - LISTED) + " more" : "";
    }

    private static void line(StringBuilder out, String name, String text) {
        out.append("  ").append(Strings.padEnd(name, 12, ' ')).append(' ').append(text).append('\n');
    }

    private static String pieces(String word, int count, Optional<List<String>> spelling) {
        return "'" + word + "' " + spelling.map(pieces -> "= " + String.join(" + ", pieces))
            .orElseGet(() -> "has " + count + (count == 1 ? " piece" : " pieces"));
    }

    /** A line a layer, measure and reading; a column a head, the whole layer last. */
    private static void table(StringBuilder out, List<SettingScore> scores) {
        int layers = scores.stream().mapToInt(score -> score.setting().layer()).max().orElse(0);
        out.append("  Score of the two words by every layer and head; * = this head's greatest for the word, so it would "
            + "link the two\n");
        for (int layer = 1; layer <= layers; layer++) {
            for (Measure measure : Measure.values()) {
                for (Reading reading : Reading.values()) {
                    int number = layer;
                    List<SettingScore> cells = scores.stream().filter(score -> score.setting().layer() == number
                        && score.setting().measure() == measure && score.setting().reading() == reading).toList();
                    if (layer == 1 && measure == Measure.WEIGHT && reading == Reading.AWI) {
                        out.append(Strings.padEnd("  layer", 21, ' '));
                        cells.forEach(cell -> out.append(Strings.padStart(cell.setting().heads().numbers().isEmpty() ? "all "
                            : "H" + cell.setting().heads() + " ", 8, ' ')));
                        newline(out);
                    }
                    if (!cells.isEmpty()) {
                        out.append(Strings.padEnd(Strings.padStart(String.valueOf(layer), 7, ' ') + "  " + measure + "s "
                            + reading.name(), 21, ' '));
                        cells.forEach(cell -> out.append(Strings.padStart(
                            String.format(Locale.ROOT, "%.3f", cell.score()) + (cell.wins() ? "*" : " "), 8, ' ')));
                        newline(out);
                    }
                }
            }
        }
    }

    /** Ends a line without spaces at its end. */
    private static void newline(StringBuilder out) {
        int end = out.length();
        while (out.charAt(end - 1) == ' ') {
            end--;
        }
        out.setLength(end);
        out.append('\n');
    }
}
