package io.github.normalign.cli;

import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Where Spark finds the pairs; names are of any file system it knows, such as hdfs://, s3a:// or file://. */
final class SparkCorpusOptions {

    @ArgGroup(multiplicity = "1")
    private Choice choice;

    private static final class Choice {
        @ArgGroup(exclusive = false, multiplicity = "1")
        private TwoFiles files;

        @Option(names = "--input", paramLabel = "PATH", required = true,
            description = "Text with both sides on a line, 'source ||| target' or source TAB target; plain or .gz; a folder is its "
                + "files by name.")
        private String input;

        @Option(names = "--parquet", paramLabel = "PATH", required = true,
            description = "A Parquet file or folder with columns source and target, and id if it has one.")
        private String parquet;
    }

    private static final class TwoFiles {
        @Option(names = "--source", paramLabel = "PATH", required = true,
            description = "Source sentences, one a line, words separated by spaces; plain or .gz; a folder is its files by name.")
        private String source;

        @Option(names = "--target", paramLabel = "PATH", required = true, description = "Their translations, line by line.")
        private String target;
    }

    SparkCorpus open(SparkSession spark) {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        if (choice.files != null) {
            return new TextCorpus(context, choice.files.source, choice.files.target);
        }
        return choice.input != null ? new TextCorpus(context, choice.input, null) : new ParquetCorpus(spark, choice.parquet);
    }
}
