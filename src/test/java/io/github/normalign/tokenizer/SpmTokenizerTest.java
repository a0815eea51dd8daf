package io.github.normalign.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class SpmTokenizerTest {

    private static final Path VOCABULARY = Fixtures.FOLDER.resolve("marian-vocab.json");

    private final SpmTokenizer embedded = new SpmTokenizer(SentencePieceModel.read(Fixtures.MODELS.resolve("en-pt/source.spm")));

    @Test
    void everyPieceKnowsItsWord() {
        Pieces pieces = embedded.encode(List.of("internationalisation", "of", "internationalisation"));
        int first = embedded.encode(List.of("internationalisation")).length();
        assertTrue(first > 1, "the word has several pieces");
        int[] wordOf = new int[2 * first + 1];
        wordOf[first] = 1;
        Arrays.fill(wordOf, first + 1, wordOf.length, 2);
        assertArrayEquals(wordOf, pieces.wordOf());
        assertEquals(pieces.ids()[0], pieces.ids()[first + 1]);
        assertEquals(3, pieces.words());
    }

    @Test
    void aWordWithoutPiecesKeepsItsNumber() {
        for (String erased : List.of("\u200B", "\u3000", "\u00A0")) {
            Pieces pieces = embedded.encode(List.of("of", erased, "of", erased));
            assertArrayEquals(new int[] {0, 2}, pieces.wordOf());
            assertEquals(4, pieces.words());
        }
        assertEquals(0, embedded.encode(List.of("\u200B")).length());
        assertEquals(new Pieces(new int[0], new int[0], 0).words(), embedded.encode(List.of()).words());
    }

    /** The expected pieces are those of the sentencepiece library 0.2.3. */
    @Test
    void spellingsAreTheLibrarysAndAsManyAsThePieces() {
        List<String> words = List.of("internationalisation", "\u00AD", "\u200B", "the", "Haus\u4E2D\u6587x", "\uFB01ne");
        List<List<String>> expected = List.of(List.of("\u2581international", "isation"), List.of("\u2581", "\u00AD"), List.of(),
            List.of("\u2581the"), List.of("\u2581Haus", "\u4E2D\u6587", "x"), List.of("\u2581fine"));
        assertEquals(expected, embedded.spellings(words).orElseThrow());
        assertEquals(expected.stream().mapToInt(List::size).sum(), embedded.encode(words).length());
        SpmTokenizer bytes = new SpmTokenizer(Fixtures.model("bpe-bytes"));
        assertEquals(List.of(List.of("\u2581a", "<0xE4>", "<0xB8>", "<0xAD>")), bytes.spellings(List.of("a\u4E2D")).orElseThrow());
        assertEquals(Optional.empty(), ((PieceTokenizer) sentence -> bytes.encode(sentence)).spellings(words),
            "a tokenizer that knows no spellings says so");
    }

    /** In the Graca gold a lone soft hyphen carries sure links, so it must have pieces. */
    @Test
    void aLoneSoftHyphenIsAWordMarkerAndAnUnknownPiece() {
        SentencePieceModel model = SentencePieceModel.read(Fixtures.MODELS.resolve("en-pt/source.spm"));
        int[] ids = embedded.encode(List.of("\u00AD")).ids();
        assertArrayEquals(new int[] {model.id("\u2581").orElseThrow(), model.unknownId()}, ids);
    }

    @Test
    void marianIdsAreTheVocabularys() {
        SpmTokenizer ignored = new SpmTokenizer(Fixtures.model("unigram-nmt_nfkc"));
        MarianTokenizer tokenizer = new MarianTokenizer(Fixtures.model("unigram-nmt_nfkc"), Vocabulary.read(VOCABULARY));
        List<int[]> expected = Fixtures.ids("marian.ids.gz");
        List<String> texts = Fixtures.texts();
        int different = 0;
        for (int i = 0; i < texts.size(); i++) {
            int[] ids = tokenizer.encode(List.of(texts.get(i))).ids();
            assertArrayEquals(expected.get(i), ids, texts.get(i));
            different += Arrays.equals(ids, ignored.encode(List.of(texts.get(i))).ids()) ? 0 : 1;
        }
        assertTrue(different > texts.size() / 2, "the vocabulary's ids are not the SentencePiece model's");
    }

    /** Where every character of such a word is unknown to the SentencePiece model, the run is spelled like the special piece. */
    @Test
    void textThatSpellsASpecialPieceIsNeverThatPiece() {
        List<String> specials = List.of("</s>", "<unk>", "<pad>", "<s>");
        Map<String, Integer> ids = new HashMap<>(Map.of("</s>", 0, "<unk>", 1, "<pad>", 2, "<s>", 3, "\u2581", 4));
        for (char c = '!'; c <= 'z'; c++) {
            ids.put(String.valueOf(c), ids.size());
        }
        for (String variant : List.of("unigram-nmt_nfkc", "unigram-no-prefix", "bpe-users", "unigram-unused", "bpe-unused")) {
            MarianTokenizer marian = new MarianTokenizer(Fixtures.model(variant), new Vocabulary(ids));
            SpmTokenizer own = new SpmTokenizer(Fixtures.model(variant));
            for (String special : specials) {
                for (int id : marian.encode(List.of(special)).ids()) {
                    assertTrue(id == 1 || id > 3, variant + " " + special + " gives " + id);
                }
                for (int id : own.encode(List.of(special)).ids()) {
                    assertTrue(id == 0 || id > 2, variant + " " + special + " gives " + id);
                }
            }
        }
        SentencePieceModel onlyUnknown = SentencePieceModel.parse(
            new SpmBytes().piece("<unk>", 0, SpmFile.UNKNOWN).piece("x", -1, SpmFile.NORMAL).noDummyPrefix().bytes(), "x");
        assertArrayEquals(new int[] {0}, onlyUnknown.encode("</s>"), "one run of unknown characters");
        for (String special : specials) {
            assertArrayEquals(new int[] {1}, new MarianTokenizer(onlyUnknown, new Vocabulary(ids)).encode(List.of(special)).ids());
        }
        ids.put("<b>", 99);
        assertArrayEquals(new int[] {99}, new MarianTokenizer(onlyUnknown, new Vocabulary(ids)).encode(List.of("<b>")).ids());
    }

    @Test
    void severalThreadsGetTheSamePieces() throws Exception {
        List<List<String>> lines = Fixtures.sample().subList(0, 600).stream().map(line -> List.of(line.split(" "))).toList();
        List<int[]> expected = lines.stream().map(words -> embedded.encode(words).ids()).toList();
        SpmTokenizer shared = new SpmTokenizer(SentencePieceModel.read(Fixtures.MODELS.resolve("en-pt/source.spm")));
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<List<int[]>>> results = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                results.add(threads.submit(() -> lines.stream().map(words -> shared.encode(words).ids()).toList()));
            }
            for (Future<List<int[]>> result : results) {
                for (int i = 0; i < expected.size(); i++) {
                    assertArrayEquals(expected.get(i), result.get().get(i));
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void theCacheIsBoundedAndChangesNothing() {
        List<String> encoded = new ArrayList<>();
        WordCache cache = new WordCache(10, word -> {
            encoded.add(word);
            return new int[] {word.length()};
        });
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 1000; i++) {
                assertArrayEquals(new int[] {4}, cache.get("w" + (100 + i % 900)));
                assertArrayEquals(new int[] {5}, cache.get("often"));
                assertTrue(cache.size() <= 20, "holds " + cache.size());
            }
        }
        assertEquals(1, encoded.stream().filter("often"::equals).count(), "a frequent word stays");
        int before = cache.size();
        cache.get("x".repeat(5000));
        assertEquals(before, cache.size(), "a very long word is not kept");
    }
}
