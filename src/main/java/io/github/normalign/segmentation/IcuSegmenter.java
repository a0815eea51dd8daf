package io.github.normalign.segmentation;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.IllformedLocaleException;
import com.ibm.icu.util.ULocale;
import com.ibm.icu.util.VersionInfo;
import io.github.normalign.corpus.SegmentedText;
import io.github.normalign.corpus.WordSegmenter;
import io.github.normalign.corpus.WordSpan;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds words in raw text by the rules of Unicode Standard Annex 29 with the language's own changes, as ICU has them; in Chinese,
 * Japanese, Thai, Lao, Khmer and Burmese by ICU's dictionaries, in whatever language's text they stand.
 *
 * <p>Every punctuation mark and symbol is a word of its own; {@code don't}, {@code 3.14}, a letter with its combining marks and a
 * joined emoji sequence are one word, with the invisible characters in or behind them. Between words stand only characters that
 * are white space (no-break and ideographic spaces among them), controls, or invisible by default; no word holds white space. Safe
 * for use by several threads.
 */
public final class IcuSegmenter implements WordSegmenter {

    private final String language;
    private final BreakIterator rules;

    private IcuSegmenter(String language, ULocale locale) {
        this.language = language;
        this.rules = BreakIterator.getWordInstance(locale);
    }

    /**
     * The rules of a language.
     *
     * @param language a code as BCP 47 or translation models write it, such as {@code ja}, {@code pt-BR}, {@code pt_BR} or
     *     {@code zho_Hans}; a language that ICU has no rules for gets those common to all
     * @return the segmenter
     * @throws IllegalArgumentException with a phrase for the user, if the code is no such code
     */
    public static IcuSegmenter of(String language) {
        try {
            return new IcuSegmenter(language, new ULocale.Builder().setLanguageTag(language.replace('_', '-')).build());
        } catch (IllformedLocaleException e) {
            throw new IllegalArgumentException("'" + language + "' is no language code; expected one like en, ja or pt-BR", e);
        }
    }

    /**
     * The rules that all languages share, for text whose language is not known.
     *
     * @return the segmenter
     */
    public static IcuSegmenter ofAnyLanguage() {
        return new IcuSegmenter("any language", ULocale.ROOT);
    }

    /**
     * What finds the words, as messages say it: words may differ from one version of ICU to another.
     *
     * @return version and language
     */
    @Override
    public String toString() {
        return "ICU " + VersionInfo.ICU_VERSION.getMajor() + "." + VersionInfo.ICU_VERSION.getMinor() + ", " + language;
    }

    @Override
    public SegmentedText segment(String text) {
        // An iterator has a place in a text, so each call needs its own.
        BreakIterator breaks = rules.clone();
        breaks.setText(text);
        List<WordSpan> words = new ArrayList<>();
        int start = breaks.first();
        for (int end = breaks.next(); end != BreakIterator.DONE; end = breaks.next()) {
            addWords(text, start, end, words);
            start = end;
        }
        return new SegmentedText(text, words);
    }

    /** What ICU keeps together may hold white space: a space with a combining mark is one unit to it. */
    private static void addWords(String text, int from, int to, List<WordSpan> words) {
        int start = from;
        boolean visible = false;
        for (int at = from; at < to; at += Character.charCount(text.codePointAt(at))) {
            int point = text.codePointAt(at);
            if (UCharacter.isUWhiteSpace(point)) {
                if (visible) {
                    words.add(new WordSpan(start, at));
                }
                start = at + Character.charCount(point);
                visible = false;
            } else {
                visible |= isVisible(point);
            }
        }
        if (visible) {
            words.add(new WordSpan(start, to));
        }
    }

    private static boolean isVisible(int point) {
        return Character.getType(point) != Character.CONTROL
            && !UCharacter.hasBinaryProperty(point, UProperty.DEFAULT_IGNORABLE_CODE_POINT);
    }
}
