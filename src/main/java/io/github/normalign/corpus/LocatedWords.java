package io.github.normalign.corpus;

import com.google.common.collect.ImmutableList;
import io.github.normalign.error.CorpusException;
import io.github.normalign.error.Shown;
import java.util.List;

/** Finds words that another program cut out of a text in that text again: a tokenizer's words, for text without spaces. */
public final class LocatedWords {

    private LocatedWords() {
    }

    /**
     * Finds each word behind the one before it; between two words only white space may stand, so that none is found too late.
     *
     * @param text the text as written
     * @param words its words in order, none of them changed
     * @return a span a word
     * @throws CorpusException naming the word that does not follow, or the text that no word covers, without a file's name
     */
    public static List<WordSpan> spans(String text, List<String> words) {
        ImmutableList.Builder<WordSpan> spans = ImmutableList.builder();
        int at = 0;
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            at = WhiteSpace.skip(text, at);
            if (word.isEmpty() || !text.startsWith(word, at)) {
                throw new CorpusException("word " + i + " is '" + Shown.excerpt(word) + "', but the text goes on with '"
                    + excerpt(text, at) + "'; expected the text's own words, unchanged and in order");
            }
            spans.add(new WordSpan(at, at + word.length()));
            at += word.length();
        }
        at = WhiteSpace.skip(text, at);
        if (at < text.length()) {
            throw new CorpusException("the text goes on with '" + excerpt(text, at) + "' behind the last of " + words.size()
                + " words; expected all words of the text");
        }
        return spans.build();
    }

    private static String excerpt(String text, int from) {
        int length = Math.min(20, text.codePointCount(from, Math.min(text.length(), from + 40)));
        return Shown.of(text.substring(from, text.offsetByCodePoints(from, length)));
    }
}
