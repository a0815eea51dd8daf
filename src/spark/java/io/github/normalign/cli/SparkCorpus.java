package io.github.normalign.cli;

import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** A corpus that Spark reads. */
interface SparkCorpus {

    /**
     * The lines in order, in blocks in order: block 0 has the first lines.
     *
     * @param linesPerTask how many lines a block has
     * @return every line once
     */
    Numbered read(int linesPerTask);

    /** The type of an id. */
    default DataType idType() {
        return DataTypes.LongType;
    }

    /**
     * Lines and what is known of all of them.
     *
     * @param count how many there are
     * @param lines the lines
     * @param lacking whether the corpus seems to hold one side only
     */
    record Numbered(long count, JavaRDD<NumberedLine> lines, boolean lacking) {
    }
}
