package io.github.normalign.projection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.normalign.alignment.Alignment;
import io.github.normalign.alignment.Link;
import io.github.normalign.corpus.WordSpan;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;

/** What holds for every text, every tag and every alignment; an XML parser that is not ours reads what was written. */
class RandomProjectionTest {

    private static final int PAIRS = 10_000;
    private static final String[] PIECES = {"a", "be", "Haus", "l'", "\u00e9", "e\u0301", "\uD83D\uDE00", "\u7801", "\uFB01",
        "&", "<", "&lt;", ">", "]]>", ".", ",", "\"", "(", ")", "\u00BF", "?", "\u201E", "\u201C", "\u00AD", "...", "<b>", "x/"};
    private static final String[] GAPS = {" ", " ", " ", " ", "  ", "", "", "\t", "\u00A0", "\u3000"};

    private final Random random = new Random(7);

    /** A text with its words. */
    private record Side(String text, List<WordSpan> words) {
    }

    @Test
    void everyTagComesOnceInItsParentAndTheTextStays() throws Exception {
        DocumentBuilder xml = DocumentBuilderFactory.newInstance().newDocumentBuilder();
        int elements = 0;
        int empty = 0;
        for (int i = 0; i < PAIRS; i++) {
            Side source = side();
            Side target = side();
            int[] ids = new int[1];
            MarkedText marked = new MarkedText(source.text(), tags(source.text(), 0, source.text().length(), 0, ids));
            String written = InlineMarkup.write(marked);
            assertEquals(marked, InlineMarkup.parse(written));
            Alignment links = links(source.words().size(), target.words().size());
            boolean split = i % 3 == 0;
            MarkedText projected = (split ? TagProjector.SPLITTING : TagProjector.WHOLE)
                .project(marked, source.words(), target.text(), target.words(), links);
            String result = InlineMarkup.write(projected);
            String shown = written + " | " + result + " | " + links;

            assertEquals(target.text(), projected.text());
            assertEquals(projected, InlineMarkup.parse(result), shown);
            assertEquals(target.text(), InlineMarkup.parse(InlineMarkup.writeLiteral(projected)).text(), shown);
            Map<String, List<String>> before = byId(xml, written);
            Map<String, List<String>> after = byId(xml, result);
            assertEquals(before.keySet(), after.keySet(), shown);
            for (String id : before.keySet()) {
                // Name, attributes and parent; several times only for an element that was split.
                String tag = before.get(id).get(0);
                assertEquals(1, before.get(id).size());
                assertTrue(after.get(id).stream().allMatch(tag::equals), shown + ": " + id);
                assertTrue(after.get(id).size() == 1 || split && tag.startsWith("g "), shown + ": " + id);
            }
            elements += before.size();
            empty += requireTight(projected.tags(), target, shown);
        }
        assertTrue(elements > 10_000 && empty > 1000 && elements - empty > 5000,
            elements + " elements, " + empty + " of them without text: the cases are too few or too alike");
    }

    @Test
    void anElementByItselfCoversFromItsFirstTargetWordToItsLast() {
        for (int i = 0; i < PAIRS / 5; i++) {
            int sourceCount = 2 + random.nextInt(8);
            int targetCount = 1 + random.nextInt(8);
            Side source = letters(sourceCount);
            Side target = letters(targetCount);
            int first = random.nextInt(sourceCount);
            int last = first + random.nextInt(sourceCount - first);
            Alignment links = links(sourceCount, targetCount);
            List<Integer> own = links.links().stream().filter(link -> link.source() >= first && link.source() <= last)
                .map(Link::target).sorted().toList();
            if (own.isEmpty() || last - first + 1 == sourceCount) {
                continue;
            }
            LabelledSpan span = new LabelledSpan(source.words().get(first).start(), source.words().get(last).end(), "x");
            assertEquals(List.of(List.of(new LabelledSpan(target.words().get(own.get(0)).start(),
                    target.words().get(own.get(own.size() - 1)).end(), "x"))),
                SpanProjector.WHOLE.project(source.text(), List.of(span), source.words(), target.text(), target.words(), links));
            int covered = SpanProjector.SPLITTING.project(source.text(), List.of(span), source.words(), target.text(),
                target.words(), links).get(0).stream().mapToInt(part -> target.text().substring(part.start(), part.end())
                    .split(" ").length).sum();
            List<Integer> free = IntStream.range(own.get(0), own.get(own.size() - 1)).boxed()
                .filter(word -> links.links().stream().noneMatch(link -> link.target() == word)).toList();
            long distinct = own.stream().distinct().count();
            assertTrue(covered >= distinct && covered <= distinct + free.size(), links + " " + span);
        }
    }

    /** Counts elements without text; the others begin and end in words. */
    private static int requireTight(List<Tag> tags, Side target, String shown) {
        int empty = 0;
        for (Tag tag : tags) {
            if (tag.end() > tag.start()) {
                assertTrue(target.words().stream().anyMatch(word -> word.start() <= tag.start() && tag.start() < word.end())
                    && target.words().stream().anyMatch(word -> word.start() < tag.end() && tag.end() <= word.end()), shown);
            } else {
                empty++;
            }
            assertFalse(tag.isPlaceholder() && tag.end() > tag.start(), shown);
            empty += requireTight(tag.children(), target, shown);
        }
        return empty;
    }

    /** For each id the elements that have it, as name, attributes and parent's id. */
    private static Map<String, List<String>> byId(DocumentBuilder xml, String line) throws Exception {
        Map<String, List<String>> found = new HashMap<>();
        collect(xml.parse(new InputSource(new StringReader("<root id=\"0\">" + line + "</root>"))).getDocumentElement(), found);
        return found;
    }

    private static void collect(Element element, Map<String, List<String>> found) {
        for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element inner) {
                found.computeIfAbsent(inner.getAttribute("id"), id -> new ArrayList<>()).add(inner.getTagName() + " "
                    + inner.getAttribute("title") + " in " + element.getAttribute("id"));
                collect(inner, found);
            }
        }
    }

    private List<Tag> tags(String text, int from, int to, int depth, int[] ids) {
        List<Tag> tags = new ArrayList<>();
        int at = from;
        while (depth < 4 && random.nextInt(2) == 0) {
            int start = Math.min(between(text, at, to), between(text, at, to));
            int id = ++ids[0];
            String attributes = " id=\"" + id + "\" title='\u00e9 \"" + random.nextInt(9) + "> &amp;'";
            if (random.nextInt(4) == 0) {
                tags.add(Tag.placeholder("<x" + attributes + "/>", start));
                at = start;
            } else {
                int end = Math.max(between(text, start, to), between(text, start, to));
                tags.add(new Tag("<g" + attributes + ">", "</g>", start, end, tags(text, start, end, depth + 1, ids)));
                at = end;
            }
        }
        return tags;
    }

    /** A place that is not inside a surrogate pair: XML could not hold its halves. */
    private int between(String text, int from, int to) {
        return text.offsetByCodePoints(from, random.nextInt(text.codePointCount(from, to) + 1));
    }

    private Side side() {
        StringBuilder text = new StringBuilder(random.nextInt(4) == 0 ? " " : "");
        List<WordSpan> words = new ArrayList<>();
        int count = random.nextInt(14);
        for (int i = 0; i < count; i++) {
            int start = text.length();
            for (int piece = random.nextInt(3); piece >= 0; piece--) {
                text.append(PIECES[random.nextInt(PIECES.length)]);
            }
            words.add(new WordSpan(start, text.length()));
            text.append(GAPS[random.nextInt(GAPS.length)]);
        }
        return new Side(text.toString(), words);
    }

    private Side letters(int count) {
        List<WordSpan> words = IntStream.range(0, count).mapToObj(i -> new WordSpan(3 * i, 3 * i + 2)).toList();
        return new Side("ab ".repeat(count).strip(), words);
    }

    private Alignment links(int sourceCount, int targetCount) {
        List<Link> links = new ArrayList<>();
        if (sourceCount > 0 && targetCount > 0) {
            for (int i = random.nextInt(sourceCount + targetCount); i > 0; i--) {
                links.add(new Link(random.nextInt(sourceCount), random.nextInt(targetCount)));
            }
        }
        return Alignment.of(links);
    }
}
