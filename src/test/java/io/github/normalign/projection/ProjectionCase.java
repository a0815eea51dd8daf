package io.github.normalign.projection;

import io.github.normalign.alignment.Alignment;
import io.github.normalign.alignment.Link;
import io.github.normalign.corpus.Line;
import io.github.normalign.corpus.LineReader;
import io.github.normalign.corpus.LocatedWords;
import io.github.normalign.corpus.WordSpan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** One line of cases.txt, whose form its README tells. */
record ProjectionCase(long line, String source, String target, String links, String expected, String split) {

    private static final Path FILE = Path.of("src/test/resources/projection/cases.txt");

    static List<ProjectionCase> all() {
        List<ProjectionCase> cases = new ArrayList<>();
        String split = "none";
        try (LineReader lines = LineReader.open(FILE)) {
            while (lines.hasNext()) {
                Line line = lines.next();
                String text = line.text();
                if (text.startsWith("@split ")) {
                    split = text.substring("@split ".length());
                } else if (!text.isEmpty() && !text.startsWith("#")) {
                    String[] fields = Arrays.stream(text.split("\\|", -1)).map(String::strip).map(s -> s.replace('␣', ' '))
                        .toArray(String[]::new);
                    if (fields.length != 4) {
                        throw new IllegalStateException(line.position() + ": " + fields.length + " fields");
                    }
                    cases.add(new ProjectionCase(line.position().line(), fields[0], fields[1], fields[2], fields[3], split));
                }
            }
        }
        return cases;
    }

    MarkedText marked() {
        return InlineMarkup.parse(source.replace("·", ""));
    }

    String plainTarget() {
        return target.replace("·", "");
    }

    MarkedText projected() {
        return projector().project(marked(), words(InlineMarkup.parse(source).text()), plainTarget(), words(target), alignment());
    }

    private TagProjector projector() {
        return switch (split) {
            case "none" -> TagProjector.WHOLE;
            case "all" -> TagProjector.SPLITTING;
            default -> TagProjector.splitting(List.of(split.split(",")));
        };
    }

    private Alignment alignment() {
        return Alignment.of(Stream.of(links.split(" ")).filter(link -> !link.isEmpty()).map(link -> {
            String[] ends = link.split("-");
            return new Link(Integer.parseInt(ends[0]), Integer.parseInt(ends[1]));
        }).toList());
    }

    private static List<WordSpan> words(String text) {
        return LocatedWords.spans(text.replace("·", ""),
            Stream.of(text.split("[ ·]+")).filter(word -> !word.isEmpty()).toList());
    }

    @Override
    public String toString() {
        return line + ": " + source + " | " + target + " | " + links;
    }
}
