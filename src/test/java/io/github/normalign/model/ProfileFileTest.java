package io.github.normalign.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.normalign.alignment.LinkCriterion;
import io.github.normalign.alignment.ScoreFusion;
import io.github.normalign.attention.HeadSelection;
import io.github.normalign.attention.Measure;
import io.github.normalign.attention.Reading;
import io.github.normalign.error.ModelException;
import io.github.normalign.words.AlignmentSetting;
import io.github.normalign.words.Combination;
import io.github.normalign.words.TwoWaySetting;
import io.github.normalign.words.WordRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ProfileFileTest {

    private static final AlignmentSetting ONE =
        new AlignmentSetting(2, HeadSelection.of(1, 3), Measure.NORM, Reading.AWO, WordRule.PIECE);
    private static final TwoWaySetting TWO = new TwoWaySetting(ONE, ONE, new Combination.OfScores(
        ScoreFusion.HARMONIC, new LinkCriterion(LinkCriterion.Kind.THRESHOLD, 0.25)));
    private static final String BEFORE =
        "{\"provenance\": {\"b\": 1.50, \"a\": [\"x<y\"]}, \"setting\": {\"layer\": 1, \"head\": \"all\", \"measure\": \"weight\","
            + " \"reading\": \"awi\", \"rule\": \"word\"}, \"sourceLanguage\": \"pt\", \"targetLanguage\": \"en\"}";

    @TempDir
    private Path folder;
    private Path model;
    private JsonObject evidence;

    @BeforeEach
    void copyTheTinyModel() throws IOException {
        model = Files.createDirectory(folder.resolve("tiny"));
        try (Stream<Path> files = Files.list(TinyMarian.MODEL)) {
            for (Path file : files.toList()) {
                Files.copy(file, model.resolve(file.getFileName()));
            }
        }
        evidence = new JsonObject();
        evidence.addProperty("pairs", 300);
    }

    @Test
    void otherKeysAndTheirOrderStay() throws IOException {
        Path json = Files.writeString(model.resolve(ModelDirectory.PROFILE), BEFORE);
        ModelDirectory directory = ModelDirectory.open(model);
        ProfileFile.beside(directory).write(directory, ONE, "because", evidence);
        ProfileFile.beside(directory).write(directory, directory, TWO, "both", evidence);
        JsonObject after = JsonParser.parseString(Files.readString(json)).getAsJsonObject();
        assertEquals(List.of("provenance", "setting", "sourceLanguage", "targetLanguage", "twoWay"), List.copyOf(after.keySet()));
        assertEquals("{\"b\":1.50,\"a\":[\"x<y\"]}", after.get("provenance").toString());
        assertTrue(Files.readString(json).contains("x<y"), "not escaped");
        ModelDirectory again = ModelDirectory.open(model);
        assertEquals(Optional.of(ONE), again.setting());
        assertEquals(Optional.of("because"), again.profile().basis());
        assertEquals(Optional.of(TWO), again.setting(again));
        assertEquals(directory.fingerprint(), again.fingerprint(), "the profile is no part of the model");
    }

    @Test
    void aModelWithoutAProfileGetsOne() {
        ModelDirectory directory = ModelDirectory.open(model);
        ProfileFile.beside(directory).write(directory, ONE, "because", evidence);
        assertEquals(Optional.of(ONE), ModelDirectory.open(model).setting());
    }

    @Test
    void aFileOfTheUsersHoldsSeveralModels() {
        ModelDirectory tiny = ModelDirectory.open(model);
        ModelDirectory embedded = ModelDirectory.open(Path.of("onnx-models/en-pt"));
        ProfileFile profile = ProfileFile.at(folder.resolve("mine.json"));
        profile.write(tiny, ONE, "because", evidence);
        profile.write(tiny, embedded, TWO, "both", evidence);
        assertEquals(Optional.empty(), profile.setting(embedded));
        assertEquals(Optional.of(ONE), profile.setting(tiny));
        assertEquals(Optional.of(TWO), profile.setting(tiny, embedded));
        assertEquals(Optional.empty(), profile.setting(tiny, tiny));
        assertTrue(ModelDirectory.open(model).setting().isEmpty(), "the directory was not touched");
    }

    @Test
    void aSettingTheModelDoesNotHaveIsRefused() throws IOException {
        ModelDirectory tiny = ModelDirectory.open(model);
        Path file = folder.resolve("mine.json");
        ProfileFile.at(file).write(tiny, ONE, "because", evidence);
        Files.writeString(file, Files.readString(file).replace("\"layer\": 2", "\"layer\": 9"));
        ModelException refused = assertThrows(ModelException.class, () -> ProfileFile.at(file).setting(tiny));
        assertTrue(refused.getMessage().contains("mine.json") && refused.getMessage().contains("layer 9"), refused.getMessage());
        assertTrue(refused.getMessage().contains(tiny.fingerprint() + ": setting: "), refused.getMessage());
        assertFalse(refused.getMessage().contains("normalign.json"), "another file is at fault: " + refused.getMessage());
    }

    @Test
    void aMissingOrBrokenFileIsNamed() throws IOException {
        ModelDirectory tiny = ModelDirectory.open(model);
        ModelException missing =
            assertThrows(ModelException.class, () -> ProfileFile.at(folder.resolve("none.json")).setting(tiny));
        assertTrue(missing.getMessage().contains("none.json: no such profile"), missing.getMessage());
        Path broken = Files.writeString(folder.resolve("broken.json"), "[1]");
        ProfileFile file = ProfileFile.at(broken);
        assertTrue(assertThrows(ModelException.class, () -> file.write(tiny, ONE, "", evidence)).getMessage()
            .contains("broken.json: expected a profile as 'select --profile' writes it; it is JSON, but no object"));
        assertEquals("[1]", Files.readString(broken), "nothing is lost");
    }

    @Test
    void aFileThatWouldNotBeKeptIsRefusedBeforeTheWork() throws IOException {
        for (String wrong : List.of("not JSON {", "[1]", "{\"a\": 1}", "{\"a\": {\"twoWay\": []}}")) {
            Path file = Files.writeString(folder.resolve("wrong.json"), wrong);
            ModelException refused = assertThrows(ModelException.class, ProfileFile.at(file)::requireWritable, wrong);
            assertTrue(refused.getMessage().contains("wrong.json"), refused.getMessage());
            assertEquals(wrong, Files.readString(file));
        }
    }

    @Test
    void anEmptyFileIsAsGoodAsNone() throws IOException {
        ModelDirectory tiny = ModelDirectory.open(model);
        ProfileFile profile = ProfileFile.at(Files.createFile(folder.resolve("empty.json")));
        profile.requireWritable();
        assertEquals(Optional.empty(), profile.setting(tiny));
        profile.write(tiny, ONE, "because", evidence);
        assertEquals(Optional.of(ONE), profile.setting(tiny));
    }

    @Test
    void whatAnInterruptedRunLeftBehindIsNotInTheWayAndNothingIsLeftBehind() throws IOException {
        ModelDirectory tiny = ModelDirectory.open(model);
        Path leftOver = Files.writeString(model.resolve("normalign.json.new"), "{");
        ProfileFile.beside(tiny).write(tiny, ONE, "because", evidence);
        assertEquals("{", Files.readString(leftOver));
        try (Stream<Path> files = Files.list(model); Stream<Path> before = Files.list(TinyMarian.MODEL)) {
            // Those of the model, the file that was left, and the one that was written.
            assertEquals(before.filter(file -> !file.endsWith(ModelDirectory.PROFILE)).count() + 2, files.count());
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void permissionsAndLinksStay() throws IOException {
        ModelDirectory tiny = ModelDirectory.open(model);
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Path real = Files.writeString(elsewhere.resolve("real.json"), "{}");
        Files.setPosixFilePermissions(real, PosixFilePermissions.fromString("rw-r-----"));
        Path link = Files.createSymbolicLink(folder.resolve("link.json"), Path.of("elsewhere", "real.json"));
        ProfileFile.at(link).write(tiny, ONE, "because", evidence);
        assertTrue(Files.isSymbolicLink(link));
        assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(real)));
        Path usual = Files.createFile(folder.resolve("usual"));
        ProfileFile.at(folder.resolve("new.json")).write(tiny, ONE, "because", evidence);
        assertEquals(Files.getPosixFilePermissions(usual), Files.getPosixFilePermissions(folder.resolve("new.json")));
    }
}
