package io.github.normalign.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Options of models mean the same to every command that has them: one that is taken and does nothing misleads. */
class ModelOptionsTest {

    private static final String MODEL = "onnx-models/en-pt";

    @TempDir
    private Path folder;
    private Path input;
    private Path spans;

    @BeforeEach
    void writeInputs() throws IOException {
        input = Files.writeString(folder.resolve("in.txt"), "the white house ||| a casa branca\n");
        spans = Files.writeString(folder.resolve("spans.jsonl"),
            "{\"source\":\"the white house\",\"target\":\"a casa branca\",\"spans\":[{\"start\":4,\"end\":9}]}\n");
    }

    private CommandRun run(String command, Object... more) {
        List<Object> arguments = new ArrayList<>(List.of(command, "--model", MODEL));
        arguments.addAll(switch (command) {
            case "align" -> List.of("--input", input, "--scores");
            case "view" -> List.of("--input", input, "--html", folder.resolve("page.html"), "--overwrite");
            case "explain" -> List.of("--source", "the white house", "--target", "a casa branca", "--link", "1-2", "--json");
            default -> List.of("--jsonl", spans);
        });
        arguments.addAll(List.of(more));
        return CommandRun.of(arguments.toArray());
    }

    /** What a command found: stdout, or the page with its scores. */
    private String found(String command, Object... more) throws IOException {
        CommandRun run = run(command, more);
        assertEquals(ExitCode.DONE, run.code(), run.err());
        return command.equals("view") ? Files.readString(folder.resolve("page.html")) : run.out();
    }

    @ParameterizedTest
    @ValueSource(strings = {"align", "view", "explain"})
    void precisionChangesTheScores(String command) throws IOException {
        String usual = found(command);
        assertEquals(usual, found(command, "--precision", "int8"));
        assertNotEquals(usual, found(command, "--precision", "float32"));
    }

    @Test
    void comparesFiguresAreOfThePrecisionThatIsAskedFor() throws IOException {
        Path gold = Files.createDirectory(folder.resolve("gold"));
        Files.writeString(gold.resolve("s.en"), "the white house\n");
        Files.writeString(gold.resolve("s.pt"), "a casa branca\n");
        Files.writeString(gold.resolve("s.sure"), "0-0 1-2 2-1\n");
        Files.writeString(gold.resolve("gold.json"), """
            {"name": "tiny", "sourceLanguage": "en", "targetLanguage": "pt", "format": "pharaoh", "base": 0,
             "parts": [{"sourceText": "s.en", "targetText": "s.pt", "links": "s.sure"}], "licence": "none", "source": "a test"}
            """);
        List<String> written = new ArrayList<>();
        for (String precision : List.of("float32", "int8")) {
            CommandRun run = CommandRun.of("compare", "--model", MODEL, "--gold", gold, "--csv", folder.resolve("c.csv"),
                "--html", folder.resolve("c.html"), "--overwrite", "--precision", precision);
            assertEquals(ExitCode.DONE, run.code(), run.err());
            written.add(Files.readString(folder.resolve("c-attention.csv")));
        }
        assertNotEquals(written.get(0), written.get(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"align", "view", "explain", "project"})
    void aProfileOfOtherModelsIsRefused(String command) throws IOException {
        Path profile = Files.writeString(folder.resolve("other.json"), "{}");
        CommandRun run = run(command, "--profile", profile);
        assertEquals(ExitCode.USAGE, run.code(), run.err());
        assertTrue(run.err().contains("other.json holds no setting for en-pt (en to pt): 'normalign select --profile"), run.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"align", "view", "explain", "project"})
    void aVariantOrLanguageIsChosenForEveryCommand(String command) {
        CommandRun run = run(command, "--variant", "q4");
        assertEquals(ExitCode.FAILED, run.code(), run.err());
        assertTrue(run.err().contains("there is no variant 'q4'"), run.err());
        run = run(command, "--source-lang", "fr");
        assertEquals(ExitCode.FAILED, run.code(), run.err());
    }
}
