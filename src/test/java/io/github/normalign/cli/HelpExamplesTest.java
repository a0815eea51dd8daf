package io.github.normalign.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Runs the examples in the help of every command word for word, in a folder with the files they name: the embedded models, and
 * the first lines of the gold set and of the sample, so that it does not take long.
 */
class HelpExamplesTest {

    private static final int GOLD_PAIRS = 12;
    private static final int CORPUS_PAIRS = 24;

    @TempDir
    private static Path folder;

    @Test
    void everyCommandHasExamplesThatItsHelpShowsAsTheyAre() {
        HelpExamples.all().forEach((command, examples) -> assertFalse(examples.isEmpty(), command));
        requireShown(Main.commands());
    }

    /** A line that is too long would be broken, and what is broken cannot be pasted. */
    private static void requireShown(CommandSpec command) {
        List<String> arguments = new ArrayList<>(List.of(command.qualifiedName().split(" ")));
        arguments.remove(0);
        arguments.add("--help");
        List<String> help = CommandRun.of(arguments.toArray()).lines();
        List<String> footer = HelpExamples.footer(command);
        assertEquals("Examples:", footer.get(1), command.qualifiedName());
        assertEquals(footer, help.subList(help.size() - footer.size(), help.size()));
        command.subcommands().values().forEach(each -> requireShown(each.getCommandSpec()));
    }

    @TestFactory
    Stream<DynamicTest> everyExampleRuns() throws IOException, InterruptedException {
        prepare();
        // Short work is over before a better compiler has paid for itself.
        ProcessBuilder child = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1", "-Dnormalign.home=" + folder, "-cp", classPath(), HelpExamples.class.getName());
        child.directory(folder.toFile());
        child.environment().put("ORT_DISABLE_TELEMETRY", "1");
        Process process = child.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        List<JsonElement> results =
            JsonParser.parseString(Files.readString(folder.resolve(HelpExamples.RESULTS))).getAsJsonArray().asList();
        assertEquals(HelpExamples.distinct(),
            results.stream().map(result -> result.getAsJsonObject().get("example").getAsString()).toList());
        return results.stream().map(JsonElement::getAsJsonObject).map(
            result -> DynamicTest.dynamicTest(result.get("example").getAsString(), () -> requireDone(result)));
    }

    private static void requireDone(JsonObject result) {
        assertEquals(ExitCode.DONE, result.get("code").getAsInt(), result.get("err").getAsString());
    }

    /** The class path of this process, wherever the other one is started. */
    private static String classPath() {
        return String.join(File.pathSeparator, Arrays.stream(
            System.getProperty("java.class.path").split(File.pathSeparator))
            .map(entry -> Path.of(entry).toAbsolutePath().toString()).toList());
    }

    private static void prepare() throws IOException {
        copy(Path.of("onnx-models"), folder.resolve("onnx-models"));
        Path gold = Path.of("gold-alignments/graca-en-pt");
        Path cut = Files.createDirectories(folder.resolve(gold));
        Files.copy(gold.resolve("gold.json"), cut.resolve("gold.json"));
        for (String file : new String[] {"en-pt.en", "en-pt.pt", "en-pt.sure"}) {
            Files.write(cut.resolve(file), Files.readAllLines(gold.resolve(file)).subList(0, GOLD_PAIRS));
        }
        Files.createDirectories(folder.resolve("eval/data"));
        for (String language : new String[] {"en", "pt"}) {
            Path sample = Path.of("eval/data/python-docs-3000." + language + ".gz");
            List<String> lines;
            try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(sample))) {
                lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().limit(CORPUS_PAIRS).toList();
            }
            zip(String.join("\n", lines).getBytes(StandardCharsets.UTF_8), folder.resolve(sample));
            Files.write(folder.resolve("corpus." + language), lines);
            Files.write(folder.resolve("raw." + language), lines.subList(0, GOLD_PAIRS));
        }
        Path tiny = Path.of("src/test/resources/firefox/tiny");
        zip(Files.readAllBytes(tiny.resolve("joint.bin")), folder.resolve("model.enpt.intgemm.alphas.bin.gz"));
        zip(Files.readAllBytes(tiny.resolve("joint.spm")), folder.resolve("vocab.enpt.spm.gz"));
        List<String> links = Files.readAllLines(cut.resolve("en-pt.sure"));
        write("graca.links", links);
        write("other.links", links.stream().map(line -> line.split(" ")[0]).toList());
        write("corpus.links", Collections.nCopies(CORPUS_PAIRS, "0-0"));
        write("my.en", List.of("the white house"));
        write("my.pt", List.of("a casa branca"));
        write("my.gold", List.of("1-1 2-3 3p2 3-2"));
        write("my.links", List.of("0-0 1-2 2-1"));
        write("forward.links", List.of("0-0 1-2 2-1", ""));
        write("reverse.links", List.of("0-0 2-1", "0-0"));
        write("tagged.en", List.of("the <b>white</b> house"));
        write("plain.pt", List.of("a casa branca"));
        write("en-pt.links", List.of("0-0 1-2 2-1"));
        write("spans.jsonl", List.of("{\"source\": \"the white house\", \"target\": \"a casa branca\", \"links\": \"0-0 1-2 2-1\","
            + " \"spans\": [{\"start\": 4, \"end\": 9, \"label\": \"COLOUR\"}]}"));
    }

    private static void write(String name, List<String> lines) throws IOException {
        Files.write(folder.resolve(name), lines);
    }

    private static void zip(byte[] content, Path file) throws IOException {
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(content);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }
}
