package io.github.normalign.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.Iterators;
import io.github.normalign.error.ModelException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparkCommandTest {

    private static final String[] SETTINGS = {
        "spark.master", "local[2,3]", "spark.ui.enabled", "false", "spark.driver.bindAddress", "127.0.0.1", "spark.driver.host",
        "127.0.0.1", "spark.sql.shuffle.partitions", "2", "spark.sql.warehouse.dir", "target/spark-warehouse",
        // Files are cut in the middle of lines, often.
        "spark.hadoop.mapreduce.input.fileinputformat.split.maxsize", "1500"};

    @TempDir
    private Path folder;
    private String err;

    @BeforeAll
    static void setUp() {
        for (int i = 0; i < SETTINGS.length; i += 2) {
            System.setProperty(SETTINGS[i], SETTINGS[i + 1]);
        }
    }

    @AfterAll
    static void tearDown() {
        for (int i = 0; i < SETTINGS.length; i += 2) {
            System.clearProperty(SETTINGS[i]);
        }
    }

    private int run(String... options) {
        List<String> arguments = new ArrayList<>(List.of("--model", SparkTexts.MODEL));
        arguments.addAll(Arrays.asList(options));
        StringWriter messages = new StringWriter();
        int code = SparkMain.run(new PrintWriter(new StringWriter()), new PrintWriter(messages), arguments.toArray(String[]::new));
        err = messages.toString();
        return code;
    }

    private String output() {
        return folder.resolve("out").toString();
    }

    /** Everything that can go wrong with a line, and everything that looks like the end of one and is none. */
    private void trickyText(Path source, Path target) throws IOException {
        List<String> english = SparkTexts.gold("en", 120);
        List<String> portuguese = SparkTexts.gold("pt", 120);
        english.set(0, "\uFEFF" + english.get(0));
        english.set(1, "\uFEFF" + english.get(1));
        portuguese.set(2, "uma casa\rbranca\u2028e\u0085verde\fum\u000Bdois");
        english.set(3, "");
        portuguese.set(4, " \t ");
        english.set(5, "");
        portuguese.set(5, "");
        english.set(6, english.get(6) + "\r");
        english.set(7, "house ".repeat(3000));
        english.set(60, "");
        byte[] first = (String.join("\n", english) + "\n").getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream second = new ByteArrayOutputStream();
        for (int i = 0; i < portuguese.size(); i++) {
            second.writeBytes(portuguese.get(i).getBytes(StandardCharsets.UTF_8));
            if (i == 50) {
                second.writeBytes(new byte[] {' ', (byte) 0xC3, 'x'});
            }
            if (i + 1 < portuguese.size()) {
                second.write('\n');
            }
        }
        Files.write(source, first);
        Files.write(target, second.toByteArray());
    }

    @Test
    void twoFilesGiveTheLinesAndMessagesOfAlign() throws IOException {
        Path source = folder.resolve("text.en");
        Path target = folder.resolve("text.pt");
        trickyText(source, target);
        SparkTexts.Aligned expected = SparkTexts.align(folder, "--model", SparkTexts.MODEL, "--source", source.toString(),
            "--target", target.toString());
        assertEquals(5, expected.messages().size(), "the text has five bad lines");
        int before = ExecutorAligner.count();
        assertEquals(0, run("--source", source.toString(), "--target", target.toString(), "-o", output(), "--lines-per-task", "13"),
            () -> err);
        assertEquals(expected.links(), SparkTexts.parts(Path.of(output())));
        assertEquals(expected.messages(), SparkTexts.messages(err, "; links left empty"));
        assertTrue(err.contains("120 lines, 114 aligned, 5 could not be, 1 without words"), err);
        assertEquals(1, ExecutorAligner.count() - before, "ten tasks, one aligner");
        assertTrue(Files.exists(Path.of(output(), "part-00009")) && !Files.exists(Path.of(output(), "part-00010")));
    }

    @Test
    void aFolderIsItsFilesByNameAndGzipIsUnpacked() throws IOException {
        List<String> english = SparkTexts.gold("en", 30);
        List<String> portuguese = SparkTexts.gold("pt", 30);
        Path source = Files.createDirectory(folder.resolve("source"));
        SparkTexts.write(source.resolve("part-2"), english.subList(20, 30));
        SparkTexts.write(source.resolve("part-1"), english.subList(0, 20));
        Files.writeString(source.resolve("_SUCCESS"), "");
        Path target = folder.resolve("target.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(target))) {
            out.write((String.join("\n", portuguese) + "\n").getBytes(StandardCharsets.UTF_8));
        }
        SparkTexts.Aligned expected = SparkTexts.align(folder, "--model", SparkTexts.MODEL, "--scores", "--source",
            SparkTexts.write(folder.resolve("whole"), english).toString(), "--target", target.toString());
        assertEquals(0, run("--source", source.toString(), "--target", target.toString(), "-o", output(), "--lines-per-task", "7",
            "--scores", "--model-everywhere"), () -> err);
        assertEquals(expected.links(), SparkTexts.parts(Path.of(output())));
    }

    @Test
    void oneFileIsReadInTheFormThatItsFirstPairHasWhateverTaskReadsIt() throws IOException {
        List<String> english = SparkTexts.gold("en", 40);
        List<String> portuguese = SparkTexts.gold("pt", 40);
        List<String> lines = new ArrayList<>(List.of("a heading", "", "||| no source"));
        for (int i = 0; i < english.size(); i++) {
            lines.add(english.get(i) + "\t" + portuguese.get(i));
        }
        lines.set(20, "with bars ||| com barras");
        lines.set(30, "two\ttabs\there");
        Path input = SparkTexts.write(folder.resolve("both.tsv"), lines);
        SparkTexts.Aligned expected = SparkTexts.align(folder, "--model", SparkTexts.MODEL, "--input", input.toString());
        assertEquals(4, expected.messages().size());
        assertEquals(0, run("--input", input.toString(), "-o", output(), "--lines-per-task", "4"), () -> err);
        assertEquals(expected.links(), SparkTexts.parts(Path.of(output())));
        assertEquals(expected.messages(), SparkTexts.messages(err, "; links left empty"));
    }

    private void table(Path path, boolean withId, List<Row> rows) throws IOException {
        StructType columns = new StructType().add("target", DataTypes.StringType).add("source", DataTypes.StringType);
        StructType all = withId ? columns.add("id", DataTypes.StringType) : columns;
        try (SparkSession spark = SparkSession.builder().getOrCreate()) {
            spark.createDataFrame(rows, all).coalesce(1).write().mode("append").parquet(path.toString());
        }
    }

    private List<Row> rows() throws IOException {
        try (SparkSession spark = SparkSession.builder().getOrCreate()) {
            return spark.read().parquet(output()).collectAsList();
        }
    }

    @Test
    void aTableKeepsItsIdsAndGetsAReasonWhereThereAreNoLinks() throws IOException {
        List<String> english = SparkTexts.gold("en", 60);
        List<String> portuguese = SparkTexts.gold("pt", 60);
        SparkTexts.Aligned expected = SparkTexts.align(folder, "--model", SparkTexts.MODEL, "--reverse-model", SparkTexts.REVERSE,
            "--source", SparkTexts.write(folder.resolve("en"), english).toString(),
            "--target", SparkTexts.write(folder.resolve("pt"), portuguese).toString());
        List<String> lines = expected.links().lines().toList();
        Path table = folder.resolve("table");
        List<Row> part = new ArrayList<>();
        for (int i = 0; i < english.size(); i++) {
            part.add(RowFactory.create(portuguese.get(i), english.get(i), "pair " + (97 * i) % 60));
            if (part.size() == 20) {
                table(table, true, part);
                part.clear();
            }
        }
        table(table, true, List.of(RowFactory.create(null, "a house", "null"), RowFactory.create("", "a house", "one side"),
            RowFactory.create("", " ", "empty")));
        assertEquals(0, run("--reverse-model", SparkTexts.REVERSE, "--parquet", table.toString(), "-o", output(), "--format",
            "parquet", "--lines-per-task", "25"), () -> err);
        List<Row> rows = rows();
        assertEquals(63, rows.size());
        assertEquals(63, rows.stream().map(row -> row.getString(0)).distinct().count());
        for (int i = 0; i < english.size(); i++) {
            String id = "pair " + (97 * i) % 60;
            Row row = rows.stream().filter(it -> it.getString(0).equals(id)).findAny().orElseThrow();
            assertEquals(lines.get(i), row.getString(1), id);
            assertTrue(row.getDouble(2) > 0 && row.getDouble(2) <= 1 && row.isNullAt(3), row.toString());
        }
        assertEquals(List.of("null", "one side"), rows.stream().filter(row -> !row.isNullAt(3))
            .filter(row -> row.getString(1).isEmpty() && row.isNullAt(2)).map(row -> row.getString(0)).sorted().toList());
        assertTrue(err.contains("id null: ") && err.contains("found null as target"), err);
        assertTrue(err.contains("63 lines, 60 aligned, 2 could not be, 1 without words"), err);
    }

    @Test
    void rowsWithoutIdsAreNumberedInTheOrderOfTheFiles() throws IOException {
        List<String> english = SparkTexts.gold("en", 25);
        List<String> portuguese = SparkTexts.gold("pt", 25);
        SparkTexts.Aligned expected = SparkTexts.align(folder, "--model", SparkTexts.MODEL, "--source",
            SparkTexts.write(folder.resolve("en"), english).toString(), "--target",
            SparkTexts.write(folder.resolve("pt"), portuguese).toString());
        List<Row> all = new ArrayList<>();
        for (int i = 0; i < english.size(); i++) {
            all.add(RowFactory.create(portuguese.get(i), english.get(i)));
        }
        // The first file is the smaller: Spark itself reads the larger one first.
        Path table = Files.createDirectory(folder.resolve("table"));
        for (int file = 0; file < 2; file++) {
            Path written = folder.resolve("written" + file);
            table(written, false, file == 0 ? all.subList(0, 5) : all.subList(5, 25));
            try (var files = Files.list(written)) {
                Files.move(files.filter(it -> it.toString().endsWith(".parquet")).findAny().orElseThrow(),
                    table.resolve("part-" + file + ".parquet"));
            }
        }
        assertEquals(0, run("--parquet", table.toString(), "-o", output(), "--lines-per-task", "10"), () -> err);
        assertEquals(expected.links(), SparkTexts.parts(Path.of(output())));
    }

    @Test
    void aTaskThatFailsMidwayIsDoneAgainAndCountedOnce() throws IOException {
        Path source = SparkTexts.write(folder.resolve("en"), SparkTexts.gold("en", 90));
        List<String> portuguese = SparkTexts.gold("pt", 90);
        portuguese.set(35, "");
        Path target = SparkTexts.write(folder.resolve("pt"), portuguese);
        String[] corpus = {"--model", SparkTexts.MODEL, "--source", source.toString(), "--target", target.toString()};
        SparkTexts.Aligned expected = SparkTexts.align(folder, corpus);
        List<String> arguments = new ArrayList<>(List.of(corpus));
        arguments.addAll(List.of("-o", output()));
        AlignerRecipe recipe = SparkCommand.parse(arguments).recipe();
        AlignerPlan plan = new AlignerPlan(arguments, null,
            recipe.open(recipe.model(), Optional.empty(), Optional.empty()).identity(), 2);
        LineTally tally = new LineTally();
        try (SparkSession spark = SparkSession.builder().getOrCreate()) {
            JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
            spark.sparkContext().register(tally, "lines");
            SparkCommand.align(new TextCorpus(context, source.toString(), target.toString()).read(30).lines(), plan, false, tally)
                .mapPartitions(lines -> {
                    int[] written = {0};
                    return Iterators.transform(lines, line -> {
                        // The middle block has been aligned and half of it written by now, twice.
                        if (TaskContext.getPartitionId() == 1 && TaskContext.get().attemptNumber() < 2 && written[0]++ == 15) {
                            throw new IllegalStateException("killed on purpose");
                        }
                        return line.links();
                    });
                }).saveAsTextFile(output());
        }
        assertEquals(expected.links(), SparkTexts.parts(Path.of(output())));
        assertEquals(90, tally.value().all());
        assertEquals(89, tally.value().aligned());
        assertEquals(Collections.singleton(36L), tally.value().messages().keySet());
    }

    @Test
    void whatATaskSaysOfTheModelReachesTheUser() throws IOException {
        Path input = SparkTexts.write(folder.resolve("both"), List.of("a house ||| uma casa"));
        AlignerPlan plan = new AlignerPlan(
            List.of("--model", SparkTexts.MODEL, "--input", input.toString(), "-o", output()), null, "another", 1);
        try (SparkSession spark = SparkSession.builder().getOrCreate()) {
            JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
            LineTally tally = new LineTally();
            spark.sparkContext().register(tally, "lines");
            Exception failure = assertThrows(Exception.class, () -> SparkCommand.align(
                new TextCorpus(context, input.toString(), null).read(30).lines(), plan, false, tally).count());
            assertTrue(SparkMain.explain(failure).contains("that of the driver is another"), SparkMain.explain(failure));
        }
    }

    @Test
    void filesOfDifferentLengthAreRefusedBeforeAnyWork() throws IOException {
        Path source = SparkTexts.write(folder.resolve("en"), List.of("a house", "a cat"));
        Path target = SparkTexts.write(folder.resolve("pt"), List.of("uma casa"));
        assertEquals(ExitCode.FAILED, run("--source", source.toString(), "--target", target.toString(), "-o", output()));
        assertTrue(err.contains("en has 2, ") && err.contains("pt has 1;"), err);
        assertFalse(Files.exists(Path.of(output())));
    }

    @Test
    void whatIsWrongIsSaidInASentence() throws IOException {
        Path source = SparkTexts.write(folder.resolve("en"), List.of("a house\tuma casa"));
        Files.createDirectory(Path.of(output()));
        assertEquals(ExitCode.FAILED, run("--input", source.toString(), "-o", output()));
        assertTrue(err.contains("out is there already"), err);
        assertEquals(ExitCode.FAILED, run("--input", folder.resolve("nowhere").toString(), "-o", output() + "2"));
        assertTrue(err.contains("nowhere: there is no such file"), err);
        assertEquals(ExitCode.USAGE, run("--input", source.toString(), "-o", output() + "2", "--layer", "99"));
        assertTrue(err.contains("cannot be read by"), err);
        assertEquals(ExitCode.USAGE, run("--input", source.toString()));
        assertTrue(err.contains("--output"), err);
        assertEquals(List.of(), err.lines().filter(line -> line.contains("\tat ")).toList());
    }

    @Test
    void anExecutorWithAnotherModelAtTheSamePathRefusesToAlign() {
        List<String> arguments = List.of("--model", SparkTexts.MODEL, "--input", "x", "-o", "y");
        AlignerPlan plan = new AlignerPlan(arguments, null, "another", 1);
        String message = assertThrows(ModelException.class,
            () -> ExecutorAligner.of(plan)).getMessage();
        assertTrue(message.contains("that of the driver is another"), message);
    }

    @Test
    void anEmptyCorpusGivesAnEmptyOutput() throws IOException {
        Path empty = Files.createFile(folder.resolve("empty"));
        assertEquals(0, run("--source", empty.toString(), "--target", empty.toString(), "-o", output()), () -> err);
        assertEquals("", SparkTexts.parts(Path.of(output())));
        assertTrue(err.contains("0 lines"), err);
    }
}
