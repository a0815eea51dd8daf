package io.github.normalign.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.normalign.alignment.Alignment;
import io.github.normalign.corpus.Line;
import io.github.normalign.corpus.LineReader;
import io.github.normalign.corpus.OffsetUnit;
import io.github.normalign.fuzz.FuzzTargets;
import io.github.normalign.fuzz.Seeds;
import io.github.normalign.projection.LabelledSpan;
import io.github.normalign.projection.SpanProjector;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

class FormatFuzzTest extends FuzzTargets {

    private static final int MOST_SENTENCES = 10_000;

    /** An alignment file, Pharaoh or JSON Lines: one alignment a line, and written links read as the same. */
    @FuzzTest
    void links(byte[] data) {
        Path file = file("links", data);
        read(() -> LinkFormat.readLinks(file)).ifPresent(found -> {
            assertEquals(lines(data), found.sentences());
            List<Alignment> links = found.alignments(IndexBase.ZERO, found.sentences());
            String written = links.stream().map(PharaohFormat::line).collect(Collectors.joining("\n", "", "\n"));
            if (!links.isEmpty()) {
                Path again = file("again", written.getBytes(StandardCharsets.UTF_8));
                assertEquals(links, PharaohFormat.read(again, IndexBase.ZERO));
            }
        });
    }

    /** A gold file; the first byte chooses the form: whatever fits, NAACL, Pharaoh, or that with ids (as TALP's). */
    @FuzzTest
    void gold(byte[] data) {
        byte[] rest = data.length > 0 ? Arrays.copyOfRange(data, 1, data.length) : data;
        Path file = file("gold", rest);
        Optional<LinkFile> read = read(() -> switch (data.length > 0 ? data[0] & 3 : 0) {
            case 0 -> LinkFormat.readGold(file);
            case 1 -> LinkFormat.NAACL.readGold(file, false);
            case 2 -> LinkFormat.PHARAOH.readGold(file, false);
            default -> LinkFormat.PHARAOH.readGold(file, true);
        });
        read.ifPresent(found -> {
            found.lines().ifPresent(lines -> assertEquals(lines(rest), lines));
            LinkCheck check = new LinkCheck(found, Optional.empty(), false, LinkCheck.Role.GOLD_FILE);
            read(check::provenBase);
            assertTrue(!check.openBase().isBlank());
            for (IndexBase base : IndexBase.values()) {
                if (found.sentences() <= MOST_SENTENCES) {
                    read(() -> found.alignments(base, found.sentences()))
                        .ifPresent(links -> assertEquals(found.sentences(), links.size()));
                }
            }
        });
    }

    /** Lines of JSON: each is read, or refused for itself; what is read is written and read as the same. */
    @FuzzTest
    @Seeds("io/github/normalign/format/FormatFuzzTestInputs/links/aligned.jsonl")
    void jsonLines(byte[] data) {
        JsonLinesReader reader = JsonLinesReader.of(new LineReader(new ByteArrayInputStream(data), "x"));
        int lines = 0;
        while (reader.hasNext()) {
            lines++;
            read(reader::next).ifPresent(line -> {
                String written = JsonLinesFormat.line(line);
                assertEquals(line, JsonLinesReader.of(line(written)).next());
                assertTrue(written.codePoints().noneMatch(point -> point < 0x20 || point == 0x85 || point == 0x2028), written);
            });
        }
        assertEquals(lines(data), lines);
    }

    /** Objects with labelled spans; the first byte chooses what offsets count. What is carried is read again. */
    @FuzzTest
    void spans(byte[] data) {
        OffsetUnit unit = data.length > 0 && (data[0] & 1) == 0 ? OffsetUnit.UTF16 : OffsetUnit.CODE_POINTS;
        byte[] rest = data.length > 0 ? Arrays.copyOfRange(data, 1, data.length) : data;
        LineReader reader = new LineReader(new ByteArrayInputStream(rest), "x");
        while (reader.hasNext()) {
            Line line = reader.next();
            read(() -> SpanLine.parse(line, unit)).ifPresent(found -> {
                for (SpanProjector projector : List.of(SpanProjector.WHOLE, SpanProjector.SPLITTING)) {
                    List<List<LabelledSpan>> carried = projector.project(found.source().text(), found.labelled(),
                        found.source().spans(), found.target().text(), found.target().spans(),
                        found.alignment().orElse(Alignment.EMPTY));
                    String written = found.withTargets(carried, projector == SpanProjector.SPLITTING);
                    SpanLine again = SpanLine.parse(line(written).next(), unit);
                    assertEquals(found.source(), again.source());
                    assertEquals(found.target(), again.target());
                    assertEquals(found.labelled(), again.labelled());
                    assertEquals(found.alignment(), again.alignment());
                }
            });
        }
    }

    private static Iterator<Line> line(String text) {
        return new LineReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), "again");
    }

    private static int lines(byte[] data) {
        boolean mark = data.length >= 3 && data[0] == (byte) 0xEF && data[1] == (byte) 0xBB && data[2] == (byte) 0xBF;
        int lines = 0;
        int from = mark ? 3 : 0;
        for (int i = from; i < data.length; i++) {
            if (data[i] == '\n') {
                lines++;
                from = i + 1;
            }
        }
        return from < data.length ? lines + 1 : lines;
    }
}
