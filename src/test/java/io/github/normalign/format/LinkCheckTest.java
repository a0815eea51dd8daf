package io.github.normalign.format;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.normalign.corpus.SentencePair;
import io.github.normalign.error.CorpusException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class LinkCheckTest {

    /** Four source words, two target words. */
    private static final Optional<List<SentencePair>> TEXTS = Optional.of(List.of(SentencePair.of("a b c d", "x y")));

    @Test
    void anIndexZeroProvesBaseZero() {
        assertEquals(Optional.of(IndexBase.ZERO), check(links("3-0"), Optional.empty()).provenBase());
        assertEquals(Optional.of(IndexBase.ZERO), check(links("3-0"), TEXTS).provenBase());
    }

    @Test
    void anIndexEqualToTheSentenceLengthProvesBaseOne() {
        assertEquals(Optional.of(IndexBase.ONE), check(links("4-1"), TEXTS).provenBase());
        assertEquals(Optional.of(IndexBase.ONE), check(links("4-1 1-2"), TEXTS).provenBase());
    }

    @Test
    void linksThatFitTheOtherWayRoundFromZeroProveNoBase() {
        LinkCheck open = check(links("1-2"), TEXTS);
        assertEquals(Optional.empty(), open.provenBase());
        assertEquals("nothing settles whether it counts words from 0 or from 1: no index is 0; counted from 1 all fit the texts as"
            + " they are, counted from 0 all fit the other way round. Give --gold-base 1, or give --gold-base 0 and use"
            + " --swap-gold.", open.openBase());
        Optional<List<SentencePair>> turned = Optional.of(List.of(SentencePair.of("x y", "a b c d")));
        LinkCheck swapped = new LinkCheck(links("1-2"), turned, true, LinkCheck.Role.GOLD_FILE);
        assertEquals(Optional.empty(), swapped.provenBase());
        assertTrue(swapped.openBase().endsWith("or give --gold-base 0 and leave out --swap-gold."), swapped.openBase());
    }

    @Test
    void whereNeitherBaseFitsThisDirectionTheRemedyIsNamed() {
        CorpusException refused = assertThrows(CorpusException.class, () -> check(links("1-3"), TEXTS).provenBase());
        assertTrue(refused.getMessage().contains("the other way round") && refused.getMessage().contains("--swap-gold"),
            refused.getMessage());
    }

    @Test
    void theBaseIsProvedOnTheSidesTheLinksHaveAfterTheSwap() {
        assertEquals(Optional.empty(), new LinkCheck(links("1-3"), TEXTS, true, LinkCheck.Role.GOLD_FILE).provenBase());
        assertEquals(Optional.of(IndexBase.ONE), new LinkCheck(links("1-4"), TEXTS, true, LinkCheck.Role.GOLD_FILE).provenBase());
    }

    @Test
    void whereNothingSettlesTheBaseNoneIsProved() {
        assertEquals(Optional.empty(), check(links("3-1"), TEXTS).provenBase());
        assertEquals(Optional.empty(), check(links("4-2"), Optional.empty()).provenBase());
        assertEquals(Optional.empty(), check(links(""), TEXTS).provenBase());
    }

    @Test
    void oneBasedGoldReadAsZeroBasedIsCaught() {
        assertEquals("gold:1: link 4-2: index 4 is outside the source sentence, which has 4 words (counted from 0)."
            + " 1 of 2 links lie outside their sentences. All fit with --gold-base 1: use it.",
            refused(links("1-1 4-2"), IndexBase.ZERO));
    }

    @Test
    void zeroBasedGoldReadAsOneBasedIsCaught() {
        assertEquals("gold:1: link 0-1 holds index 0, which proves that the file counts words from 0, not from 1."
            + " Use --gold-base 0.", refused(links("0-1 3-1"), IndexBase.ONE));
    }

    @Test
    void swappedSidesAreCaught() {
        assertEquals("gold:1: link 1-3: index 3 is outside the target sentence, which has 2 words (counted from 0)."
            + " 1 of 2 links lie outside their sentences. All fit the other way round: use --swap-gold.",
            refused(links("0-0 1-3"), IndexBase.ZERO));
    }

    @Test
    void swappedSidesAndAWrongBaseTogetherAreCaught() {
        assertTrue(refused(links("2-4"), IndexBase.ZERO).endsWith("use --gold-base 1, and use --swap-gold."));
    }

    @Test
    void aLinkThatFitsNoWayIsRefusedWithoutBlamingAFlag() {
        assertTrue(refused(links("0-0 12-16"), IndexBase.ZERO)
            .contains("Neither base and neither direction makes all fit"));
    }

    @Test
    void aSwapThatIsWrongIsNamed() {
        LinkCheck swapped = new LinkCheck(links("3-0"), TEXTS, true, LinkCheck.Role.ALIGNMENT);
        String message = assertThrows(CorpusException.class, () -> swapped.require(IndexBase.ZERO)).getMessage();
        assertEquals("gold:1: link 3-0: index 3 is outside the target sentence, which has 2 words (counted from 0)."
            + " 1 of 1 links lie outside their sentences. All fit the other way round: leave out --swap-alignment.", message);
    }

    @Test
    void theLastWordIsInside() {
        assertDoesNotThrow(() -> check(links("3-1 0-0"), TEXTS).require(IndexBase.ZERO));
        assertDoesNotThrow(() -> check(links("4-2 1-1"), TEXTS).require(IndexBase.ONE));
        assertDoesNotThrow(() -> new LinkCheck(links("1-3"), TEXTS, true, LinkCheck.Role.GOLD_FILE).require(IndexBase.ZERO));
    }

    @Test
    void anotherNumberOfLinesIsRefused() {
        LinkFile file = new LinkFile("gold", List.of(), OptionalInt.of(99), List.of());
        assertEquals("gold: 99 lines, but text has 100; line i of the one must belong to line i of the other.",
            assertThrows(CorpusException.class, () -> file.requireSentences(100, "text")).getMessage());
    }

    private static String refused(LinkFile file, IndexBase base) {
        return assertThrows(CorpusException.class, () -> check(file, TEXTS).require(base)).getMessage();
    }

    private static LinkCheck check(LinkFile file, Optional<List<SentencePair>> texts) {
        return new LinkCheck(file, texts, false, LinkCheck.Role.GOLD_FILE);
    }

    private static LinkFile links(String text) {
        List<WrittenLink> links = new ArrayList<>();
        for (String word : text.isEmpty() ? new String[0] : text.split(" ")) {
            String[] ends = word.split("-");
            links.add(new WrittenLink(0, Integer.parseInt(ends[0]), Integer.parseInt(ends[1]), true, 1));
        }
        return new LinkFile("gold", links, OptionalInt.of(1), List.of());
    }
}
