package io.github.normalign.corpus;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * What separates words: U+0020 and TAB, nothing else. A no-break space, an ideographic space or a zero-width space belongs to
 * the word it stands in, because the gold sets and other aligners count words this way.
 */
public final class Words {

    private static final CharMatcher SEPARATOR = CharMatcher.anyOf(" \t");

    private static final Splitter SPLITTER = Splitter.on(SEPARATOR).omitEmptyStrings();

    private Words() {
    }

    /**
     * Splits a line into words; runs of separators count as one, and those at either end as none.
     *
     * @param line one line without its line end
     * @return the words in order, empty for a blank line
     */
    public static List<String> split(String line) {
        return SPLITTER.splitToList(line);
    }

    /**
     * Where the words of {@link #split(String)} stand.
     *
     * @param line one line without its line end
     * @return a span for each word, in order; empty for a blank line
     */
    public static List<WordSpan> spans(String line) {
        ImmutableList.Builder<WordSpan> spans = ImmutableList.builder();
        int start = 0;
        for (int at = 0; at <= line.length(); at++) {
            if (at == line.length() || SEPARATOR.matches(line.charAt(at))) {
                if (at > start) {
                    spans.add(new WordSpan(start, at));
                }
                start = at + 1;
            }
        }
        return spans.build();
    }
}
