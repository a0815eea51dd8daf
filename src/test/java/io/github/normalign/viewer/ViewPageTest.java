package io.github.normalign.viewer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableSortedSet;
import com.google.gson.JsonParser;
import io.github.normalign.alignment.Link;
import io.github.normalign.alignment.ScoredLink;
import io.github.normalign.attention.HeadSelection;
import io.github.normalign.attention.Measure;
import io.github.normalign.attention.Reading;
import io.github.normalign.corpus.SentencePair;
import io.github.normalign.gold.GoldAlignment;
import io.github.normalign.words.AlignmentSetting;
import io.github.normalign.words.WordRule;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ViewPageTest {

    private static final ViewedModel MODEL = new ViewedModel("m", Optional.of("en"), Optional.of("pt"), 6, 8,
        new AlignmentSetting(5, HeadSelection.ALL, Measure.NORM, Reading.AWI, WordRule.WORD));

    private static PairFinding finding(double score, int bytes) {
        byte[] noise = new byte[bytes];
        new Random(bytes).nextBytes(noise);
        return new PairFinding(List.of(new ScoredLink(new Link(0, 0), 0.123456)), OptionalDouble.of(score), Optional.empty(),
            new byte[] {1}, noise);
    }

    private static View view(Optional<String> gold, List<ViewedPair> pairs) {
        return new View("a title", "1", List.of(MODEL), MODEL.setting().toString(), "", 0, List.of("en", "pt"), gold, List.of(),
            0, pairs);
    }

    private static ViewedPair pair(long line, String text, PairFinding finding) {
        return new ViewedPair(line, SentencePair.of(text, text), finding, Optional.empty(), List.of());
    }

    private static String page(View view, Map<Integer, byte[]> heads) throws IOException {
        StringWriter out = new StringWriter();
        ViewPage.write(view, heads, out);
        return out.toString();
    }

    @Test
    void noTextEndsTheScriptItStandsIn() throws IOException {
        String text = "</script><script>alert(1)</script> <!-- <script> {{script}} & \u2028 \ud800";
        String page = page(view(Optional.empty(), List.of(pair(1, text, finding(0.5, 10)))), Map.of());
        String start = "<script type=\"application/json\" id=\"data\">";
        String json = page.substring(page.indexOf(start) + start.length());
        json = json.substring(0, json.indexOf("</script>"));
        assertFalse(json.contains("<"), json);
        assertEquals("</script><script>alert(1)</script>", JsonParser.parseString(json).getAsJsonObject().getAsJsonArray("pairs")
            .get(0).getAsJsonObject().getAsJsonArray("source").get(0).getAsString());
        assertTrue(json.contains("\ufffd"), "half of a surrogate pair has no form in UTF-8");
        assertEquals(1, page.split("'use strict';\n\n// What the page holds", -1).length - 1, "a text was filled in again");
    }

    @Test
    void aTitleIsEscaped() throws IOException {
        View view = new View("<img src=x onerror=alert(1)>.en", "1", List.of(MODEL), "", "", 0, List.of("", ""),
            Optional.empty(), List.of(), 0, List.of(pair(1, "a", finding(0.5, 10))));
        assertFalse(page(view, Map.of()).contains("<img"));
    }

    /** Long models and long texts: the page stays under its limit, and the worst pairs keep the most. */
    @Test
    void thePageStaysUnderItsLimitAndTheWorstPairsKeepTheirLayers() throws IOException {
        List<ViewedPair> pairs = new ArrayList<>();
        Map<Integer, byte[]> heads = new HashMap<>();
        for (int i = 0; i < 300; i++) {
            pairs.add(pair(i + 1, "word " + i, finding(1 - i / 1000.0, 100_000)));
            if (i >= 280) {
                heads.put(i, finding(0, 50_000).layers());
            }
        }
        StringWriter out = new StringWriter();
        ViewPage.Written written = ViewPage.write(view(Optional.empty(), pairs), heads, out);
        assertTrue(out.getBuffer().length() < ViewPage.LIMIT, out.getBuffer().length() + " characters");
        assertTrue(out.getBuffer().length() > ViewPage.LIMIT - 200_000, out.getBuffer().length() + " characters");
        assertEquals(20, written.heads());
        assertTrue(written.layers() > 100 && written.layers() < 150, written.toString());
        assertTrue(out.toString().contains("id=\"l299\""), "the lowest score keeps its layers");
        assertFalse(out.toString().contains("id=\"l0\""), "the highest score loses them first");
        assertTrue(out.toString().contains("id=\"c0\""), "and keeps the chosen setting");
    }

    /** A quarter of the room is for single heads whatever the layers take; they get the rest where layers leave some. */
    @Test
    void layersAndHeadsLeaveRoomForEachOther() throws IOException {
        List<ViewedPair> pairs = new ArrayList<>();
        Map<Integer, byte[]> heads = new HashMap<>();
        for (int i = 0; i < 100; i++) {
            pairs.add(pair(i + 1, "word", finding(i / 100.0, 60_000)));
            heads.put(i, finding(0, 300_000).layers());
        }
        ViewPage.Written written = ViewPage.write(view(Optional.empty(), pairs), heads, new StringWriter());
        // 20 MB: 12 of 0.4 MB in 5 MB, then 100 of 0.08 MB, then 17 or so of 0.4 MB in what is left of 15.2 MB.
        assertEquals(100, written.layers());
        assertTrue(written.heads() >= 28 && written.heads() <= 30, written.toString());
    }

    @Test
    void theOrderIsByErrorRateWithGoldAndByScoreWithout() {
        List<ViewedPair> pairs = List.of(pair(1, "a", finding(0.5, 1)), pair(2, "b", PairFinding.skipped("too long")),
            pair(3, "c", finding(0.2, 1)));
        assertEquals(List.of(2, 0, 1), view(Optional.empty(), pairs).order());
        // Pair 1: its link 0-0 is sure, AER 0. Pair 2: no link, one sure, AER 1. Pair 3: one of two links right, AER 1 - 2 / 3.
        Link zero = new Link(0, 0);
        GoldAlignment one = GoldAlignment.of(List.of(zero), List.of());
        GoldAlignment two = GoldAlignment.of(List.of(zero, new Link(1, 1)), List.of());
        List<ViewedPair> judged = new ArrayList<>();
        for (ViewedPair pair : pairs) {
            judged.add(new ViewedPair(pair.line(), pair.words(), pair.finding(), Optional.of(pair.line() == 3 ? two : one),
                List.of()));
        }
        View view = view(Optional.of("gold"), judged);
        assertEquals(List.of(1, 2, 0), view.order());
        assertEquals(1 - 2 / 3.0, view.aer(judged.get(2)).orElseThrow(), 1e-12);
        // All together: 2 links, 4 sure, 2 of them found: 1 - (2 + 2) / (2 + 4).
        assertEquals(1 - 4 / 6.0, view.scores().orElseThrow().aer().orElseThrow(), 1e-12);
        assertTrue(ViewJson.of(view).contains("0.1235"), "scores of links have four digits");
        assertEquals(ImmutableSortedSet.of(zero), judged.get(0).gold().orElseThrow().sure());
    }
}
