package io.github.normalign.corpus;

import java.util.Collections;
import java.util.List;

/**
 * Tells the two sides of a line apart, in one of two forms.
 *
 * <ul>
 * <li>Bars: the line has exactly one word {@value #BARS}, words being separated by U+0020 and TAB; what stands before it is the
 * source, what stands after it the target. So {@code |||} separates with a space or the line's end on either side of it, as
 * fast_align reads it; but where fast_align takes a second one for a word of the target, the line is bad, as in awesome-align.
 * {@code a|||b} is one word.</li>
 * <li>TAB: the line has exactly one TAB; words are separated by U+0020 only, and {@code |||} is a word like any other.</li>
 * </ul>
 *
 * <p>The text of a side is what stands beside the separator; of bars, the one space or TAB on either side belongs to them.
 *
 * <p>A stream has one form, settled by its first line that gives words on both sides in one of them; bars if in both. Deciding
 * anew for each line would read a stray TAB or {@code |||} in the text as a separator instead of reporting it; and a line that
 * is bad in both forms is bad by itself and settles nothing for the others. A line with words but no separator is bad; a line
 * without words is an empty one in both forms.
 */
final class SideSeparator {

    private static final String BARS = "|||";

    /** Characters that belong to neither side: the bars with a space on either side of them. */
    static final int LONGEST = BARS.length() + 2;

    private enum Form { OPEN, BARS, TAB }

    /** So many lines at the start without a separator are no slip: the stream has one side only. */
    private static final int MANY = 20;

    private Form form = Form.OPEN;
    private long settledAt;
    private int withoutSeparator;
    private boolean separated;

    /** Whether the first {@value #MANY} lines with words have no separator, none of them. */
    boolean isLacking() {
        return withoutSeparator == MANY;
    }

    CorpusLine split(LinePosition position, String line, PairSegmenter segmenter) {
        SegmentedText text = SegmentedText.ofWords(line);
        List<String> words = text.words();
        if (form == Form.OPEN) {
            settle(position, text, words);
        }
        return switch (form) {
            case BARS -> splitAtBars(position, text, words, segmenter);
            case TAB -> splitAtTab(position, line, words, segmenter);
            case OPEN -> describe(position, text, words, segmenter);
        };
    }

    /** By words between spaces, however the pair's words are found afterwards. */
    private void settle(LinePosition position, SegmentedText text, List<String> words) {
        separated |= words.contains(BARS) || text.text().indexOf('\t') >= 0;
        if (splitAtBars(position, text, words, PairSegmenter.SPACES) instanceof CorpusLine.Pair) {
            form = Form.BARS;
        } else if (splitAtTab(position, text.text(), words, PairSegmenter.SPACES) instanceof CorpusLine.Pair) {
            form = Form.TAB;
        }
        settledAt = position.line();
    }

    /** A line before the form is settled: no pair, and by its separator empty or bad. */
    private CorpusLine describe(LinePosition position, SegmentedText text, List<String> words, PairSegmenter segmenter) {
        String line = text.text();
        if (words.contains(BARS)) {
            return splitAtBars(position, text, words, segmenter);
        }
        if (words.isEmpty() || line.indexOf('\t') >= 0) {
            return splitAtTab(position, line, words, segmenter);
        }
        if (!separated && withoutSeparator < MANY) {
            withoutSeparator++;
        }
        return ParallelReader.bad(position, "found neither ' ||| ' nor a TAB; expected"
            + " 'source ||| target' (a space on each side of the bars) or source TAB target");
    }

    private CorpusLine splitAtBars(LinePosition position, SegmentedText text, List<String> words, PairSegmenter segmenter) {
        if (words.isEmpty()) {
            return new CorpusLine.Empty(position);
        }
        int bars = Collections.frequency(words, BARS);
        if (bars != 1) {
            return ParallelReader.bad(position, "found " + bars + " times ' ||| '; expected it once" + because("it"));
        }
        // What separates is ' ||| ', its spaces no part of either side.
        WordSpan span = text.spans().get(words.indexOf(BARS));
        String line = text.text();
        return segmenter.pair(line.substring(0, Math.max(0, span.start() - 1)),
            line.substring(Math.min(line.length(), span.end() + 1)), position, position);
    }

    private CorpusLine splitAtTab(LinePosition position, String line, List<String> words, PairSegmenter segmenter) {
        if (words.isEmpty()) {
            return new CorpusLine.Empty(position);
        }
        long tabs = line.chars().filter(c -> c == '\t').count();
        if (tabs == 0 && Collections.frequency(words, BARS) == 1) {
            return ParallelReader.bad(position, "found ' ||| ' and no TAB; expected one TAB" + because("a TAB")
                + ", and no line before it has words on both sides of a ' ||| ' (if line " + settledAt
                + " is a heading or a note, remove it)");
        }
        if (tabs != 1) {
            return ParallelReader.bad(position, "found " + tabs + " TABs; expected one" + because("a TAB"));
        }
        int at = line.indexOf('\t');
        return segmenter.pair(line.substring(0, at), line.substring(at + 1), position, position);
    }

    private String because(String separator) {
        return form == Form.OPEN ? "" : ", because line " + settledAt + " separates the sides by " + separator;
    }
}
