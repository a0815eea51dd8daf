package io.github.normalign.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.github.normalign.corpus.Compression;
import io.github.normalign.format.AlignedLine;
import io.github.normalign.format.JsonLinesReader;
import io.github.normalign.words.LogProbabilities;
import io.github.normalign.words.LogProbability;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What align --log-prob writes, on the embedded models. */
class AlignLogProbTest {

    @TempDir
    private Path folder;

    private CommandRun align(Object... more) throws IOException {
        List<Object> options = new ArrayList<>(List.of("--overwrite"));
        options.addAll(List.of(more));
        return SmallCorpus.in(folder, "house ||| " + "casa ".repeat(1100) + "\n").align(options.toArray());
    }

    private List<String> lines(String file) throws IOException {
        return SmallCorpus.in(folder).lines(file);
    }

    @Test
    void twoModelsGiveBothDirectionsLineForLineInTextAndInJson() throws IOException {
        CommandRun run = align("--reverse-model", "onnx-models/pt-en", "--log-prob", folder.resolve("likely.gz"), "--jsonl",
            folder.resolve("jsonl"), "--min-score", 0.3);
        assertEquals(ExitCode.SKIPPED, run.code(), run.err());
        List<String> likely = new String(Compression.GZIP.unpack(Files.newInputStream(folder.resolve("likely.gz"))).readAllBytes(),
            StandardCharsets.UTF_8).lines().toList();
        List<String> json = lines("jsonl");
        assertEquals(6, likely.size());
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(CommandRun.of("schema").out());
        for (int i : new int[] {1, 3, 5}) {
            assertEquals("", likely.get(i), "line " + i + " has no pair that a model has read");
            assertFalse(json.get(i).contains("logProbability"), json.get(i));
        }
        List<AlignedLine> read = new ArrayList<>();
        try (JsonLinesReader reader = JsonLinesReader.open(folder.resolve("jsonl"))) {
            reader.forEachRemaining(read::add);
        }
        assertEquals(AlignedLine.Status.REJECTED, read.get(2).status());
        for (int i : new int[] {0, 2, 4}) {
            assertTrue(likely.get(i).matches("-\\d+\\.\\d{6}\\t-\\d+\\.\\d{6}"), likely.get(i));
            assertEquals(List.of(), schema.validate(json.get(i), InputFormat.JSON), json.get(i));
            LogProbabilities found = read.get(i).logProbabilities().orElseThrow();
            assertEquals(number(likely.get(i), 0), found.forward().orElseThrow().mean(), 5e-7);
            assertEquals(number(likely.get(i), 1), found.reverse().orElseThrow().mean(), 5e-7);
            assertEquals(pieces(read.get(i).target()) + 1, found.forward().map(LogProbability::pieces).orElseThrow());
        }
        for (int side = 0; side < 2; side++) {
            assertTrue(number(likely.get(0), side) > number(likely.get(2), side) + 1, likely.toString());
        }
    }

    private static int pieces(Optional<AlignedLine.Side> side) {
        return side.orElseThrow().pieces().orElseThrow().stream().mapToInt(List::size).sum();
    }

    private static double number(String line, int column) {
        return Double.parseDouble(line.split("\t")[column]);
    }

    @Test
    void oneModelGivesOneNumberALine() throws IOException {
        assertEquals(ExitCode.SKIPPED, align("--log-prob", folder.resolve("likely"), "--batch", 1).code());
        assertEquals(6, lines("likely").size());
        for (int i = 0; i < 6; i++) {
            assertTrue(lines("likely").get(i).matches(i % 2 == 0 ? "-\\d+\\.\\d{6}" : ""), lines("likely").toString());
        }
    }

    @Test
    void anOutputThatCannotBeIsAUsageError() throws IOException {
        assertEquals(ExitCode.USAGE, align("--log-prob", "-").code());
        assertEquals(ExitCode.USAGE, align("--log-prob", folder.resolve("out")).code());
        assertEquals(ExitCode.USAGE, align("--log-prob", folder.resolve("in")).code());
    }
}
