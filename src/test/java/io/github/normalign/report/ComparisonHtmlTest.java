package io.github.normalign.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.normalign.attention.HeadSelection;
import io.github.normalign.attention.Measure;
import io.github.normalign.attention.Reading;
import io.github.normalign.evaluation.AlignmentCounts;
import io.github.normalign.evaluation.ComparisonRow;
import io.github.normalign.words.AlignmentSetting;
import io.github.normalign.words.WordRule;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class ComparisonHtmlTest {

    private static final String HOSTILE = "</title><script>alert(1)</script>\" onload='x' {{gold}} $1 &amp; \u0007\ud800";

    /** A different AER for every setting of a model of up to 9 heads, layer 2 head 3 undefined. */
    private static AlignmentCounts counts(AlignmentSetting setting) {
        int layer = setting.layer();
        int head = setting.heads().numbers().isEmpty() ? 0 : setting.heads().numbers().first();
        return layer == 2 && head == 3 ? AlignmentCounts.ZERO : ReportRows.aer(hundredths(setting));
    }

    private static int hundredths(AlignmentSetting setting) {
        int head = setting.heads().numbers().isEmpty() ? 0 : setting.heads().numbers().first();
        int map = setting.measure().ordinal() * 4 + setting.reading().ordinal() * 2 + setting.rule().ordinal();
        return 2000 + map * 1000 + setting.layer() * 100 + head * 7;
    }

    private static ComparisonReport report(String name, int layers, int heads) {
        return ComparisonReport.of("graca/en-pt", List.of(new ComparedModel(name, "en", "pt")),
            ReportRows.of(name, layers, heads, ComparisonHtmlTest::counts), "1.0");
    }

    private static Document parse(String page) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(page)));
    }

    private static List<Element> elements(NodeList nodes) {
        return IntStream.range(0, nodes.getLength()).mapToObj(at -> (Element) nodes.item(at)).toList();
    }

    private static List<Element> elements(Document page, String name) {
        return elements(page.getElementsByTagName(name));
    }

    private static List<String> texts(Element parent, String name) {
        return elements(parent.getElementsByTagName(name)).stream().map(Element::getTextContent).toList();
    }

    @Test
    void everyMapHoldsTheValueOfEachLayerAndHeadInItsPlace() throws Exception {
        Document page = parse(ComparisonHtml.of(report("en-pt", 3, 4)));
        List<Element> maps = elements(page, "table").stream().filter(table -> table.getAttribute("class").equals("map")).toList();
        int at = 0;
        for (WordRule rule : WordRule.values()) {
            for (Reading reading : Reading.values()) {
                for (Measure measure : Measure.values()) {
                    Element map = maps.get(at++);
                    String name = (measure == Measure.WEIGHT ? "Weights, " : "Norms, ") + reading.name();
                    assertEquals(List.of(name), texts(map, "caption"));
                    assertEquals(List.of("layer", "H1", "H2", "H3", "H4", "all", "1", "2", "3"), texts(map, "th"));
                    List<String> expected = new ArrayList<>();
                    for (int layer = 1; layer <= 3; layer++) {
                        for (int head : new int[] {1, 2, 3, 4, 0}) {
                            HeadSelection heads = head == 0 ? HeadSelection.ALL : HeadSelection.of(head);
                            int aer = hundredths(new AlignmentSetting(layer, heads, measure, reading, rule));
                            // The whole layer is the lowest by the formula above, and that of layer 1 the lowest of the map.
                            expected.add(layer == 2 && head == 3 ? "n/a"
                                : aer / 100 + String.format(Locale.ROOT, ".%02d", aer % 100)
                                    + (layer == 1 && head == 0 ? " lowest" : ""));
                        }
                    }
                    assertEquals(expected, texts(map, "td"));
                    assertEquals(15, new HashSet<>(texts(map, "td")).size(), "each value once");
                }
            }
        }
        assertEquals(8, at);
        assertEquals(8, maps.size());
    }

    @Test
    void theStepOfColourIsThatOfTheValue() throws Exception {
        Map<Integer, String> steps = Map.of(0, "q0", 499, "q0", 500, "q1", 2354, "q4", 9499, "q18", 9500, "q19", 10000, "q19");
        for (Map.Entry<Integer, String> step : steps.entrySet()) {
            ComparisonReport report = ComparisonReport.of("gold", List.of(new ComparedModel("m", "", "")),
                ReportRows.of("m", 1, 1, setting -> ReportRows.aer(step.getKey())), "1.0");
            Set<String> classes = elements(parse(ComparisonHtml.of(report)), "td").stream()
                .filter(cell -> cell.hasAttribute("title")).map(cell -> cell.getAttribute("class")).collect(Collectors.toSet());
            assertEquals(Set.of(step.getValue() + " best", step.getValue() + " whole best"), classes);
        }
    }

    @Test
    void theTableByLayerNamesTheBestHeads() throws Exception {
        Element table = elements(parse(ComparisonHtml.of(report("en-pt", 2, 2))), "table").stream()
            .filter(found -> found.getAttribute("class").equals("layers")).findFirst().orElseThrow();
        assertEquals(List.of(
            "21.00 lowest", "61.00", "41.00", "81.00", "H1 21.07 lowest", "H1 61.07", "H1 41.07", "H1 81.07",
            "22.00", "62.00", "42.00", "82.00", "H1 22.07", "H1 62.07", "H1 42.07", "H1 82.07"), texts(table, "td"));
        assertTrue(elements(table.getElementsByTagName("th")).stream().allMatch(cell -> cell.hasAttribute("scope")));
    }

    @Test
    void thePageLoadsNothingAndItsPolicyForbidsIt() throws Exception {
        String text = ComparisonHtml.of(report("en-pt", 2, 2));
        assertFalse(Pattern.compile("https?://|//[a-z]|@import|url\\(", Pattern.CASE_INSENSITIVE).matcher(text).find());
        Document page = parse(text);
        for (Element element : elements(page, "*")) {
            assertFalse(element.hasAttribute("src") || element.hasAttribute("style"), element.getTagName());
            assertTrue(!element.hasAttribute("href") || element.getAttribute("href").startsWith("#"));
        }
        assertEquals(List.of(), elements(page, "link"));
        String policy = elements(page, "meta").stream().filter(meta -> meta.hasAttribute("http-equiv"))
            .map(meta -> meta.getAttribute("content")).findFirst().orElseThrow();
        assertEquals("default-src 'none'; style-src " + hash(elements(page, "style").get(0)) + "; script-src "
            + hash(elements(page, "script").get(0)), policy);
    }

    private static String hash(Element element) throws Exception {
        byte[] text = element.getTextContent().getBytes(StandardCharsets.UTF_8);
        return "'sha256-" + Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(text)) + "'";
    }

    @Test
    void aHostileNameIsOnlyText() throws Exception {
        String text = ComparisonHtml.of(report(HOSTILE, 1, 1));
        assertFalse(text.contains("<script>alert"));
        Document page = parse(text);
        assertEquals(1, elements(page, "script").size());
        String shown = HOSTILE.replace('\u0007', '\ufffd').replace('\ud800', '\ufffd');
        assertEquals("normalign: " + shown + " against graca/en-pt", elements(page, "title").get(0).getTextContent());
        assertEquals(shown + " en \u2192 pt", elements(page, "h2").get(2).getTextContent());
        assertTrue(elements(page, "*").stream().noneMatch(element -> element.hasAttribute("onload")));
    }

    @Test
    void everyReferenceHasItsElementOnce() throws Exception {
        List<ComparisonRow> rows = new ArrayList<>(ReportRows.of("a", 1, 2, ComparisonHtmlTest::counts));
        rows.addAll(ReportRows.of("b", 2, 12, ComparisonHtmlTest::counts));
        List<ComparedModel> models = List.of(new ComparedModel("a", "", ""), new ComparedModel("b", "en", "pt"));
        String first = ComparisonHtml.of(ComparisonReport.of("gold", models, rows, "1.0"));
        Document page = parse(first);
        List<String> ids = elements(page, "*").stream().map(element -> element.getAttribute("id"))
            .filter(id -> !id.isEmpty()).toList();
        assertEquals(ids.size(), new HashSet<>(ids).size(), ids.toString());
        List<String> links = elements(page, "a").stream().map(link -> link.getAttribute("href").substring(1)).toList();
        assertEquals(List.of("model-1", "model-2"), links);
        assertTrue(ids.containsAll(links));
        assertTrue(elements(page, "section").stream().allMatch(part -> ids.contains(part.getAttribute("aria-labelledby"))));
        Collections.shuffle(rows, new Random(5));
        assertEquals(first, ComparisonHtml.of(ComparisonReport.of("gold", models, rows, "1.0")), "the same report, the same bytes");
    }

    @Test
    void figuresContrastWithEveryStepOfColourInBothThemes() {
        String[] themes = PageTemplate.embedded("report.css").split("@media screen");
        assertEquals(2, themes.length);
        for (String theme : themes) {
            Map<String, Double> light = Pattern.compile("--(\\w+): #(\\w{6});").matcher(theme).results()
                .collect(Collectors.toMap(found -> found.group(1), ComparisonHtmlTest::luminance));
            for (int step = 0; step < 20; step++) {
                double figure = light.get(step < 9 ? "deep" : step < 12 ? "middle" : "faint");
                double cell = light.get("q" + step);
                double contrast = (Math.max(figure, cell) + 0.05) / (Math.min(figure, cell) + 0.05);
                assertTrue(contrast >= 4.5, "step " + step + " has " + contrast);
                assertTrue(step == 0 || (cell > light.get("q" + (step - 1))) == (light.get("q19") > light.get("q0")),
                    "lightness runs one way, at step " + step);
            }
        }
    }

    /** Relative luminance as WCAG 2 defines it. */
    private static double luminance(MatchResult colour) {
        double[] share = {0.2126, 0.7152, 0.0722};
        double sum = 0;
        for (int at = 0; at < 3; at++) {
            double value = Integer.parseInt(colour.group(2).substring(2 * at, 2 * at + 2), 16) / 255.0;
            sum += share[at] * (value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4));
        }
        return sum;
    }
}
