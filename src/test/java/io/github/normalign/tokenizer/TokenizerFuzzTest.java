package io.github.normalign.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.github.normalign.corpus.SegmentedText;
import io.github.normalign.corpus.WordSpan;
import io.github.normalign.fuzz.FuzzTargets;
import io.github.normalign.fuzz.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.stream.Stream;

class TokenizerFuzzTest extends FuzzTargets {

    private static final String TEXT = "a  The wo\u00a0rds\tof \u2581 \u0000 \ufb01nance \ud55c\uad6d\uc5b4 \ud83d\ude00\ud83d"
        + " x\u0301\u0302 1\u00bd </s> <unk> >>por<< \u0915\u094d\u0937 aaaaaaaaaaaaaaaaaaaaaaaa";
    private static final List<String> WORDS = List.of("a", "The", "\u2581", "\u0301", "\u00ad", "\ud83d", "wo\u00a0rds",
        "aaaaaaaaaaaa");

    /** A SentencePiece model: every text has pieces with ids of the model, in order and without a gap. */
    @FuzzTest
    @Seeds({"firefox/tiny/joint.spm", "firefox/tiny/split-target.spm", "multilingual/marian-source.model",
        "multilingual/bpe.model"})
    void sentencePiece(byte[] data) {
        read(() -> SentencePieceModel.parse(data, "model")).ifPresent(TokenizerFuzzTest::encode);
    }

    private static void encode(SentencePieceModel model) {
        for (String text : List.of(TEXT, "", " ", model.pieces().get(model.size() / 2), model.pieces().get(model.size() - 1))) {
            int[] ids = model.encode(text);
            assertArrayEquals(ids, model.encode(text));
            LocatedPieces located = model.locate(text);
            assertEquals(ids.length, located.pieces().count());
            int at = 0;
            for (int i = 0; i < ids.length; i++) {
                assertTrue(ids[i] >= 0 && ids[i] < model.size());
                assertTrue(located.begin(i) >= at && located.end(i) >= located.begin(i) && located.end(i) <= text.length());
                at = located.begin(i);
            }
        }
        encode(new SpmTokenizer(model), model.size() - 1);
    }

    private static void encode(PieceTokenizer tokenizer, int greatest) {
        check(tokenizer.encode(WORDS), WORDS.size(), greatest);
        SegmentedText text = new SegmentedText(TEXT, List.of(new WordSpan(0, 1), new WordSpan(1, 5), new WordSpan(5, 6),
            new WordSpan(7, 9), new WordSpan(9, 12), new WordSpan(20, 30)));
        check(tokenizer.encode(text), 6, greatest);
        tokenizer.spellings(WORDS).ifPresent(found -> assertEquals(WORDS.size(), found.size()));
        tokenizer.spellings(text).ifPresent(found -> assertEquals(6, found.size()));
    }

    private static void check(Pieces pieces, int words, int greatest) {
        assertEquals(words, pieces.words());
        for (int i = 0; i < pieces.length(); i++) {
            assertTrue(pieces.ids()[i] >= 0 && pieces.ids()[i] <= greatest);
            assertTrue(pieces.wordOf()[i] >= (i == 0 ? 0 : pieces.wordOf()[i - 1]) && pieces.wordOf()[i] < words);
        }
    }

    /** A vocab.json. */
    @FuzzTest
    void vocabulary(byte[] data) {
        Path file = file("vocab.json", data);
        read(() -> Vocabulary.read(file)).ifPresent(found -> {
            assertEquals(found.size(), found.pieces().size());
            assertTrue(found.unknownId() <= found.greatestId());
            found.pieces().forEach(piece -> assertTrue(found.id(piece).orElseThrow() >= 0));
        });
    }

    /** A tokenizer.json. */
    @FuzzTest
    void tokenizerJson(byte[] data) {
        Path file = file("tokenizer.json", data);
        read(() -> TokenizerJson.added(file));
        read(() -> TokenizerJson.model(file)).ifPresent(TokenizerFuzzTest::encode);
    }

    /** The JSON files of a directory, whose SentencePiece models are sound; every direction it offers can be encoded for. */
    @FuzzTest
    void directory(byte[] data) throws IOException {
        List<byte[]> files = parts(data, 6);
        JsonObject config;
        JsonObject generation;
        try {
            config = JsonParser.parseString(text(files.get(0))).getAsJsonObject();
            generation = JsonParser.parseString(text(files.get(1))).getAsJsonObject();
        } catch (JsonParseException | IllegalStateException e) {
            // The caller's to refuse.
            return;
        }
        Path folder = tokenizerFolder();
        List<String> names = List.of("tokenizer_config.json", "added_tokens.json", "vocab.json", "tokenizer.json");
        for (int i = 0; i < names.size(); i++) {
            if (files.get(2 + i).length == 0) {
                Files.deleteIfExists(folder.resolve(names.get(i)));
            } else {
                Files.write(folder.resolve(names.get(i)), files.get(2 + i));
            }
        }
        read(() -> ModelTokenizer.open(folder, config, generation)).ifPresent(TokenizerFuzzTest::encode);
    }

    private static Path tokenizerFolder() {
        Path folder = scratch().resolve("tokenizer");
        if (!Files.exists(folder)) {
            for (String name : List.of("source.spm", "target.spm", "sentencepiece.bpe.model", "spiece.model")) {
                file("tokenizer/" + name, resource("multilingual/marian-source.model"));
            }
        }
        return folder;
    }

    private static void encode(ModelTokenizer tokenizer) {
        for (Optional<String> source : some(tokenizer.sourceLanguages())) {
            for (Optional<String> target : some(tokenizer.targetLanguages())) {
                read(() -> tokenizer.forLanguages(source, target)).ifPresent(pair -> {
                    encode(pair.source(), tokenizer.greatestId());
                    encode(pair.target(), tokenizer.greatestId());
                });
            }
        }
        tokenizer.sourceCode("pt");
        tokenizer.targetCode("pt");
        assertTrue(tokenizer.usualSource().map(code -> tokenizer.sourceLanguages().contains(code)).orElse(true));
        assertTrue(tokenizer.usualTarget().map(code -> tokenizer.targetLanguages().contains(code)).orElse(true));
    }

    private static List<Optional<String>> some(SortedSet<String> codes) {
        List<Optional<String>> some = new ArrayList<>(List.of(Optional.empty(), Optional.of("pt")));
        Stream.concat(codes.stream().limit(1), codes.stream().skip(Math.max(0, codes.size() - 1)))
            .forEach(code -> some.add(Optional.of(code)));
        return some;
    }
}
