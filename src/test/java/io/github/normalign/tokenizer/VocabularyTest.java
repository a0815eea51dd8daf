package io.github.normalign.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.normalign.error.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VocabularyTest {

    @TempDir
    Path folder;

    @Test
    void aJsonObjectGivesIds() throws IOException {
        Vocabulary vocabulary = Vocabulary.read(write("{\"</s>\": 0, \"<unk>\": 1, \"\u2581a\": 58101}"));
        assertEquals(3, vocabulary.size());
        assertEquals(1, vocabulary.unknownId());
        assertEquals(58101, vocabulary.id("\u2581a").orElseThrow());
        assertTrue(vocabulary.id("a").isEmpty());
    }

    @Test
    void everythingWrongIsListedAtOnce() throws IOException {
        String message = refused("{\"<unk>\": 1, \"a\": -1, \"b\": 1.5, \"c\": \"2\", \"d\": null, \"e\": 1e99}");
        for (String piece : new String[] {"'a' is -1", "'b' is 1.5", "'c' is \"2\"", "'d' is null", "'e' is 1e99"}) {
            assertTrue(message.contains(piece), message);
        }
    }

    @Test
    void whatIsNoVocabularyIsRefused() throws IOException {
        assertTrue(refused("{\"a\": 0}").contains("it has no piece '<unk>'"));
        assertTrue(refused("[1, 2]").contains("expected one JSON object"));
        assertTrue(refused("").contains("vocab.json"));
        assertTrue(refused("{\"<unk>\": 1").contains("cannot be read as JSON"));
        assertThrows(ModelException.class, () -> new Vocabulary(Map.of("a", 1)));
        assertThrows(ModelException.class, () -> new Vocabulary(Map.of("<unk>", -1)));
    }

    private String refused(String json) throws IOException {
        Path file = write(json);
        String message = assertThrows(ModelException.class, () -> Vocabulary.read(file)).getMessage();
        assertTrue(message.startsWith(file.toString()), message);
        return message;
    }

    private Path write(String json) throws IOException {
        return Files.writeString(folder.resolve("vocab.json"), json);
    }
}
