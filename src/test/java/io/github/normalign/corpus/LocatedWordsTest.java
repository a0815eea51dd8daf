package io.github.normalign.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.normalign.error.CorpusException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocatedWordsTest {

    @Test
    void wordsAreFoundWithAndWithoutSpaceBetweenThem() {
        assertEquals(List.of(new WordSpan(1, 3), new WordSpan(3, 4), new WordSpan(6, 8)),
            LocatedWords.spans(" 点击,\u00A0\u3000这里 ", List.of("点击", ",", "这里")));
        assertEquals(List.of(), LocatedWords.spans(" ", List.of()));
        assertEquals(List.of(new WordSpan(0, 1), new WordSpan(1, 2)), LocatedWords.spans("aa", List.of("a", "a")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "a b c | a c   | word 1 is 'c', but the text goes on with 'b c'; expected the text's own words, unchanged and in order",
        "a b   | a b c | word 2 is 'c', but the text goes on with ''; expected the text's own words, unchanged and in order",
        "a b c | a b   | the text goes on with 'c' behind the last of 2 words; expected all words of the text",
        "don't | do n't x | word 2 is 'x', but the text goes on with ''; expected the text's own words, unchanged and in order"})
    void aWordThatDoesNotFollowIsNamed(String text, String words, String message) {
        assertEquals(message,
            assertThrows(CorpusException.class, () -> LocatedWords.spans(text, Words.split(words))).getMessage());
    }
}
