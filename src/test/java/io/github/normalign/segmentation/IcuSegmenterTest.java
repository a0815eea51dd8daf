package io.github.normalign.segmentation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Expected words are what a reader of the language separates, or what Unicode Standard Annex 29 says. */
class IcuSegmenterTest {

    private static List<String> words(String language, String text) {
        return IcuSegmenter.of(language).segment(text).words();
    }

    @Test
    void punctuationIsAWordOfItsOwn() {
        assertEquals(List.of("\"", "Don't", "\"", ",", "he", "said", "(", "at", "3.14", ")", "."),
            words("en", "\"Don't\", he said (at 3.14)."));
    }

    @Test
    void chineseJapaneseAndThaiAreCutByDictionary() {
        assertEquals(List.of("我", "喜欢", "红色", "的", "房子", "。"), words("zh", "我喜欢红色的房子。"));
        assertEquals(List.of("私", "は", "学生", "です", "。"), words("ja", "私は学生です。"));
        assertEquals(List.of("ฉัน", "รัก", "ประเทศไทย"), words("th", "ฉันรักประเทศไทย"));
    }

    @Test
    void dictionariesWorkInForeignTextAndWithoutALanguage() {
        List<String> expected = List.of("the", "word", "学生", "means", "student");
        assertEquals(expected, words("en", "the word 学生 means student"));
        assertEquals(expected, IcuSegmenter.ofAnyLanguage().segment("the word 学生 means student").words());
    }

    @Test
    void whatBelongsTogetherStaysTogether() {
        String family = "\uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67";
        String flag = "\uD83C\uDDE7\uD83C\uDDF7";
        assertEquals(List.of(family, flag, "e\u0301le\u0300ve", "co\u00ADop"),
            words("fr", family + " " + flag + " e\u0301le\u0300ve co\u00ADop"));
    }

    @Test
    void noSpaceOfAnyKindAndNothingInvisibleIsAWord() {
        assertEquals(List.of("a", "b", "c", "d", "e"), words("en", "\u00A0a\u00A0b\u3000c\u200B\u00ADd\u0000\u2028e"));
        assertEquals(List.of("a\uFEFF", "b"), words("en", "a\uFEFF b"), "what is invisible behind a letter belongs to its word");
        assertEquals(List.of(), words("en", " \u00AD \u0007\u200B"));
        assertEquals(List.of("a", "\u0301", "b"), words("en", "a \u0301b"), "a space is no word, whatever stands on it");
    }

    @Test
    void codesOfModelsAreUnderstoodAndOthersRefused() {
        for (String code : List.of("ja", "ja_XX", "jpn_Jpan", "ja-JP")) {
            assertEquals(List.of("学生", "です"), words(code, "学生です"), code);
        }
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> IcuSegmenter.of("no language"));
        assertEquals("'no language' is no language code; expected one like en, ja or pt-BR", refused.getMessage());
        assertTrue(IcuSegmenter.of("fi").toString().matches("ICU \\d+\\.\\d+, fi"), IcuSegmenter.of("fi").toString());
    }

    @Test
    void severalThreadsGetTheSameWords() {
        IcuSegmenter shared = IcuSegmenter.of("ja");
        List<String> text = Collections.nCopies(200, "私は学生です。");
        assertTrue(IntStream.range(0, text.size()).parallel().mapToObj(i -> shared.segment(text.get(i)).words())
            .allMatch(List.of("私", "は", "学生", "です", "。")::equals));
    }
}
