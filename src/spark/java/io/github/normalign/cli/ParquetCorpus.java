package io.github.normalign.cli;

import com.google.common.collect.Iterators;
import io.github.normalign.corpus.CutLines;
import io.github.normalign.corpus.LinePosition;
import io.github.normalign.error.CorpusException;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StringType;
import scala.Tuple2;

/**
 * A table of pairs: columns {@code source} and {@code target}, and {@code id} of whatever type, which is handed through. Rows are
 * numbered in the order of the files' names and of the rows in each, since Spark itself promises no order when it reads a table.
 */
final class ParquetCorpus implements SparkCorpus {

    private static final String SOURCE = "source";
    private static final String TARGET = "target";
    private static final String ID = "id";

    private final String path;
    private final Dataset<Row> table;

    /**
     * Opens a table.
     *
     * @param spark Spark
     * @param path a file or folder
     * @throws CorpusException if the table has no such columns
     */
    ParquetCorpus(SparkSession spark, String path) {
        this.path = path;
        this.table = spark.read().parquet(path);
        for (String column : List.of(SOURCE, TARGET)) {
            if (!has(column) || !(table.schema().apply(column).dataType() instanceof StringType)) {
                throw new CorpusException(path + " has the columns " + table.schema().simpleString()
                    + "; expected source and target, of type string, and perhaps id");
            }
        }
    }

    private boolean has(String column) {
        return Arrays.asList(table.columns()).contains(column);
    }

    @Override
    public DataType idType() {
        return has(ID) ? table.schema().apply(ID).dataType() : DataTypes.LongType;
    }

    @Override
    public Numbered read(int linesPerTask) {
        boolean named = has(ID);
        Column id = named ? table.col(ID) : functions.lit(null);
        Dataset<Row> ordered = table.select(table.col(SOURCE), table.col(TARGET), id.as(ID),
            functions.col("_metadata.file_path").as("file"), functions.col("_metadata.row_index").as("row")).sort("file", "row");
        long count = table.count();
        String name = path;
        JavaPairRDD<Long, Row> numbered = ordered.javaRDD().zipWithIndex()
            .mapToPair(row -> new Tuple2<>(row._2(), RowFactory.create(row._1().get(0), row._1().get(1), row._1().get(2))));
        return new Numbered(count, numbered.repartitionAndSortWithinPartitions(new LineBlocks(count, linesPerTask, 1))
            .mapPartitions(block -> Iterators.transform(block, row -> {
                long number = row._1() + 1;
                return new NumberedLine(number, named ? row._2().get(2) : number,
                    CutLines.row(new LinePosition(name, number), row._2().getString(0), row._2().getString(1)));
            })), false);
    }
}
