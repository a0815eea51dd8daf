package io.github.normalign.cli;

import io.github.normalign.alignment.Alignment;
import io.github.normalign.cli.ProjectionLine.Projected;
import io.github.normalign.corpus.Line;
import io.github.normalign.corpus.LocatedWords;
import io.github.normalign.corpus.OffsetUnit;
import io.github.normalign.corpus.SegmentedText;
import io.github.normalign.corpus.SentencePair;
import io.github.normalign.corpus.WordSpan;
import io.github.normalign.corpus.Words;
import io.github.normalign.error.CorpusException;
import io.github.normalign.format.LinkRange;
import io.github.normalign.format.PharaohFormat;
import io.github.normalign.format.SpanLine;
import io.github.normalign.projection.InlineMarkup;
import io.github.normalign.projection.LabelledSpan;
import io.github.normalign.projection.MarkedText;
import io.github.normalign.projection.SpanProjector;
import io.github.normalign.projection.TagProjector;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Makes lines of work out of the lines of the files that {@code project} reads; a line that is wrong becomes a bad one. */
final class ProjectionReader {

    private final Optional<Pattern> placeholder;
    private final TagProjector tags;
    private final Function<MarkedText, String> writer;

    /**
     * A reader of markup.
     *
     * @param placeholder what else is a placeholder
     * @param tags how tags are carried
     * @param literal whether {@code &} and {@code <} of the text stay where they can
     */
    ProjectionReader(Optional<Pattern> placeholder, TagProjector tags, boolean literal) {
        this.placeholder = placeholder;
        this.tags = tags;
        this.writer = literal ? InlineMarkup::writeLiteral : InlineMarkup::write;
    }

    /**
     * The lines of one pair.
     *
     * @param source text with tags
     * @param target its translation, without
     * @param alignment its links, if they are known
     * @param sourceWords the words of the source, if spaces do not tell
     * @param targetWords the words of the target, likewise
     */
    record Lines(Line source, Line target, Optional<Line> alignment, Optional<Line> sourceWords, Optional<Line> targetWords) {
    }

    /** A pair with tags. */
    ProjectionLine markup(Lines lines) {
        if (lines.target().isBad()) {
            return ProjectionLine.bad(lines.target().position(), describe(lines.target()), "");
        }
        String target = lines.target().text();
        String plain = writer.apply(new MarkedText(target, List.of()));
        try {
            MarkedText source = parse(lines.source());
            List<WordSpan> sourceWords = words(source.text(), lines.sourceWords());
            List<WordSpan> targetWords = words(target, lines.targetWords());
            Optional<Alignment> links = lines.alignment().map(line -> links(line, sourceWords.size(), targetWords.size()));
            Optional<SentencePair> wanted = source.tags().isEmpty() || links.isPresent() ? Optional.empty()
                : pair(source.text(), sourceWords, target, targetWords);
            return ProjectionLine.good(lines.source().position(), plain, wanted, found -> {
                MarkedText marked = tags.project(source, sourceWords, target, targetWords, links.orElse(found));
                int empty = marked.wordlessElements(targetWords) - source.wordlessElements(sourceWords);
                return new Projected(writer.apply(marked), Math.max(0, empty));
            });
        } catch (CorpusException wrong) {
            return ProjectionLine.bad(lines.source().position(), wrong.getMessage(), plain);
        }
    }

    /** A source line without its tags. */
    ProjectionLine stripped(Line source) {
        try {
            String text = parse(source).text();
            return ProjectionLine.good(source.position(), text, Optional.empty(), links -> new Projected(text, 0));
        } catch (CorpusException wrong) {
            return ProjectionLine.bad(source.position(), wrong.getMessage(), source.isBad() ? "" : source.text());
        }
    }

    /**
     * A pair with labelled spans as a JSON object; a blank line is none.
     *
     * @param line the object
     * @param alignment its links, which the object may have itself
     * @param unit what its offsets count
     * @param projector how spans are carried
     * @param model whether a model gives the links that are not known
     */
    static ProjectionLine spans(Line line, Optional<Line> alignment, OffsetUnit unit, SpanProjector projector, boolean model) {
        String plain = line.isBad() ? "" : line.text();
        try {
            if (line.text().isBlank()) {
                return ProjectionLine.good(line.position(), plain, Optional.empty(), links -> new Projected(plain, 0));
            }
            SpanLine read = SpanLine.parse(line, unit);
            SegmentedText source = read.source();
            SegmentedText target = read.target();
            Optional<Alignment> links = read.alignment().or(
                () -> alignment.map(given -> links(given, source.spans().size(), target.spans().size())));
            if (links.isEmpty() && !model && !read.labelled().isEmpty()) {
                throw new CorpusException(line.position() + ": found no \"links\"; expected them in the object, or --alignment or"
                    + " --model");
            }
            Optional<SentencePair> wanted = read.labelled().isEmpty() || links.isPresent() ? Optional.empty()
                : pair(source.text(), source.spans(), target.text(), target.spans());
            return ProjectionLine.good(line.position(), plain, wanted, found -> {
                List<List<LabelledSpan>> carried = projector.project(source.text(), read.labelled(), source.spans(), target.text(),
                    target.spans(), links.orElse(found));
                int empty = (int) carried.stream().filter(List::isEmpty).count();
                return new Projected(read.withTargets(carried, projector == SpanProjector.SPLITTING), empty);
            });
        } catch (CorpusException wrong) {
            return ProjectionLine.bad(line.position(), wrong.getMessage(), plain);
        }
    }

    private MarkedText parse(Line line) {
        String text = line.text();
        try {
            return placeholder.map(pattern -> InlineMarkup.parse(text, pattern)).orElseGet(() -> InlineMarkup.parse(text));
        } catch (CorpusException malformed) {
            throw new CorpusException(line.position() + ": " + malformed.getMessage(), malformed);
        }
    }

    private static List<WordSpan> words(String text, Optional<Line> given) {
        if (given.isEmpty()) {
            return Words.spans(text);
        }
        List<String> words = Words.split(given.get().text());
        try {
            return LocatedWords.spans(text, words);
        } catch (CorpusException notThere) {
            throw new CorpusException(given.get().position() + ": " + notThere.getMessage(), notThere);
        }
    }

    private static Alignment links(Line line, int sourceWords, int targetWords) {
        Alignment links = PharaohFormat.alignment(line);
        LinkRange.require(links, sourceWords, targetWords, line.position());
        return links;
    }

    /** What there is to align: nothing if a side has no words. */
    private static Optional<SentencePair> pair(String source, List<WordSpan> sourceWords, String target,
            List<WordSpan> targetWords) {
        return sourceWords.isEmpty() || targetWords.isEmpty() ? Optional.empty()
            : Optional.of(SentencePair.of(new SegmentedText(source, sourceWords), new SegmentedText(target, targetWords)));
    }

    private static String describe(Line line) {
        return line.position() + ": " + line.problem().orElseThrow();
    }
}
