package io.github.normalign.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import io.github.normalign.attention.HeadSelection;
import io.github.normalign.attention.Measure;
import io.github.normalign.attention.Reading;
import io.github.normalign.cli.MultilingualModels.Direction;
import io.github.normalign.gold.GoldSet;
import io.github.normalign.model.Languages;
import io.github.normalign.model.ModelChoice;
import io.github.normalign.model.ModelDirectory;
import io.github.normalign.model.ProfileFile;
import io.github.normalign.words.AlignmentSetting;
import io.github.normalign.words.WordRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** What commands say of models of many languages: languages that are missing, unknown or needless; variants; limits. */
@TestInstance(Lifecycle.PER_CLASS)
class MultilingualCommandsTest {

    private static final List<String> SETTING =
        List.of("--layer", "1", "--head", "2", "--measure", "weight", "--reading", "awi");
    private static final AlignmentSetting SAME =
        new AlignmentSetting(1, HeadSelection.of(2), Measure.WEIGHT, Reading.AWI, WordRule.WORD);

    @TempDir
    private static Path folder;

    private MultilingualModels models;

    @BeforeAll
    void putTogether() throws IOException {
        models = new MultilingualModels(folder);
    }

    private CommandRun align(String name, Object... more) {
        List<Object> arguments = new ArrayList<>(SETTING);
        Collections.addAll(arguments, more);
        return models.align(first(name), arguments.toArray());
    }

    private Direction first(String name) {
        return models.directions().stream().filter(it -> it.directory().equals(name)).findFirst().orElseThrow();
    }

    private static void assertFails(CommandRun run, String... parts) {
        assertEquals(ExitCode.FAILED, run.code(), run.err());
        assertEquals("", run.out());
        for (String part : parts) {
            assertTrue(run.err().contains(part), part + " in " + run.err());
        }
    }

    @Test
    void aLanguageThatIsNeededIsAskedForWithTheCodes() {
        assertFails(align("nllb"),
            "this model needs to be told the source language; it knows ace_Arab, ace_Latn", " and 190 more");
        assertFails(align("nllb", "--source-lang", "eng_Latn"), "this model needs to be told the target language");
        assertFails(align("m2m100", "--target-lang", "pt"),
            "this model needs to be told the source language; it knows af, am, ar");
        assertFails(align("mbart50"), "this model needs to be told the source language; it knows af_ZA, ar_AR");
        assertFails(align("marian"), "this model needs to be told the target language; it knows deu, fra, por");
        assertFails(align("t5", "--source-lang", "en"),
            "this model needs to be told the target language; it knows de, fr, ro");
    }

    @Test
    void anUnknownLanguageIsNamedWithTheNearestCodes() {
        assertFails(align("nllb", "--source-lang", "eng_Latn", "--target-lang", "por_Latin"),
            "this model does not know the target language 'por_Latin'; it knows por_Latn, ");
        assertFails(align("nllb", "--source-lang", "zho", "--target-lang", "por"),
            "the source language 'zho' can be any of zho_Hans, zho_Hant; write the whole code");
        assertFails(align("m2m100", "--source-lang", "en", "--target-lang", "por"),
            "this model does not know the target language 'por'; it knows pt, ");
        assertFails(align("mbart50", "--source-lang", "en_XX", "--target-lang", "xx"),
            "this model does not know the target language 'xx'");
        assertFails(align("mbart", "--source-lang", "en_XX", "--target-lang", "pt_XX"),
            "this model does not know the target language 'pt_XX'");
        assertFails(align("marian", "--target-lang", "spa"), "this model does not know the target language 'spa'; it knows ");
        assertFails(align("t5", "--source-lang", "en", "--target-lang", "pt"),
            "this model does not know the target language 'pt'; it knows ");
    }

    @Test
    void aLanguageTheModelHasNoCodesForIsOnlySaidInMessages() {
        CommandRun run = align("marian", "--source-lang", "eng", "--target-lang", "deu");
        assertEquals(ExitCode.DONE, run.code(), run.err());
        assertEquals(first("marian").links("1 2 weight awi"), run.lines());
        assertTrue(run.err().startsWith("normalign: marian (eng to deu), "), run.err());
    }

    /** What is found with the whole codes is found with short ones, and not for other languages. */
    @Test
    void aSettingInAProfileBelongsToTheDirectionHoweverItIsSpelled() throws IOException {
        ModelDirectory model = ModelDirectory.open(models.path("nllb"),
            new ModelChoice(Optional.empty(), Languages.of("eng_Latn", "por_Latn")));
        Path profile = folder.resolve("profile.json");
        ProfileFile.at(profile).write(model, SAME, "by the test", new JsonObject());
        for (String[] languages : new String[][] {{"eng_Latn", "por_Latn"}, {"eng", "POR-latn"}}) {
            CommandRun run = models.align(models.direction("nllb", "eng_Latn", "por_Latn"), "--profile", profile,
                "--source-lang", languages[0], "--target-lang", languages[1]);
            assertEquals(ExitCode.DONE, run.code(), run.err());
            assertEquals(first("nllb").links("1 2 weight awi"), run.lines());
        }
        CommandRun other = models.align(first("nllb"), "--profile", profile, "--source-lang", "eng", "--target-lang", "fra");
        assertEquals(ExitCode.USAGE, other.code());
        assertTrue(other.err().contains("holds no setting for nllb (eng_Latn to fra_Latn)"), other.err());
    }

    @Test
    void aReverseModelIsAskedForTheOtherDirection() {
        assertFails(align("t5", "--source-lang", "en", "--target-lang", "de", "--reverse-model", models.path("t5"),
            "--reverse-layer", "1", "--symmetrize", "union"), "this model does not know the source language 'de'; it knows en");
    }

    @Test
    void goldAndOtherModelsAreComparedByLanguageNotByCode() {
        ModelDirectory forward = ModelDirectory.open(models.path("nllb"),
            new ModelChoice(Optional.empty(), Languages.of("eng", "por")));
        ModelDirectory reverse = ModelDirectory.open(models.path("mbart50"),
            new ModelChoice(Optional.empty(), Languages.of("pt_XX", "en_XX")));
        CommandSpec command = new CommandLine(CommandSpec.create()).getCommandSpec();
        GoldDirection.requireOpposite(forward, reverse, command);
        assertThrows(ParameterException.class, () -> GoldDirection.requireOpposite(forward, forward, command));
        GoldSet gold = GoldSet.load(Path.of("gold-alignments/graca-en-pt"));
        assertEquals(List.of("en", "pt"), GoldDirection.of(List.of(forward, reverse), gold, null, command).stream()
            .map(GoldSet::sourceLanguage).toList());
    }

    @Test
    void anotherTargetLanguageGivesOtherLinks() {
        Direction direction = models.direction("nllb", "eng_Latn", "por_Latn");
        CommandRun other = align("nllb", "--source-lang", "eng_Latn", "--target-lang", "deu_Latn");
        assertEquals(ExitCode.DONE, other.code(), other.err());
        assertNotEquals(direction.links("1 2 weight awi"), other.lines());
    }

    @Test
    void aPairOfMorePositionsThanTheModelHasIsSkippedAndTheLimitSaid() throws IOException {
        for (String name : List.of("nllb", "mbart50")) {
            Direction direction = first(name);
            // One piece a word: with the code and </s>, or start piece and code, 62 are as many as there is room for.
            String fits = "a".concat(" a".repeat(61));
            Path input = Files.writeString(folder.resolve(name + "-long"),
                fits + " ||| a\n" + fits + " a ||| a\na ||| " + fits + "\na ||| " + fits + " a\na ||| a\n");
            List<Object> arguments = new ArrayList<>(List.of("align", "--model", models.path(name), "--input", input,
                "--source-lang", direction.source(), "--target-lang", direction.target()));
            arguments.addAll(SETTING);
            CommandRun run = CommandRun.of(arguments.toArray());
            assertEquals(ExitCode.SKIPPED, run.code(), run.err());
            assertEquals(5, run.lines().size());
            assertTrue(run.err().contains(":2: 65 source pieces") && run.err().contains(":4: 65 target pieces")
                && run.err().contains("the model's limit is 64") && run.err().contains("2 lines were left empty, 3 aligned"),
                run.err());
        }
    }

    @Test
    void inspectPrintsLanguagesVariantsAndLimits() {
        CommandRun unsaid = CommandRun.of("inspect", models.path("m2m100"));
        assertEquals(ExitCode.DONE, unsaid.code(), unsaid.err());
        for (String part : List.of("model        m2m100 (m2m_100)", "onnx/decoder_model_merged.onnx",
                "variant      plain of plain, quantized (--variant chooses)", "direction    unknown to unknown",
                "languages    100: af am ar", "2 layers, 4 heads of 4, vectors of 16", "limit        64 positions",
                "check        not run: name the languages with --source-lang and --target-lang")) {
            assertTrue(unsaid.out().contains(part), part + " in " + unsaid.out());
        }
        CommandRun said = CommandRun.of("inspect", models.path("nllb"), "--source-lang", "eng", "--target-lang", "por");
        assertEquals(ExitCode.DONE, said.code(), said.err());
        for (String part : List.of("languages    202: ace_Arab", "variant      plain\n", "check        passed")) {
            assertTrue(said.out().replace("\r", "").contains(part), part + " in " + said.out());
        }
        CommandRun named = CommandRun.of("inspect", models.path("mbart"));
        assertTrue(named.out().contains("direction    en_XX to ro_RO") && named.out().contains("languages    25: ar_AR")
            && named.out().contains("check        passed"), named.out());
        CommandRun marian = CommandRun.of("inspect", models.path("marian"), "--target-lang", "por");
        assertTrue(marian.out().contains("writes       3: deu fra por") && marian.out().contains("check        passed"),
            marian.out());
        CommandRun t5 = CommandRun.of("inspect", models.path("t5"), "--target-lang", "de");
        assertTrue(t5.out().contains("direction    en to de") && t5.out().contains("reads        1: en")
            && t5.out().contains("writes       3: de fr ro") && t5.out().contains("check        passed"), t5.out());
    }

    @Test
    void inspectRefusesALanguageAsAlignDoes() {
        CommandRun run = CommandRun.of("inspect", models.path("nllb"), "--source-lang", "eng", "--target-lang", "xyz");
        assertEquals(ExitCode.FAILED, run.code());
        assertTrue(run.out().contains("direction    eng_Latn to xyz") && !run.out().contains("check"), run.out());
        assertTrue(run.err().contains("this model does not know the target language 'xyz'"), run.err());
    }

    /** In 8 bits attention differs a little, and a link where two words were near. */
    @Test
    void theQuantisedVariantIsUsedWhereItIsAskedFor() {
        Direction direction = models.direction("m2m100", "en", "pt");
        Object[] languages = {"--source-lang", "en", "--target-lang", "pt", "--scores"};
        CommandRun plain = models.align(direction, with(languages, "--layer", 1, "--measure", "weight"));
        CommandRun quantised = models.align(direction, with(languages, "--layer", 1, "--measure", "weight", "--variant",
            "quantized"));
        assertEquals(ExitCode.DONE, quantised.code(), quantised.err());
        assertNotEquals(plain.out(), quantised.out(), "scores tell 8 bits from 32");
        List<String> found = links(quantised);
        List<String> expected = links(plain);
        long same = found.stream().filter(expected::contains).count();
        assertTrue(same >= 0.8 * expected.size() && found.size() <= expected.size() + 2, plain.out() + quantised.out());
        assertFails(models.align(direction, with(languages, "--layer", 1, "--variant", "q4")),
            "there is no variant 'q4'; there are plain, quantized");
    }

    private static Object[] with(Object[] some, Object... more) {
        List<Object> all = new ArrayList<>(List.of(some));
        Collections.addAll(all, more);
        return all.toArray();
    }

    /** Line and link, without scores. */
    private static List<String> links(CommandRun run) {
        List<String> links = new ArrayList<>();
        for (int line = 0; line < run.lines().size(); line++) {
            for (String link : run.lines().get(line).split(" ")) {
                links.add(line + ":" + link.replaceFirst(":.*", ""));
            }
        }
        return links;
    }
}
