package io.github.normalign.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The finished jar under spark-submit, in processes of their own. Needs SPARK_HOME: the folder that {@code pip install pyspark}
 * fills, or a Spark that was unpacked.
 */
class SparkSubmitIT {

    private static final int LINES = 2000;

    @TempDir
    private static Path texts;
    private static Path spark;
    private static Path source;
    private static Path target;
    private static SparkTexts.Aligned expected;

    @TempDir
    private Path folder;

    @BeforeAll
    static void setUp() throws IOException {
        String home = System.getenv("SPARK_HOME");
        assumeTrue(home != null && Files.isExecutable(Path.of(home, "bin", "spark-submit")),
            "SPARK_HOME is not set to a Spark: its tests are skipped; 'pip install pyspark==" + System.getProperty("spark.version")
                + "' and set it to site-packages/pyspark");
        spark = Path.of(home);
        List<String> english = SparkTexts.gold("en", LINES);
        List<String> portuguese = SparkTexts.gold("pt", LINES);
        english.set(LINES / 2, "");
        source = SparkTexts.write(texts.resolve("text.en"), english);
        target = SparkTexts.write(texts.resolve("text.pt"), portuguese);
        expected = SparkTexts.align(texts, "--model", SparkTexts.MODEL, "--reverse-model", SparkTexts.REVERSE, "--source",
            source.toString(), "--target", target.toString());
    }

    private String submit(List<String> options, List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(spark.resolve("bin/spark-submit").toString(), "--conf",
            "spark.ui.enabled=false", "--conf", "spark.driver.bindAddress=127.0.0.1", "--conf", "spark.driver.host=127.0.0.1",
            "--conf", "spark.eventLog.enabled=false"));
        command.addAll(options);
        command.addAll(List.of(System.getProperty("spark.jar"), "--model", SparkTexts.MODEL, "--reverse-model", SparkTexts.REVERSE,
            "--source", source.toString(), "--target", target.toString(), "-o", output().toString()));
        command.addAll(arguments);
        Path log = folder.resolve("log");
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("SPARK_HOME", spark.toString());
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        // Executors of a local cluster write their logs there.
        builder.environment().put("SPARK_WORKER_DIR", folder.resolve("work").toString());
        Process process = builder.start();
        try {
            assertTrue(process.waitFor(10, TimeUnit.MINUTES), "spark-submit has not ended in ten minutes");
        } finally {
            process.destroyForcibly();
        }
        String said = Files.readString(log);
        assertEquals(0, process.exitValue(), said);
        return said;
    }

    private Path output() {
        return folder.resolve("out");
    }

    @Test
    void oneProcessGivesTheLinksOfAlign() throws IOException, InterruptedException {
        String said = submit(List.of("--master", "local[2]"), List.of("--lines-per-task", "300"));
        assertEquals(expected.links(), SparkTexts.parts(output()), said);
        assertEquals(expected.messages(), SparkTexts.messages(said, "; links left empty"));
    }

    @Test
    void twoExecutorsOneOfThemKilledGiveTheLinksOfAlignAndNoLineIsLostOrDoubled() throws IOException, InterruptedException {
        Path killed = folder.resolve("killed");
        String tests = Path.of("target/test-classes").toAbsolutePath().toString();
        String said = submit(List.of("--master", "local-cluster[2,1,1024]",
            "--conf", "spark.plugins=" + KillOneExecutor.class.getName(),
            "--conf", "spark.driver.extraClassPath=" + tests, "--conf", "spark.executor.extraClassPath=" + tests,
            "--conf", "spark.executor.extraJavaOptions=-D" + KillOneExecutor.MARK + "=" + killed),
            List.of("--lines-per-task", "150"));
        assertTrue(Files.exists(killed), "no executor was killed: " + said);
        assertTrue(said.contains("Lost executor"), said);
        assertEquals(expected.links(), SparkTexts.parts(output()), said);
        assertEquals(expected.messages(), SparkTexts.messages(said, "; links left empty"));
        assertTrue(said.contains(LINES + " lines, " + (LINES - 1) + " aligned, 1 could not be"), said);
        try (Stream<Path> files = Files.list(output())) {
            assertEquals((LINES + 149) / 150, files.filter(file -> file.getFileName().toString().startsWith("part-")).count());
        }
    }
}
