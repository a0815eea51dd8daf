package io.github.normalign.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.primitives.ImmutableIntArray;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.normalign.error.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelTokenizerTest {

    private static final Optional<String> NONE = Optional.empty();

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"marian, MARIAN", "marian-multi, MARIAN", "marian-separate, MARIAN", "nllb, NLLB", "nllb-legacy, NLLB",
        "m2m100, M2M100", "mbart, MBART", "mbart50, MBART50", "t5, T5", "nllb-json, TOKENIZER_JSON", "t5-json, TOKENIZER_JSON"})
    void theKindIsFound(String name, TokenizerKind kind) {
        assertEquals(kind, open(name).kind());
    }

    /** What the files say beside tokenizer_config.json is enough, as it is where that file was not kept. */
    @ParameterizedTest
    @CsvSource({"marian, MARIAN", "nllb, NLLB", "m2m100, M2M100", "mbart, MBART", "mbart50, MBART50", "t5, T5"})
    void theKindIsFoundWithoutTheNameOfAClass(String name, TokenizerKind kind) throws IOException {
        Path directory = StockDirectories.make(folder, name);
        Files.delete(directory.resolve("tokenizer_config.json"));
        JsonObject config = StockDirectories.json(directory, "config.json");
        config.remove("tokenizer_class");
        assertEquals(kind, ModelTokenizer.open(directory, config, new JsonObject()).kind());
    }

    /** Both sides as transformers makes them for training, and the decoder's start as it generates. */
    @ParameterizedTest
    @ValueSource(strings = {"marian", "marian-multi", "nllb", "nllb-legacy", "m2m100", "mbart", "mbart50", "t5", "t5-new",
        "nllb-json", "t5-json"})
    void aPairIsFramedAsTransformersFramesIt(String name) {
        JsonObject expected = StockDirectories.frame(name);
        PairTokenizer pair = open(name).forLanguages(word(expected, "source"), word(expected, "target"));
        List<String> texts = StreamSupport.stream(expected.getAsJsonArray("texts").spliterator(), false)
            .map(text -> text.getAsString()).toList();
        assertArrayEquals(ids(expected, "source_ids"), ImmutableIntArray.builder().addAll(pair.frame().beforeSource())
            .addAll(ImmutableIntArray.copyOf(pair.source().encode(List.of(texts.get(0).split(" "))).ids()))
            .addAll(pair.frame().afterSource()).build().toArray());
        int[] source = ids(expected, "source_ids");
        assertEquals(source[source.length - pair.frame().afterSource().length()], pair.frame().targetEnd(), "</s>");
        int[] decoder = ImmutableIntArray.builder().addAll(pair.frame().decoderStart())
            .addAll(ImmutableIntArray.copyOf(pair.target().encode(List.of(texts.get(1).split(" "))).ids())).build().toArray();
        assertArrayEquals(ids(expected, "generated_start"), pair.frame().decoderStart().toArray());
        if (name.equals("nllb-legacy")) {
            assertEquals(ids(expected, "decoder_inputs").length, decoder.length, "trained with </s>, generating with a code");
            return;
        }
        // mBART's labels end with </s> and the code, of which the decoder reads </s> too.
        int[] trained = ids(expected, "decoder_inputs");
        int length = name.equals("mbart") ? trained.length - 1 : trained.length;
        assertArrayEquals(ImmutableIntArray.copyOf(trained).subArray(0, length).toArray(), decoder);
    }

    @Test
    void theLanguagesAreThoseOfTheModel() {
        assertEquals(202, open("nllb").sourceLanguages().size());
        assertEquals(open("nllb").sourceLanguages(), open("nllb-json").targetLanguages());
        assertTrue(open("nllb").targetLanguages().contains("por_Latn"));
        assertEquals(100, open("m2m100").sourceLanguages().size());
        assertTrue(open("m2m100").sourceLanguages().contains("pt"));
        assertEquals(25, open("mbart").sourceLanguages().size());
        assertEquals(52, open("mbart50").targetLanguages().size());
        assertEquals(List.of("cmn_Hans", "fra", "por"), List.copyOf(open("marian-multi").targetLanguages()));
        assertEquals(List.of(), List.copyOf(open("marian-multi").sourceLanguages()));
        assertEquals(List.of(), List.copyOf(open("marian").targetLanguages()));
        assertEquals(List.of("en"), List.copyOf(open("t5").sourceLanguages()));
        assertEquals(List.of("de", "fr"), List.copyOf(open("t5").targetLanguages()));
        assertThrows(UnsupportedOperationException.class, () -> open("t5").targetLanguages().clear());
    }

    /** 256047 and 256057 are eng_Latn and fra_Latn of NLLB-200, which has 256,000 pieces; here there are 6,000. */
    @Test
    void withoutCodesInTheFilesThoseOfThePublishedModelsAreMeant() throws IOException {
        Path directory = StockDirectories.make(folder, "nllb");
        for (String file : List.of("tokenizer_config.json", "added_tokens.json", "special_tokens_map.json")) {
            Files.deleteIfExists(directory.resolve(file));
        }
        PieceFrame frame = StockDirectories.open(directory).forLanguages(Optional.of("eng"), Optional.of("fra")).frame();
        assertEquals(ImmutableIntArray.of(6047), frame.beforeSource());
        assertEquals(ImmutableIntArray.of(2, 6057), frame.decoderStart());

        Path mbart = StockDirectories.make(folder, "mbart");
        Files.delete(mbart.resolve("tokenizer_config.json"));
        Files.deleteIfExists(mbart.resolve("added_tokens.json"));
        PieceFrame found = StockDirectories.open(mbart).forLanguages(Optional.of("en"), Optional.of("ro")).frame();
        assertEquals(ids(StockDirectories.frame("mbart"), "generated_start")[0], found.decoderStart().get(0));
    }

    @Test
    void theSmallerSetOfM2M100IsTakenWhereTheFilesNameIt() throws IOException {
        Path directory = StockDirectories.make(folder, "m2m100");
        Path settings = directory.resolve("tokenizer_config.json");
        Files.writeString(settings, Files.readString(settings).replace("\"language_codes\": \"m2m100\"",
            "\"language_codes\": \"wmt21\""));
        assertEquals(List.of("cs", "de", "en", "ha", "is", "ja", "ru", "zh"),
            List.copyOf(StockDirectories.open(directory).sourceLanguages()));
    }

    @ParameterizedTest
    @CsvSource({"nllb, POR, por_Latn", "nllb, por-latn, por_Latn", "mbart50, pt, pt_XX", "mbart50, zh-CN, zh_CN",
        "m2m100, __pt__, pt", "marian-multi, >>por<<, por", "marian-multi, cmn, cmn_Hans"})
    void aCodeCanBeWrittenInOtherWays(String name, String given, String code) {
        ModelTokenizer tokenizer = open(name);
        Optional<String> source = name.startsWith("marian") ? NONE : Optional.of(tokenizer.sourceLanguages().first());
        assertEquals(tokenizer.forLanguages(source, Optional.of(code)).frame(),
            tokenizer.forLanguages(source, Optional.of(given)).frame());
    }

    @Test
    void whatIsNotKnownIsRefusedWithTheNearestCodesFirst() {
        ModelTokenizer nllb = open("nllb");
        String unknown = refusal(nllb, Optional.of("eng_Latn"), Optional.of("pt"));
        assertTrue(unknown.contains("the target language 'pt'; it knows por_Latn, "), unknown);
        assertTrue(unknown.endsWith(" and 190 more"), unknown);
        String typed = refusal(nllb, Optional.of("eng_Latm"), Optional.of("por_Latn"));
        assertTrue(typed.contains("the source language 'eng_Latm'; it knows eng_Latn, "), typed);
        String ambiguous = refusal(nllb, Optional.of("eng"), Optional.of("zho"));
        assertTrue(ambiguous.contains("'zho' can be any of zho_Hans, zho_Hant"), ambiguous);
        String missing = refusal(nllb, Optional.of("eng"), NONE);
        assertTrue(missing.contains("needs to be told the target language; it knows ace_Arab, "), missing);
        assertTrue(refusal(open("marian"), NONE, Optional.of("por")).contains("no codes for the target language"));
        assertTrue(refusal(open("marian-multi"), Optional.of("eng"), Optional.of("por")).contains("codes for the source language"));
        String multi = refusal(open("marian-multi"), NONE, NONE);
        assertTrue(multi.endsWith("needs to be told the target language; it knows cmn_Hans, fra, por"), multi);
        String t5 = refusal(open("t5"), Optional.of("en"), Optional.of("pt"));
        assertTrue(t5.endsWith("'pt'; it knows de, fr"), t5);
    }

    @Test
    void aLanguageTheFilesNameNeedNotBeGiven() {
        Path directory = StockDirectories.make(folder, "mbart");
        ModelTokenizer mbart = StockDirectories.open(directory);
        assertEquals(Optional.of("en_XX"), mbart.usualSource());
        assertEquals(Optional.of("ro_RO"), mbart.usualTarget());
        assertEquals(mbart.forLanguages(Optional.of("en_XX"), Optional.of("ro_RO")).frame(),
            mbart.forLanguages(NONE, NONE).frame());
        JsonObject config = StockDirectories.json(directory, "config.json");
        JsonObject generation = new JsonObject();
        int french = mbart.forLanguages(NONE, Optional.of("fr_XX")).frame().decoderStart().get(0);
        generation.addProperty("forced_bos_token_id", french);
        assertEquals(Optional.of("fr_XX"), ModelTokenizer.open(directory, config, generation).usualTarget());
    }

    /** transformers writes its default, English, when it saves a tokenizer that no language was ever named to. */
    @Test
    void englishAsTheSourceIsNotBelievedWithoutATarget() {
        Path directory = StockDirectories.make(folder, "nllb");
        ModelTokenizer nllb = StockDirectories.open(directory);
        JsonObject saved = StockDirectories.json(directory, "tokenizer_config.json");
        assertEquals("eng_Latn", saved.get("src_lang").getAsString());
        assertEquals(NONE, nllb.usualSource());
        assertEquals(NONE, nllb.usualTarget());
        JsonObject config = StockDirectories.json(directory, "config.json");
        config.addProperty("forced_bos_token_id", nllb.forLanguages(Optional.of("eng"), Optional.of("por")).frame().decoderStart()
            .get(1));
        ModelTokenizer told = ModelTokenizer.open(directory, config, new JsonObject());
        assertEquals(Optional.of("eng_Latn"), told.usualSource());
        assertEquals(Optional.of("por_Latn"), told.usualTarget());
    }

    @Test
    void generatingGoesBeforeTheConfigurationForTheDecodersStart() throws IOException {
        Path directory = StockDirectories.make(folder, "nllb");
        JsonObject config = StockDirectories.json(directory, "config.json");
        JsonObject generation = new JsonObject();
        generation.addProperty("decoder_start_token_id", 0);
        PairTokenizer pair = ModelTokenizer.open(directory, config, generation)
            .forLanguages(Optional.of("eng"), Optional.of("por"));
        assertEquals(0, pair.frame().decoderStart().get(0));
        config.remove("decoder_start_token_id");
        pair = ModelTokenizer.open(directory, config, new JsonObject()).forLanguages(Optional.of("eng"), Optional.of("por"));
        assertEquals(2, pair.frame().decoderStart().get(0));
    }

    @Test
    void aT5WithoutTasksIsGivenT5sOwnWordsOrNone() {
        Path directory = StockDirectories.make(folder, "t5");
        JsonObject config = StockDirectories.json(directory, "config.json");
        config.remove("task_specific_params");
        ModelTokenizer tokenizer = ModelTokenizer.open(directory, config, new JsonObject());
        assertTrue(tokenizer.forLanguages(NONE, NONE).frame().beforeSource().isEmpty());
        assertEquals(open("t5").forLanguages(Optional.of("en"), Optional.of("de")).frame(),
            tokenizer.forLanguages(Optional.of("en"), Optional.of("de")).frame());
        assertTrue(refusal(tokenizer, Optional.of("en"), NONE).contains("name both languages"));
        assertTrue(refusal(tokenizer, Optional.of("en"), Optional.of("qqx")).contains("name both languages"));
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnce() throws IOException {
        Path directory = StockDirectories.make(folder, "marian-separate");
        Files.delete(directory.resolve("source.spm"));
        Files.delete(directory.resolve("target_vocab.json"));
        JsonObject config = StockDirectories.json(directory, "config.json");
        config.addProperty("vocab_size", 100);
        String message = assertThrows(ModelException.class, () -> ModelTokenizer.open(directory, config, new JsonObject()))
            .getMessage();
        for (String part : List.of("source.spm: there is no such file", "target_vocab.json: there is no such file",
            "vocab.json has the id", "vocab_size of 100")) {
            assertTrue(message.contains(part), message);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"marian", "marian-separate", "nllb", "m2m100", "mbart", "mbart50", "t5", "nllb-json", "t5-json"})
    void idsBeyondTheModelsTableAreRefused(String name) {
        Path directory = StockDirectories.make(folder, name);
        JsonObject config = StockDirectories.json(directory, "config.json");
        ModelTokenizer tokenizer = StockDirectories.open(directory);
        int rows = config.get("vocab_size").getAsInt();
        assertTrue(tokenizer.greatestId() < rows, tokenizer.greatestId() + " of " + rows);
        config.addProperty("vocab_size", tokenizer.greatestId());
        config.addProperty("decoder_vocab_size", tokenizer.greatestId());
        String message = assertThrows(ModelException.class, () -> ModelTokenizer.open(directory, config, new JsonObject()))
            .getMessage();
        assertTrue(message.contains("has the id " + tokenizer.greatestId()), message);
    }

    @Test
    void aTokenizerOfAnotherKindIsRefused() throws IOException {
        Path directory = Files.createDirectories(folder.resolve("other"));
        JsonObject config = JsonParser.parseString("{\"model_type\": \"t5\"}").getAsJsonObject();
        Files.writeString(directory.resolve("tokenizer_config.json"), "{\"tokenizer_class\": \"ByT5Tokenizer\"}");
        String named = assertThrows(ModelException.class, () -> ModelTokenizer.open(directory, config, config)).getMessage();
        assertTrue(named.contains("ByT5Tokenizer"), named);
        Files.delete(directory.resolve("tokenizer_config.json"));
        config.addProperty("model_type", "whisper");
        String typed = assertThrows(ModelException.class, () -> ModelTokenizer.open(directory, config, config)).getMessage();
        assertTrue(typed.contains("'whisper'"), typed);
        config.addProperty("model_type", "marian");
        Files.writeString(directory.resolve("tokenizer.json"), "{}");
        String mixed = assertThrows(ModelException.class, () -> ModelTokenizer.open(directory, config, config)).getMessage();
        assertTrue(mixed.contains("there is only a tokenizer.json"), mixed);
        config.addProperty("model_type", "m2m_100");
        Files.writeString(directory.resolve("tokenizer_config.json"), "[");
        Files.delete(directory.resolve("tokenizer.json"));
        String damaged = assertThrows(ModelException.class, () -> ModelTokenizer.open(directory, config, config)).getMessage();
        assertTrue(damaged.contains("tokenizer_config.json: expected a JSON object")
            && damaged.contains("sentencepiece.bpe.model: there is no such file"), damaged);
    }

    /** Its vocabulary is the SentencePiece model's own, so the library's ids are the model's. */
    @Test
    void anEmbeddedFirefoxModelIsOpenedLikeAnyOther() {
        Path directory = Fixtures.MODELS.resolve("en-pt");
        JsonObject config = StockDirectories.json(directory, "config.json");
        ModelTokenizer tokenizer = StockDirectories.open(directory);
        assertEquals(TokenizerKind.MARIAN, tokenizer.kind());
        assertTrue(tokenizer.targetLanguages().isEmpty());
        PairTokenizer pair = tokenizer.forLanguages(NONE, NONE);
        assertEquals(PieceFrame.plain(config.get("eos_token_id").getAsInt(), config.get("decoder_start_token_id").getAsInt()),
            pair.frame());
        List<String> lines = Fixtures.lines(Fixtures.unzip("graca.txt.gz"));
        List<int[]> expected = Fixtures.ids("en-pt.graca.ids.gz");
        for (int i = 0; i < lines.size(); i++) {
            assertArrayEquals(expected.get(i), pair.source().encodeText(lines.get(i)), lines.get(i));
        }
    }

    /** What the files of these models call special, as text: not one of those ids comes out, alone or within a sentence. */
    @ParameterizedTest
    @CsvSource({"marian-multi, , por", "nllb, eng, por", "m2m100, en, pt", "mbart50, en, pt", "t5, en, de", "nllb-json, eng, por"})
    void textThatSpellsASpecialPieceIsText(String name, String source, String target) {
        PairTokenizer pair = open(name).forLanguages(Optional.ofNullable(source), Optional.of(target));
        int unknown = Map.of("marian-multi", 1, "t5", 2).getOrDefault(name, 3);
        int pieces = pair.frame().beforeSource().get(0);
        for (String word : List.of("</s>", "<pad>", "<s>", "<mask>", ">>por<<", "por_Latn", "__pt__", "pt_XX", "<extra_id_0>")) {
            int[] ids = pair.source().encode(List.of("a", word)).ids();
            assertTrue(ids.length > 1, word);
            for (int id : ids) {
                assertTrue(id == unknown || id > unknown, name + ": " + word + " gives " + id);
                assertFalse(!name.equals("t5") && id == pieces, name + ": " + word + " gives a language's code");
                assertFalse(name.equals("t5") && id >= 4000, name + ": " + word + " gives " + id);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nllb", "mbart", "t5", "marian"})
    void everyPieceKnowsItsWordAndAnErasedWordHasNone(String name) {
        ModelTokenizer tokenizer = open(name);
        Optional<String> source = tokenizer.sourceLanguages().stream().findFirst();
        PieceTokenizer pieces = tokenizer.forLanguages(source, tokenizer.targetLanguages().stream().findFirst()).source();
        Pieces found = pieces.encode(List.of("internationalisation", "\u200B", "%", "東京都"));
        assertArrayEquals(new int[] {0, 2, 3}, found.wordsWithPieces());
        assertEquals(4, found.words());
    }

    private ModelTokenizer open(String name) {
        return StockDirectories.opened(name);
    }

    private static String refusal(ModelTokenizer tokenizer, Optional<String> source, Optional<String> target) {
        return assertThrows(ModelException.class, () -> tokenizer.forLanguages(source, target)).getMessage();
    }

    private static Optional<String> word(JsonObject json, String key) {
        return json.get(key).isJsonNull() ? Optional.empty() : Optional.of(json.get(key).getAsString());
    }

    private static int[] ids(JsonObject json, String key) {
        JsonArray array = json.getAsJsonArray(key);
        return array.asList().stream().mapToInt(id -> id.getAsInt()).toArray();
    }
}
