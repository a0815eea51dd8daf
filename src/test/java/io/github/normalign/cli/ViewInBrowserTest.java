package io.github.normalign.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.Lists;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.normalign.browser.Browser;
import io.github.normalign.browser.Injections;
import io.github.normalign.browser.Palette;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page of {@code view} in a real browser. With {@code -Dnormalign.screenshots=FOLDER} it shows all of the gold set and leaves
 * {@code view.png} and {@code view-dark.png} in that folder: {@code mvn test -Dtest=ViewInBrowserTest
 * -Dnormalign.screenshots=eval/results}.
 */
class ViewInBrowserTest {

    private static final String SCREENSHOTS = "normalign.screenshots";
    private static final String GRACA = "gold-alignments/graca-en-pt";

    /** What a file, a folder and so a model can be called on Linux. */
    private static final String HOSTILE_NAME =
        "<img src=x onerror=window.hacked=1> \"onmouseover=window.hacked=1 '--><script> {{json}} \u2028";

    @TempDir
    private static Path folder;

    private static Browser browser;

    @BeforeAll
    static void start() throws IOException {
        browser = Browser.open();
    }

    @AfterAll
    static void end() throws IOException {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void light() throws IOException {
        browser.dark(false);
        browser.size(1280, 900);
    }

    @AfterEach
    void noPageComplains() throws IOException {
        assertEquals(List.of(), browser.problems());
        assertEquals(1, browser.requests().size(), () -> browser.requests().toString());
    }

    private static Path view(String name, Object... options) {
        Path page = folder.resolve(name + ".html");
        List<Object> all = new ArrayList<>(List.of("view", "--html", page));
        all.addAll(List.of(options));
        CommandRun run = CommandRun.of(all.toArray());
        assertEquals(ExitCode.DONE, run.code(), run.err());
        return page;
    }

    private static void show(Path page) throws IOException {
        browser.go(page);
        browser.await("document.body.dataset.ready");
    }

    /** Chooses by the pair's line. */
    private static void choose(int line) throws IOException {
        browser.evaluate("choose(data.pairs.findIndex(pair => pair.line === " + line + "))");
        browser.await("document.getElementById('heading').textContent === 'Line " + line + "'");
    }

    private static String cells() throws IOException {
        return browser.text("[...document.querySelectorAll('#grid td[data-cell]')].map(cell => cell.textContent).join('|')");
    }

    private static String tip() throws IOException {
        return browser.text("document.getElementById('tip').hidden ? '' : document.getElementById('tip').innerText");
    }

    /** The main tour, on two models and gold. */
    @Test
    void thePickersChangeTheMatrixAndLinksTellTheirScores() throws IOException {
        boolean pictures = System.getProperty(SCREENSHOTS) != null;
        Path page = view("graca", "--model", "onnx-models/en-pt", "--reverse-model", "onnx-models/pt-en", "--gold", GRACA,
            "--limit", pictures ? 100 : 12, "--head-pairs", pictures ? 100 : 12);
        show(page);
        choose(3);
        assertEquals("are there any comments ?",
            browser.text("[...document.querySelectorAll('.source .word')].map(word => word.textContent).join(' ')"));
        String combined = cells();
        browser.click("#pick-view input[value='0']");
        String weights = cells();
        assertNotEquals(combined, weights);
        browser.click("#pick-measure input[value='norm']");
        String norms = cells();
        assertNotEquals(weights, norms);
        browser.click("#pick-reading input[value='awo']");
        assertNotEquals(norms, cells());
        browser.evaluate("(() => { const layer = document.getElementById('layer'); layer.value = '2';"
            + " layer.dispatchEvent(new Event('change', {bubbles: true})); })()");
        String second = cells();
        browser.evaluate("(() => { const head = document.getElementById('head'); head.value = 'all';"
            + " head.dispatchEvent(new Event('change', {bubbles: true})); })()");
        assertNotEquals(second, cells());
        browser.click("#chosen");
        assertEquals(weights, cells());
        assertEquals("1", browser.text("document.getElementById('layer').value"));

        // Every link drawn in the forward view lies at a cell whose figure its tooltip says.
        int links = browser.number("shown.links.filter(link => link.kind !== 'missed').length");
        assertTrue(links >= 3, links + " links");
        browser.hover(".target .word");
        Matcher first = Pattern.compile("\u2192 \\S+ ([0-9.]+)").matcher(tip());
        assertTrue(first.find(), tip());
        double score = browser.evaluate("shown.links.find(link => link.target === 0).score").getAsDouble();
        assertEquals(score, Double.parseDouble(first.group(1)), 0.006);
        browser.evaluate("document.querySelector('#diagram g.link').dispatchEvent(new PointerEvent('pointermove',"
            + " {clientX: 600, clientY: 400}))");
        assertTrue(tip().contains("score 0."), tip());

        keyboard();
        judged();
        if (pictures) {
            pictures(Path.of(System.getProperty(SCREENSHOTS)));
        }
    }

    private void keyboard() throws IOException {
        browser.click("#pick-view input[value='both']");
        browser.evaluate("document.querySelector('.source .word').focus()");
        browser.press("ArrowRight");
        assertEquals("there", browser.text("document.activeElement.textContent"));
        assertTrue(tip().startsWith("there \u00b7 source 1"), tip());
        assertEquals("tip", browser.text("document.activeElement.getAttribute('aria-describedby')"));
        browser.press("ArrowDown");
        assertEquals("Target words", browser.text("document.activeElement.closest('ul').getAttribute('aria-label')"));
        browser.press("Escape");
        assertEquals("", tip());
        assertEquals(0, browser.number("[...document.querySelectorAll('button, input, select')].filter(field =>"
            + " !(field.textContent.trim() || field.getAttribute('aria-label') || (field.labels && field.labels.length))).length"),
            "fields without a name");
    }

    /** Kinds of links differ in their lines, not in colour alone, and their counts are those of the gold. */
    private void judged() throws IOException {
        assertEquals(browser.text("[...new Set(shown.links.map(link => link.kind))].sort().join(' ')"),
            browser.text("[...document.querySelectorAll('#legend li')].map(item => item.className).sort().join(' ')"));
        assertEquals(3, browser.number("(() => { const lines = new Set(); for (const kind of ['hit', 'false', 'missed']) {"
            + " const group = document.createElementNS(SVG, 'g'); group.setAttribute('class', 'link ' + kind);"
            + " group.append(diagram.path('M0 0', 'line')); diagram.svg.append(group);"
            + " lines.add(getComputedStyle(group.firstChild).strokeDasharray); group.remove(); } return lines.size; })()"));
        assertEquals(4, browser.number("document.querySelectorAll('#table thead th').length"));
        assertTrue(browser.text("document.getElementById('summary').textContent").contains("AER "));
        browser.evaluate("(search => { search.value = 'JÁ FOI DISTRIBUIDA'; search.dispatchEvent(new Event('input')); })"
            + "(document.getElementById('search'))");
        assertEquals(1, browser.number("document.querySelectorAll('#pairs button').length"));
        browser.evaluate("(search => { search.value = ''; search.dispatchEvent(new Event('input')); })"
            + "(document.getElementById('search'))");
    }

    private void pictures(Path into) throws IOException {
        browser.size(1200, 960);
        choose(74);
        browser.evaluate("document.activeElement.blur()");
        browser.hover("header");
        browser.screenshot(into.resolve("view.png"));
        browser.dark(true);
        choose(37);
        browser.click("#pick-view input[value='0']");
        browser.hover(".source li:nth-child(7) .word");
        browser.evaluate("new Promise(done => setTimeout(done, 300))");
        browser.screenshot(into.resolve("view-dark.png"));
        browser.hover("header");
        Palette.reduce(into.resolve("view.png"));
        Palette.reduce(into.resolve("view-dark.png"));
    }

    @Test
    void noTextOfTheCorpusAndNoNameIsReadAsMarkup() throws IOException {
        List<String> lines = new ArrayList<>();
        List<List<String>> parts = Lists.partition(Injections.ALL, 8);
        for (List<String> part : parts) {
            lines.add(String.join(" ", part) + " ||| " + String.join(" ", part));
        }
        lines.add("only one side |||");
        Path input = Files.write(folder.resolve(HOSTILE_NAME + ".txt"), lines);
        Path model = Files.createSymbolicLink(folder.resolve(HOSTILE_NAME), Path.of("onnx-models/en-pt").toAbsolutePath());
        Path page = folder.resolve("injections.html");
        CommandRun run = CommandRun.of("view", "--html", page, "--model", model, "--input", input);
        assertEquals(ExitCode.SKIPPED, run.code(), run.err());
        show(page);
        for (int line = 1; line <= parts.size(); line++) {
            choose(line);
            assertEquals(String.join("|", parts.get(line - 1)),
                browser.text("[...document.querySelectorAll('.source .word')].map(word => word.textContent).join('|')"));
            touchEverything();
        }
        choose(lines.size());
        assertTrue(browser.text("document.getElementById('notice').textContent").contains(HOSTILE_NAME));
        assertEquals(HOSTILE_NAME + ".txt", browser.text("data.title"));
        assertTrue(browser.text("document.body.textContent").contains(HOSTILE_NAME), "the model's name");
        assertNothingRan();
    }

    @Test
    void noNameOfGoldOrOfAnAlignmentIsReadAsMarkup() throws IOException {
        String all = String.join(" ", Injections.ALL);
        JsonObject json = JsonParser.parseString(Files.readString(Path.of(GRACA, "gold.json"))).getAsJsonObject();
        List.of("name", "sourceLanguage", "targetLanguage").forEach(key -> json.addProperty(key, all));
        Path gold = Files.createDirectory(folder.resolve("gold"));
        Files.writeString(gold.resolve("gold.json"), json.toString());
        for (String name : List.of("en-pt.en", "en-pt.pt", "en-pt.sure")) {
            Files.copy(Path.of(GRACA, name), gold.resolve(name));
        }
        Path alignment = Files.copy(gold.resolve("en-pt.sure"), folder.resolve(HOSTILE_NAME + ".sure"));
        show(view("names", "--gold", gold, "--alignment", alignment, "--limit", "3"));
        choose(2);
        touchEverything();
        assertTrue(browser.text("document.body.textContent").contains(HOSTILE_NAME + ".sure"));
        assertEquals(all, browser.text("data.gold.name"));
        assertNothingRan();
    }

    /** Every word's tooltip, every link's, every cell's; every field has the focus once. */
    private static void touchEverything() throws IOException {
        browser.evaluate("document.querySelectorAll('.word').forEach(word =>"
            + " word.dispatchEvent(new PointerEvent('pointerenter')))");
        browser.evaluate("document.querySelectorAll('#diagram g.link').forEach(link =>"
            + " link.dispatchEvent(new PointerEvent('pointermove')))");
        browser.evaluate("document.querySelectorAll('#grid td').forEach(cell =>"
            + " cell.dispatchEvent(new PointerEvent('pointerover', {bubbles: true})))");
        browser.evaluate("document.querySelectorAll('button, input, select, [tabindex]').forEach(field => field.focus())");
    }

    private static void assertNothingRan() throws IOException {
        assertEquals("undefined", browser.text("typeof window.hacked"));
        assertEquals(0, browser.number("document.querySelectorAll('img, iframe, object, embed, base, link, form[action], video,"
            + " audio, template, math, a[href^=\"javascript\"]').length"));
        assertEquals(0, browser.number("[...document.querySelectorAll('*')].filter(element => [...element.attributes].some("
            + "attribute => attribute.name.startsWith('on'))).length"));
        assertEquals(2, browser.number("document.querySelectorAll('style, script:not([type])').length"));
    }

    /** The policy itself, should a text ever reach the markup: nothing that is added runs or loads. */
    @Test
    void thePolicyStopsWhatIsAddedToThePage() throws IOException {
        Path page = view("policy", "--gold", GRACA, "--alignment", Path.of(GRACA, "en-pt.sure"), "--limit", "3");
        String text = Files.readString(page);
        Path attacked = Files.writeString(folder.resolve("attacked.html"), text.replace("<footer>",
            "<footer><script>window.hacked=1</script><b style='color:red' onclick='window.hacked=1' id='bait'>x</b>"));
        try (Browser second = Browser.open()) {
            second.go(attacked);
            second.await("document.body.dataset.ready");
            second.click("#bait");
            assertEquals("undefined", second.text("typeof window.hacked"));
            assertTrue(second.problems().stream().filter(problem -> problem.contains("Content Security Policy")).count() >= 2,
                () -> attacked + " was let through");
        }
        show(page);
    }

    @Test
    void rightToLeftAndHanTextIsShownInItsDirection() throws IOException {
        Path input = Files.writeString(folder.resolve("scripts.txt"), """
            the big house is white ||| \u05d4\u05d1\u05d9\u05ea \u05d4\u05d2\u05d3\u05d5\u05dc \u05dc\u05d1\u05df
            I read a book ||| \u0642\u0631\u0623\u062a \u0643\u062a\u0627\u0628\u0627
            we go home ||| \u6211\u4eec \u56de \u5bb6
            a \u202ehouse ||| \ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67 e\u0301
            """);
        show(view("scripts", "--model", "onnx-models/en-pt", "--input", input));
        choose(1);
        assertEquals("rtl ltr", browser.text("['target', 'source'].map(side =>"
            + " getComputedStyle(document.querySelector('.words.' + side)).direction).join(' ')"));
        assertTrue(browser.evaluate("(([first, second]) =>"
            + " first.getBoundingClientRect().left > second.getBoundingClientRect().left)"
            + "(document.querySelectorAll('.target .word'))").getAsBoolean(), "the first word stands on the right");
        browser.evaluate("document.querySelector('.target .word').focus()");
        browser.press("ArrowLeft");
        assertEquals("\u05d4\u05d2\u05d3\u05d5\u05dc", browser.text("document.activeElement.textContent"));
        choose(3);
        assertEquals("\u6211\u4eec \u56de \u5bb6",
            browser.text("[...document.querySelectorAll('.target .word')].map(word => word.textContent).join(' ')"));
        assertEquals("ltr", browser.text("getComputedStyle(document.querySelector('.words.target')).direction"));
    }

    /** Two models, gold-like sentences; times are printed, for no machine is like another. */
    @Test
    void aThousandPairsLoadFromOneFile() throws IOException {
        Path page = ThousandPairs.write(folder.resolve("thousand.html"));
        assertTrue(Files.size(page) < 20_000_000, Files.size(page) + " bytes");
        Duration loaded = browser.go(page);
        Duration ready = browser.await("document.body.dataset.ready");
        Duration next = Duration.ofNanos(Math.round(1e6 * browser.evaluate("(async () => { const start = performance.now();"
            + " await choose(500); return performance.now() - start; })()").getAsDouble()));
        Duration search = Duration.ofNanos(Math.round(1e6 * browser.evaluate("(() => { const start = performance.now();"
            + " list.search.value = 'the s'; list.refresh(); return performance.now() - start; })()").getAsDouble()));
        System.out.printf("1,000 pairs, %.1f MB: loaded in %d ms, drawn after another %d ms; another pair in %d ms, search %d ms%n",
            Files.size(page) / 1e6, loaded.toMillis(), ready.toMillis(), next.toMillis(), search.toMillis());
        assertEquals(1000, browser.number("data.pairs.length"));
        assertEquals(50, browser.number("document.querySelectorAll('#pairs button').length"));
    }

    @Test
    void aLineThatIsTooLongForTheModelIsShownByItsBeginningWithTheReason() throws IOException {
        Path input = Files.writeString(folder.resolve("long.txt"), "a ".repeat(20_000) + "||| b\nyes ||| sim\n");
        Path page = folder.resolve("long.html");
        CommandRun run = CommandRun.of("view", "--model", "onnx-models/en-pt", "--input", input, "--html", page);
        assertEquals(ExitCode.SKIPPED, run.code(), run.err());
        show(page);
        choose(1);
        assertTrue(browser.text("document.getElementById('notice').innerText").startsWith("Skipped: "));
        assertEquals(200, browser.number("document.querySelectorAll('.source .word').length"));
    }

    @Test
    void aNarrowWindowAndAPrintedPageHoldEverything() throws IOException {
        show(view("narrow", "--gold", GRACA, "--alignment", Path.of(GRACA, "en-pt.sure"), "--limit", "8"));
        browser.size(360, 800);
        choose(2);
        browser.await("document.getElementById('diagram').className === 'columns'");
        assertTrue(browser.number("document.documentElement.scrollWidth") <= 360, "the page is wider than the window");
        browser.print(true);
        assertEquals("none", browser.text("getComputedStyle(document.querySelector('nav')).display"));
        browser.print(false);
    }
}
