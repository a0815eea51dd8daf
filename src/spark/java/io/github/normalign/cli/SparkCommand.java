package io.github.normalign.cli;

import io.github.normalign.error.CorpusException;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code normalign-spark}: what {@code align} does, by the tasks of a Spark application. */
@Command(name = "normalign-spark", mixinStandardHelpOptions = true, versionProvider = Main.Version.class, sortOptions = false,
    description = {"Aligns the words of a parallel corpus on Apache Spark; start it by spark-submit. One line of output belongs "
        + "to one line of input, always.",
        "A line that is no sentence pair gets empty links and a reason, and is counted and named; the exit status stays 0, "
        + "because a cluster would take any other for a failure and start the program again."},
    exitCodeList = {"0:done, perhaps with lines left empty", ExitCode.FAILED_SAYS, ExitCode.USAGE_SAYS})
final class SparkCommand implements Callable<Integer> {

    /** How the output is written. */
    enum Format { TEXT, PARQUET }

    @Spec
    private CommandSpec spec;

    @Mixin
    private AlignerRecipe recipe;

    @Mixin
    private SparkCorpusOptions corpus;

    @Option(names = {"-o", "--output"}, paramLabel = "PATH", required = true,
        description = "The folder that is written; it must not exist.")
    private String output;

    @Option(names = "--format", paramLabel = "text|parquet", defaultValue = "text",
        description = "text: links only; the lines of part-00000, part-00001 and so on, one after the other, are what 'align' "
            + "writes. parquet: columns id (the input's, or the line number from 1), links, score (of the pair, in [0, 1], or "
            + "null) and reason (why the line has no links, or null). Default: ${DEFAULT-VALUE}.")
    private Format format;

    @Option(names = "--scores", description = "Write each link as i-j:score, as 'align --scores' does.")
    private boolean scores;

    @Option(names = "--lines-per-task", paramLabel = "N", defaultValue = "10000", converter = AtLeastOne.class,
        description = "How many lines a task has: what is done again if one fails, and the size of an output file. Default: "
            + "${DEFAULT-VALUE}.")
    private int linesPerTask;

    @Option(names = "--model-everywhere",
        description = "The model directories, and the profile, are at the same paths on every machine (a shared disk, or an "
            + "image): do not ship them.")
    private boolean everywhere;

    @Option(names = "--debug", description = "Print the stack trace of a failure.")
    private boolean debug;

    /** The command line, read by the same rules on the driver and on every executor. */
    static CommandLine commandLine() {
        return new CommandLine(new SparkCommand()).setCaseInsensitiveEnumValuesAllowed(true)
            .registerConverter(Path.class, new PathConverter());
    }

    static SparkCommand parse(List<String> arguments) {
        CommandLine command = commandLine();
        command.parseArgs(arguments.toArray(String[]::new));
        return command.getCommand();
    }

    AlignerRecipe recipe() {
        return recipe;
    }

    boolean debug() {
        return debug;
    }

    @Override
    public Integer call() throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        AlignerRecipe.Opened opened = recipe.open(recipe.model(), recipe.reverseModel(), recipe.profile());
        opened.models().announce(opened.setting(), Optional.empty(), spec);
        Optional<Path> archive = Optional.empty();
        try (SparkSession spark = session()) {
            requireNew(spark);
            if (!everywhere) {
                archive = Optional.of(Files.createTempFile("normalign-model-", ".zip"));
            }
            run(spark, plan(spark, opened, archive), err);
        } finally {
            if (archive.isPresent()) {
                Files.deleteIfExists(archive.get());
            }
        }
        return ExitCode.DONE;
    }

    private static SparkSession session() {
        // An executor that goes takes with it blocks that were brought together but not aligned yet. Spark makes them again, which
        // is cheap, but gives up at the fourth executor of a stage; the aligning stage may take days and lose many.
        String limit = "spark.stage.maxConsecutiveAttempts";
        return SparkSession.builder().appName("normalign").config(limit, new SparkConf().get(limit, "1000")).getOrCreate();
    }

    /** Before any work; Spark would find it after reading the corpus. */
    private void requireNew(SparkSession spark) throws IOException {
        org.apache.hadoop.fs.Path folder = new org.apache.hadoop.fs.Path(output);
        if (folder.getFileSystem(spark.sparkContext().hadoopConfiguration()).exists(folder)) {
            throw new IOException(output + " is there already; expected a folder that can be made anew");
        }
    }

    private AlignerPlan plan(SparkSession spark, AlignerRecipe.Opened opened, Optional<Path> archive) throws IOException {
        String name = null;
        if (archive.isPresent()) {
            ModelArchive.write(archive.get(), recipe);
            String file = archive.get().getFileName().toString();
            name = file.substring(0, file.lastIndexOf('.'));
            spark.sparkContext().addArchive(URI.create(archive.get().toUri() + "#" + name).toString());
        }
        return new AlignerPlan(spec.commandLine().getParseResult().originalArgs(), name, opened.identity(),
            recipe.threads().orElseGet(() -> slots(spark)));
    }

    /** How many tasks an executor runs at a time; 0 where that is only known there: it has all processors of its machine. */
    private static int slots(SparkSession spark) {
        SparkConf conf = spark.sparkContext().conf();
        String master = spark.sparkContext().master();
        int perTask = conf.getInt("spark.task.cpus", 1);
        if (conf.contains("spark.executor.cores")) {
            return Math.max(1, conf.getInt("spark.executor.cores", 1) / perTask);
        }
        if (master.equals("yarn") || master.startsWith("k8s:")) {
            return 1;
        }
        return spark.sparkContext().isLocal() ? Math.max(1, spark.sparkContext().defaultParallelism() / perTask) : 0;
    }

    private void run(SparkSession spark, AlignerPlan plan, PrintWriter err) {
        SparkCorpus input = corpus.open(spark);
        SparkCorpus.Numbered numbered = input.read(linesPerTask);
        if (numbered.lacking()) {
            err.println("normalign: note: no line has both sides: if this is one side of a corpus, give both sides by --source and"
                + " --target");
        }
        LineTally tally = new LineTally();
        spark.sparkContext().register(tally, "lines");
        write(spark, align(numbered.lines(), plan, scores, tally), input);
        LineTally.Lines lines = tally.value();
        if (lines.all() != numbered.count()) {
            throw new CorpusException(numbered.count() + " lines were counted before, " + lines.all()
                + " were aligned: was the input changed while it was read? What is in " + output + " cannot be relied on");
        }
        report(lines, err);
    }

    /** Aligns in whatever stage asks for the result: the one that writes it, or lines are counted twice. */
    static JavaRDD<AlignedLine> align(JavaRDD<NumberedLine> lines, AlignerPlan plan, boolean withScores, LineTally tally) {
        return lines.mapPartitions(block -> new AlignedLines(block, ExecutorAligner.of(plan), withScores, tally));
    }

    private void write(SparkSession spark, JavaRDD<AlignedLine> lines, SparkCorpus input) {
        if (format == Format.TEXT) {
            lines.map(AlignedLine::links).saveAsTextFile(output);
            return;
        }
        StructType columns = new StructType().add("id", input.idType()).add("links", DataTypes.StringType)
            .add("score", DataTypes.DoubleType).add("reason", DataTypes.StringType);
        spark.createDataFrame(lines.map(line -> RowFactory.create(line.id(), line.links(), line.score(), line.reason())), columns)
            .write().parquet(output);
    }

    private static void report(LineTally.Lines lines, PrintWriter err) {
        lines.messages().values().forEach(message -> err.println("normalign: " + message + "; links left empty"));
        if (lines.bad() > lines.messages().size()) {
            err.println("normalign: these are the first " + lines.messages().size() + "; --format parquet has all of them with "
                + "their reasons");
        }
        err.println("normalign: " + lines.all() + " lines, " + lines.aligned() + " aligned, " + lines.bad() + " could not be, "
            + lines.empty() + " without words");
    }
}
