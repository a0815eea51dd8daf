package io.github.normalign.gold;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.base.Splitter;
import io.github.normalign.alignment.Link;
import io.github.normalign.corpus.SentencePair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The sets in gold-alignments. Their counts were taken from the published files by a separate script. */
class CommittedGoldTest {

    private static final Path GOLD = Path.of("gold-alignments");

    @ParameterizedTest
    @CsvSource({
        "graca-en-pt, en-pt, 100, 771, 0",
        "graca-en-es, en-es, 100, 835, 0",
        "graca-en-fr, en-fr, 100, 1009, 0",
        "hansards-en-fr, en-fr, 447, 4038, 13400",
        "ro-en, ro-en, 248, 6198, 0",
        "alibi-fr-en, fr-en, 522, 8452, 14147",
        "europarl-de-en, de-en, 100, 1233, 0"})
    void everySetLoadsWithItsCounts(String name, String languages, int pairs, int sure, int onlyPossible) {
        GoldSet set = GoldSet.load(GOLD.resolve(name));
        assertEquals(name, set.name());
        assertEquals(languages, set.sourceLanguage() + "-" + set.targetLanguage());
        assertEquals(pairs, set.pairs().size());
        assertEquals(sure, sure(set));
        assertEquals(onlyPossible, onlyPossible(set));
    }

    @Test
    void theTableOfTheReadmeIsTrueAndComplete() throws IOException {
        List<List<String>> rows = Files.readAllLines(GOLD.resolve("README.md")).stream().filter(line -> line.startsWith("| ["))
            .map(line -> Splitter.on('|').trimResults().omitEmptyStrings().splitToList(line)).toList();
        for (List<String> row : rows) {
            String name = row.get(0).substring(1, row.get(0).indexOf(']'));
            GoldSet set = GoldSet.load(GOLD.resolve(name));
            GoldDescription description = GoldDescription.read(GOLD.resolve(name).resolve(GoldSet.DESCRIPTION));
            assertEquals(List.of(set.sourceLanguage() + "-" + set.targetLanguage(), "" + set.pairs().size(), "" + sure(set),
                "" + onlyPossible(set), "" + description.base().first()), row.subList(1, 6), name);
            assertTrue(Files.exists(GOLD.resolve(name).resolve("README.md")), name);
        }
        try (Stream<Path> folders = Files.list(GOLD)) {
            assertEquals(folders.filter(Files::isDirectory).count(), rows.size());
        }
    }

    @Test
    void hansardsIsEnglishFirstAndRomanianFirstInRoEn() {
        SentencePair hansards = GoldSet.load(GOLD.resolve("hansards-en-fr")).pairs().get(100);
        assertEquals("throats", hansards.source().get(7));
        assertEquals("moratoire", hansards.target().get(7));
        SentencePair romanian = GoldSet.load(GOLD.resolve("ro-en")).pairs().get(2);
        assertEquals(SentencePair.of("luni , 4 Februarie 2002", "Monday , 04 February 2002"), romanian);
    }

    @Test
    void theByteOrderMarkOfTheGermanTextIsNoPartOfItsFirstWord() throws IOException {
        Path text = GOLD.resolve("europarl-de-en/test.de");
        assertEquals((byte) 0xEF, Files.readAllBytes(text)[0], "the published file starts with a byte-order mark");
        assertEquals("herr", GoldSet.load(text.getParent()).pairs().get(0).source().get(0));
    }

    @Test
    void theRepairedLinkJoinsTheFullStops() {
        GoldSet set = GoldSet.load(GOLD.resolve("europarl-de-en"));
        assertEquals(".", set.pairs().get(62).source().get(12));
        assertEquals(".", set.pairs().get(62).target().get(12));
        assertTrue(set.gold().get(62).sure().contains(new Link(12, 12)));
        assertEquals(13, set.gold().get(62).sure().size());
    }

    @Test
    void theIdsOfAlibiAreNoPartOfItsTexts() {
        GoldSet set = GoldSet.load(GOLD.resolve("alibi-fr-en"));
        assertEquals(SentencePair.of("Le maître Chat ou le Chat Botté", "THE MASTER CAT , OR PUSS IN BOOTS"), set.pairs().get(0));
        assertTrue(set.pairs().stream().noneMatch(pair -> pair.source().isEmpty() || pair.target().isEmpty()));
    }

    @Test
    void aLoneSoftHyphenOfGracaIsAWord() {
        GoldSet set = GoldSet.load(GOLD.resolve("graca-en-pt"));
        assertEquals("\u00AD", set.pairs().get(1).target().get(6));
        assertTrue(set.gold().get(1).sure().contains(new Link(6, 6)));
    }

    private static int sure(GoldSet set) {
        return set.gold().stream().mapToInt(gold -> gold.sure().size()).sum();
    }

    private static int onlyPossible(GoldSet set) {
        return set.gold().stream().mapToInt(gold -> gold.possible().size()).sum() - sure(set);
    }
}
