package io.github.normalign.projection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.normalign.alignment.Alignment;
import io.github.normalign.alignment.Link;
import io.github.normalign.corpus.WordSpan;
import io.github.normalign.corpus.Words;
import io.github.normalign.fuzz.FuzzTargets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

class MarkupFuzzTest extends FuzzTargets {

    private static final Pattern BRACES = Pattern.compile("\\{[0-9]{1,3}\\}");

    /** A line with tags, a translation, and bytes that link words: written markup reads as the same, before and after carrying. */
    @FuzzTest
    void markup(byte[] data) {
        List<byte[]> parts = parts(data, 3);
        String line = text(parts.get(0));
        read(() -> InlineMarkup.parse(line, BRACES));
        read(() -> InlineMarkup.parse(line)).ifPresent(marked -> {
            assertEquals(marked, InlineMarkup.parse(InlineMarkup.write(marked)));
            assertEquals(marked, InlineMarkup.parse(InlineMarkup.writeLiteral(marked)));
            String target = text(parts.get(1));
            List<WordSpan> sources = Words.spans(marked.text());
            List<WordSpan> targets = Words.spans(target);
            Alignment links = links(parts.get(2), sources.size(), targets.size());
            for (TagProjector projector : List.of(TagProjector.WHOLE, TagProjector.SPLITTING)) {
                MarkedText carried = projector.project(marked, sources, target, targets, links);
                assertEquals(target, carried.text());
                assertTrue(carried.wordlessElements(targets) >= 0);
                assertEquals(carried, InlineMarkup.parse(InlineMarkup.write(carried)));
                assertEquals(carried, InlineMarkup.parse(InlineMarkup.writeLiteral(carried)));
            }
        });
    }

    private static Alignment links(byte[] data, int sources, int targets) {
        List<Link> links = new ArrayList<>();
        for (int i = 0; i + 1 < data.length && sources > 0 && targets > 0; i += 2) {
            links.add(new Link((data[i] & 0xFF) % sources, (data[i + 1] & 0xFF) % targets));
        }
        return Alignment.of(links);
    }
}
