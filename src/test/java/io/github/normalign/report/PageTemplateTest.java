package io.github.normalign.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.junit.jupiter.api.Test;

class PageTemplateTest {

    @Test
    void textsAreEscapedAndWhatGoesInIsNotLookedAtAgain() {
        assertEquals("<p>{{b}} &lt;i&gt; $1</p><b>{{a}}</b>",
            PageTemplate.of("<p>{{a}}</p>{{b}}").fill(Map.of("a", "{{b}} <i> $1"), Map.of("b", "<b>{{a}}</b>")));
    }

    @Test
    void aPlaceWithoutATextAndATextWithoutAPlaceAreMistakes() {
        PageTemplate template = PageTemplate.of("{{a}}");
        assertThrows(IllegalStateException.class, () -> template.fill(Map.of(), Map.of()));
        assertThrows(IllegalStateException.class, () -> template.fill(Map.of("a", "", "b", ""), Map.of()));
        assertThrows(IllegalStateException.class, () -> template.fill(Map.of("a", ""), Map.of("a", "")));
    }
}
