package io.github.normalign.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.normalign.error.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** That the ids are right is StockParityTest's; here is what is read and what is refused. */
class TokenizerJsonTest {

    @TempDir
    Path folder;

    private Path file;
    private JsonObject json;

    @BeforeEach
    void read() throws IOException {
        file = StockDirectories.make(folder, "nllb-json").resolve("tokenizer.json");
        json = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    }

    /** Before tokenizers 0.20 a merge was one string. */
    @Test
    void mergesOfOlderFilesAreTheSame() throws IOException {
        SentencePieceModel newer = TokenizerJson.model(file);
        JsonArray older = new JsonArray();
        for (JsonElement merge : json.getAsJsonObject("model").getAsJsonArray("merges")) {
            older.add(merge.getAsJsonArray().get(0).getAsString() + " " + merge.getAsJsonArray().get(1).getAsString());
        }
        json.getAsJsonObject("model").add("merges", older);
        Files.writeString(file, json.toString());
        SentencePieceModel same = TokenizerJson.model(file);
        List<String> lines = StockDirectories.lines();
        for (int i = 0; i < lines.size(); i += 20) {
            assertArrayEquals(newer.encode(lines.get(i)), same.encode(lines.get(i)));
        }
    }

    /** And the pre_tokenizer had a switch in place of a scheme, behind one that splits. */
    @Test
    void spacesOfOlderFilesAreTheSame() throws IOException {
        json.add("pre_tokenizer", JsonParser.parseString("{\"type\": \"Sequence\", \"pretokenizers\": ["
            + "{\"type\": \"WhitespaceSplit\"}, "
            + "{\"type\": \"Metaspace\", \"replacement\": \"\u2581\", \"add_prefix_space\": true}]}"));
        Files.writeString(file, json.toString());
        SentencePieceModel model = TokenizerJson.model(file);
        assertEquals("\u2581", model.pieces().get(model.encode("x")[0]).substring(0, 1));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "normalizer; {\"type\": \"Lowercase\"}; its normalizer has a step Lowercase",
        "normalizer; {\"type\": \"Precompiled\", \"precompiled_charsmap\": \"*\"}; the rules of its normalizer are damaged",
        "pre_tokenizer; {\"type\": \"ByteLevel\"}; its pre_tokenizer has a step ByteLevel",
        "pre_tokenizer; {\"type\": \"Metaspace\", \"replacement\": \"_\"}; does not put U+2581 before every word",
        "added_tokens; [{\"id\": 9, \"content\": \"word\", \"special\": false}]; words were added to its pieces, such as 'word'"})
    void whatSentencePieceHasNoWordForIsRefused(String key, String value, String fault) throws IOException {
        json.add(key, JsonParser.parseString(value));
        assertRefused(fault);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "type; \"WordPiece\"; its model is of type 'WordPiece'",
        "byte_fallback; true; its model sets byte_fallback to true",
        "unk_token; null; it names no unknown piece",
        "vocab; {\"a\": 0, \"b\": 2}; no piece of its vocabulary has the id 1"})
    void aModelOfAnotherKindIsRefused(String key, String value, String fault) throws IOException {
        json.getAsJsonObject("model").add(key, JsonParser.parseString(value));
        assertRefused(fault);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {"[]; laid out in another way", "{\"added_tokens\": 3}; laid out in another way",
        "{\"added_tokens\": [; it is not JSON", "{\"model\": {\"vocab\": [[\"a\"; it is not JSON (line 1, column 26)",
        "{\"added_tokens\": [{\"id\": 0}]}; laid out in another way", "{\"added_tokens\": [{\"content\": \"a\"}]}; another way",
        "{\"added_tokens\": [{\"content\": null, \"id\": 0}]}; laid out in another way",
        "{\"model\": {\"type\": \"Unigram\", \"unk_id\": 1e99999, \"vocab\": [[\"a\", 1]]}}; it names no unknown piece",
        "{\"model\": {\"vocab\": [[\"a\" 3; it is not JSON (line 1", "{}; supported are Unigram and BPE"})
    void aDamagedFileIsRefused(String content, String fault) throws IOException {
        Files.writeString(file, content);
        String message = assertThrows(ModelException.class, () -> TokenizerJson.model(file)).getMessage();
        assertTrue(message.contains(file.toString()) && message.contains(fault), message);
    }

    private void assertRefused(String fault) throws IOException {
        Files.writeString(file, json.toString());
        String message = assertThrows(ModelException.class, () -> TokenizerJson.model(file)).getMessage();
        assertTrue(message.contains(fault), message);
    }
}
