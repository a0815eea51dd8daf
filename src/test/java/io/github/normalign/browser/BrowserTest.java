package io.github.normalign.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrowserTest {

    @TempDir
    private Path folder;

    /** The tests of pages rest on this: a browser that sees nothing would find every page free of problems. */
    @Test
    void everyKindOfProblemIsSeen() throws Exception {
        Path page = Files.writeString(folder.resolve("bad.html"), """
            <!doctype html><meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'">
            <title>t</title><button id="b">press</button><img src="http://127.0.0.1:9/none.png">
            <script>
              console.error('said'); document.title = 'ran';
              document.getElementById('b').onclick = () => { document.title = 'pressed'; throw new Error('thrown'); };
            </script>""");
        try (Browser browser = Browser.open()) {
            browser.go(page);
            assertEquals("ran", browser.text("document.title"));
            assertEquals(List.of(page.toUri().toString(), "http://127.0.0.1:9/none.png"), browser.requests());
            browser.click("#b");
            browser.await("document.title === 'pressed'");
            List<String> problems = browser.problems();
            for (String sign : List.of("said", "thrown", "Content Security Policy")) {
                assertTrue(problems.stream().anyMatch(problem -> problem.contains(sign)), sign + " in " + problems);
            }
            Path picture = folder.resolve("picture.png");
            browser.screenshot(picture);
            assertEquals((byte) 'P', Files.readAllBytes(picture)[1]);
        }
    }
}
