package io.github.normalign.gold;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.normalign.alignment.Link;
import io.github.normalign.corpus.SentencePair;
import io.github.normalign.error.CorpusException;
import io.github.normalign.format.IndexBase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Small sets written here, and the traps in them; the sets of this project are tried in {@link CommittedGoldTest}. */
class GoldSetTest {

    private static final String JSON = """
        {"name": "tiny", "sourceLanguage": "de", "targetLanguage": "en", "base": 0, "format": "pharaoh", "licence": "none",
         "source": "this test", "parts": [{"sourceText": "t.de", "targetText": "t.en", "links": "t.links"}]}
        """;

    @TempDir
    private Path folder;

    @BeforeEach
    void writeASet() throws IOException {
        write("gold.json", JSON);
        write("t.de", "ein kleines Haus\nja\n");
        write("t.en", "a house\nyes\n");
        write("t.links", "0-0 2-1 1p1\n0-0\n");
    }

    @Test
    void aSetIsPairsAndAsManyGoldAlignments() {
        GoldSet set = GoldSet.load(folder);
        assertEquals(List.of(SentencePair.of("ein kleines Haus", "a house"), SentencePair.of("ja", "yes")), set.pairs());
        assertEquals(List.of(GoldAlignment.of(List.of(new Link(0, 0), new Link(2, 1)), List.of(new Link(1, 1))),
            GoldAlignment.of(List.of(new Link(0, 0)), List.of())), set.gold());
        assertEquals("tiny de en none this test", String.join(" ", set.name(), set.sourceLanguage(), set.targetLanguage(),
            set.licence(), set.source()));
    }

    @Test
    void possibleLinksAlwaysContainTheSureOnes() {
        assertEquals(3, GoldSet.load(folder).gold().get(0).possible().size());
    }

    @Test
    void swappedTurnsLanguagesPairsAndLinksAndTwiceIsTheSame() {
        GoldSet set = GoldSet.load(folder);
        GoldSet swapped = set.swapped();
        assertEquals("en-de", swapped.sourceLanguage() + "-" + swapped.targetLanguage());
        assertEquals(SentencePair.of("a house", "ein kleines Haus"), swapped.pairs().get(0));
        assertTrue(swapped.gold().get(0).sure().contains(new Link(1, 2)));
        assertEquals(set, swapped.swapped());
    }

    @Test
    void byteOrderMarkAndCrlfAreNoPartOfTheWords() throws IOException {
        write("t.de", "\uFEFFein kleines Haus\r\nja\r\n");
        write("t.links", "\uFEFF0-0 2-1 1p1\r\n0-0\r\n");
        assertEquals(SentencePair.of("ein kleines Haus", "a house"), GoldSet.load(folder).pairs().get(0));
        assertEquals("ja", GoldSet.load(folder).pairs().get(1).source().get(0));
    }

    @Test
    void theBaseGivenBeatsGoldJson() throws IOException {
        write("t.links", "1-1 3-2 2p2\n1-1\n");
        assertTrue(refused().contains("All fit with --gold-base 1 (or \"base\" in gold.json)"));
        List<GoldAlignment> gold = GoldSet.load(folder, Optional.of(IndexBase.ONE)).gold();
        write("t.links", "0-0 2-1 1p1\n0-0\n");
        assertEquals(GoldSet.load(folder).gold(), gold);
    }

    @Test
    void aDeclaredBaseThatAnIndexZeroContradictsIsRefused() throws IOException {
        write("gold.json", JSON.replace("\"base\": 0", "\"base\": 1"));
        assertEquals(folder.resolve("t.links") + ":1: link 0-0 holds index 0, which proves that the file counts words from 0, not"
            + " from 1. Use --gold-base 0 (or \"base\" in gold.json).", refused());
    }

    @Test
    void swappedSidesAreRefused() throws IOException {
        write("t.links", "0-0 1-2 1p1\n0-0\n");
        assertTrue(refused().endsWith("All fit the other way round: exchange source and target in gold.json."), refused());
    }

    @Test
    void aNameThatNoFileCanHaveIsMissing() throws IOException {
        write("gold.json", JSON.replace("t.links", "t\\u0000links"));
        assertTrue(refused().contains("names files that are not there: t\0links"), refused());
    }

    @Test
    void differentLineCountsAreRefused() throws IOException {
        write("t.links", "0-0\n");
        assertEquals(folder.resolve("t.links") + ": 1 lines, but " + folder.resolve("t.de")
            + " has 2; line i of the one must belong to line i of the other.", refused());
        write("t.links", "0-0\n0-0\n");
        write("t.en", "a house\n");
        assertTrue(refused().contains("has 2, ") && refused().contains("has 1"), refused());
    }

    @Test
    void naaclLinksAndOneFileOfBothSides() throws IOException {
        write("gold.json", JSON.replace("pharaoh", "naacl").replace("\"base\": 0", "\"base\": 1")
            .replace("\"sourceText\": \"t.de\", \"targetText\": \"t.en\"", "\"texts\": \"t.both\""));
        write("t.both", "ein kleines Haus   ||| a house  \nja ||| yes\n");
        write("t.links", "0002 1 1\n0001 1 1 S\n0001 3 2 S\n0001 2 2 P\n");
        List<GoldAlignment> gold = GoldSet.load(folder).gold();
        List<SentencePair> pairs = GoldSet.load(folder).pairs();
        writeASet();
        assertEquals(GoldSet.load(folder).gold(), gold);
        assertEquals(GoldSet.load(folder).pairs(), pairs);
    }

    @Test
    void twoSeparatorsInALineOfBothSidesAreRefused() throws IOException {
        write("gold.json", JSON.replace("\"sourceText\": \"t.de\", \"targetText\": \"t.en\"", "\"texts\": \"t.both\""));
        write("t.both", "a ||| b\na ||| b ||| c\n");
        assertTrue(refused().startsWith(folder.resolve("t.both") + ":2: "), refused());
    }

    @Test
    void idsAreNoPartOfTheTextAndMustBeTheSame() throws IOException {
        write("gold.json", JSON.replace("\"base\"", "\"ids\": true, \"base\""));
        write("t.de", "7\tein kleines Haus\n8\tja\n");
        write("t.en", "7\ta house\n8\tyes\n");
        write("t.links", "7\t0-0 2-1 1p1\n8\t0-0\n");
        List<SentencePair> pairs = GoldSet.load(folder).pairs();
        write("t.en", "7\ta house\n9\tyes\n");
        assertTrue(refused().startsWith(folder.resolve("t.en") + ":2: id '9', but this line of the links has id '8'"),
            refused());
        writeASet();
        assertEquals(GoldSet.load(folder).pairs(), pairs);
    }

    @Test
    void everythingWrongWithGoldJsonIsListedTogether() throws IOException {
        write("gold.json", """
            {"name": 5, "sourceLanguage": "de", "base": 2, "format": "talp", "licence": " ", "source": "x",
             "colour": "red",
             "parts": [{"sourceText": "t.de", "text": "t.en"}, 7]}
            """);
        assertEquals(folder.resolve("gold.json") + ": unknown key \"colour\"; \"name\" is 5, expected a text;"
            + " missing key \"targetLanguage\" (a text); \"base\" is 2, expected 0 or 1;"
            + " \"format\" is \"talp\", expected pharaoh or naacl; \"licence\" is \" \", expected a text;"
            + " unknown key \"text\" in part 1; missing key \"links\" (a text) in part 1;"
            + " missing key \"targetText\" (a text) in part 1; part 2 is 7, expected an object.", refused());
    }

    @Test
    void whatIsNoJsonIsRefused() throws IOException {
        for (String text : List.of("", "{", "[]", "{'name': 1}", JSON + "{}", "null")) {
            write("gold.json", text);
            assertTrue(refused().startsWith(folder.resolve("gold.json") + ": "), text + " gave " + refused());
        }
    }

    @Test
    void filesThatAreNotThereAreListedTogether() throws IOException {
        Files.delete(folder.resolve("t.en"));
        Files.delete(folder.resolve("t.links"));
        assertEquals(folder.resolve("gold.json") + ": names files that are not there: t.en, t.links.", refused());
    }

    @Test
    void aFolderWithoutGoldJsonIsNoGoldSet() throws IOException {
        Files.delete(folder.resolve("gold.json"));
        assertEquals(folder + ": no gold set: expected a folder with a gold.json.", refused());
    }

    @Test
    void textsBesideTheSetMayDifferInLettersButNotInNumberOfWords() throws IOException {
        GoldSet set = GoldSet.load(folder);
        set.requireTexts(List.of(SentencePair.of("EIN KLEINES HAUS", "A HOUSE"), SentencePair.of("JA", "YES")), "s", "t");
        CorpusException refused = assertThrows(CorpusException.class, () -> set.requireTexts(
            List.of(SentencePair.of("ein kleines Haus", "a house"), SentencePair.of("ja", "oh yes")), "s", "t"));
        assertTrue(refused.getMessage().startsWith("t:2: 2 words, but this side (de-en) of gold set tiny has 1"),
            refused.getMessage());
        assertThrows(CorpusException.class, () -> set.requireTexts(List.of(SentencePair.of("a", "b")), "s", "t"));
    }

    private String refused() {
        return assertThrows(CorpusException.class, () -> GoldSet.load(folder)).getMessage();
    }

    private void write(String name, String text) throws IOException {
        Files.write(folder.resolve(name), text.getBytes(StandardCharsets.UTF_8));
    }
}
