package io.github.normalign.report;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.normalign.alignment.ScoredLink;
import io.github.normalign.analysis.DirectionExplanation;
import io.github.normalign.analysis.LinkExplanation;
import io.github.normalign.analysis.SettingScore;
import io.github.normalign.analysis.WordScore;
import io.github.normalign.words.AlignmentSetting;
import java.util.List;
import java.util.Optional;

/**
 * An explanation of one link for programs: one JSON object. Words count from 0,
     layers and heads from 1 ({@code all} for the whole
 * layer); scores are unrounded. In {@code directions} "source" and "target" are the model's own: the reverse model's are the
 * caller's turned round.
 */
public final class ExplanationJson {

    private static final Gson GSON = new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    private ExplanationJson() {
    }

    /**
     * The text.
     *
     * @param link what was found
     * @param sides the same with words and pieces: the forward model's, and the reverse model's where there are two
     * @return a JSON object and LF
     */
    public static String of(LinkExplanation link, List<ExplainedSide> sides) {
        JsonObject json = new JsonObject();
        json.addProperty("link", link.link().toString());
        json.addProperty("source", link.pair().source().get(link.link().source()));
        json.addProperty("target", link.pair().target().get(link.link().target()));
        json.addProperty("linked", link.linked());
        json.addProperty("why", LinkReason.of(link, sides));
        json.addProperty("score", link.score());
        json.addProperty("threshold", link.threshold());
        link.combination().ifPresent(how -> json.addProperty("combination", how.toString()));
        JsonArray rivals = new JsonArray();
        for (ScoredLink rival : link.rivals()) {
            JsonObject other = new JsonObject();
            other.addProperty("link", rival.link().toString());
            other.addProperty("score", rival.score());
            rivals.add(other);
        }
        link.combination().ifPresent(how -> json.add("rivals", rivals));
        JsonArray directions = new JsonArray();
        sides.forEach(side -> directions.add(side(side)));
        json.add("directions", directions);
        return GSON.toJson(json) + "\n";
    }

    private static JsonObject side(ExplainedSide side) {
        DirectionExplanation what = side.what();
        JsonObject json = new JsonObject();
        json.addProperty("model", side.model());
        json.add("setting", setting(what.setting()));
        json.getAsJsonObject("setting").addProperty("rule", what.setting().rule().toString());
        json.add("source", word(side.sourceWord(), side.source(), what.sourcePieces(), side.sourceSpelling()));
        json.add("target", word(side.targetWord(), side.target(), what.targetPieces(), side.targetSpelling()));
        json.addProperty("linked", what.linked());
        json.addProperty("score", what.score().score());
        json.addProperty("share", what.score().share());
        json.addProperty("rankInRow", what.rankInRow());
        json.addProperty("rankInColumn", what.rankInColumn());
        json.addProperty("piecesChoosing", what.choosing());
        json.add("row", scores(what.row(), side.sourceWords()));
        json.add("column", scores(what.column(), side.targetWords()));
        JsonArray all = new JsonArray();
        for (SettingScore score : what.everySetting()) {
            JsonObject entry = setting(score.setting());
            entry.addProperty("score", score.score());
            entry.addProperty("share", score.share());
            entry.addProperty("wins", score.wins());
            all.add(entry);
        }
        json.add("everySetting", all);
        return json;
    }

    private static JsonObject setting(AlignmentSetting setting) {
        JsonObject json = new JsonObject();
        json.addProperty("layer", setting.layer());
        json.addProperty("head", setting.heads().toString());
        json.addProperty("measure", setting.measure().toString());
        json.addProperty("reading", setting.reading().toString());
        return json;
    }

    private static JsonObject word(int index, String word, int pieces, Optional<List<String>> spelling) {
        JsonObject json = new JsonObject();
        json.addProperty("index", index);
        json.addProperty("word", word);
        json.addProperty("pieceCount", pieces);
        spelling.ifPresent(spelled -> json.add("pieces", GSON.toJsonTree(spelled)));
        return json;
    }

    private static JsonArray scores(List<WordScore> scores, List<String> words) {
        JsonArray array = new JsonArray();
        for (WordScore score : scores) {
            JsonObject json = new JsonObject();
            if (score.word().isPresent()) {
                json.addProperty("index", score.word().getAsInt());
                json.addProperty("word", words.get(score.word().getAsInt()));
            } else {
                json.addProperty("special", true);
            }
            json.addProperty("score", score.score());
            json.addProperty("share", score.share());
            array.add(json);
        }
        return array;
    }
}
