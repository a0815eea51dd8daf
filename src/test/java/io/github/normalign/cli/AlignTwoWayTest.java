package io.github.normalign.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The align command with two models. */
class AlignTwoWayTest {

    private static final Path EN = Path.of("gold-alignments/graca-en-pt/en-pt.en");
    private static final Path PT = Path.of("gold-alignments/graca-en-pt/en-pt.pt");

    @TempDir
    private Path folder;

    private static CommandRun both(Object... more) {
        List<Object> arguments = new ArrayList<>(List.of("align", "--model", "onnx-models/en-pt", "--reverse-model",
            "onnx-models/pt-en", "--source", EN, "--target", PT));
        arguments.addAll(List.of(more));
        return CommandRun.of(arguments.toArray());
    }

    /** The same links as aligning each direction by itself and combining the two files. */
    @ParameterizedTest
    @ValueSource(strings = {"intersection", "grow-diag-final-and", "lilt-grow-diag"})
    void symmetrisingWhileAligningEqualsSymmetrisingFiles(String method) throws IOException {
        Path forward = folder.resolve("forward");
        Path reverse = folder.resolve("reverse");
        assertEquals(ExitCode.DONE, CommandRun.of("align", "--model", "onnx-models/en-pt", "--source", EN, "--target", PT,
            "--layer", 1, "--head", "6", "--measure", "weight", "-o", forward).code());
        assertEquals(ExitCode.DONE, CommandRun.of("align", "--model", "onnx-models/pt-en", "--source", PT, "--target", EN,
            "--layer", 1, "--head", "7", "--measure", "norm", "--rule", "piece", "-o", reverse).code());
        CommandRun files = CommandRun.of("symmetrize", forward, reverse, "--method", method);
        CommandRun at = both("--layer", 1, "--head", "6", "--measure", "weight", "--reverse-layer", 1, "--reverse-head", "7",
            "--reverse-measure", "norm", "--reverse-rule", "piece", "--symmetrize", method);
        assertEquals(ExitCode.DONE, at.code(), at.err());
        assertEquals(files.out(), at.out());
        assertEquals(100, at.lines().size());
    }

    @Test
    void fusedLinksAreTheSameWhicheverModelIsCalledForward() throws IOException {
        CommandRun one = both("--fuse", "geometric", "--threshold", 0.4, "--scores");
        CommandRun other = CommandRun.of("align", "--model", "onnx-models/pt-en", "--reverse-model", "onnx-models/en-pt",
            "--source", PT, "--target", EN, "--fuse", "geometric", "--threshold", 0.4);
        assertEquals(ExitCode.DONE, one.code(), one.err());
        Path turned = Files.writeString(folder.resolve("turned"), other.out());
        Path straight = Files.writeString(folder.resolve("straight"), one.out());
        CommandRun same = CommandRun.of("evaluate", "--gold", straight, "--gold-base", 0, "--alignment", turned,
            "--swap-alignment", "--source", EN, "--target", PT);
        assertTrue(same.out().startsWith("AER                    0.00"), same.out() + same.err());
        assertTrue(one.lines().get(0).matches("(\\d+-\\d+:[01]\\.\\d{4} ?)+"), one.lines().get(0));
    }

    @Test
    void theEmbeddedModelsCarryASettingForTheTwoAndItIsNamed() {
        CommandRun run = both();
        assertEquals(ExitCode.DONE, run.code(), run.err());
        assertEquals("normalign: en-pt (en to pt) and pt-en (pt to en), "
            + "--layer 1 --head 6 --measure weight --reading awi --rule word "
            + "--reverse-layer 1 --reverse-head 7 --reverse-measure weight --reverse-reading awi --reverse-rule word "
            + "--fuse average --links threshold --threshold 0.42 (from onnx-models/en-pt/normalign.json)\n", run.err());
        assertEquals(100, run.lines().size());
    }

    /** What is known is changed by what is given, and by nothing else. */
    @Test
    void optionsChangeTheKnownCombination() {
        assertTrue(both("--threshold", 0.2).err().contains("--fuse average --links threshold --threshold 0.2"));
        assertTrue(both("--fuse", "average").err().contains("--fuse average --links threshold --threshold 0.42"));
        assertTrue(both("--links", "mutual").err().contains("--fuse average --links mutual\n"));
        assertTrue(both("--links", "mutual", "--threshold", 0.2).err().contains("--fuse average --links mutual --threshold 0.2"));
        assertUsage(both("--fuse", "geometric"), "--fuse geometric with links by threshold needs a --threshold of its own");
        assertUsage(both("--threshold", 0), "would link every word");
    }

    @Test
    void noOutputIsEverAModelFileOrTheProfile() throws IOException {
        byte[] before = Files.readAllBytes(Path.of("onnx-models/pt-en/config.json"));
        assertUsage(both("-o", "onnx-models/pt-en/config.json"), "overwrite an input");
        assertTrue(Arrays.equals(before, Files.readAllBytes(Path.of("onnx-models/pt-en/config.json"))));
        Path profile = Files.writeString(folder.resolve("p.json"), "{}");
        assertUsage(both("--profile", profile, "--pair-scores", profile), "overwrite an input");
    }

    @Test
    void aProfileGoesBeforeTheModelDirectory() throws IOException {
        Path profile = folder.resolve("profile.json");
        CommandRun select = CommandRun.of("select", "--model", "onnx-models/en-pt", "--reverse-model", "onnx-models/pt-en",
            "--source", EN, "--target", PT, "--pairs", 30, "--profile", profile);
        assertEquals(ExitCode.DONE, select.code(), select.err());
        String text = Files.readString(profile);
        Files.writeString(profile, text.replaceFirst("\"threshold\": [0-9.]+", "\"threshold\": 0.77"));
        CommandRun run = both("--profile", profile);
        assertEquals(ExitCode.DONE, run.code(), run.err());
        assertTrue(run.err().contains("--threshold 0.77 (from " + profile + ")"), run.err());
        CommandRun changed = both("--profile", profile, "--threshold", 0.5);
        assertTrue(changed.err().contains("--threshold 0.5") && !changed.err().contains("(from"), changed.err());
        CommandRun one = CommandRun.of("align", "--model", "onnx-models/en-pt", "--source", EN, "--target", PT,
            "--profile", profile);
        assertUsage(one, profile + " holds no setting for en-pt (en to pt): 'normalign select --profile " + profile);
        CommandRun turned = CommandRun.of("align", "--model", "onnx-models/pt-en", "--reverse-model", "onnx-models/en-pt",
            "--source", PT, "--target", EN, "--profile", profile);
        assertUsage(turned, profile + " holds no setting for pt-en (pt to en) and en-pt (en to pt): ");
        assertEquals(ExitCode.FAILED, both("--profile", folder.resolve("absent")).code());
    }

    @Test
    void aHigherThresholdGivesFewerLinksAndNoneAppears() {
        List<String> loose = both("--fuse", "average", "--threshold", 0.2).lines();
        List<String> strict = both("--fuse", "average", "--threshold", 0.5).lines();
        int fewer = 0;
        for (int i = 0; i < loose.size(); i++) {
            List<String> all = List.of(loose.get(i).split(" "));
            List<String> left = strict.get(i).isEmpty() ? List.of() : List.of(strict.get(i).split(" "));
            assertTrue(all.containsAll(left), "line " + (i + 1));
            fewer += all.size() - left.size();
        }
        assertTrue(fewer > 100, fewer + " fewer");
    }

    @Test
    void aThresholdLeavesOutWeakLinksOfOneDirectionToo() throws IOException {
        Path input = Files.writeString(folder.resolve("in"), "the white house ||| a casa branca\n");
        CommandRun all = CommandRun.of("align", "--model", "onnx-models/en-pt", "--input", input);
        CommandRun strong = CommandRun.of("align", "--model", "onnx-models/en-pt", "--input", input, "--threshold", 0.9);
        assertEquals("0-0 1-2 2-1\n", all.out());
        assertEquals("1-2 2-1\n", strong.out());
    }

    @Test
    void optionsThatDoNotGoTogetherAreUsageErrors() {
        assertUsage(both("--symmetrize", "union", "--fuse", "average"), "give one kind");
        assertUsage(both("--symmetrize", "grow"), "grow-diag");
        assertUsage(both("--fuse", "median"), "geometric, harmonic, product, average");
        assertUsage(both("--fuse", "harmonic", "--links", "threshold"), "--threshold");
        assertUsage(both("--threshold", 1.01), "--threshold is from 0 to 1 with two models");
        assertUsage(both("--reverse-layer", 3, "--fuse", "average"), "decoder layers 1 to 2");
        assertUsage(CommandRun.of("align", "--model", "onnx-models/en-pt", "--source", EN, "--target", PT, "--fuse", "average"),
            "--reverse-model");
        assertUsage(CommandRun.of("align", "--model", "onnx-models/en-pt", "--source", EN, "--target", PT, "--reverse-head", "1"),
            "--reverse-model");
    }

    @Test
    void aReverseModelOfTheSameDirectionIsWarnedOf() {
        CommandRun run = unknownPair("--fuse", "geometric");
        assertTrue(run.err().contains("normalign: warning: the reverse model goes from en to pt, expected pt to en"), run.err());
    }

    @Test
    void scoresAreAveragedWhereNothingIsKnownOfTheTwoModels() {
        CommandRun run = unknownPair("--links", "mutual");
        assertTrue(run.err().contains("--fuse average --links mutual\n"), run.err());
    }

    /** One model as its own reverse: no profile has a setting for that. */
    private static CommandRun unknownPair(String option, String value) {
        CommandRun run = CommandRun.of("align", "--model", "onnx-models/en-pt", "--reverse-model", "onnx-models/en-pt",
            "--source", EN, "--target", PT, option, value);
        assertEquals(ExitCode.DONE, run.code(), run.err());
        return run;
    }

    private static void assertUsage(CommandRun run, String part) {
        assertEquals(ExitCode.USAGE, run.code(), run.err());
        assertTrue(run.err().contains(part), run.err());
        assertEquals("", run.out());
    }
}
