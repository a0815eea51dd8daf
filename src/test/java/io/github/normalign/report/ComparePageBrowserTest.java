package io.github.normalign.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.normalign.browser.Browser;
import io.github.normalign.browser.Injections;
import io.github.normalign.evaluation.ComparisonRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compare's page in a real browser, with names that would do harm if they were markup. */
class ComparePageBrowserTest {

    private static final List<String> NAMES = List.of("</title><script>alert(1)</script>", "\"><img src=x onerror=alert(2)>",
        "<svg onload=alert(3)>", "javascript:alert(4)", "{{style}} ${1} \\ ' ` &lt;", "\u202eabc \u0000 \ud800");

    /** So many that {@code </s>} has a share of one in thirteen, which a narrow bar has no room to name. */
    private static final List<String> WORDS =
        List.of("<script>alert(6)</script>", "b", ",", "c", "d", "e", "f", "g", "h", "i", "j", "k");

    @TempDir
    private Path folder;

    private Path page() throws IOException {
        return page(NAMES, "<b>pt</b>", "<script>alert(5)</script>", WORDS);
    }

    private Path page(List<String> names, String language, String gold, List<String> words) throws IOException {
        List<ComparedModel> models = new ArrayList<>();
        List<ComparisonRow> rows = new ArrayList<>();
        for (String name : names) {
            models.add(new ComparedModel(name, "en", language));
            rows.addAll(ReportRows.of(name, 3, 4, setting -> ReportRows.aer(2000 + 100 * setting.layer())));
        }
        ComparisonReport report = ComparisonReport.of(gold, models, rows, "<i>1</i>");
        report = report.with(report.results().stream().map(results -> ReportAnalyses.of(results.model().name(), 3, 4,
            results.rows(), words)).toList());
        return Files.writeString(folder.resolve("page.html"), ComparisonHtml.of(report));
    }

    @Test
    void nothingIsComplainedOfLoadedOrRun() throws IOException {
        try (Browser browser = Browser.open()) {
            for (boolean dark : new boolean[] {false, true}) {
                browser.dark(dark);
                browser.go(page());
                assertEquals(List.of(), browser.problems());
                assertEquals(1, browser.requests().size(), browser.requests().toString());
                assertEquals(1, browser.number("document.querySelectorAll('script').length"));
                assertEquals(0, browser.number("document.querySelectorAll('img, b > b, i, [onload], [onerror]').length"));
                // Drawn, and not only there: two of norms, one a layer of vectors, one of frequency.
                assertEquals(NAMES.size() * 6, browser.number("[...document.querySelectorAll('svg.plot')]"
                    + ".filter(svg => svg.getBoundingClientRect().width > 250).length"));
                assertEquals(NAMES.size() * 7, browser.number("[...document.querySelectorAll('.bar')]"
                    + ".filter(bar => bar.querySelector('rect').getBoundingClientRect().width > 10).length"));
                String paper = browser.text("getComputedStyle(document.body).backgroundColor");
                assertEquals(dark ? "rgb(18, 20, 27)" : "rgb(255, 255, 255)", paper);
            }
        }
    }

    /** All known injections at once: as names of models, of a language, of the gold, as words. */
    @Test
    void noInjectionRunsWhereverItStands() throws IOException {
        String all = String.join(" ", Injections.ALL);
        try (Browser browser = Browser.open()) {
            browser.go(page(List.of(all, "2 " + String.join("/", Injections.ALL)), all, all, Injections.ALL));
            browser.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })");
            browser.evaluate("document.querySelectorAll('*').forEach(each => {"
                + " each.dispatchEvent(new PointerEvent('pointerenter')); each.dispatchEvent(new PointerEvent('pointerover'));"
                + " if (each.focus) { each.focus(); } })");
            assertEquals("undefined", browser.text("typeof window.hacked"));
            assertEquals(List.of(), browser.problems());
            assertEquals(1, browser.requests().size(), browser.requests().toString());
            assertEquals(2, browser.number("document.querySelectorAll('script, style').length"));
            assertEquals(0, browser.number("document.querySelectorAll('img, iframe, object, embed, base, link, form, video, audio,"
                + " template, math, body a[href]:not([href^=\"#\"])').length"));
            assertEquals(0, browser.number("[...document.querySelectorAll('*')].filter(element => [...element.attributes].some("
                + "attribute => attribute.name.startsWith('on'))).length"));
            assertTrue(browser.text("document.body.textContent").contains("<img/src=x/onerror=window.hacked=1>"));
        }
    }

    @Test
    void figuresFitANarrowWindowAndTheSwitchAndTablesWork() throws IOException {
        try (Browser browser = Browser.open()) {
            browser.size(420, 800);
            browser.go(page());
            assertEquals(0, browser.number("Math.max(0, document.documentElement.scrollWidth - innerWidth)"));
            assertEquals(0, browser.number("[...document.querySelectorAll('.bar')].reduce((sum, bar) => { let end ="
                + " bar.querySelector('svg').getBoundingClientRect().left; for (const text of bar.querySelectorAll('text')) { const"
                + " box = text.getBoundingClientRect(); if (box.width > 0) { sum += box.left < end; end = box.right; } }"
                + " return sum; }, 0)"), "figures of bars that cover each other or leave the bar");
            assertTrue(browser.number("document.querySelector('[data-rule=piece].panel').getBoundingClientRect().height") == 0);
            browser.evaluate("document.querySelector('input[value=piece]').click()");
            assertTrue(browser.number("document.querySelector('[data-rule=piece].panel').getBoundingClientRect().height") > 0);
            assertEquals("false", browser.text("document.querySelector('details').open"));
            browser.click("summary");
            assertEquals("true", browser.text("document.querySelector('details').open"));
            assertEquals(List.of(), browser.problems());
        }
    }
}
