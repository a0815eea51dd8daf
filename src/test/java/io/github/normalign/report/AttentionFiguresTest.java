package io.github.normalign.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.normalign.analysis.AerIntervals;
import io.github.normalign.analysis.FigureReference;
import io.github.normalign.analysis.ModelAnalysis;
import io.github.normalign.attention.Reading;
import io.github.normalign.evaluation.ComparisonRow;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class AttentionFiguresTest {

    private static final String HOSTILE = "</svg><script>alert(1)</script>\" onload='alert(2)' {{gold}} \u0007";

    private static ComparisonReport report(String name, int layers, int heads) {
        List<ComparisonRow> rows = ComparisonReport.of("gold", List.of(new ComparedModel(name, "en", "pt")),
            ReportRows.of(name, layers, heads, setting -> ReportRows.aer(2000 + 100 * setting.layer())), "1.0").rows();
        return ComparisonReport.of("gold", List.of(new ComparedModel(name, "en", "pt")), rows, "1.0")
            .with(List.of(ReportAnalyses.of(name, layers, heads, rows, List.of("a", "b", "a", ","))));
    }

    private static List<Element> elements(Document page, String name) {
        NodeList nodes = page.getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7})
    void everyDrawingIsNamedDescribedAndHasATable(int layers) throws Exception {
        String text = ComparisonHtml.of(report("m", layers, 3));
        Document page = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(text)));
        List<String> ids = elements(page, "*").stream().map(element -> element.getAttribute("id")).filter(id -> !id.isEmpty())
            .toList();
        assertEquals(ids.size(), new HashSet<>(ids).size(), "each id once");
        List<Element> drawings =
            elements(page, "svg").stream().filter(svg -> svg.getAttribute("role").equals("img")).toList();
        assertEquals(2 + layers + 1, drawings.size());
        for (Element drawing : drawings) {
            for (String id : drawing.getAttribute("aria-labelledby").split(" ")) {
                assertTrue(ids.contains(id), id);
            }
        }
        assertEquals(4, elements(page, "details").size());
        // Every head twice, every kind of position (</s>, a mark, words of two bands) in every layer, and the lines' ends.
        List<Element> marks = elements(page, "g").stream().filter(g -> g.getAttribute("class").startsWith("mark")).toList();
        assertEquals(2 * 3 * layers + 4 * layers + layers, marks.size());
        assertTrue(elements(page, "*").stream().noneMatch(element -> element.hasAttribute("style")));
        assertFalse(text.contains("NaN") || text.contains("Infinity"));
    }

    @Test
    void aHostileNameIsOnlyTextInTheFiguresToo() throws Exception {
        String text = ComparisonHtml.of(report(HOSTILE, 1, 1));
        assertFalse(text.contains("<script>alert"));
        Document page = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(text)));
        assertEquals(1, elements(page, "script").size());
        assertTrue(elements(page, "*").stream().noneMatch(element -> element.hasAttribute("onload")));
    }

    @Test
    void intervalsStandBelowTheFiguresTheyBelongTo() {
        String text = ComparisonHtml.of(report("m", 1, 1));
        // One sentence drawn again and again: the interval is a point.
        assertTrue(text.contains("21.00<span class=\"unseen\"> lowest</span><span "
            + "class=\"ci\">21.00\u201321.00</span>"), text);
        assertTrue(text.contains("<td>+0.00<span class=\"ci\">+0.00 to +0.00</span></td>"), text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"en-pt", "pt-en"})
    void normsAndAerOfRealHeadsCorrelateAsInNumpy(String direction) throws IOException {
        FigureReference reference = FigureReference.of(direction);
        ComparisonReport report = ComparisonReport.of("gold", List.of(new ComparedModel(direction, "", "")),
            reference.rows(), "1")
            .with(List.of(new ModelAnalysis(direction, "", AerIntervals.NONE, reference.summary())));
        for (Reading reading : Reading.values()) {
            NormAgainstAer points = NormAgainstAer.of(report.results().get(0), reference.summary(), reading);
            assertEquals(16, points.heads().size());
            assertEquals(reference.expected().getAsJsonObject("spearman").get(reading.toString()).getAsDouble(),
                points.spearman().orElseThrow(), 1e-8);
        }
    }

    @Test
    void axesEndAtRoundValues() {
        assertEquals("0.0 0.2 0.4 0.6 0.8", ticks(Axis.upTo(0.77, "")));
        assertEquals("0 2 4 6 8 10", ticks(Axis.upTo(8.07, "")));
        assertEquals("0 1 2 3", ticks(Axis.upTo(3, "")));
        assertEquals("0 50 100 150 200", ticks(Axis.upTo(160, "")));
        assertEquals(1, Axis.upTo(0, "").share(Axis.upTo(0, "").step() * Axis.upTo(0, "").ticks()), 1e-12);
    }

    private static String ticks(Axis axis) {
        return String.join(" ", axis.values().stream().map(axis::label).toList());
    }
}
